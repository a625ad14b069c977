"""How an answer travels: whole and at once, or as a fault has it."""

import os
import select
import socket
import struct
import time
from collections.abc import Iterable
from dataclasses import dataclass
from email.utils import formatdate
from http import HTTPStatus

from remixbatch.emulator.faults import Rule

WAYS = frozenset({"close", "reset", "hang", "cut", "short", "no-length", "chunked", "drip"})
CHUNKS = 3
_PHRASES = {status.value: status.phrase for status in HTTPStatus}


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """An answer as bytes, its head in parts. A connection that carried one ends with it."""

    status: int
    headers: Iterable[tuple[str, str]]
    body: bytes

    def head(self, *own: tuple[str, str]) -> bytes:
        """The head, with other words about length and way than a whole answer has."""
        phrase = _PHRASES.get(self.status, "Unknown")
        named = {"content-length", "connection", "date", "transfer-encoding"}
        kept = [(name, value) for name, value in self.headers if name.lower() not in named]
        lines = [("Date", formatdate(usegmt=True)), *kept, *own, ("Connection", "close")]
        text = f"HTTP/1.1 {self.status} {phrase}\r\n"
        return (text + "".join(f"{name}: {value}\r\n" for name, value in lines) + "\r\n").encode(
            "latin-1", "replace"
        )


def deliver(sock: socket.socket, written: Written, rule: Rule) -> None:
    """Send an answer as a fault of its way has it. The caller closes the connection."""
    body, half = written.body, len(written.body) // 2
    length = ("Content-Length", str(len(body)))
    match rule.fault:
        case "reset":
            reset(sock)
        case "hang":
            wait(sock, rule.seconds)
        case "cut":
            sock.sendall(written.head(length) + body[:half])
        case "short":
            sock.sendall(written.head(("Content-Length", str(half))) + body)
        case "no-length":
            sock.sendall(written.head() + body)
        case "chunked":
            sock.sendall(written.head(("Transfer-Encoding", "chunked")) + _chunked(body))
        case "drip":
            sock.sendall(written.head(length))
            _drip(sock, body, rule.seconds)
        case _:
            pass  # closed without a word


def wait(sock: socket.socket, seconds: float) -> bool:
    """Wait, unless the other side leaves; whether it is still there."""
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        readable, _, _ = select.select([sock], [], [], left)
        if readable:
            try:
                if not sock.recv(1, socket.MSG_PEEK):
                    return False
            except OSError:
                return False
            time.sleep(min(left, 0.05))  # it spoke before its turn: that stays for later
    return True


def _drip(sock: socket.socket, body: bytes, seconds: float) -> None:
    for at in range(len(body)):
        if not wait(sock, seconds):
            return
        sock.sendall(body[at : at + 1])


def _chunked(body: bytes) -> bytes:
    size = len(body) // CHUNKS + 1
    pieces = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def reset(sock: socket.socket) -> None:
    """End it with RST: what lies unread at the other side is lost, too."""
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    os.close(sock.detach())
