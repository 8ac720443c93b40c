"""The two ways to duty staff as they answer in life: a WeCom group robot over HTTP and a mail server over SMTP."""

import asyncio
import base64
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

KEY = "693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa"
PER_MINUTE, TEXT_BYTES = 20, 2048
USER, PASSWORD = "duty@example.gov.cn", "a-mail-password"


class Robot:
    """Takes text messages of a group; refuses a wrong key, too long a text and the twenty-first in a minute."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self.clock = clock
        self.taken: list[dict[str, Any]] = []
        self.refused: list[int] = []
        self.status = 200
        self._at: list[datetime] = []

    @property
    def texts(self) -> list[str]:
        return [one["content"] for one in self.taken]

    def app(self) -> Starlette:
        return Starlette(routes=[Route("/cgi-bin/webhook/send", self._send, methods=["POST"])])

    async def _send(self, request: Request) -> Response:
        if self.status != 200:
            return Response("", self.status)
        body = await request.json()
        code = self._judge(request.query_params.get("key", ""), body)
        if code:
            self.refused.append(code)
        else:
            self.taken.append(body["text"])
        return JSONResponse({"errcode": code, "errmsg": "ok" if code == 0 else "refused"})

    def _judge(self, key: str, body: dict[str, Any]) -> int:
        now = self.clock()
        self._at = [at for at in self._at if now - at < timedelta(minutes=1)]
        if key != KEY:
            return 93000
        if len(self._at) >= PER_MINUTE:
            return 45009
        self._at.append(now)
        content = body["text"]["content"] if body["msgtype"] == "text" else ""
        return 0 if 0 < len(content.encode()) <= TEXT_BYTES else 40058


@dataclass
class MailServer:
    """Enough of SMTP for a client to send a mail; `users` only after a login, `hides` STARTTLS."""

    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    logins: list[tuple[str, bool]] = field(default_factory=list)  # who, and whether the line was encrypted
    refuses: bool = False
    context: ssl.SSLContext | None = None

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.example.gov.cn\r\n")
        while line := (await reader.readline()).decode().strip():
            verb, _, rest = line.partition(" ")
            match verb.upper():
                case "EHLO":
                    offers = [
                        "mail.example.gov.cn",
                        "AUTH PLAIN",
                        *(["STARTTLS"] if self.context else []),
                        "8BITMIME",
                    ]
                    writer.write("".join(f"250-{one}\r\n" for one in offers).encode() + b"250 SIZE\r\n")
                case "STARTTLS" if self.context:
                    writer.write(b"220 go ahead\r\n")
                    await writer.start_tls(self.context)
                case "AUTH":
                    writer.write(self._login(rest, encrypted=writer.get_extra_info("ssl_object") is not None))
                case "DATA":
                    writer.write(b"354 go on\r\n")
                    raw = await reader.readuntil(b"\r\n.\r\n")
                    writer.write(self._keep(raw.removesuffix(b".\r\n")))
                case "QUIT":
                    writer.write(b"221 bye\r\n")
                    break
                case "MAIL" | "RCPT" | "RSET":
                    writer.write(b"250 ok\r\n")
                case _:
                    writer.write(b"502 what?\r\n")
        await writer.drain()
        writer.close()

    def _login(self, rest: str, *, encrypted: bool) -> bytes:
        _, name, password = base64.b64decode(rest.split()[1]).decode().split("\0")
        self.logins.append((name, encrypted))
        return b"235 ok\r\n" if (name, password) == (USER, PASSWORD) else b"535 authentication failed\r\n"

    def _keep(self, raw: bytes) -> bytes:
        if self.refuses:
            return b"451 try again later\r\n"
        mail = message_from_bytes(raw, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        return b"250 ok\r\n"


@asynccontextmanager
async def mail_server(*, tls: str = "", folder: Path | None = None) -> AsyncIterator[MailServer]:
    """`tls`: "" none, "starttls" offered, "tls" from the start; its certificate is `folder`/ca.pem."""
    made = MailServer(context=_context(folder) if folder else None)
    from_the_start = made.context if tls == "tls" else None
    if tls != "starttls":
        made.context = None
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0, ssl=from_the_start)
    made.port = server.sockets[0].getsockname()[1]
    async with server:
        yield made


def _context(folder: Path) -> ssl.SSLContext:
    """A fresh certificate for localhost that nobody knows but who reads the file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "ca.pem").write_bytes(certificate.public_bytes(pem))
    (folder / "key.pem").write_bytes(secret)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "ca.pem", folder / "key.pem")
    return context
