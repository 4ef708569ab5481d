"""The kinds of asset and whom an asset is for: data files read into checked, typed values."""
