"""Search: what a question in plain words means, and what is found for it."""
