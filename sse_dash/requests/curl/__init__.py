"""Stream specs from curl commands."""
