"""Figures of an experiment: what its runs reached, and how far the seed alone moves it.

Each takes the experiment and the results that are there, in any order, and draws nothing for the
runs that are still missing. A click selects a marker whose customdata is the number of a run, or of
a cell on a map.
"""

from nn.figures.experiments.cell import cell_curves
from nn.figures.experiments.comparison import comparison
from nn.figures.experiments.lottery import lottery
from nn.figures.experiments.search import search_map

__all__ = ["cell_curves", "comparison", "lottery", "search_map"]
