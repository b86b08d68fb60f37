"""The terminal itself: what it must be, its modes, its bytes, and the signals that end or suspend us.

What is drawn on it is for everything else of `tui/`. Only `driver` and `modes` load Textual.
"""
