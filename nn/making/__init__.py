"""How the shipped networks were made, and how they are examined: README.md."""
