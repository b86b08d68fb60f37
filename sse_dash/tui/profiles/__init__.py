"""Opening, saving and trusting profiles."""
