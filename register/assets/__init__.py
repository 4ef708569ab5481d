"""Assets and what belongs to one, and the one way they are written."""
