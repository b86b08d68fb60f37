"""One running stream: its connection, its figures, what happened to it."""
