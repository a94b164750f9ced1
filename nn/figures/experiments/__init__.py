"""Figures of an experiment: what its runs reached, and how far the seed alone moves it.

Each takes the experiment and the results that are there, in any order, and draws nothing for the
runs that are still missing.
"""
