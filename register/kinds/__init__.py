"""Kinds of asset and their families, as the data files define them."""
