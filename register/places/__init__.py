"""Localities, boundaries by release, postcodes, and which assets lie where."""
