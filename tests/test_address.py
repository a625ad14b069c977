"""Which addresses get a key, which give bytes, and how one is spelled."""

import pytest

from remixbatch.address import (
    bare,
    base_address,
    is_loopback,
    may_fetch,
    origin_of,
    path_on,
    unsigned,
)
from remixbatch.errors import ProviderError


@pytest.mark.parametrize(
    ("url", "base"),
    [
        ("https://API.example.com:443/", "https://api.example.com"),
        ("https://gw.example:8443/openai/v1/", "https://gw.example:8443/openai/v1"),
        ("http://127.0.0.1:8765", "http://127.0.0.1:8765"),
        ("http://[::1]:80/", "http://[::1]"),
        ("http://localhost:1", "http://localhost:1"),
    ],
)
def test_base_addresses_have_one_spelling(url: str, base: str) -> None:
    assert base_address(url) == base


@pytest.mark.parametrize(
    "url",
    [
        "http://api.example.com",
        "https://user:secret@api.example.com",
        "https://api.example.com/?k=v",
        "https://api.example.com/#x",
        "https://api.example.com/a/../b",
        "https://api.example.com//b",
        "https://api.example.com/%2e%2e",
        "https://169.254.169.254",
        "https://[fe80::1]",
        "https://[::ffff:169.254.1.1]/",
        "ftp://api.example.com",
        "api.example.com",
        "https://",
        "https://api.example.com:99999",
        "https://api.exa\nmple.com",
        "https://bücher.example",
        "",
    ],
)
def test_base_addresses_that_must_not_get_a_key(url: str) -> None:
    with pytest.raises(ProviderError) as caught:
        base_address(url)
    assert "secret" not in caught.value.message


def test_loopback_is_more_than_one_address() -> None:
    assert all(is_loopback(host) for host in ("localhost", "127.8.9.1", "::1", "::ffff:127.0.0.1"))
    assert not any(is_loopback(host) for host in ("example.com", "10.0.0.1", "localhost.evil.com"))
    assert origin_of("HTTPS://Example.com:443/a?b") == "https://example.com"


@pytest.mark.parametrize(
    ("url", "left"),
    [
        ("HTTPS://CDN.example:443/A/v.mp4?sig=1#t=2", "https://cdn.example/A/v.mp4"),
        ("https://u:secret@cdn.example", "https://cdn.example/"),
        ("http://[::1]:8/v?", "http://[::1]:8/v"),
        ("https://cdn.example//v;x=1", "https://cdn.example//v;x=1"),
        ("video_1", None),
        ("", None),
        ("ftp://cdn.example/v", None),
        ("https://cdn.example:99999/v", None),
    ],
)
def test_what_of_an_address_is_no_secret(url: str, left: str | None) -> None:
    assert bare(url) == left
    assert left is None or bare(left) == left


@pytest.mark.parametrize(
    ("words", "left"),
    [
        (
            "cannot read https://c.example/v.mp4?sig=1&x=2: HTTP 403",
            "cannot read https://c.example/v.mp4 HTTP 403",
        ),
        ('{"u":"HTTPS://c.example/v#sig","n":1}', '{"u":"HTTPS://c.example/v","n":1}'),
        ("<a href='http://c.example/v?a'>", "<a href='http://c.example/v'>"),
        ("why? see https://c.example/v", "why? see https://c.example/v"),
        (
            r'{"url":"https://c.example/v?Expires=1\u0026Signature=S"}',
            '{"url":"https://c.example/v"}',
        ),
        (r"see https:\/\/c.example\/v?Signature=S", r"see https:\/\/c.example\/v"),
        (r"{\"u\":\"https:\\/\\/c.example\\/v?S\"}", r'{\"u\":\"https:\\/\\/c.example\\/v"}'),
        (
            r"https:\u002F\u002Fc.example\u002fv\u003FSignature=S",
            r"https:\u002F\u002Fc.example\u002fv",
        ),
        ("to https://user:S@c.example/v@2x.mp4, ...", "to https://c.example/v@2x.mp4, ..."),
        (r"https:\/\/user:S@c.example and so on", r"https:\/\/c.example and so on"),
    ],
)
def test_words_keep_no_signature(words: str, left: str) -> None:
    assert unsigned(words) == left


@pytest.mark.parametrize(
    ("link", "path"),
    [
        ("https://q.example/r/1/status?logs=1", "/r/1/status?logs=1"),
        ("/r/1", "/r/1"),
        ("https://q.example:443", "/"),
        ("https://evil.example/r", None),
        ("//evil.example/r", None),
        ("http://q.example/r", None),
        ("https://q.example:444/r", None),
        ("https://u:p@q.example/r", None),
        ("https://q.example/a/../b", None),
        ("javascript:alert(1)", None),
        ("/r 1", None),
        ("/r\\evil", None),
        ("/ré", None),
        ("http://[bad", None),
    ],
)
def test_links_are_kept_without_host_or_not_at_all(link: str, path: str | None) -> None:
    assert path_on("https://q.example", link) == path


@pytest.mark.parametrize(
    ("base", "url"),
    [
        ("https://api.example", "https://cdn.example/v.mp4?sig=1"),
        ("http://127.0.0.1:9", "http://127.0.0.1:10/v.mp4"),
    ],
)
def test_bytes_come_from_https_or_from_this_machine_to_itself(base: str, url: str) -> None:
    assert may_fetch(base, url)


@pytest.mark.parametrize(
    "url",
    [
        "http://cdn.example/v.mp4",
        "http://127.0.0.1/v.mp4",
        "https://localhost/v.mp4",
        "https://169.254.169.254/latest",
        "https://u:p@cdn.example/v.mp4",
        "file:///etc/passwd",
        "http://[bad",
    ],
)
def test_bytes_come_from_nowhere_else(url: str) -> None:
    assert not may_fetch("https://api.example", url)
