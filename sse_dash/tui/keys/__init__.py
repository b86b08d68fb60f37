"""Which keys there are, when they work, and where they are shown."""
