"""Drawings of the evidence: the model of a plot, and the same plot in characters and as SVG."""
