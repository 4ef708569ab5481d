"""Safe CSV and XLSX: nothing a person wrote can run as a formula, and nothing of it is lost."""
