"""How a running stream and its server prove who they are, by real servers."""

from __future__ import annotations

import asyncio
import ipaddress
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from sse_dash.requests.spec import TlsSettings
from sse_dash.requests.tls import TlsError, tls_option
from sse_dash.streams.monitor.monitor import Monitor
from tests.client.scripted_server import ScriptedServer
from tests.streams.monitor.asked import (
    comes_to,
    has_failed,
    is_open,
    monitor_of,
    running,
)


@pytest.fixture
def server(scripted_server: ScriptedServer) -> ScriptedServer:
    return scripted_server


# TLS


@dataclass(frozen=True)
class Certificate:
    """A certificate for 127.0.0.1 that signs itself, and its key."""

    file: Path
    key: Path

    @property
    def both(self) -> Path:
        """Certificate and key in one file."""
        both = self.file.with_suffix(".both")
        both.write_bytes(self.file.read_bytes() + self.key.read_bytes())
        return both


def self_signed(folder: Path, name: str, password: bytes | None = None) -> Certificate:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    made = Certificate(folder / f"{name}.pem", folder / f"{name}.key")
    made.file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    encryption: serialization.KeySerializationEncryption = (
        serialization.BestAvailableEncryption(password) if password else serialization.NoEncryption()
    )
    made.key.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption)
    )
    return made


class SecureServer:
    """A stream of one event over TLS, whose data is the name in the client's certificate."""

    def __init__(self, certificate: Certificate, clients: Certificate | None) -> None:
        self.certificate = certificate
        self.context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self.context.load_cert_chain(certificate.file, certificate.key)
        if clients is not None:
            self.context.verify_mode = ssl.CERT_REQUIRED
            self.context.load_verify_locations(clients.file)
        self.over = asyncio.Event()
        self.url = ""

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        assert request.transport is not None
        peer: Any = request.transport.get_extra_info("peercert")
        name = dict(pair for (pair,) in peer["subject"])["commonName"] if peer else "nobody"
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        await response.write(f"data: {name}\n\n".encode())
        await self.over.wait()
        return response


@asynccontextmanager
async def secure(certificate: Certificate, clients: Certificate | None = None) -> AsyncIterator[SecureServer]:
    server = SecureServer(certificate, clients)
    runner = web.ServerRunner(web.Server(server.answer), shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=server.context).start()
    server.url = f"https://127.0.0.1:{runner.addresses[0][1]}/events"
    try:
        yield server
    finally:
        server.over.set()
        await runner.cleanup()


async def first_event(monitor: Monitor) -> str:
    async with running(monitor):
        await comes_to(monitor, lambda snapshot: snapshot.events == 1)
        (received,) = monitor.history
        return received.event.data


async def test_a_certificate_that_no_one_vouches_for_is_refused(tmp_path: Path) -> None:
    async with secure(self_signed(tmp_path, "server")) as server, running(monitor_of(server.url)) as monitor:
        assert "certificate of 127.0.0.1 was refused" in (await has_failed(monitor)).trouble


async def test_a_certificate_that_the_spec_trusts_is_accepted(tmp_path: Path) -> None:
    async with secure(self_signed(tmp_path, "server")) as server:
        tls = TlsSettings(ca="${FOLDER}/server.pem")
        assert await first_event(monitor_of(server.url, {"FOLDER": str(tmp_path)}, tls=tls)) == "nobody"


async def test_checks_can_be_turned_off(tmp_path: Path) -> None:
    async with secure(self_signed(tmp_path, "server")) as server:
        assert await first_event(monitor_of(server.url, tls=TlsSettings(verify=False))) == "nobody"


@pytest.mark.parametrize("is_one_file", [True, False])
async def test_a_client_certificate_is_shown_to_the_server(tmp_path: Path, is_one_file: bool) -> None:
    certificate, client = self_signed(tmp_path, "server"), self_signed(tmp_path, "anna")
    async with secure(certificate, client) as server:
        tls = TlsSettings(
            ca=str(certificate.file),
            cert=str(client.both if is_one_file else client.file),
            key=None if is_one_file else str(client.key),
        )
        assert await first_event(monitor_of(server.url, tls=tls)) == "anna"


async def test_a_client_certificate_goes_without_checks_too(tmp_path: Path) -> None:
    certificate, client = self_signed(tmp_path, "server"), self_signed(tmp_path, "anna")
    async with secure(certificate, client) as server:
        tls = TlsSettings(verify=False, cert=str(client.both))
        assert await first_event(monitor_of(server.url, tls=tls)) == "anna"


async def test_certificates_are_read_anew_at_each_connect(tmp_path: Path) -> None:
    certificate = self_signed(tmp_path, "server")
    trusted = tmp_path / "trusted.pem"
    async with secure(certificate) as server:
        monitor = monitor_of(server.url, tls=TlsSettings(ca=str(trusted)))
        async with running(monitor):
            await has_failed(monitor)
            trusted.write_bytes(certificate.file.read_bytes())
            monitor.reconnect()
            await is_open(monitor)


async def test_a_file_that_is_not_there_is_the_stream_s_failure(tmp_path: Path) -> None:
    missing = tmp_path / "missing.pem"
    async with running(monitor_of("https://127.0.0.1:1/", tls=TlsSettings(ca=str(missing)))) as monitor:
        snapshot = await has_failed(monitor)
    assert snapshot.trouble == f"tls.ca can't be used: no such file or directory: {missing}"


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        ({"ca": "no-pem"}, "tls.ca can't be used: it holds no certificates in PEM"),
        ({"ca": "."}, "tls.ca can't be used: it is no regular file"),
        ({"ca": "server.key"}, "tls.ca can't be used: it holds no certificates in PEM"),
        ({"cert": "no-pem"}, "tls.cert can't be used: it does not hold a certificate and its key, in PEM"),
        ({"cert": "server.pem"}, "tls.cert can't be used: it does not hold a certificate and its key"),
        (
            {"cert": "server.pem", "key": "other.key"},
            "tls.cert can't be used: it does not hold a certificate to which tls.key belongs",
        ),
        ({"cert": "server.pem", "key": "gone.key"}, "tls.key can't be used: no such file or directory"),
        ({"cert": "locked.pem", "key": "locked.key"}, "the key of tls.cert has a password"),
        ({"ca": "a\0b"}, "tls.ca can't be used: it is no path"),
    ],
)
async def test_a_file_that_can_not_be_used_is_named_with_the_reason(
    tmp_path: Path, settings: dict[str, str], why: str
) -> None:
    self_signed(tmp_path, "server")
    self_signed(tmp_path, "other")
    self_signed(tmp_path, "locked", b"password")
    (tmp_path / "no-pem").write_text("certainly not", encoding="utf-8")
    tls = TlsSettings(**{name: str(tmp_path / path) for name, path in settings.items()})  # type: ignore[arg-type]
    with pytest.raises(TlsError) as caught:
        await tls_option(tls)
    assert str(caught.value).startswith(why)


async def test_a_key_without_its_certificate_is_a_mistake() -> None:
    with pytest.raises(TlsError, match=r"tls\.key is given without tls\.cert"):
        await tls_option(TlsSettings(key="k"))


async def test_a_path_may_begin_with_the_home_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    self_signed(tmp_path, "server")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert isinstance(await tls_option(TlsSettings(ca="~/server.pem")), ssl.SSLContext)
