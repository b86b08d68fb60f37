"""curl's options as data: what each letter stands for, which take a value, and what becomes of each.

Those that say something to a stream are taken by `request.py`. Any other is one that changes nothing, that is
left out with a word, or without which the request would be another one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches

from sse_dash.requests.curl.bash import DASHES

_SHORT: Mapping[str, str] = {
    "#": "progress-bar",
    "0": "http1.0",
    "1": "tlsv1",
    "2": "sslv2",
    "3": "sslv3",
    "4": "ipv4",
    "6": "ipv6",
    ":": "next",
    "A": "user-agent",
    "B": "use-ascii",
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
    "M": "manual",
    "N": "no-buffer",
    "O": "remote-name",
    "P": "ftp-port",
    "Q": "quote",
    "R": "remote-time",
    "S": "show-error",
    "T": "upload-file",
    "U": "proxy-user",
    "V": "version",
    "X": "request",
    "Y": "speed-limit",
    "Z": "parallel",
    "a": "append",
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
    "l": "list-only",
    "m": "max-time",
    "n": "netrc",
    "o": "output",
    "p": "proxytunnel",
    "q": "disable",
    "r": "range",
    "s": "silent",
    "t": "telnet-option",
    "u": "user",
    "v": "verbose",
    "w": "write-out",
    "x": "proxy",
    "y": "speed-time",
    "z": "time-cond",
}
"""The long name of each letter."""

_TAKEN = frozenset(
    """
    cacert cert cert-type connect-timeout cookie data data-ascii data-binary data-raw data-urlencode
    header json key key-type noproxy oauth2-bearer proto-default proxy proxy-user referer request
    request-target socks4 socks4a socks5 socks5-hostname unix-socket url url-query user user-agent
    """.split()  # noqa: SIM905 - reads better as words
)
_TAKEN_FLAGS = frozenset({"get", "insecure"})

_QUIET_FLAGS = frozenset(
    """
    append basic buffer ca-native cert-status clobber compressed compressed-ssh create-dirs crlf disable
    disable-eprt disable-epsv doh-cert-status doh-insecure eprt epsv fail fail-early fail-with-body
    false-start form-escape ftp-create-dirs ftp-pasv ftp-pret ftp-skip-pasv-ip ftp-ssl-ccc ftp-ssl-control
    globoff http0.9 http1.0 http1.1 http2 http3 ignore-content-length include junk-session-cookies
    keepalive list-only location mail-rcpt-allowfails metalink mptcp no-alpn no-buffer no-clobber
    no-keepalive no-npn no-progress-meter no-sessionid no-styled-output npn alpn parallel
    parallel-immediate path-as-is post301 post302 post303 progress-bar progress-meter proxy-basic
    proxy-ca-native proxy-http2 proxytunnel proxy-ssl-allow-beast proxy-ssl-auto-client-cert proxy-tlsv1
    raw remote-header-name remote-name remote-name-all remote-time remove-on-error sasl-ir sessionid
    show-error show-headers silent skip-existing socks5-basic socks5-gssapi socks5-gssapi-nec ssl
    ssl-allow-beast ssl-auto-client-cert ssl-no-revoke ssl-reqd ssl-revoke-best-effort sslv2 sslv3
    styled-output suppress-connect-headers tcp-fastopen tcp-nodelay tftp-no-options tlsv1 tlsv1.0 tlsv1.1
    tlsv1.2 tlsv1.3 tr-encoding trace-ids trace-time use-ascii verbose xattr
    """.split()  # noqa: SIM905 - reads better as words
)
"""Options without a value that change nothing for a stream that is watched."""

_QUIET = frozenset(
    """
    alt-svc ciphers create-file-mode curves delegation dns-interface dns-ipv4-addr dns-ipv6-addr egd-file
    expect100-timeout ftp-account ftp-alternative-to-user ftp-method ftp-port ftp-ssl-ccc-mode
    happy-eyeballs-timeout-ms hostpubmd5 hostpubsha256 hsts ip-tos keepalive-cnt keepalive-time krb
    libcurl login-options mail-auth mail-from mail-rcpt max-filesize parallel-max parallel-max-host proto
    proto-redir proxy-ciphers proxy-service-name proxy-tls13-ciphers proxy-tlsauthtype proxy-tlspassword
    proxy-tlsuser pubkey quote random-file sasl-authzid service-name sigalgs socks5-gssapi-service
    telnet-option tftp-blksize tls-earlydata tls-max tls13-ciphers upload-flags vlan-priority
    """.split()  # noqa: SIM905 - reads better as words
)
"""The same with a value."""

_OUTPUT = "nothing is written"
_RETRIES = "the stream reconnects by its own rules"
_ADDRESS = "both kinds of address are tried"
_VERSION = "HTTP/1.1 is spoken"
_FROM_THE_BEGINNING = "a stream comes from its beginning"
_SILENT = "idle_timeout gives up a silent stream"
_NAMES = "names are looked up as this machine does it"

_SAID_FLAGS: Mapping[str, str] = {
    "head": "a stream is asked for, not only its head",
    "http2-prior-knowledge": _VERSION,
    "http3-only": _VERSION,
    "ipv4": _ADDRESS,
    "ipv6": _ADDRESS,
    "location-trusted": "credentials don't go to other origins",
    "netrc": "no file is read; give name and password with -u",
    "netrc-optional": "no file is read; give name and password with -u",
    "proxy-insecure": "the proxy's certificate stays checked",
    "retry-all-errors": _RETRIES,
    "retry-connrefused": _RETRIES,
}
"""Options without a value that are left out, and why."""

_SAID: Mapping[str, str] = {
    "continue-at": "a stream resumes by its last event id",
    "cookie-jar": _OUTPUT,
    "dns-servers": _NAMES,
    "doh-url": _NAMES,
    "dump-header": _OUTPUT,
    "ech": "TLS says which server is meant",
    "etag-compare": "no file is read",
    "etag-save": _OUTPUT,
    "limit-rate": "a stream comes as fast as it comes",
    "max-redirs": "at most 20 redirects are followed",
    "max-time": "a stream has no end in time; idle_timeout gives up a silent one",
    "output": _OUTPUT,
    "output-dir": _OUTPUT,
    "range": _FROM_THE_BEGINNING,
    "rate": _RETRIES,
    "retry": _RETRIES,
    "retry-delay": _RETRIES,
    "retry-max-time": _RETRIES,
    "speed-limit": _SILENT,
    "speed-time": _SILENT,
    "stderr": _OUTPUT,
    "time-cond": _FROM_THE_BEGINNING,
    "trace": _OUTPUT,
    "trace-ascii": _OUTPUT,
    "trace-config": _OUTPUT,
    "write-out": _OUTPUT,
}
"""Options with a value that are left out, and why."""

_OTHER_PLACE = (
    "sse-dash connects only to the host that the URL names; put the address into the URL, and the name \
into a Host header"
)
_OTHER_SIGN_IN = "only Basic and Bearer are spoken; take it out, or give an Authorization header"
_FILES = "no file is read; put what it holds into the command"
_NO_STREAM = "it asks for no stream; take it out"
_MULTIPART = "a multipart form can't be sent; use --data for the fields"
_ONE_PROXY = "sse-dash goes through one proxy, which --proxy gives"
_CERTIFICATES = "certificates come from PEM files that --cacert, --cert and --key name"
_PASSWORD = "a key with a password can't be read; take the password off it"
_ROUTE = "sse-dash connects by whichever way the machine has; take it out"

_REFUSED: Mapping[str, str] = {
    "abstract-unix-socket": "only a socket that is a file can be used; give it with --unix-socket",
    "anyauth": _OTHER_SIGN_IN,
    "aws-sigv4": _OTHER_SIGN_IN,
    "capath": _CERTIFICATES,
    "config": _FILES,
    "connect-to": _OTHER_PLACE,
    "crlfile": _CERTIFICATES,
    "digest": _OTHER_SIGN_IN,
    "disallow-username-in-url": "give name and password with -u",
    "engine": _CERTIFICATES,
    "expand-data": "write ${NAME} where it stands",
    "expand-header": "write ${NAME} where it stands",
    "expand-url": "write ${NAME} where it stands",
    "form": _MULTIPART,
    "form-string": _MULTIPART,
    "haproxy-clientip": _ROUTE,
    "haproxy-protocol": _ROUTE,
    "help": _NO_STREAM,
    "interface": _ROUTE,
    "ipfs-gateway": _NO_STREAM,
    "local-port": _ROUTE,
    "manual": _NO_STREAM,
    "negotiate": _OTHER_SIGN_IN,
    "netrc-file": "no file is read; give name and password with -u",
    "next": "one stream has one request; import them one by one",
    "ntlm": _OTHER_SIGN_IN,
    "ntlm-wb": _OTHER_SIGN_IN,
    "pass": _PASSWORD,
    "pinnedpubkey": _CERTIFICATES,
    "preproxy": _ONE_PROXY,
    "proxy-anyauth": _OTHER_SIGN_IN,
    "proxy-cacert": _CERTIFICATES,
    "proxy-capath": _CERTIFICATES,
    "proxy-cert": _CERTIFICATES,
    "proxy-cert-type": _CERTIFICATES,
    "proxy-crlfile": _CERTIFICATES,
    "proxy-digest": _OTHER_SIGN_IN,
    "proxy-header": "the proxy gets no headers but its credentials; take it out",
    "proxy-key": _CERTIFICATES,
    "proxy-key-type": _CERTIFICATES,
    "proxy-negotiate": _OTHER_SIGN_IN,
    "proxy-ntlm": _OTHER_SIGN_IN,
    "proxy-pass": _PASSWORD,
    "proxy-pinnedpubkey": _CERTIFICATES,
    "proxy1.0": "give the proxy with --proxy",
    "resolve": _OTHER_PLACE,
    "tlsauthtype": _OTHER_SIGN_IN,
    "tlspassword": _OTHER_SIGN_IN,
    "tlsuser": _OTHER_SIGN_IN,
    "upload-file": _FILES,
    "variable": "write ${NAME} where it stands",
    "version": _NO_STREAM,
}
"""Options without which the request would be another one, and what to do."""

_FLAGS = _TAKEN_FLAGS | _QUIET_FLAGS | _SAID_FLAGS.keys()
_WITH_VALUE = _TAKEN | _QUIET | _SAID.keys()
_KNOWN = _FLAGS | _WITH_VALUE | _REFUSED.keys()

_NAME_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz-.0123456789")
_LONGEST_NAME = 30
"""Letters in a name that is worth quoting: curl's longest has 26."""
_CLOSE = 0.7


