"""What assets offer and need, what suits what, and kit that is lent."""
