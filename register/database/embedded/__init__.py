"""A private PostGIS cluster below the data folder, started and stopped with the service."""
