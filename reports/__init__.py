"""So what: ward reports as data and as files."""
