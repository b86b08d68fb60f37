"""Secrets that a spec has written out, where `${NAME}` would keep them out of every file: found, and said
with what to do. None of what is said holds the secret.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from sse_dash.client.redact import is_secret_name
from sse_dash.requests.secrecy import CREDENTIALS, is_cookie, is_secret_header, scheme_of
from sse_dash.requests.spec import StreamSpec
from sse_dash.requests.template import has_variable

_NOT_IN_NAME = re.compile(r"[^A-Z0-9]+")
_LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class LiteralSecret:
    """Where a spec has a secret written out."""

    key: tuple[str, ...]
    """The field, and the header's or the parameter's name: `("headers", "Cookie")`. Untrusted texts."""
    where: str
    """The name of the header or of the parameter, `the URL` or `the proxy`. Untrusted text."""
    what: str
    """What it looks like: `token`, `password`, `cookie` or `key`."""
    instead: str
    """What to write in its place, such as `Bearer ${TOKEN}`. Safe to show."""
    variable: str
    """The variable to set for that. Safe to show."""

    @property
    def advice(self) -> str:
        """What to do."""
        return f"write {self.instead} and set {self.variable} in the environment"

    @property
    def hint(self) -> str:
        """What to say of it."""
        return f"{self.where} holds a literal {self.what}; {self.advice}"


def literal_secrets(spec: StreamSpec) -> list[LiteralSecret]:
    """The secrets of URL, headers, parameters and proxy that would stand in a file if this were saved."""
    return literal_secrets_in(
        {"url": spec.url, "headers": spec.headers, "params": spec.params, "proxy": spec.proxy}
    )


def literal_secrets_in(values: Mapping[str, Any]) -> list[LiteralSecret]:
    """The same for some fields of a spec, by name: others than these four aren't looked at."""
    found: list[LiteralSecret] = []
    for name, value in values.get("headers", {}).items():
        if value and not has_variable(value) and is_secret_header(name):
            found.append(_in_header(name, value))
    for name, value in values.get("params", {}).items():
        if value and not has_variable(value) and is_secret_name(name):
            variable = _variable_for(name)
            found.append(LiteralSecret(("params", name), name, _kind(name), f"${{{variable}}}", variable))
    found += _in_url(values.get("url") or "", "url", "the URL")
    found += _in_url(values.get("proxy") or "", "proxy", "the proxy")
    return found


def _in_header(name: str, value: str) -> LiteralSecret:
    key = ("headers", name)
    if is_cookie(name):
        return LiteralSecret(key, name, "cookie", "${COOKIE}", "COOKIE")
    if name.lower() in CREDENTIALS:
        scheme = scheme_of(value)
        is_basic = scheme.strip().lower() == "basic"
        what, variable = ("password", "CREDENTIALS") if is_basic else ("token", "TOKEN")
        return LiteralSecret(key, name, what, f"{scheme}${{{variable}}}", variable)
    variable = _variable_for(name)
    return LiteralSecret(key, name, _kind(name), f"${{{variable}}}", variable)


def _in_url(url: str, field: str, where: str) -> Iterator[LiteralSecret]:
    try:
        parts = urlsplit(url)
        user, password = parts.username or "", parts.password or ""
        pairs = parse_qsl(parts.query)
    except ValueError:
        return
    if password and not has_variable(password):
        yield LiteralSecret((field,), where, "password", "${PASSWORD}", "PASSWORD")
    elif user and not password and not has_variable(user):
        yield LiteralSecret((field,), where, "token", "${TOKEN}", "TOKEN")
    for name, value in pairs:
        if value and not has_variable(value) and is_secret_name(name):
            variable = _variable_for(name)
            yield LiteralSecret((field,), where, _kind(name), f"{variable.lower()}=${{{variable}}}", variable)


def _kind(name: str) -> str:
    return "key" if name.lower().endswith("key") else "token"


def _variable_for(name: str) -> str:
    variable = _NOT_IN_NAME.sub("_", name.upper()[:_LONGEST_NAME]).strip("_").removeprefix("X_") or "KEY"
    return f"KEY_{variable}" if variable[0].isdigit() else variable
