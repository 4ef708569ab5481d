"""What the register holds: tables, questions, writes, publishing; all SQL lives below here."""
