"""The command `evaluate`, and what it reads."""
