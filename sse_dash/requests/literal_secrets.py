"""Secrets that a spec has written out, where `${NAME}` would keep them out of every file: found, said with
what to do, and put out of it. None of what is said holds the secret.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, unquote_plus, urlsplit

from sse_dash.client.redact import is_secret_name
from sse_dash.requests.secrecy import CREDENTIALS, is_cookie, is_secret_header, scheme_of
from sse_dash.requests.spec import StreamSpec
from sse_dash.requests.template import has_variable

_NOT_IN_NAME = re.compile(r"[^A-Z0-9]+")
_USER = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*://)(?P<user>[^/?#]*)(?=@)")
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


def without_literals(spec: StreamSpec) -> StreamSpec:
    """The spec with `${NAME}` in the place of each of these secrets; two that differ get different names."""
    names = _Names()
    headers, params = dict(spec.headers), dict(spec.params)
    for secret in literal_secrets(replace(spec, url="", proxy=None)):
        values = headers if secret.key[0] == "headers" else params
        value = values[secret.key[1]]
        before = secret.instead[: -len(f"${{{secret.variable}}}")]
        values[secret.key[1]] = f"{before}${{{names.of(secret.variable, value[len(before) :])}}}"
    return replace(
        spec,
        headers=headers,
        params=params,
        url=_url_without(spec.url, names),
        proxy=None if spec.proxy is None else _url_without(spec.proxy, names),
    )


class _Names:
    """Names of variables, one for each value."""

    def __init__(self) -> None:
        self._values: dict[str, str] = {}

    def of(self, name: str, value: str) -> str:
        """`name`, or with a number where that stands for another value already."""
        own, number = name, 2
        while self._values.setdefault(own, value) != value:
            own, number = f"{name}_{number}", number + 1
        return own


def _url_without(url: str, names: _Names) -> str:
    """The URL with variables for what `_in_url` finds in it; the rest as it is written."""
    if not any(True for _ in _in_url(url, "url", "")):
        return url
    head, question, query = url.partition("?")
    query, hash_sign, fragment = query.partition("#")
    match = _USER.match(head)
    if match:
        user, colon, password = match["user"].partition(":")
        if password and not has_variable(password):
            user = f"{user}:${{{names.of('PASSWORD', password)}}}"
        elif user and not password and not has_variable(user):
            user = f"${{{names.of('TOKEN', user)}}}{colon}"
        else:
            user = match["user"]
        head = f"{match['scheme']}{user}{head[match.end('user') :]}"
    pairs = []
    for pair in query.split("&"):
        name, equals, value = pair.partition("=")
        if value and not has_variable(value) and is_secret_name(unquote_plus(name)):
            value = f"${{{names.of(_variable_for(unquote_plus(name)), value)}}}"
        pairs.append(f"{name}{equals}{value}")
    return f"{head}{question}{'&'.join(pairs)}{hash_sign}{fragment}"


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
