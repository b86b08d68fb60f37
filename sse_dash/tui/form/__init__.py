"""Adding and changing a stream."""
