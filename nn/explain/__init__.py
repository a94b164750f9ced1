"""Why the network answers as it does, and what one example changes."""
