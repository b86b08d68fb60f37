"""A terminal dashboard for Server-Sent Events; `sse_dash.client` is the library under it."""

__version__ = "0.1.0"
