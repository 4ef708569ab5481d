"""Is it still true? Checks of entries, and asking for them when their time has come."""
