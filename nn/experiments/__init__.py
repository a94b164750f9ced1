"""Experiments: many runs that differ in a setting or in the seed alone."""
