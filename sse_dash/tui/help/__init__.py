"""Which keys there are, and what they do, on a screen of its own."""
