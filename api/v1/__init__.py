"""The public API, version 1: GeoJSON and JSON, read by anybody, written with a token."""
