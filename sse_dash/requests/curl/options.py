"""curl's options as data: what each letter stands for, which take a value, and which say nothing to a stream.

Those that say something are `curl.py`'s affair.
"""

from __future__ import annotations

from collections.abc import Mapping

SHORT: Mapping[str, str] = {
    "#": "progress-bar",
    "0": "http1.0",
    "1": "tlsv1",
    "4": "ipv4",
    "6": "ipv6",
    ":": "next",
    "A": "user-agent",
    "C": "continue-at",
    "D": "dump-header",
    "E": "cert",
    "F": "form",
    "G": "get",
    "H": "header",
    "I": "head",
    "J": "remote-header-name",
    "K": "config",
    "L": "location",
    "N": "no-buffer",
    "O": "remote-name",
    "R": "remote-time",
    "S": "show-error",
    "T": "upload-file",
    "U": "proxy-user",
    "V": "version",
    "X": "request",
    "Y": "speed-limit",
    "Z": "parallel",
    "b": "cookie",
    "c": "cookie-jar",
    "d": "data",
    "e": "referer",
    "f": "fail",
    "g": "globoff",
    "h": "help",
    "i": "include",
    "j": "junk-session-cookies",
    "k": "insecure",
    "m": "max-time",
    "n": "netrc",
    "o": "output",
    "p": "proxytunnel",
    "q": "disable",
    "r": "range",
    "s": "silent",
    "u": "user",
    "v": "verbose",
    "w": "write-out",
    "x": "proxy",
    "y": "speed-time",
    "z": "time-cond",
}
"""The long name of each letter."""

QUIET = frozenset(
    """
    basic buffer ca-native compressed-ssh create-dirs disable fail fail-early fail-with-body globoff http0.9
    http1.0 http1.1 http2 http2-prior-knowledge http3 http3-only include junk-session-cookies keepalive
    location no-alpn no-buffer no-keepalive no-npn no-progress-meter no-sessionid no-styled-output parallel
    path-as-is post301 post302 post303 progress-bar progress-meter raw remote-header-name remote-name
    remote-time remove-on-error show-error show-headers silent sslv2 sslv3 styled-output suppress-connect-
    headers tcp-fastopen tcp-nodelay tlsv1 tlsv1.0 tlsv1.1 tlsv1.2 tlsv1.3 tr-encoding trace-ids trace-time
    verbose xattr
    """.split()  # noqa: SIM905 - reads better as words
)
"""Options without a value that change nothing for a stream that is watched."""

_CERTIFICATES = "give certificates as tls in the profile"
_OUTPUT = "nothing is written"
_RETRIES = "the stream reconnects by its own rules"
_ADDRESS = "both kinds of address are tried"
_PROXY = "set it as proxy in the profile"

SAID: Mapping[str, str] = {
    "compressed": "always on",
    "insecure": "certificates stay checked, unless the profile says otherwise",
    "proxy-insecure": "certificates stay checked, unless the profile says otherwise",
    "ipv4": _ADDRESS,
    "ipv6": _ADDRESS,
    "location-trusted": "credentials don't go to other origins",
    "head": "a stream is asked for, not only its head",
    "netrc": "no file is read",
    "netrc-optional": "no file is read",
    "proxytunnel": _PROXY,
    "retry-all-errors": _RETRIES,
    "retry-connrefused": _RETRIES,
}
"""Options without a value that are left out, and why."""

SAID_WITH_VALUE: Mapping[str, str] = {
    "cacert": _CERTIFICATES,
    "capath": _CERTIFICATES,
    "cert": _CERTIFICATES,
    "cert-type": _CERTIFICATES,
    "ciphers": _CERTIFICATES,
    "continue-at": "a stream resumes by its last event id",
    "cookie-jar": _OUTPUT,
    "crlfile": _CERTIFICATES,
    "dump-header": _OUTPUT,
    "expect100-timeout": "the client keeps its own times",
    "happy-eyeballs-timeout-ms": "the client keeps its own times",
    "keepalive-cnt": "the client keeps its own times",
    "keepalive-time": "the client keeps its own times",
    "key": _CERTIFICATES,
    "key-type": _CERTIFICATES,
    "limit-rate": "a stream comes as fast as it comes",
    "max-filesize": "a stream has no size",
    "max-redirs": "at most 20 redirects are followed",
    "max-time": "a stream has no end in time; idle_timeout gives up a silent one",
    "noproxy": _PROXY,
    "output": _OUTPUT,
    "output-dir": _OUTPUT,
    "pass": _CERTIFICATES,
    "pinnedpubkey": _CERTIFICATES,
    "proxy-header": _PROXY,
    "proxy-user": _PROXY,
    "range": "a stream comes from its beginning",
    "rate": _RETRIES,
    "retry": _RETRIES,
    "retry-delay": _RETRIES,
    "retry-max-time": _RETRIES,
    "speed-limit": "idle_timeout gives up a silent stream",
    "speed-time": "idle_timeout gives up a silent stream",
    "stderr": _OUTPUT,
    "time-cond": "a stream comes from its beginning",
    "tls-max": _CERTIFICATES,
    "tls13-ciphers": _CERTIFICATES,
    "trace": _OUTPUT,
    "trace-ascii": _OUTPUT,
    "trace-config": _OUTPUT,
    "write-out": _OUTPUT,
}
"""Options with a value that are left out, and why."""

_OTHER_PLACE = "sse-dash connects only to the host that the URL names"
_OTHER_SIGN_IN = "only Basic and Bearer are spoken; take it out, or give an Authorization header"
_FILES = "no file is read; put what it holds into the command"
_NO_STREAM = "it asks for no stream; take it out"

REFUSED: Mapping[str, str] = {
    "abstract-unix-socket": _OTHER_PLACE,
    "anyauth": _OTHER_SIGN_IN,
    "aws-sigv4": _OTHER_SIGN_IN,
    "config": _FILES,
    "connect-to": _OTHER_PLACE,
    "digest": _OTHER_SIGN_IN,
    "form": "a multipart form can't be sent; use --data for the fields",
    "form-string": "a multipart form can't be sent; use --data for the fields",
    "help": _NO_STREAM,
    "manual": _NO_STREAM,
    "negotiate": _OTHER_SIGN_IN,
    "netrc-file": _FILES,
    "next": "one stream has one request; import them one by one",
    "ntlm": _OTHER_SIGN_IN,
    "resolve": _OTHER_PLACE,
    "socks4": _OTHER_PLACE,
    "socks4a": _OTHER_PLACE,
    "socks5": _OTHER_PLACE,
    "socks5-hostname": _OTHER_PLACE,
    "unix-socket": _OTHER_PLACE,
    "upload-file": _FILES,
    "variable": "write ${NAME} where it stands",
    "version": _NO_STREAM,
}
"""Options without which the request would be another one, and what to do."""
