"""Who may do what: tokens and sessions, hashed at rest."""
