"""A mail server of a few lines: keeps what it is sent, can be told to refuse, and to ask for TLS and a password."""

import base64
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class MailServer(socketserver.ThreadingTCPServer):
    """Listens on a free port of this machine."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        super().__init__(("127.0.0.1", 0), _Dialogue)
        self.messages: list[str] = []
        self.is_refusing = False
        self.tls = tls
        """With it, mail is taken only behind STARTTLS and from someone who signed in."""
        self.logins: list[list[str]] = []

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class _Dialogue(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        self._say("220 ready")
        is_open = self.server.tls is None
        while line := self.rfile.readline():
            word = line.decode().strip().upper()
            if word == "STARTTLS" and self.server.tls is not None:
                self._say("220 go on")
                self._begin_tls(self.server.tls)
            elif word.startswith("EHLO") and self.server.tls is not None:
                self._say("250-here\r\n250-STARTTLS\r\n250 AUTH PLAIN")
            elif word.startswith("AUTH PLAIN") and isinstance(self.connection, ssl.SSLSocket):
                self.server.logins.append(base64.b64decode(line.split()[2]).decode().split("\0")[1:])
                is_open = True
                self._say("235 welcome")
            elif word.startswith("MAIL") and not is_open:
                self._say("530 sign in first")
            elif word.startswith("QUIT"):
                self._say("221 bye")
                return
            elif word.startswith("MAIL") and self.server.is_refusing:
                self._say("451 later")
            elif word == "DATA":
                self._say("354 go on")
                self.server.messages.append(self._text())
                self._say("250 taken")
            else:
                self._say("250 fine")

    def _begin_tls(self, tls: ssl.SSLContext) -> None:
        self.connection = tls.wrap_socket(self.connection, server_side=True)
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", buffering=0)

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def _text(self) -> str:
        lines = []
        while line := self.rfile.readline():
            if line == b".\r\n":
                break
            lines.append(line.decode())
        return "".join(lines)


@contextmanager
def mail_server(tls: ssl.SSLContext | None = None) -> Iterator[MailServer]:
    with MailServer(tls) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
