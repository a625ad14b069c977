"""Addresses on the network: one spelling for an origin, and which of them may be spoken to."""

import ipaddress
import re
from urllib.parse import urljoin, urlsplit

from remixbatch.errors import ProviderError

_ESCAPED = r"\\+(?:/|u002f)"  # a slash in JSON, or in JSON within a text of JSON
_SIGNED = re.compile(
    rf"(https?:(?:/|{_ESCAPED}){{2}})"
    r"(?:[^\s\"'<>/?#\\]*@)?"  # a user with a password
    rf"((?:[^\s\"'<>?#\\]|{_ESCAPED})*)"
    r"(?:[?#\\][^\s\"'<>]*)?",  # another escape is perhaps that of a question mark
    re.IGNORECASE,
)


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    address = _address(host)
    return address is not None and address.is_loopback


def is_link_local(host: str) -> bool:
    """Such as the addresses where a cloud machine keeps its own credentials."""
    address = _address(host)
    return address is not None and address.is_link_local


def origin_of(url: str) -> str:
    """Scheme, host and port in one spelling; the port only where it is not the scheme's own.

    Raises ValueError for anything that is no http(s) address.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"{url!r} is no http(s) address")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    default = {"http": 80, "https": 443}[parts.scheme]
    port = parts.port
    return f"{parts.scheme}://{host}" + ("" if port in (None, default) else f":{port}")


def base_address(url: str) -> str:
    """A service's base address in one spelling: its origin and, for gateways, a plain path prefix.

    Raises ProviderError for one that a key must not be sent to.
    """
    hint = "write it as https://host, or https://host/prefix for a gateway"
    if not url.isascii() or not url.isprintable() or any(c in url for c in " \\@?#%"):
        # not repeated in the message: it may hold a password
        raise ProviderError("base URL has credentials, a query or stray characters", hint=hint)
    try:
        origin, parts = origin_of(url), urlsplit(url)
    except ValueError:
        raise ProviderError(f"base URL {url!r} is not an http(s) address", hint=hint) from None
    host = parts.hostname or ""
    faults = {
        "has a path that climbs or repeats slashes": _climbs(parts.path),
        "is a link-local address": is_link_local(host),
        "would send key and prompts unencrypted": parts.scheme == "http" and not is_loopback(host),
    }
    for fault, found in faults.items():
        if found:
            raise ProviderError(f"base URL {url!r} {fault}", hint=hint)
    return origin + parts.path.rstrip("/")


def path_on(base: str, link: str) -> str | None:
    """Path and query of an address that a service gave, if it lies on the service's own origin.

    The host is left out on purpose: a link that was kept can then never carry a key elsewhere.
    """
    if not link.isascii() or not link.isprintable() or any(c in link for c in " \\"):
        return None
    try:
        full = urljoin(base + "/", link)
        if origin_of(full) != origin_of(base):
            return None
    except ValueError:
        return None
    parts = urlsplit(full)
    if "@" in parts.netloc or _climbs(parts.path):
        return None
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def bare(url: str) -> str | None:
    """An address without what may be a secret: user, query (signatures) and fragment. None where it is no address.

    Scheme and host are in lower case, so that two spellings of one are equal.
    """
    try:
        return origin_of(url) + (urlsplit(url).path or "/")
    except ValueError:
        return None


def unsigned(text: str) -> str:
    """Words of a service in which each address has lost user, query and fragment, which may sign it.

    However it is escaped: services repeat answers of others as they came, JSON and all.
    """
    return _SIGNED.sub(r"\1\2", text)


def joined(base: str, link: str) -> str | None:
    """The address that a link leads to from another; None where it is none."""
    try:
        return urljoin(base, link)
    except ValueError:
        return None


def may_fetch(base: str, url: str) -> bool:
    """Whether bytes may be fetched from an address that a service gave: https, or loopback to loopback."""
    try:
        origin_of(url)
        parts = urlsplit(url)
    except ValueError:
        return False
    host = parts.hostname or ""
    if "@" in parts.netloc or not url.isascii() or not url.isprintable() or is_link_local(host):
        return False
    if is_loopback(host):
        return is_loopback(urlsplit(base).hostname or "")
    return parts.scheme == "https"


def _climbs(path: str) -> bool:
    return "//" in path or any(part in (".", "..") for part in path.split("/"))


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address
