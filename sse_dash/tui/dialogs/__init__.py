"""What asks one thing: confirm, tell, type."""
