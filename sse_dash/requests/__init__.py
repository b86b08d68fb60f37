"""What to ask for, as data: the spec of a stream, what fills it in, and what is secret in it."""
