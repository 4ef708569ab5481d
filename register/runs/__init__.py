"""Sources and their import runs: rows as last given, rejects, one transaction a run."""
