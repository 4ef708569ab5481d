"""Assets and what belongs to one: contacts, relations, verifications; the one way they are written."""
