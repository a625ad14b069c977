"""The way to a host: through a proxy of the environment or without, and which authorities are trusted."""

import os
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

from requests.utils import DEFAULT_CA_BUNDLE_PATH
from urllib3 import make_headers

from remixbatch.address import is_loopback
from remixbatch.errors import ProviderError


def route_to(url: str) -> str:
    """The way to an address, as a person is told of it where it does not lead there."""
    parts = urlsplit(url)
    host, proxy, variable = parts.hostname or "", proxy_of(url), _variable(parts.scheme)
    if proxy is not None:
        at_host, at_port = endpoint(proxy)
        set_by = variable or "the system's settings"
        return f"{host} through the proxy {at_host}:{at_port} of {set_by} (NO_PROXY names hosts to reach without)"
    if variable is not None and not is_loopback(host):
        return f"{host} without the proxy of {variable}, as NO_PROXY says"
    return host


def _variable(scheme: str) -> str | None:
    """The variable that sets a proxy for addresses of a scheme."""
    names = (f"{scheme}_proxy", f"{scheme.upper()}_PROXY", "all_proxy", "ALL_PROXY")
    return next((name for name in names if os.environ.get(name)), None)


def proxy_of(url: str) -> str | None:
    """The proxy that the environment sets for an address; a loopback address never has one."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if is_loopback(host) or proxy_bypass(host):
        return None
    proxies = getproxies()
    proxy = proxies.get(parts.scheme) or proxies.get("all")
    if not proxy:
        return None
    proxy = proxy if "://" in proxy else f"http://{proxy}"
    if urlsplit(proxy).scheme != "http":
        raise ProviderError(
            f"the proxy for {parts.scheme} has scheme {urlsplit(proxy).scheme}, which is not supported",
            hint="set HTTPS_PROXY to an http:// proxy, or NO_PROXY for this host",
        )
    return proxy


def endpoint(proxy: str) -> tuple[str, int]:
    parts = urlsplit(proxy)
    return parts.hostname or "", parts.port or 80


def proxy_headers(proxy: str) -> dict[str, str]:
    """Credentials of the proxy, as its own address has them; they never reach the service."""
    parts = urlsplit(proxy)
    if parts.username is None:
        return {}
    credentials = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    return dict(make_headers(proxy_basic_auth=credentials))


def authorities() -> str:
    """Certificates of the authorities that are trusted: of the machine's owner, else certifi's.

    Raises ProviderError for a path that leads nowhere.
    """
    for name in ("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"):
        path = os.environ.get(name)
        if path and not os.access(path, os.R_OK):
            raise ProviderError(
                f"{name} names {path}, which cannot be read",
                hint="name a file of the authorities that are trusted, or unset the variable",
            )
        if path:
            return path
    return DEFAULT_CA_BUNDLE_PATH
