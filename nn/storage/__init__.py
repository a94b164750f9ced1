"""Networks and drawings in files."""
