"""JSON as it was written: the document, its tree, its paths, and what differs between two."""
