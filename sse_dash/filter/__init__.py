"""The filter language: an expression as text in, a test for events out.

    expression  = [ either ]                    no term at all lets every event through
    either      = both { "or" both }
    both        = negated { [ "and" ] negated }
    negated     = { "-" | "not" } term
    term        = "(" either ")" | word | "exact words" | /regex/[i] | path | field operator value
    field       = "type" | "id" | "size" | "data" | path
    path        = "data" step { step }
    step        = "." key | "." "quoted key" | ".*" | "[" index "]" | "[" "quoted key" "]" | "[*]"
    operator    = ":" | "=" | "!=" | "~" | "<" | "<=" | ">" | ">="
    value       = bare | "quoted" | /regex/[i], the last after "~" only

`or`, `and` and `not` may be in capitals. A `-` belongs to the term right after it. An operator in a bare word
always makes it a field term, so that a mistyped field is an error and not a search for something else.
"""

from sse_dash.filter.errors import FilterError
from sse_dash.filter.expression import MAX_DEPTH, MAX_LENGTH, Filter, parse
from sse_dash.filter.spans import MAX_SPANS
from sse_dash.filter.writing import path_term

__all__ = ["MAX_DEPTH", "MAX_LENGTH", "MAX_SPANS", "Filter", "FilterError", "parse", "path_term"]
