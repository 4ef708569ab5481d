"""The public projection: what strangers may read, and the questions they ask of it."""
