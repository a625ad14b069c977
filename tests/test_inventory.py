"""A service's list over sockets: whole pages in order back to a time, or nothing."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from email.utils import formatdate
from itertools import count
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from inside import patched
from remixbatch import events as e
from remixbatch import inventory
from remixbatch.inventory import Inventory
from remixbatch.reply import Reply
from speaking import NOW, SOURCE, profile_of, service_for
from tiny_server import Request, answer, serving

Page = Mapping[str, Any]


def item(number: int, **changes: Any) -> dict[str, Any]:
    """The n-th video, newest first: a minute and more between each."""
    return {
        "id": f"video_{number}",
        "remixed_from_video_id": SOURCE,
        "prompt": "Make it dusk",
        "created_at": int(NOW) - 90 * number,
        "status": "completed",
        **changes,
    }


def page(*items: Any, more: Any = False, **changes: Any) -> dict[str, Any]:
    last = items[-1]["id"] if items and isinstance(items[-1], dict) else None
    return {"object": "list", "data": list(items), "has_more": more, "last_id": last, **changes}


def listed(
    play: Callable[[str | None], Any],
    *,
    since: float | None = NOW - 10_000,
    ahead: float | None = 0.0,
    status: int = 200,
    complete: bool = False,
) -> tuple[e.Listed | e.Unlisted, list[str]]:
    """What the list comes to where `play` answers each cursor; the cursors that were asked for."""
    date = {} if ahead is None else {"Date": formatdate(NOW + ahead, usegmt=True)}

    def serve(request: Request) -> bytes:
        query = parse_qs(urlsplit(request.target).query)
        assert urlsplit(request.target).path == "/v1/videos"
        assert (query["limit"], query["order"]) == (["100"], ["desc"])
        told = play(query.get("after", [None])[0])
        return answer(status, told, date)

    with serving(serve) as server:
        known = profile_of("openai")
        assert known.listing is not None
        service = service_for(
            server, replace(known, listing=replace(known.listing, complete=complete))
        )
        found = service.survey("main", since)
        service.close()
        return found, [urlsplit(r.target).query.partition("after=")[2] for r in server.requests]


def ids(found: e.Listed | e.Unlisted) -> list[str]:
    assert isinstance(found, e.Listed), found
    return [each.id for each in found.sightings]


def test_pages_are_read_until_they_are_older_than_what_is_asked_for() -> None:
    def play(after: str | None) -> Page:
        first = 0 if after is None else int(after.removeprefix("video_")) + 1
        return page(*(item(first + n) for n in range(5)), more=True)

    found, asked = listed(play, since=NOW - 100)
    assert asked == ["", "video_4", "video_9"]
    assert ids(found)[:2] == ["video_0", "video_1"]
    assert isinstance(found, e.Listed)
    assert found.sightings[3] == e.Sighting(
        id="video_3",
        parent=SOURCE,
        prompt="Make it dusk",
        created=NOW - 270,
        status="completed",
    )
    assert len(listed(play, since=None)[1]) == 1, "one page, where no time is known"


def test_where_absence_decides_the_pages_of_a_day_before_are_read_too() -> None:
    """A time that lacks its zone is hours early."""

    def play(after: str | None) -> Page:
        first = 0 if after is None else int(after.removeprefix("video_")) + 1
        return page(*(item(first + n) for n in range(100)), more=True)

    found, _ = listed(play, since=NOW - 100, complete=True)
    assert len(ids(found)) * 90 > 86_500
    assert len(ids(listed(play, since=NOW - 100)[0])) == 100


@pytest.mark.parametrize("ahead", [0.0, 86_400.0, -600.0])
def test_its_clock_is_learnt_from_every_answer(ahead: float) -> None:
    found, _ = listed(lambda _: page(), ahead=ahead)
    assert isinstance(found, e.Listed)
    assert found.ahead == ahead + 0.5
    assert found.at == NOW


def test_without_a_date_its_clock_stays_unknown() -> None:
    found, _ = listed(lambda _: page(item(1)), ahead=None)
    assert isinstance(found, e.Listed)
    assert found.ahead is None


@pytest.mark.parametrize(("age", "whole"), [("", True), ("0", True), ("x", True), ("30", False)])
def test_a_list_that_lay_in_a_cache_tells_nothing(age: str, *, whole: bool) -> None:
    """However fresh its date: what was made meanwhile is not in it. And none is asked for."""
    date = {"Date": formatdate(NOW + 60, usegmt=True)} | ({"Age": age} if age else {})
    with serving(lambda _: answer(200, page(), date)) as server:
        service = service_for(server, replace(profile_of("openai"), auth=None))
        found = service.survey("main", NOW)
        seen = service.look("", SOURCE, {})
        service.close()
    assert [request.headers["cache-control"] for request in server.requests] == ["no-cache"] * 2
    assert isinstance(seen, e.LookFailed)
    if whole:
        assert isinstance(found, e.Listed)
        assert service.ahead == 60.5
    else:
        assert isinstance(found, e.Unlisted)
        assert (found.reason, found.final) == ("a cache answered, with a list 30 s old", False)
        assert service.ahead is None, "its date may be as old"


@pytest.mark.parametrize("code", ["degraded", "", "success", 0, 500])
def test_a_list_that_tells_an_error_is_not_read(code: str | int) -> None:
    """However empty it is: what is missing in it would be asked for again. Envelopes that say that all is well are none."""
    found, _ = listed(lambda _: page(error={"code": code, "message": "try later"}))
    if code in ("degraded", 500):
        assert isinstance(found, e.Unlisted)
        assert (found.reason, found.final) == ("its answer tells of an error", False)
    else:
        assert ids(found) == []


def test_what_it_hides_is_none_and_videos_of_every_source_are_kept() -> None:
    """A gateway may tell our own source by another id."""
    hidden = item(1, prompt=None, remixed_from_video_id=None, created_at=None, status=7)
    other, odd = item(2, remixed_from_video_id="video_other"), item(3, prompt=["Make it dusk"])
    found, _ = listed(lambda _: page(hidden, other, odd))
    assert isinstance(found, e.Listed)
    assert found.sightings[0] == e.Sighting(id="video_1")
    assert [(each.parent, each.prompt) for each in found.sightings[1:]] == [
        ("video_other", "Make it dusk"),
        (SOURCE, None),
    ]


def test_a_source_may_be_an_address_that_is_longer_than_any_id() -> None:
    """Signatures are long. Another text of that length is no name of anything."""
    signed = f"https://cdn.example/v.mp4?sig={'x' * 4000}"
    sources = [signed, "x" * 2000, f"{signed}{'x' * 5000}"]
    rows = [item(n, remixed_from_video_id=source) for n, source in enumerate(sources)]
    found, _ = listed(lambda _: page(*rows))
    assert isinstance(found, e.Listed)
    assert [each.parent for each in found.sightings] == [signed, None, None]


def test_a_list_that_is_not_newest_first_is_read_to_its_end() -> None:
    pages: dict[str | None, Page] = {
        None: page(item(500), item(1), more=True),
        "video_1": page(item(600), item(2), more=True),
        "video_2": page(item(3)),
    }
    found, asked = listed(pages.__getitem__, since=NOW - 1000)
    assert len(asked) == 3
    assert ids(found) == ["video_500", "video_1", "video_600", "video_2", "video_3"]


def test_what_cannot_be_an_id_spoils_no_list() -> None:
    """It stays a video, with all that is told of it, and without an id."""
    odd = [item(2, id=".."), item(3, id=7), item(4, id="a\nb"), item(5, id=None)]
    found, _ = listed(lambda _: page(item(1), *odd, item(6)))
    assert ids(found) == ["video_1", "", "", "", "", "video_6"]
    assert isinstance(found, e.Listed)
    assert all(each.parent == SOURCE and each.prompt for each in found.sightings)
    pages: dict[str | None, Page] = {None: page(item(1, id=7), more=True, last_id=7), "7": page()}
    assert ids(listed(pages.__getitem__)[0]) == [""]


# seconds before now at which the videos of one page were made: long before what is asked for
UNORDERED = {
    "one second": [5000] * 12,
    "one batch": [5000, 5001, 5002, 5003, *[5003] * 8],
    "oldest first": [5000 - n for n in range(12)],
    "by id": [5003, 5008, 5001, 5009, 5000, 5004, 5002, 5007, 5010, 5005, 5006, 5011],
    "one that is newer": [*range(5000, 5010), 5008, 5010],
}


@pytest.mark.parametrize("case", UNORDERED)
def test_a_list_that_was_not_seen_to_be_newest_first_is_read_to_its_end(case: str) -> None:
    old = [item(n, created_at=int(NOW) - s) for n, s in enumerate(UNORDERED[case], start=100)]
    pages: dict[str | None, Page] = {None: page(*old, more=True), "video_111": page(item(1))}
    found, asked = listed(pages.__getitem__, since=NOW - 1000)
    assert asked == ["", "video_111"]
    assert ids(found)[-1] == "video_1"


def test_a_page_without_videos_is_not_the_end_where_there_is_more() -> None:
    pages: dict[str | None, Page] = {
        None: page(more=True, last_id="c1"),
        "c1": page(item(1), more=True, last_id="c2"),
        "c2": page(more=True, last_id="c3"),
        "c3": page(item(2)),
    }
    found, asked = listed(pages.__getitem__)
    assert (ids(found), asked) == (["video_1", "video_2"], ["", "c1", "c2", "c3"])
    numbers = count()
    with patched(inventory, PAGES=4):
        found, asked = listed(lambda _: page(more=True, last_id=f"c{next(numbers)}"))
    assert isinstance(found, e.Unlisted)
    assert (found.reason, len(asked)) == ("the list goes on after 4 pages", 4)
    assert ids(listed(lambda _: {"data": []})[0]) == [], "of an account without videos"


BROKEN: dict[str, tuple[Any, str]] = {
    "no list": ({"object": "list"}, "the answer of the list has no list"),
    "text": (page("video_1"), "something that is no video"),
    "no way on": (page(item(1, id=".."), more=True, last_id=".\n."), "goes on, and not where"),
    "again": (page(item(1), more=True), "the list repeats itself"),
    "null": (page(item(1), more=None), "does not say whether it goes on"),
    "word": (page(item(1), more="yes"), "does not say whether it goes on"),
    "empty": (page(more=True), "goes on, and not where"),
    "empty and a word": (page(more="yes"), "does not say whether it goes on"),
    "empty, and round": (page(more=True, last_id="c1"), "the list goes round in a circle"),
    "nowhere": (page(item(1), more=True, last_id=None), "goes on, and not where"),
    "line break": (page(item(1), more=True, last_id="a\nb"), "goes on, and not where"),
    "html": (b"<html>", "the body is a web page, no JSON"),
    "cut": (b'{"data": [', "the body is no JSON"),
    "deep": (b"[" * 200_000, "the body is no JSON"),
    "large": (b" " * (8 << 20) + b"{}  ", "larger than 8 MiB"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_half_a_list_is_none(case: str) -> None:
    told, reason = BROKEN[case]
    found, _ = listed(lambda _: told)
    assert isinstance(found, e.Unlisted)
    assert reason in found.reason


def test_a_list_that_goes_round_or_on_for_ever_is_left() -> None:
    numbers = count()
    found, asked = listed(
        lambda _: page(*(item(next(numbers)) for _ in range(2)), more=True, last_id="video_1")
    )
    assert isinstance(found, e.Unlisted)
    assert (found.reason, len(asked)) == ("the list goes round in a circle", 2)
    numbers = count()
    with patched(inventory, PAGES=4):
        found, asked = listed(lambda _: page(item(next(numbers)), more=True))
    assert isinstance(found, e.Unlisted)
    assert (found.reason, len(asked)) == ("the list goes on after 4 pages", 4)


def test_a_list_of_more_than_memory_should_hold_is_left() -> None:
    with patched(inventory, MOST=2000):  # the page is shorter, what is kept of it is not
        found, _ = listed(lambda _: page(*(item(number) for number in range(6))))
    assert isinstance(found, e.Unlisted)
    assert found.reason == inventory.TOO_LONG


def test_where_a_list_ends_by_what_its_profile_tells_of_it() -> None:
    listing = profile_of("openai").listing
    assert listing is not None
    silent = replace(listing, more=())  # a cursor alone: it ends where there is none
    plain = replace(silent, cursor=(), cursor_query=None)  # one page is all there is
    by_last = replace(listing, cursor=())  # the last video's id leads on
    reply = Reply(status=200, headers={}, body=json.dumps(page(item(1), last_id=None)).encode())
    for each in (silent, plain):
        assert Inventory(each, 1.0, lambda _: True).add(reply)
    more = Reply(status=200, headers={}, body=json.dumps(page(item(1), more=True)).encode())
    reading = Inventory(by_last, 1.0, lambda _: True)
    assert not reading.add(more)
    assert reading.query["after"] == "video_1"


def test_a_page_of_a_megabyte_is_read() -> None:
    found, _ = listed(lambda _: page(*(item(n, prompt="x" * 30_000) for n in range(100))))
    assert len(ids(found)) == 100


@pytest.mark.parametrize(
    ("status", "final"),
    [(404, True), (401, True), (405, True), (429, False), (500, False), (502, False)],
)
def test_a_service_that_refuses(status: int, final: bool) -> None:  # noqa: FBT001 - a case
    body = json.dumps({"error": {"message": "no such route", "code": "x"}}).encode()
    found, _ = listed(lambda _: body, status=status)
    assert isinstance(found, e.Unlisted)
    assert (found.final, found.reason) == (final, f"HTTP {status}: no such route")


def test_nothing_is_asked_of_a_service_without_a_list() -> None:
    with serving(lambda _: answer()) as server:
        found = service_for(server, "toapis").survey("main", None)
        assert found == e.Unlisted(
            at=NOW, provider="main", reason="the service has no list", final=True
        )
        assert server.connections == 0
