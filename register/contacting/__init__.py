"""Reaching contacts: messages passed on, who sees which contact, consent taken back."""
