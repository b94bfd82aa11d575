"""Layers: what a network is built of, each with its forward and backward pass."""
