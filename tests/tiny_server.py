"""A small server written by hand: it counts bytes, and it can answer as badly as a test wants."""

import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Request:
    method: str
    target: str
    headers: dict[str, str]  # names in lower case
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


Play = Callable[[Request], bytes | Iterable[bytes] | None]
"""What to write back; None: close without a word. An iterable is written piece by piece."""


@dataclass
class Server:
    play: Play
    tls: ssl.SSLContext | None = None
    host: str = "127.0.0.1"
    requests: list[Request] = field(default_factory=list)
    received: int = 0  # bytes, TLS taken off
    connections: int = 0
    stopping: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self._socket = socket.create_server((self.host, 0))
        self._open: list[socket.socket] = [self._socket]
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    @property
    def port(self) -> int:
        return int(self._socket.getsockname()[1])

    @property
    def url(self) -> str:
        scheme = "http" if self.tls is None else "https"
        return f"{scheme}://{self.host}:{self.port}"

    def hang(self) -> Iterator[bytes]:
        """Never answers."""
        self.stopping.wait(20)
        yield b""

    def drip(self, text: bytes) -> Iterator[bytes]:
        """One byte at a time, for ever."""
        yield text
        while not self.stopping.wait(0.02):
            yield b" "

    def stop(self) -> None:
        self.stopping.set()
        for sock in self._open:
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
            sock.close()
        for thread in self._threads:
            thread.join(10)

    def _accept(self) -> None:
        while True:
            try:
                sock, _ = self._socket.accept()
            except OSError:
                return
            self.connections += 1
            self._open.append(sock)
            thread = threading.Thread(target=self._serve, args=(sock,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, sock: socket.socket) -> None:
        with suppress(OSError):
            if self.tls is not None:
                sock = self.tls.wrap_socket(sock, server_side=True)
                self._open.append(sock)
            with sock, sock.makefile("rb") as file:
                while request := self._read(file):
                    self.requests.append(request)
                    answer = self.play(request)
                    for piece in [answer] if isinstance(answer, bytes) else answer or ():
                        sock.sendall(piece)
                    if answer is None or not isinstance(answer, bytes):
                        return

    def _read(self, file: Any) -> Request | None:
        lines = []
        while (line := file.readline()) not in (b"", b"\r\n"):
            self.received += len(line)
            lines.append(line.decode("latin-1").strip())
        if not lines:
            return None
        method, target, _ = lines[0].split(" ")
        headers = {n.lower(): v.strip() for n, _, v in (line.partition(":") for line in lines[1:])}
        body = file.read(int(headers.get("content-length", "0")))
        self.received += len(body)
        return Request(method, target, headers, body)


@contextmanager
def serving(play: Play, tls: ssl.SSLContext | None = None) -> Iterator[Server]:
    server = Server(play, tls)
    try:
        yield server
    finally:
        server.stop()


def answer(status: int = 200, body: Any = b"", headers: Mapping[str, str] | None = None) -> bytes:
    """A whole HTTP answer; a body that is no bytes is sent as JSON."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    head = {"Content-Length": str(len(data)), **(headers or {})}
    lines = [f"HTTP/1.1 {status} X", *(f"{name}: {value}" for name, value in head.items())]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + data
