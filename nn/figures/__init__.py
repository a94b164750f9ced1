"""Plotly figures: arrays in, `go.Figure` out.

No figure has a title: the page says what it is. Axes have units, pointing at something says its
exact value, and `layout.meta["alt"]` is a sentence for those who cannot see the figure.
"""
