"""Copying, by whichever way leads to a clipboard that the person can paste from, and saying which it was."""
