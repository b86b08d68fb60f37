"""Regular expressions that can't stall whoever matches them."""

from sse_dash.filter.regex.bounded import LIMITS, Regex, compiled, regex

__all__ = ["LIMITS", "Regex", "compiled", "regex"]
