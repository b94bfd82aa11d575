"""The explorers: ipywidgets over nnkit."""
