"""Who speaks for a place: ward councillors, and whoever speaks for a town centre."""
