"""Mail: an outbox written with the change it tells of, and its sending."""
