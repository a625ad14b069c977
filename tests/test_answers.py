"""What each answer to a POST comes to, over real sockets: the table row by row, and what no table has."""

import gzip
import json
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remixbatch import events as e
from remixbatch.answers import Reader
from remixbatch.emulator.spoiling import BAD_IDS
from remixbatch.redact import Redactor
from remixbatch.reply import Reply, time_of, wait_of
from speaking import (
    KEY,
    MADE,
    NOW,
    SHIPPED,
    SOURCE,
    STRANGE,
    error,
    ident,
    intent,
    post,
    profile_of,
)
from tiny_server import answer, serving

# -- the table of answers, row by row ------------------------------------------------------------------------

REJECTED = [(status, "invalid_request", e.Rejected, None) for status in (400, 404, 413, 415, 422)]
ACCOUNT = [(status, "no_key", e.Deferred, "account") for status in (401, 402, 403)]
UNCLEAR = [
    (status, "server_error", e.Unclear, None)
    for status in (300, 301, 304, 307, 405, 408, 409, 418, 425, 451, 499, 500, 502, 503, 504, 520)
]
COMMON = [
    *REJECTED,
    *ACCOUNT,
    *UNCLEAR,
    (429, "rate_limit_exceeded", e.Deferred, "later"),
    (400, "moderation_blocked", e.Refused, None),
    (422, "Content_Policy_Violation", e.Refused, None),
]
OWN: dict[str, list[Any]] = {
    "emulator": [],
    "openai": [(400, "sentinel_block", e.Refused, None), (422, 422, e.Rejected, None)],
    "toapis": [
        (503, "rate_limit_unavailable", e.Deferred, "later"),
        (500, "rate_limit_unavailable", e.Unclear, None),
        (402, "insufficient_quota", e.Deferred, "account"),
        (422, 422, e.Refused, None),
        (404, 404, e.Rejected, None),
        (400, "task_not_exist", e.Rejected, None),
    ],
}
TABLE = [
    (name, status, code, kind, scope)
    for name in SHIPPED
    for status, code, kind, scope in [*COMMON, *OWN[name]]
]


@pytest.mark.parametrize(("name", "status", "code", "kind", "scope"), TABLE)
def test_each_row_of_the_table(
    name: str, status: int, code: Any, kind: type[e.Event], scope: str | None
) -> None:
    event, server = post(error(status, code), name)
    assert type(event) is kind
    assert len(server.requests) == 1
    if isinstance(event, e.Deferred):
        assert event.scope == scope


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 413, 415, 422])
@pytest.mark.parametrize(
    "body",
    [b"<html>no</html>", b"", b"{}", b"[1]", b'{"error": null}', b'{"oops": 1}', b"null"],
)
def test_a_refusal_without_the_services_own_error_is_no_proof(status: int, body: bytes) -> None:
    event, _ = post(answer(status, body))
    assert isinstance(event, e.Unclear)
    assert f"HTTP {status}" in event.reason


def test_a_refusal_that_names_a_new_video_is_no_proof() -> None:
    body = {"id": "video_ghost", "error": {"code": "invalid", "message": "no"}}
    event, _ = post(answer(400, body))
    assert isinstance(event, e.Unclear)
    assert "video_ghost" in event.reason


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(status: int) -> None:
    with serving(lambda _: answer(200, MADE)) as other:
        event, server = post(answer(status, b"", {"Location": f"{other.url}/elsewhere"}))
        assert isinstance(event, e.Unclear)
        assert len(server.requests) == 1
        assert other.connections == 0


def test_flat_errors_of_gateways_are_read() -> None:
    event, _ = post(answer(400, {"code": "task_not_exist", "message": "gone", "data": None}))
    assert event == e.Rejected(at=NOW, uid="t_1", code="task_not_exist", message="HTTP 400: gone")


# -- accepted, or not quite ------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [200, 201, 202])
def test_a_new_id_is_submitted(status: int) -> None:
    event, _ = post(answer(status, MADE))
    assert isinstance(event, e.Submitted)
    assert event.id == "video_new1"


@pytest.mark.parametrize(
    "body",
    [
        {"code": 200, "data": [{"status": "submitted", "task_id": "task_01"}]},
        {"task_id": "task_01"},
        {"data": {"task_id": "task_01"}},
    ],
)
def test_the_id_is_looked_for_in_several_places(body: Any) -> None:
    event, _ = post(answer(200, body), "toapis")
    assert isinstance(event, e.Submitted)
    assert event.id == "task_01"


@pytest.mark.parametrize(
    "new",
    [
        "tsk_vid_01M150FM",
        "grok:x:1",
        "bGl0ZWxsbTpvcGVuYWk=",
        "_-9",
        *STRANGE,
    ],
    ids=ident,
)
def test_ids_are_opaque(new: str) -> None:
    event, _ = post(answer(200, {"id": new}))
    assert isinstance(event, e.Submitted)
    assert event.id == new


