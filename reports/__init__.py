"""Reports and downloads: what the register says of a place, as data first, then as files."""
