"""The settings of a run: one table, and what is made from it."""
