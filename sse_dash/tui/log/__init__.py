"""Rows as a person reads them, and the panes that show them."""
