"""What is held about people: how long, found and told, erased everywhere, and erased again."""
