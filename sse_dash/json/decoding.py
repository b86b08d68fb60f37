"""Event data as Python's own objects, for tests and figures. To look at, as it was written, is `document`."""

from __future__ import annotations

import json
import math
from enum import Enum


class Missing(Enum):
    """What stands where there is no JSON value, since `None` is one."""

    MISSING = 0


MISSING = Missing.MISSING

_LONGEST_INTEGER = 640
"""Digits that `int` reads whatever the interpreter is set to; longer ones are past every float."""


def decoded(data: str) -> object:
    """What `data` is as JSON: dicts, lists, strings, numbers, bools, None; MISSING where it is none."""
    try:
        return json.loads(data)
    except json.JSONDecodeError:
        return MISSING
    except RecursionError:  # nested deeper than anyone means
        return MISSING
    except ValueError:  # an integer of thousands of digits, which Python by itself refuses to read
        return _decoded_slowly(data)


def _decoded_slowly(data: str) -> object:
    try:
        return json.loads(data, parse_int=_integer)
    except (ValueError, RecursionError):
        return MISSING


def _integer(digits: str) -> int | float:
    if len(digits) <= _LONGEST_INTEGER:
        return int(digits)
    return -math.inf if digits.startswith("-") else math.inf
