"""Changes that somebody suggests and somebody else decides."""
