"""How assets belong together: who may say so, what of it is public, and who asks."""
