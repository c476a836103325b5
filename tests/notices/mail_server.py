"""A mail server for tests: takes what it is given, or refuses the address it is told to refuse."""

from __future__ import annotations

import socketserver
import threading
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage


class Conversation(socketserver.StreamRequestHandler):
    """One client, in the few words of SMTP that a client needs."""

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self) -> None:
        self.say("220 test")
        while line := self.rfile.readline():
            word = line.decode().strip().upper()
            if word.startswith("DATA"):
                self.take()
            elif word.startswith("RCPT") and self.server.refused and self.server.refused.upper() in word:
                self.say("550 no such address")
            elif word.startswith("QUIT"):
                return self.say("221 bye")
            else:
                self.say("250 fine")

    def take(self) -> None:
        self.say("354 go on")
        lines = iter(self.rfile.readline, b".\r\n")
        self.server.taken.append(message_from_bytes(b"".join(lines), policy=policy.default))
        self.say("250 taken")


class MailServer(socketserver.ThreadingTCPServer):
    """The server, with the letters it took."""

    allow_reuse_address = daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Conversation)
        self.taken: list[EmailMessage] = []
        self.refused = ""


@contextmanager
def mail_server():
    """A running server; its port is server_address[1]."""
    with MailServer() as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()
