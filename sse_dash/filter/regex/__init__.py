"""Regular expressions that can't stall whoever matches them."""

from sse_dash.filter.regex.bounded import Regex, compiled, regex
from sse_dash.filter.regex.effort import BUDGET, Effort, OverBudget
from sse_dash.filter.regex.piece import readable

__all__ = ["BUDGET", "Effort", "OverBudget", "Regex", "compiled", "readable", "regex"]
