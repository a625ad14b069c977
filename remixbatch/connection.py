"""Sockets: one fresh connection for each POST, kept ones for GETs, a total deadline for both.

A POST must not be repeated by anybody below us, so it goes out on urllib3's own connection, without
pool, retries or redirects, in two steps: `dial` opens it and sends nothing of HTTP to the service,
`Connection.post` writes one request. (`requests` cannot be stopped between the two.)

Read timeouts count silence, so a server that drips could hold a worker for ever. `Watch` keeps a
second handle of each socket in use and shuts the overdue ones down, which wakes the worker.

What was given up is reset, not closed: else the kernel would go on sending what has not arrived, and a
submission could reach the service minutes after it was found missing there.
"""

import os
import socket
import ssl
import struct
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from http.client import BadStatusLine, HTTPException, IncompleteRead, RemoteDisconnected
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, InvalidChunkLength, InvalidHeader, ProtocolError
from urllib3.response import BaseHTTPResponse

from remixbatch.reply import Reply
from remixbatch.route import authorities, endpoint, proxy_headers, proxy_of, route_to

BODY_LIMIT = 1 << 20
PAGE_LIMIT = 8 << 20  # of a page of a list
CHUNK = 1 << 16
KEPT = 64  # idle connections for GETs; more than a driver has workers
# All that sockets, TLS, HTTP framing and a hostile header can raise; requests' own are OSErrors.
BROKEN = (OSError, HTTPException, HTTPError, ValueError)
# SO_LINGER: on, for no time, so that all that has not left is dropped; or off.
GIVEN_UP, USUAL = struct.pack("ii", 1, 0), struct.pack("ii", 0, 0)
CUT = "the answer was cut off"
ODD = "what it answers breaks the rules of HTTP"
# What OpenSSL calls an answer that is no TLS; its versions differ.
NO_TLS = ("WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE", "HTTP_REQUEST", "PACKET_LENGTH_TOO_LONG")


