"""Streams over TLS: a certificate that isn't trusted is refused for good, a broken handshake is not."""

from __future__ import annotations

import asyncio
import ipaddress
import ssl
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from sse_dash.client import EventSource, PermanentError, TransientError
from sse_dash.client.lifecycle import Lifecycle, Opened
from tests.client.scripted_server import ScriptedServer, failure_of, impatient

pytestmark = pytest.mark.usefixtures("nothing_left_behind")


def self_signed(folder: Path) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 that signs itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    certificate_file, key_file = folder / "certificate.pem", folder / "key.pem"
    certificate_file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    key_file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return certificate_file, key_file


@pytest.fixture
async def secure(tmp_path: Path) -> AsyncIterator[tuple[str, ssl.SSLContext]]:
    """The URL of a stream of one event over TLS, and a context that trusts its certificate."""
    certificate, key = self_signed(tmp_path)

    over = asyncio.Event()

    async def answer(request: web.BaseRequest) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        await response.write(b"data: secret\n\n")
        await over.wait()
        return response

    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    runner = web.ServerRunner(web.Server(answer), shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context).start()
    yield (
        f"https://127.0.0.1:{runner.addresses[0][1]}/events",
        ssl.create_default_context(cafile=str(certificate)),
    )
    over.set()
    await runner.cleanup()


async def test_a_trusted_certificate_opens_and_the_observer_is_told_of_tls(
    secure: tuple[str, ssl.SSLContext],
) -> None:
    url, trusting = secure
    told: list[Lifecycle] = []
    async with EventSource(url, ssl=trusting, observer=told.append) as source:
        assert (await anext(source)).data == "secret"
    (opened,) = [what for what in told if isinstance(what, Opened)]
    assert opened.tls is not None
    assert opened.tls.startswith("TLS")
    assert opened.http_version == "1.1"


async def test_a_certificate_that_is_not_trusted_is_refused_for_good(
    secure: tuple[str, ssl.SSLContext],
) -> None:
    url, _ = secure
    error = await failure_of(impatient(url, max_connect_retry=None))
    assert isinstance(error, PermanentError)
    assert "certificate of 127.0.0.1 was refused" in str(error)
    assert "self" in str(error)


async def test_https_at_a_port_that_speaks_http_is_tried_again(server: ScriptedServer) -> None:
    url = server.url.replace("http://", "https://")
    error = await failure_of(impatient(url, max_connect_retry=1))
    assert isinstance(error, TransientError)
    assert "no TLS with 127.0.0.1" in str(error)
