"""What comes in: one small module per source, readers, one runner."""
