"""A mail server on the loopback interface that does what a test wants it to do."""

import socketserver
import threading
from collections import Counter
from email import message_from_bytes
from email.message import Message

HOST = "127.0.0.1"


class MailServer:
    """Takes letters, and keeps them in `letters`: (recipient, message).

    start() and stop() may follow each other; the port stays the same. `answers` says
    what a recipient's address is answered instead of 250, `hang_up_after` after how many
    letters the server falls silent in the middle of a connection.
    """

    def __init__(self) -> None:
        self.letters: list[tuple[str, Message]] = []
        self.answers: dict[str, str] = {}
        self.hang_up_after: int | None = None
        self.port = 0
        self._server: socketserver.ThreadingTCPServer | None = None
        self._lock = threading.Lock()

    def start(self) -> None:
        mail = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                mail._converse(self)

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address = True
            daemon_threads = True

        self._server = Server((HOST, self.port), Handler)
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def times(self) -> Counter[str]:
        """How often each recipient got a letter."""
        return Counter(recipient for recipient, _message in self.letters)

    def _converse(self, handler: socketserver.StreamRequestHandler) -> None:
        def say(line: str) -> None:
            handler.wfile.write(line.encode() + b"\r\n")

        recipients: list[str] = []
        say("220 loopback")
        while line := handler.rfile.readline():
            word = line[:4].upper()
            if word == b"QUIT":
                say("221 bye")
                return
            if word == b"DATA":
                say("354 go on")
                if not self._take(handler, recipients):
                    return
                say("250 taken")
                recipients = []
            elif word == b"RCPT":
                address = line.split(b"<", 1)[1].split(b">", 1)[0].decode()
                answer = self.answers.get(address, "250 ok")
                if answer.startswith("250"):
                    recipients.append(address)
                say(answer)
            elif word == b"RSET":
                recipients = []
                say("250 ok")
            else:
                say("250 ok")

    def _take(
        self, handler: socketserver.StreamRequestHandler, recipients: list[str]
    ) -> bool:
        body = b""
        while (line := handler.rfile.readline()) not in (b".\r\n", b""):
            body += line.removeprefix(b".") if line.startswith(b"..") else line
        with self._lock:
            if self.hang_up_after is not None:
                if self.hang_up_after <= 0:
                    return False
                self.hang_up_after -= 1
            message = message_from_bytes(body)
            self.letters.extend((it, message) for it in recipients)
        return True
