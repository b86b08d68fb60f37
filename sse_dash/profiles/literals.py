"""Secrets that a profile has written out, each with its place and the better way: for warnings, before a save
and after a load.
"""

from __future__ import annotations

from collections.abc import Callable

from sse_dash.profiles.defaults import separate
from sse_dash.profiles.errors import Findings, Problem
from sse_dash.profiles.profile import Profile
from sse_dash.requests.secrets import literal_secrets_in
from sse_dash.requests.wording import KeyPath


def literal_secrets(
    profile: Profile, line_of: Callable[[KeyPath], int | None] = lambda _: None
) -> tuple[Problem, ...]:
    """A gentle word for each, the first few, then how many more there are. No secret is in them.

    What a stream has from `[defaults]` is told of once. `line_of` says where a key stands in the file.
    """
    findings = Findings(line_of)
    places: list[tuple[KeyPath, dict[str, object]]] = [(("defaults",), dict(profile.defaults))]
    for index, spec in enumerate(profile.streams):
        own, _ = separate(spec, profile.defaults)
        places.append((("streams", index), {"url": spec.url, **own}))
    for at, values in places:
        for secret in literal_secrets_in(values):
            wrong = f"holds a literal {secret.what}, for all to read who read the file"
            findings.add((*at, *secret.key), wrong, secret.advice)
    return findings.with_count("secrets that are written out", "write ${NAME} for each")
