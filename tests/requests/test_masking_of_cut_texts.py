"""Secrets in a text that was cut, maybe in the middle of one."""

from __future__ import annotations

import pytest

from sse_dash.requests.secret import Masking

SECRET = "sk-0123456789abcdef"


@pytest.mark.parametrize("kept", range(4, len(SECRET) + 1))
def test_the_beginning_of_a_secret_at_the_end_is_hidden(kept: int) -> None:
    assert Masking([SECRET]).hide_of_cut(f"you are {SECRET[:kept]}") == "you are ***"


def test_whole_ones_are_hidden_wherever_they_are() -> None:
    assert Masking([SECRET]).hide_of_cut(f"{SECRET} and {SECRET[:6]}") == "*** and ***"


def test_other_texts_stay_as_they_are() -> None:
    assert Masking([SECRET]).hide_of_cut("nothing of the kind") == "nothing of the kind"
    assert Masking([SECRET]).hide_of_cut("") == ""
