"""Secrets that were typed on the command line: who else can see them, and how to do better."""

from __future__ import annotations

from collections.abc import Sequence

from sse_dash.requests.literals import LiteralSecret
from sse_dash.requests.secrets import literal_secrets
from sse_dash.requests.spec import StreamSpec

_USER = ("-u", "--user")


def exposed(specs: Sequence[StreamSpec], arguments: Sequence[str]) -> str:
    """What to say where these specs, of a command line of these words, have secrets written out; empty else.

    It is said once for all of them, and holds none.
    """
    found = [secret for spec in specs for secret in literal_secrets(spec)]
    different = {(secret.where, secret.what): secret for secret in found}
    if not different:
        return ""
    first, *others = different.values()
    more = f" ({len(others)} more alike)" if others else ""
    return (
        f"Other users of this machine can read the {first.what} in {first.where}, since it stands on the "
        f"command line (ps){more}. Write {_better(first, arguments)}, in single quotes, and set "
        f"{first.variable}"
    )


def _better(secret: LiteralSecret, arguments: Sequence[str]) -> str:
    is_user = secret.instead.startswith("Basic ") and any(word.startswith(_USER) for word in arguments)
    if is_user:
        return "-u 'NAME:${" + secret.variable + "}'"
    if secret.key[0] == "headers":
        return f"'{secret.where}: {secret.instead}'"
    return f"'{secret.instead}' in its place"