def options_in(words: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """Each option: its long name, how it was written, and its value, empty for one that takes none.

    Raises ValueError for one that can't be had, that isn't known, or whose value is missing.
    """
    rest = iter(words)
    for word in rest:
        word = _with_plain_dashes(word)
        if not word.startswith("-") or word == "-":
            yield "url", "--url", word
        elif word == "--":
            for url in rest:
                yield "url", "--url", url
        elif word.startswith("--"):
            name, equals, value = word[2:].partition("=")
            option = _whole(name)
            written = f"--{option}"
            if _negated(option) in _FLAGS:
                yield option, written, ""
            elif option in _WITH_VALUE:
                yield option, written, value if equals else _value(rest, written)
            else:
                raise ValueError(_refusal(option, written))
        else:
            letters = word[1:]
            while letters:
                letter, letters = letters[0], letters[1:]
                option, written = _SHORT.get(letter, ""), f"-{letter}"
                if option in _WITH_VALUE:
                    yield option, written, letters or _value(rest, written)
                    break
                if option not in _FLAGS:
                    raise ValueError(_refusal(option, written))
                yield option, written, ""


def left_out(option: str) -> str:
    """Why an option is left out, in words for people; empty where it changes nothing."""
    return _SAID.get(option) or _SAID_FLAGS.get(option, "")


def _with_plain_dashes(word: str) -> str:
    """Word processors make one long dash of two, and a dash between words of one."""
    name = word.lstrip(DASHES)
    if name == word or not name:
        return word
    is_long = word[0] in "—―" or _whole(name.partition("=")[0]) in _KNOWN
    return f"--{name.lstrip('-')}" if is_long and len(name) > 1 else f"-{name}"


def _whole(name: str) -> str:
    """The option that begins so, where only one does."""
    if _negated(name) in _KNOWN or not name:
        return name
    longer = [option for option in _KNOWN if option.startswith(name)]
    return longer[0] if len(longer) == 1 else name


def _negated(option: str) -> str:
    return option if option in _KNOWN else option.removeprefix("no-")


def _value(rest: Iterator[str], written: str) -> str:
    value = next(rest, None)
    if value is None:
        raise ValueError(f"{written} is the last word of the command, but needs a value after it")
    return value


def _refusal(option: str, written: str) -> str:
    if option in _REFUSED:
        return f"{written}: {_REFUSED[option]}"
    name = written.lstrip("-")
    is_name = name[:1].isascii() and name[:1].isalpha() and (len(name) == 1 or _NAME_LETTERS.issuperset(name))
    if not is_name or len(name) > _LONGEST_NAME:
        # What is no option may be a value that lost its quotes.
        return (
            "the command has an option that sse-dash doesn't know; take it out, or put quotes around values"
        )
    close = get_close_matches(name, _KNOWN, 1, _CLOSE) if len(name) > 1 else []
    advice = f"perhaps --{close[0]} is meant" if close else "take it out, or put quotes around values"
    return f"{written} is no option of curl that sse-dash knows; {advice}"
