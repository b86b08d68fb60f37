"""From the TLS settings of a spec to what the client's request takes. Files are read here, in a thread."""

from __future__ import annotations

import asyncio
import os
import stat
from typing import TYPE_CHECKING

from sse_dash.requests.spec import TlsSettings

if TYPE_CHECKING:
    import ssl


class TlsError(ValueError):
    """A file of the TLS settings that can't be used: which key, and why."""


async def tls_option(tls: TlsSettings) -> ssl.SSLContext | bool:
    """The `ssl` of a request: True for the usual checks, False for none, or a context where files say more.

    Raises TlsError.
    """
    if tls.key is not None and tls.cert is None:
        raise TlsError("tls.key is given without tls.cert, whose key it is")
    if tls.ca is None and tls.cert is None:
        return tls.verify
    return await asyncio.to_thread(_context, tls)


def _context(tls: TlsSettings) -> ssl.SSLContext:
    import ssl

    ca, cert, key = _file("ca", tls.ca), _file("cert", tls.cert), _file("key", tls.key)
    try:
        context = ssl.create_default_context(cafile=ca)
    except (ssl.SSLError, ValueError) as error:
        raise _unusable("ca", tls.ca, "it holds no certificates in PEM") from error
    except OSError as error:
        raise _unreadable("ca", tls.ca, error) from error
    if not tls.verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    if cert is not None:
        wanted = "a certificate and its key" if key is None else "a certificate to which tls.key belongs"
        try:
            context.load_cert_chain(cert, key, _no_password)
        except TlsError:
            raise
        except (ssl.SSLError, ValueError) as error:
            raise _unusable("cert", tls.cert, f"it does not hold {wanted}, in PEM") from error
        except OSError as error:
            raise _unreadable("cert", tls.cert, error) from error
    context.set_alpn_protocols(["http/1.1"])
    return context


def _file(name: str, path: str | None) -> str | None:
    """The path, `~` replaced, of a regular file: a pipe would be waited for without end."""
    if path is None:
        return None
    full = os.path.expanduser(path)
    try:
        is_regular = stat.S_ISREG(os.stat(full).st_mode)
    except OSError as error:
        raise _unreadable(name, path, error) from error
    except ValueError as error:
        raise _unusable(name, path, "it is no path") from error
    if not is_regular:
        raise _unusable(name, path, "it is no regular file")
    return full


def _no_password() -> str:
    # OpenSSL would ask for it on the terminal, which the dashboard has.
    raise TlsError("the key of tls.cert has a password, for which sse-dash can't ask; give one without")


def _unusable(name: str, path: str | None, why: str) -> TlsError:
    return TlsError(f"tls.{name} can't be used: {why}: {path}")


def _unreadable(name: str, path: str | None, error: OSError) -> TlsError:
    return _unusable(name, path, (error.strerror or type(error).__name__).lower())
