"""Secrets that a value has written out, where `${NAME}` would keep them out of every file: found, said with
what to do, and put out of it. None of what is said holds the secret.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote_plus, urlsplit

from sse_dash.client.redact import is_secret_name
from sse_dash.requests.secrecy import CREDENTIALS, NAMED, is_cookie, is_secret_header, scheme_of
from sse_dash.requests.template import has_variable

_NOT_IN_NAME = re.compile(r"[^A-Z0-9]+")
_USER = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*://)(?P<user>[^/?#]*)(?=@)")
_LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class LiteralSecret:
    """Where a spec has a secret written out."""

    key: tuple[str | int, ...]
    """The field, and the name of the header or of the parameter, or the way within JSON: `("headers",
    "Cookie")`. Untrusted texts."""
    where: str
    """The name of the header, of the parameter or of the key, `the URL` or `the proxy`. Untrusted text."""
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


def literals_in_headers(field: str, headers: Mapping[str, str]) -> Iterator[LiteralSecret]:
    """Those that are called like secrets and hold no variable."""
    for name, value in headers.items():
        if value and not has_variable(value) and is_secret_header(name):
            yield _in_header((field, name), name, value)


def literals_in_params(field: str, params: Mapping[str, str]) -> Iterator[LiteralSecret]:
    """Those that are called like secrets and hold no variable."""
    for name, value in params.items():
        if value and not has_variable(value) and is_secret_name(name):
            variable = _variable_for(name)
            yield LiteralSecret((field, name), name, _kind(name), f"${{{variable}}}", variable)


def literals_in_json(field: str, value: Any) -> Iterator[LiteralSecret]:
    """Texts whose keys are called like secrets and that hold no variable."""
    for path, name in _texts_in_json((field,), value):
        variable = _variable_for(name)
        yield LiteralSecret(path, name, _kind(name), f"${{{variable}}}", variable)


def literals_in_body(field: str, body: str) -> Iterator[LiteralSecret]:
    """What follows the name of a secret in a text, and holds no variable."""
    for match in NAMED.finditer(body):
        if _is_literal_pair(match):
            variable = _variable_for(match["name"])
            yield LiteralSecret((field,), match["name"], _kind(match["name"]), f"${{{variable}}}", variable)


class Names:
    """Names of variables for secrets that are put out of a spec: two that differ get different ones."""

    def __init__(self) -> None:
        self._values: dict[str, str] = {}

    def of(self, name: str, value: str) -> str:
        """`name`, or with a number where that stands for another value already."""
        own, number = name, 2
        while self._values.setdefault(own, value) != value:
            own, number = f"{name}_{number}", number + 1
        return own


def headers_without(headers: Mapping[str, str], names: Names) -> dict[str, str]:
    """The headers with `${NAME}` in the place of each of these secrets."""
    return _without(headers, literals_in_headers("", headers), names)


def params_without(params: Mapping[str, str], names: Names) -> dict[str, str]:
    """The parameters with `${NAME}` in the place of each of these secrets."""
    return _without(params, literals_in_params("", params), names)


def json_without(value: Any, names: Names) -> Any:
    """The JSON with `${NAME}` in the place of each of these secrets."""
    match value:
        case Mapping():
            return {
                key: f"${{{names.of(_variable_for(key), item)}}}"
                if _is_literal_text(key, item)
                else json_without(item, names)
                for key, item in value.items()
            }
        case list() | tuple():
            return [json_without(item, names) for item in value]
        case _:
            return value


def body_without(body: str, names: Names) -> str:
    """The text with `${NAME}` in the place of each of these secrets."""

    def put_out(match: re.Match[str]) -> str:
        if not _is_literal_pair(match):
            return match[0]
        quote, value = _unquoted(match["value"])
        variable = names.of(_variable_for(match["name"]), value)
        return f"{match['name']}{match['joint']}{quote}${{{variable}}}{quote}"

    return NAMED.sub(put_out, body)


def _texts_in_json(path: tuple[str | int, ...], value: Any) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Each of these secrets in a JSON value: where it is, and what it is called."""
    match value:
        case Mapping():
            for key, item in value.items():
                if _is_literal_text(key, item):
                    yield (*path, key), key
                else:
                    yield from _texts_in_json((*path, key), item)
        case list() | tuple():
            for index, item in enumerate(value):
                yield from _texts_in_json((*path, index), item)


def _is_literal_text(key: str, item: object) -> bool:
    return isinstance(item, str) and bool(item) and is_secret_name(key) and not has_variable(item)


def _is_literal_pair(match: re.Match[str]) -> bool:
    quote, value = _unquoted(match["value"])
    # Without quotes, JSON has only numbers and such: `"max_tokens": 100` is no secret.
    is_text = bool(quote) or match["joint"].strip().startswith("=")
    return is_text and _is_literal_text(match["name"], value)


def _unquoted(value: str) -> tuple[str, str]:
    quote = value[0] if value[0] in "\"'" else ""
    return quote, value.strip(quote or None)


def _without(texts: Mapping[str, str], secrets: Iterator[LiteralSecret], names: Names) -> dict[str, str]:
    changed = dict(texts)
    for secret in secrets:
        name = str(secret.key[1])
        value = texts[name]
        before = secret.instead[: -len(f"${{{secret.variable}}}")]
        changed[name] = f"{before}${{{names.of(secret.variable, value[len(before) :])}}}"
    return changed


def url_without(url: str, names: Names) -> str:
    """The URL with variables for what `literals_in_url` finds in it; the rest as it is written."""
    if not any(True for _ in literals_in_url("url", url)):
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


def _in_header(key: tuple[str, ...], name: str, value: str) -> LiteralSecret:
    if is_cookie(name):
        return LiteralSecret(key, name, "cookie", "${COOKIE}", "COOKIE")
    if name.lower() in CREDENTIALS:
        scheme = scheme_of(value)
        is_basic = scheme.strip().lower() == "basic"
        what, variable = ("password", "CREDENTIALS") if is_basic else ("token", "TOKEN")
        return LiteralSecret(key, name, what, f"{scheme}${{{variable}}}", variable)
    variable = _variable_for(name)
    return LiteralSecret(key, name, _kind(name), f"${{{variable}}}", variable)


def literals_in_url(field: str, url: str) -> Iterator[LiteralSecret]:
    """Its password, or what stands in its place, and parameters that are called like secrets."""
    where = "the URL" if field == "url" else f"the {field}"
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
    if "passw" in name.lower() or name.lower().endswith("pwd"):
        return "password"
    return "key" if name.lower().endswith("key") else "token"


def _variable_for(name: str) -> str:
    variable = _NOT_IN_NAME.sub("_", name.upper()[:_LONGEST_NAME]).strip("_").removeprefix("X_") or "KEY"
    return f"KEY_{variable}" if variable[0].isdigit() else variable