@pytest.mark.parametrize("name", [*SHIPPED, "fal", "runway"])
@pytest.mark.parametrize("bad", BAD_IDS, ids=ident)
def test_no_profile_takes_a_bad_id_of_the_emulator_for_one(name: str, bad: Any) -> None:
    """Its books say that such an answer told no id."""
    told = {"id": bad, "request_id": bad}
    reply = Reply(status=200, headers={}, body=json.dumps(told).encode())
    event = reader_of(name).posted(intent(name), reply, NOW)
    assert isinstance(event, e.Unclear), event


def test_another_lineage_is_noted_and_the_id_kept() -> None:
    event, _ = post(answer(200, {**MADE, "remixed_from_video_id": "video_other"}))
    assert isinstance(event, e.Submitted)
    assert event.id == "video_new1"
    assert event.note is not None
    assert "video_other" in event.note


def test_an_id_in_an_unclear_answer_is_told_whole() -> None:
    """A person is to copy it."""
    told = {"error": {"message": "m" * 900}, "id": "x" * 1024}
    event, _ = post(answer(500, told))
    assert isinstance(event, e.Unclear)
    assert "x" * 1024 in event.reason


def test_an_unusual_success_keeps_its_id() -> None:
    event, _ = post(answer(203, MADE))
    assert isinstance(event, e.Submitted)


@pytest.mark.parametrize(
    "new",
    [
        None,
        "",
        5,
        True,
        ["a"],
        {"a": 1},
        ".",
        "..",
        " ",
        " a",
        "a\nb",
        "a\u0000",
        "a\u009bm",
        "a\u202eb",
        "x" * 1025,
        "x" * 100_000,
        SOURCE,
        KEY,
        "\ud800",
    ],
    ids=ident,
)
def test_an_unusable_id_is_unclear(new: Any) -> None:
    event, _ = post(answer(200, {**MADE, "id": new}))
    assert isinstance(event, e.Unclear)
    assert KEY not in event.reason
    assert len(event.reason) <= 500


DEEP = b'{"id": ' + b"[" * 200_000


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"   ",
        b"<html>ok</html>",
        b'{"id": "video_n',
        b'{"id": "video_new1", "progress": NaN}',
        b'{"id": "video_new1", "progress": -Infinity}',
        b'{"id": "video_new1", "n": ' + b"9" * 20_000 + b"}",
        b'{"id": "\xff\xfe"}',
        b"null",
        b"[]",
        b'"video_new1"',
        b'{"ID": "video_new1"}',
        DEEP,
        b'{"error": {"code": "late", "message": "but 200"}}',
        b'{"id": "video_new1", "pad": "' + b"x" * (1 << 20) + b'"}',
    ],
    ids=ident,
)
def test_a_success_that_cannot_be_read_is_unclear(body: bytes) -> None:
    event, server = post(answer(200, body))
    assert isinstance(event, e.Unclear)
    assert len(server.requests) == 1


@pytest.mark.parametrize("encoding", ["gzip", "br", "deflate, gzip"])
def test_an_encoded_body_is_unclear(encoding: str) -> None:
    packed = gzip.compress(json.dumps(MADE).encode())
    event, _ = post(answer(200, packed, {"Content-Encoding": encoding}))
    assert isinstance(event, e.Unclear)
    assert "encoded" in event.reason


def cut_length() -> Iterable[bytes]:
    return [answer(200, MADE)[:-10]]


def cut_chunked() -> Iterable[bytes]:
    head = b"HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\n"
    return [head + b'ff\r\n{"id": "video_new1"']


