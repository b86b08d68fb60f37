"""Values for `${NAME}` that someone gave in the running program, over those of the environment.

They are in memory only, and forgotten with the program; nothing here writes or prints one.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping

from sse_dash.requests.resolve import resolve
from sse_dash.requests.resolved import ResolvedRequest
from sse_dash.requests.secret import Secret
from sse_dash.requests.spec import StreamSpec


class GivenValues(Mapping[str, str]):
    """The environment, with what was given over it."""

    def __init__(self, environ: Mapping[str, str] | None = None) -> None:
        """`environ` is the process's own if it isn't said."""
        self._environ = os.environ if environ is None else environ
        self._given: dict[str, Secret[str]] = {}

    def __getitem__(self, name: str) -> str:
        given = self._given.get(name)
        return self._environ[name] if given is None else given.reveal()

    def __iter__(self) -> Iterator[str]:
        return iter({**self._environ, **self._given})

    def __len__(self) -> int:
        return len({*self._environ, *self._given})

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {', '.join(sorted(self._given))}>"

    def give(self, values: Mapping[str, str]) -> None:
        """Have these from now on."""
        self._given |= {name: Secret(value) for name, value in values.items()}

    def resolve(self, spec: StreamSpec) -> ResolvedRequest:
        """The request to send now. Raises as `resolve.resolve` does."""
        return resolve(spec, self)