class NoReply(Exception):  # noqa: N818 - what happened, not whose fault
    """No usable answer. `sent`: at least one byte of the request may have left; `late`: it may yet come."""

    def __init__(self, reason: str, *, sent: bool = True, late: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.sent = sent
        self.late = late


# -- total deadlines -----------------------------------------------------------------------------------

_thread = threading.local()  # .call: the call that this thread is in


class Call:
    """One exchange with a service, and handles of the sockets it uses."""

    def __init__(self, deadline: float) -> None:
        self.deadline = deadline
        self.overdue = False
        self._lock = threading.Lock()
        self._handles: list[socket.socket] = []

    def cover(self, sock: socket.socket) -> None:
        # A handle of our own: TLS replaces the socket object, and a closed one's number is used again.
        handle = socket.socket(fileno=os.dup(sock.fileno()))
        with self._lock:
            self._handles.append(handle)
            if self.overdue:
                _shut(handle)

    def expire(self) -> None:
        with self._lock:
            self.overdue = True
            for handle in self._handles:
                _shut(handle)

    def close(self) -> None:
        with self._lock:
            for handle in self._handles:
                handle.close()
            self._handles.clear()


class Watch:
    """Total deadlines. The driver's main thread calls `expire`; there is no thread of its own."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._calls: set[Call] = set()

    @contextmanager
    def within(self, deadline: float) -> Iterator[Call]:
        """Sockets that this thread opens or reuses inside are shut down at `deadline`."""
        call = Call(deadline)
        with self._lock:
            self._calls.add(call)
        outer, _thread.call = getattr(_thread, "call", None), call
        try:
            yield call
        finally:
            _thread.call = outer
            with self._lock:
                self._calls.discard(call)
            call.close()

    def expire(self, now: float) -> None:
        """End the calls that are over their deadline."""
        with self._lock:
            overdue = [call for call in self._calls if call.deadline <= now and not call.overdue]
        for call in overdue:
            call.expire()


def _shut(handle: socket.socket) -> None:
    _linger(handle, GIVEN_UP)
    with suppress(OSError):  # the other side was faster
        handle.shutdown(socket.SHUT_RDWR)


def _linger(sock: socket.socket | None, how: bytes) -> None:
    """What becomes of what was written to it and has not left when it is closed."""
    if sock is not None:
        with suppress(OSError):
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, how)


class Wire(HTTPConnection):
    """A connection that a Watch covers, and that knows whether bytes of a request left."""

    wrote = False

    def _new_conn(self) -> socket.socket:
        sock = super()._new_conn()
        try:
            _cover(sock)
        except OSError:  # no handle left
            sock.close()
            raise
        return sock

    def request(self, *args: Any, **kwargs: Any) -> None:
        if self.sock is not None:  # kept from an earlier call
            _cover(self.sock)
        super().request(*args, **kwargs)

    def send(self, data: Any) -> None:
        self.wrote = self.wrote or self.sock is not None
        super().send(data)


class TlsWire(Wire, HTTPSConnection):
    pass


def _cover(sock: socket.socket) -> None:
    call: Call | None = getattr(_thread, "call", None)
    if call is not None:
        call.cover(sock)


# -- the POST ------------------------------------------------------------------------------------------


class Connection:
    """An open connection for one POST; nothing of HTTP was sent to the service."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def close(self) -> None:
        self._wire.close()

    def post(self, target: str, body: bytes, headers: Mapping[str, str], read: float) -> Reply:
        """Send one POST, read its answer, close. Raises NoReply."""
        wire, sock = self._wire, self._wire.sock
        try:
            if not _quiet(sock):
                raise NoReply("the service closed the connection before the request", sent=False)
            wire.timeout = read
            _linger(sock, GIVEN_UP)  # unless there is an answer, whoever closes it
            with suppress(BrokenPipeError):  # it may have answered before it had read all
                wire.request("POST", target, body, headers, preload_content=False)
            with wire.getresponse() as response:
                _linger(sock, USUAL)
                return _whole(response)
        except BROKEN as error:
            _linger(sock, GIVEN_UP)
            raise NoReply(why(error), sent=wire.wrote) from error
        finally:
            wire.close()


def _quiet(sock: socket.socket | None) -> bool:
    """Whether the other side neither hung up nor spoke while we waited, nothing of ours being written.

    Readable is not enough to ask: TLS 1.3 tickets lie there unread. A read takes them in.
    """
    if sock is None:
        return False
    sock.settimeout(0)
    try:
        sock.recv(1)
    except (BlockingIOError, ssl.SSLWantReadError):
        return True
    except OSError:
        pass
    return False


def dial(base: str, timeout: float) -> Connection:
    """Resolve, connect, through a proxy where one is set, and do TLS. Raises NoReply."""
    return Connection(connect(base, timeout))


def connect(base: str, timeout: float) -> Wire:
    """The wire below `dial`. Raises NoReply."""
    parts, proxy = urlsplit(base), proxy_of(base)
    host, port, tls = parts.hostname or "", parts.port, parts.scheme == "https"
    at_host, at_port = (host, port) if proxy is None else endpoint(proxy)
    wire = (
        TlsWire(
            at_host, at_port, timeout=timeout, ca_certs=authorities(), cert_reqs="CERT_REQUIRED"
        )
        if tls
        else Wire(at_host, at_port, timeout=timeout)
    )
    if proxy is not None:
        wire.set_tunnel(host, port or 443, headers=proxy_headers(proxy), scheme="http")
    try:
        wire.connect()
    except BROKEN as error:
        wire.close()
        raise NoReply(f"{route_to(base)}: {why(error)}", sent=False) from error
    wire.auto_open = 0  # a request on a closed connection must fail, not open another
    wire.wrote = False  # CONNECT went to the proxy
    return wire


# -- GETs ----------------------------------------------------------------------------------------------


class Getter:
    """GETs on kept connections: no redirects, no cookies, no .netrc, nothing repeated."""

    def __init__(self) -> None:
        self._adapter = _Adapter(pool_maxsize=KEPT)

    def get(
        self,
        url: str,
        headers: Mapping[str, str],
        connect: float,
        read: float,
        limit: int = BODY_LIMIT,
    ) -> Reply:
        """The answer, read whole; `limit`: bytes of its body. Raises NoReply."""
        with self.stream(url, headers, connect, read) as response:
            return _whole(response, limit)

    @contextmanager
    def stream(
        self, url: str, headers: Mapping[str, str], connect: float, read: float
    ) -> Iterator[BaseHTTPResponse]:
        """The answer, its body not yet read. Raises NoReply."""
        proxy = proxy_of(url)
        try:
            request = requests.Request("GET", url, headers=dict(headers)).prepare()
            response = self._adapter.send(
                request,
                stream=True,
                timeout=(connect, read),
                verify=authorities(),
                proxies={} if proxy is None else {urlsplit(url).scheme: proxy},
            )
        except BROKEN as error:
            way = "" if proxy is None else f"{route_to(url)}: "
            raise NoReply(way + why(error), late=isinstance(root(error), TimeoutError)) from error
        with response:
            yield response.raw

    def close(self) -> None:
        self._adapter.close()


class _Adapter(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        _use_wires(self.poolmanager)

    def proxy_manager_for(self, *args: Any, **kwargs: Any) -> Any:
        manager = super().proxy_manager_for(*args, **kwargs)
        _use_wires(manager)
        return manager


class _Pool(HTTPConnectionPool):
    ConnectionCls = Wire  # type: ignore[mutable-override]  # what the attribute is for


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = TlsWire  # type: ignore[mutable-override]


def _use_wires(manager: PoolManager) -> None:
    manager.pool_classes_by_scheme = {"http": _Pool, "https": _TlsPool}


# -- both ----------------------------------------------------------------------------------------------


def _whole(response: BaseHTTPResponse, limit: int = BODY_LIMIT) -> Reply:
    body = bytearray()
    for chunk in chunks(response):
        body += chunk
        if len(body) > limit:
            raise NoReply(f"the answer is larger than {limit >> 20} MiB")
    return Reply(status=response.status, headers=headers_of(response), body=bytes(body))


def chunks(response: BaseHTTPResponse) -> Iterator[bytes]:
    """The body as it was sent, in pieces. Raises NoReply where it breaks off."""
    try:
        yield from response.stream(CHUNK, decode_content=False)
    except BROKEN as error:
        late = isinstance(root(error), TimeoutError)
        raise NoReply(_why_broken(error) or why(error), late=late) from error


def _why_broken(error: BaseException) -> str | None:
    """What is wrong with a body that broke off. Libraries tell of a chunk's length as of a number they cannot read."""
    for each in _chain(error):
        if isinstance(each, InvalidChunkLength):
            return ODD if each.length else CUT
    last = root(error)
    if type(last) is not ValueError:
        return None
    return CUT if str(last).endswith("b''") else ODD


def headers_of(response: BaseHTTPResponse) -> dict[str, str]:
    return {name.lower(): value for name, value in response.headers.items()}


def root(error: BaseException) -> BaseException:
    *_, last = _chain(error)
    return last


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error and what it came from, the innermost last."""
    inner: BaseException | None = error
    while inner is not None:
        yield inner
        inner = inner.__cause__ or inner.__context__


def why(error: BaseException) -> str:
    """The innermost cause in a few words; the wrappers' texts are full of object addresses."""
    match error := root(error):
        case TimeoutError():
            words = "timed out"
        case ssl.SSLCertVerificationError(verify_message=message):
            own = "REQUESTS_CA_BUNDLE can name a file of authorities to trust"
            words = f"its certificate is not trusted: {message}; {own}"
        case ssl.SSLError(reason=str(reason)) if reason in NO_TLS:
            words = "it does not speak TLS there; is it an http:// address?"
        case ssl.SSLError(reason=str(reason)):
            words = f"TLS failed: {reason.lower().replace('_', ' ')}"
        case HTTPException() | ProtocolError() | InvalidHeader():
            words = _of_http(error)
        case OSError(strerror=str(reason)) if reason:
            words = reason
        case _:
            words = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    return words


def _of_http(error: Exception) -> str:
    match error:
        case RemoteDisconnected():
            return "it closed the connection without an answer"
        case IncompleteRead():
            return CUT
        case BadStatusLine() if str(error).startswith("HTTP/"):
            return "the first line of its answer is broken, or was cut off"
        case BadStatusLine():
            return "what it answers is no HTTP; is it an https:// address?"
        case _:
            return f"{ODD}: {error}"
