"""A row for each stream."""
