"""A network with the code that trained it, to take home."""
