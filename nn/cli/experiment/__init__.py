"""The command `experiment`: what it trains, its progress, and what it tells in the end."""
