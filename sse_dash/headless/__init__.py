"""Verbs that draw no screen: results on stdout, everything else on stderr. Nothing here loads Textual."""