@pytest.mark.parametrize(
    "pieces",
    [
        cut_length(),
        cut_chunked(),
        [b""],
        [b"HTTP/1.1 200"],
        [b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Le"],
        [b"garbage\r\n\r\n"],
        [b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n"],
        [b"HTTP/1.1 200 OK\r\nContent-Length: 3, 4\r\n\r\nabc"],
        [b"HTTP/1.1 200 OK\r\nA: " + b"b" * 70_000 + b"\r\n\r\n"],
        [b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 200 + b"\r\n"],
        [b"HTTP/1.1 999999 OK\r\n\r\n"],
        [b"HTTP/1.1 101 Switching\r\n\r\n"],
        [b"HTTP/1.1 103 Early Hints\r\n\r\n"],
        [b"\x00" * 5000],
    ],
    ids=ident,
)
def test_a_broken_answer_is_unclear(pieces: Iterable[bytes]) -> None:
    event, server = post(lambda _: pieces)
    assert isinstance(event, e.Unclear)
    assert len(server.requests) == 1
    assert event.reason


def test_a_body_without_length_is_read_to_its_end() -> None:
    whole = b"HTTP/1.1 200 OK\r\n\r\n" + json.dumps(MADE).encode()
    event, _ = post(lambda _: [whole])
    assert isinstance(event, e.Submitted)


def test_a_reset_after_the_request_is_unclear() -> None:
    event, server = post(lambda _: None)
    assert isinstance(event, e.Unclear)
    assert len(server.requests) == 1


def test_text_of_the_server_is_made_safe() -> None:
    nasty = f"Incorrect key {KEY} \x1b[31mred\u202e" + "x" * 5000
    event, _ = post(error(401, "bad\x1b[2J", nasty))
    assert isinstance(event, e.Deferred)
    assert KEY[:12] not in event.message
    assert event.message.isprintable()
    assert len(event.message) <= 500
    assert event.code == "bad"


def test_links_stay_on_the_services_origin() -> None:
    body = {
        "request_id": "r1",
        "status_url": "https://evil.example/status",
        "response_url": "/xai/requests/r1",
    }
    event, _ = post(answer(200, body), "fal", parent="https://x.example/v.mp4", model="m")
    assert isinstance(event, e.Submitted)
    assert event.links == {"response": "/xai/requests/r1"}


# -- waits -------------------------------------------------------------------------------------------------

DATE = "Wed, 21 Oct 2026 07:28:00 GMT"
LATER = "Wed, 21 Oct 2026 07:28:30 GMT"


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": " 7.5 "}, 7.5),
        ({"retry-after-ms": "1500", "retry-after": "9"}, 1.5),
        ({"retry-after": LATER, "date": DATE}, 30.0),
        ({"retry-after": DATE, "date": LATER}, 0.0),
        ({"retry-after": "Fri, 31 Dec 9999 23:59:59 GMT"}, 600.0),
        ({"retry-after": "31536000"}, 600.0),
        ({"retry-after": "9" * 250}, 600.0),
        ({"retry-after": "-5"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "1_0"}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "Xyz, 99 Foo 2026 99:99:99 GMT"}, None),
        ({"retry-after": "٣"}, None),
        ({}, None),
    ],
    ids=ident,
)
def test_retry_after(headers: dict[str, str], wait: float | None) -> None:
    assert wait_of(headers, ("retry-after-ms", "Retry-After"), 600, NOW) == wait


def test_a_wait_reaches_the_event() -> None:
    limited = answer(429, {"error": {"code": "x"}}, {"Retry-After": "7"})
    event, _ = post(limited)
    assert isinstance(event, e.Deferred)
    assert (event.scope, event.wait) == ("later", 7.0)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (1761574127, 1761574127.0),
        (1761574127000, 1761574127.0),
        ("1761574127", 1761574127.0),
        ("2026-11-23T08:00:00Z", 1795420800.0),
        ("2026-11-23T10:00:00+02:00", 1795420800.0),
        ("2026-11-23T08:00:00", 1795420800.0),
        (None, None),
        (True, None),
        (0, None),
        (-5, None),
        (1e300, None),
        ("9999-12-31T00:00:00", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("never", None),
        ([1], None),
        (float("inf"), None),
        (10**400, None),
    ],
    ids=ident,
)
def test_times(value: Any, seconds: float | None) -> None:
    assert time_of(value) == seconds


# -- whatever a server says ----------------------------------------------------------------------------------

WORDS = ["id", "status", "error", "code", "message", "data", "task_id", "result", "video_url"]
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*WORDS, "url", "expires_at"]), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(
    name=st.sampled_from([*SHIPPED, "fal", "runway"]),
    status=st.integers(100, 599),
    value=VALUES,
    wait=st.text(max_size=10),
)
def test_no_answer_raises(name: str, status: int, value: Any, wait: str) -> None:
    reader = reader_of(name)
    headers = {"retry-after": wait, "date": wait}
    reply = Reply(status=status, headers=headers, body=json.dumps(value).encode())
    asked = intent(name)
    event = reader.posted(asked, reply, NOW)
    assert isinstance(event, e.Submitted | e.Deferred | e.Rejected | e.Refused | e.Unclear)
    if status in (*range(300, 400), 408, 409, 425, 499, 500, 502, 504):
        assert isinstance(event, e.Unclear)
    e.to_row(event)
    seen = reader.looked("t_1", {}, reply, NOW)
    if isinstance(seen, e.Completed):
        assert 200 <= status < 300
        reader.second(seen, reply)


PROFILES = {name: profile_of(name) for name in [*SHIPPED, "fal", "runway"]}


def reader_of(name: str) -> Reader:
    return Reader(profile=PROFILES[name], base="https://x.example", redactor=Redactor([KEY]))
