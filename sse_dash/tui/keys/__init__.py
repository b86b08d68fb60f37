"""What a key is, the keys as a person chose them, and how they come in and are shown."""
