"""What goes wrong inside sse-dash itself: kept apart from the rest, which goes on, and told."""
