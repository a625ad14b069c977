"""Whether a host can be reached, how far one comes, and what its clock says. No key is ever sent."""

import socket
import ssl
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from typing import Any, cast
from urllib.parse import urlsplit

from remixbatch import __version__
from remixbatch.address import is_loopback
from remixbatch.connection import BROKEN, NoReply, Wire, connect, root, why
from remixbatch.errors import Exit, ProviderError
from remixbatch.health.facts import Fault, Host
from remixbatch.route import authorities, endpoint, proxy_of

WITHIN = 5.0  # seconds for each step
SPEECH = {"User-Agent": f"remixbatch/{__version__}", "Accept": "*/*"}
NETWORK = "Look at the network and at HTTPS_PROXY and NO_PROXY."


def probe(base: str, clock: Callable[[], float]) -> Host:
    """Name, socket, TLS and the answer to a HEAD of an origin's root, one after the other."""
    try:
        proxy, _ = proxy_of(base), authorities()
    except ProviderError as error:
        return _host(clock(), fault=_fault(error.message, error.hint or NETWORK))
    known: dict[str, Any] = {"proxy": None if proxy is None else without_credentials(proxy)}
    parts = urlsplit(base if proxy is None else proxy)
    name, port = (parts.hostname or "", parts.port) if proxy is None else endpoint(proxy)
    port = port or {"http": 80, "https": 443}[urlsplit(base).scheme]
    try:
        known["addresses"] = _addresses(name, port)
    except OSError as error:
        help_ = "Look at the name, the network and the name server, or set HTTPS_PROXY."
        fault = _fault(f"{name} has no address here ({why(error)})", help_)
        return _host(clock(), fault=fault, **known)
    try:
        wire = connect(base, WITHIN)
    except NoReply as error:
        return _host(clock(), fault=_unconnected(error, local=is_loopback(name)), **known)
    try:
        return _answer(wire, clock, known)
    finally:
        wire.close()


def _answer(wire: Wire, clock: Callable[[], float], known: dict[str, Any]) -> Host:
    if isinstance(wire.sock, ssl.SSLSocket):
        known |= {"tls": wire.sock.version(), "expires": _expires(wire.sock)}
    begun = clock()
    try:
        wire.timeout = WITHIN
        wire.request("HEAD", "/", headers=SPEECH, preload_content=False)
        with wire.getresponse() as response:
            asked = (begun + clock()) / 2
            date = _date(response.headers.get("Date"))
            return _host(asked, status=response.status, date=date, **known)
    except BROKEN as error:
        help_ = "It speaks no HTTP there, or hung up. Is the address right?"
        return _host(begun, fault=_fault(f"connected, and no answer: {why(error)}", help_), **known)


def _addresses(name: str, port: int) -> tuple[str, ...]:
    """Raises OSError."""
    try:
        found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
    except UnicodeError as error:  # a label that is empty or too long
        raise OSError(str(error)) from None
    return tuple(dict.fromkeys(str(address[0]) for *_, address in found))


def _unconnected(error: NoReply, *, local: bool) -> Fault:
    """TCP and TLS are one step; the cause tells which it was."""
    if isinstance(root(error), ssl.SSLError):
        help_ = (
            "Is the clock right? Behind a proxy that opens TLS, name its authority's certificate."
        )
    else:
        help_ = "Is the server running there?" if local else NETWORK
    return _fault(f"no connection to {error.reason}", help_)


def _fault(text: str, help_: str) -> Fault:
    return Fault(text=text, help=help_, exit=Exit.PROVIDER)


def _host(
    asked: float,
    *,
    proxy: str | None = None,
    addresses: tuple[str, ...] = (),
    tls: str | None = None,
    expires: float | None = None,
    status: int | None = None,
    date: float | None = None,
    fault: Fault | None = None,
) -> Host:
    return Host(
        proxy=proxy,
        addresses=addresses,
        tls=tls,
        expires=expires,
        status=status,
        date=date,
        asked=asked,
        fault=fault,
    )


def _expires(sock: ssl.SSLSocket) -> float | None:
    found = cast("dict[str, Any]", sock.getpeercert() or {}).get("notAfter")
    return None if found is None else float(ssl.cert_time_to_seconds(found))


def _date(header: str | None) -> float | None:
    try:
        return None if header is None else parsedate_to_datetime(header).timestamp()
    except ValueError:
        return None


def without_credentials(url: str) -> str:
    """An address as it may be shown."""
    scheme, slashes, rest = url.rpartition("://")
    return f"{scheme}{slashes}{rest.rpartition('@')[2]}"
