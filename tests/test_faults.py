"""Faults on purpose, as a plain client sees them over a socket; and what the books say of them."""

import contextlib
import gzip
import itertools
import json
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

from canary import KEY
from emulated import BEACH, COMMAND, Emulator, running, until
from faulty import about, faulty, posts
from program import Program
from remixbatch.emulator.chance import Chance
from remixbatch.emulator.faults import BODIES, KINDS, ON, Plan, flaws

NUMBERS = itertools.count()
ERRORS = (400, 401, 402, 403, 404, 408, 409, 413, 422, 425, 429, 499, 500, 502, 503, 504, 520)
WAITS = {
    "year": "31536000",
    "negative": "-5",
    "past": "Wed, 21 Oct 2015 07:28:00 GMT",
    "late": "Fri, 31 Dec 9999 23:59:59 GMT",
    "word": "soon",
}
PLAIN = [
    name
    for name, kind in KINDS.items()
    if "submit" in kind.on and not kind.matter and name not in ("error", "redirect")
]
RULES = [
    *(about(name) for name in PLAIN if name not in ("hang", "slow", "drip")),
    about("hang", seconds=0.2),
    about("slow", seconds=0.2),
    about("drip", seconds=0.001),
    *(about("error", prompt=f"error-{status}", status=status) for status in ERRORS),
    *(
        about("error", prompt=f"body-{body}", status=502, body=body)
        for body in ("html", "empty", "text", "key", "large", "deep")
    ),
    *(
        about("error", prompt=f"wait-{name}", status=429, when="before", retry_after=text)
        for name, text in WAITS.items()
    ),
    about("redirect", location="https://elsewhere.example/x"),
    about("redirect", prompt="moved", status=302),
    about("close", prompt="before", when="before"),
    about("error", prompt="late", status=504, when="late", delay=0.3),
    *(about(name) for name in ("twice", "stuck", "fail", "refuse", "expire")),
    *(about(name, "look") for name in ("words", "backwards", "over")),
    about("absent", "look", seconds=0.3),
    about("error", "look", prompt="look-error", status=503, nth=[2]),
    about("html", "look", prompt="look-html", every=2),
    *(
        about(name, "content", prompt=f"file-{name}")
        for name, kind in KINDS.items()
        if "content" in kind.on and name not in ("hang", "slow", "drip", "error")
    ),
    {"on": "source", "fault": "html", "match": {"source": "source-in-html"}},
]


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    with faulty(tmp_path_factory.mktemp("faulty"), RULES) as emulator:
        yield emulator


def exchange(one: Emulator, prompt: str, path: str | None = None) -> bytes:
    """What a socket receives for one request, to its end; a reset is told as such."""
    address = urlsplit(one.url)
    body = json.dumps({"prompt": prompt}).encode()
    method = "GET" if path else "POST"
    path = path or f"/v1/videos/{BEACH}/remix"
    head = f"{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {KEY}\r\n"
    head += f"Content-Length: {len(body)}\r\n\r\n"
    received = b""
    with socket.create_connection((address.hostname, address.port), timeout=20) as link:
        link.sendall(head.encode() + body)
        try:
            while piece := link.recv(1 << 16):
                received += piece
        except ConnectionResetError:
            received += b"RESET"
    return received


def split(received: bytes) -> tuple[int, dict[str, str], bytes]:
    head, _, body = received.partition(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    pairs = (line.partition(": ") for line in lines[1:])
    return int(lines[0].split()[1]), {name.lower(): value for name, _, value in pairs}, body


def post_of(one: Emulator, prompt: str) -> dict[str, Any]:
    """What the books say of the only submission with this prompt."""
    [found] = [post for post in posts(one) if post["prompt"] == prompt]
    return found


def submitted(one: Emulator, fault: str) -> tuple[int, dict[str, str], bytes]:
    """The answer to a submission that such a fault hits; it was booked, once."""
    prompt = f"<{fault}> {next(NUMBERS)}"
    answer = exchange(one, prompt)
    post = post_of(one, prompt)
    assert post["booked"]
    assert len(post["ids"]) == 1
    return split(answer)


# -- a submission's answer -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "received"), [("close", b""), ("hang", b""), ("reset", b"RESET")]
)
def test_no_answer(one: Emulator, fault: str, received: bytes) -> None:
    assert exchange(one, f"<{fault}> once") == received
    post = post_of(one, f"<{fault}> once")
    assert (post["booked"], post["answered"]) == (True, False)
    assert post["faults"] == [{"fault": fault, "when": "after"}]


def test_lengths_that_are_not(one: Emulator) -> None:
    _, headers, body = submitted(one, "cut")
    assert len(body) == int(headers["content-length"]) // 2
    _, headers, body = submitted(one, "short")
    assert len(body) // 2 == int(headers["content-length"])
    _, headers, body = submitted(one, "no-length")
    assert "content-length" not in headers
    assert json.loads(body)["id"]


def test_slow_ones(one: Emulator) -> None:
    for fault in ("slow", "drip"):
        begun = time.monotonic()
        status, _, body = split(exchange(one, f"<{fault}> seen"))
        assert time.monotonic() - begun >= 0.2
        assert (status, bool(json.loads(body)["id"])) == (200, True)
    until(lambda: all(post_of(one, f"<{name}> seen")["answered"] for name in ("slow", "drip")))


def test_chunked(one: Emulator) -> None:
    answer = one.remix(BEACH, "<chunked> read")
    assert answer.headers["Transfer-Encoding"] == "chunked"
    assert answer.json()["id"]


@pytest.mark.parametrize("status", ERRORS)
def test_each_http_error(one: Emulator, status: int) -> None:
    answered, headers, body = submitted(one, f"error-{status}")
    assert answered == status
    assert headers["content-type"] == "application/json"
    assert json.loads(body)["error"]["message"]
    assert json.loads(body)["error"]["code"]
    lies = [post["lies"] for post in posts(one) if f"<error-{status}>" in post["prompt"]][-1]
    certain = status in (400, 401, 402, 403, 404, 413, 422, 429)
    assert lies == ("refused, though it was booked" if certain else None)


def test_each_body_of_an_error(one: Emulator) -> None:
    bodies = {}
    for name in ("html", "empty", "text", "key", "large", "deep"):
        status, _, bodies[name] = submitted(one, f"body-{name}")
        assert status == 502
    assert b"<h1>" in bodies["html"]
    assert bodies["empty"] == b""
    assert KEY.encode() in bodies["key"]
    assert len(bodies["large"]) > 1_000_000
    assert bodies["deep"].startswith(b"[" * 100_000)
    with pytest.raises(ValueError, match="Expecting"):
        json.loads(bodies["text"])


@pytest.mark.parametrize("name", WAITS)
def test_each_retry_after(one: Emulator, name: str) -> None:
    status, headers, _ = split(exchange(one, f"<wait-{name}>"))
    assert (status, headers["retry-after"]) == (429, WAITS[name])
    post = post_of(one, f"<wait-{name}>")
    assert (post["booked"], post["ids"], post["lies"]) == (False, [], None)


def test_redirects(one: Emulator) -> None:
    status, headers, _ = submitted(one, "redirect")
    assert (status, headers["location"]) == (307, "https://elsewhere.example/x")
    status, headers, _ = submitted(one, "moved")
    assert (status, headers["location"]) == (302, "/elsewhere")


def test_bodies_of_success(one: Emulator) -> None:
    told = {}
    for fault in set(PLAIN) - {"close", "reset", "hang", "cut", "short", "chunked"}:
        status, headers, told[fault] = submitted(one, fault)
        assert status == 200
        if fault == "gzip":
            assert headers["content-encoding"] == "gzip"
    assert told["empty"] == b""
    assert b"<h1>" in told["html"]
    assert gzip.decompress(told["gzip"])[:1] == b"{"
    assert "id" not in json.loads(told["no-id"])
    assert not str(json.loads(told["bad-id"])["id"]).startswith("video_")
    other = json.loads(told["other-id"])["id"]
    assert other == one.books()[0]["id"]
    lies = {post["lies"] for post in posts(one) if "<other-id>" in post["prompt"]}
    assert lies == {"answered with the id of another"}
    assert json.loads(told["lineage"])["remixed_from_video_id"] == "video_of_somebody_else"
    assert len(json.loads(told["large"])["message"]) > 1_000_000
    assert KEY in json.loads(told["key"])["message"]
    assert b"NaN" in told["nan"]
    assert b"9" * 20_000 in told["huge"]
    assert b"[" * 100_000 in told["deep"]
    for broken in ("garbage", "huge", "deep"):
        with pytest.raises((ValueError, RecursionError)):
            json.loads(told[broken])


# -- connections ---------------------------------------------------------------------------------------


def test_connections_that_end_as_they_open(tmp_path: Path) -> None:
    """Before a byte is sent; what comes on the others is answered, and the books have nothing of these."""
    rules = [
        {"on": "connect", "fault": fault, "nth": [nth]}
        for nth, fault in enumerate(["close", "reset"], 1)
    ]
    with faulty(tmp_path, rules) as one:
        address = urlsplit(one.url)
        for ends in (False, True):
            with socket.create_connection((address.hostname, address.port), timeout=20) as link:
                if ends:
                    with pytest.raises(ConnectionResetError):
                        link.recv(1)
                else:
                    assert link.recv(1) == b""
        one.make(BEACH, "made")
        assert [post["prompt"] for post in posts(one)] == ["made"]


# -- before, late, twice -------------------------------------------------------------------------------


def test_before_the_effect_nothing_is_booked(one: Emulator) -> None:
    assert exchange(one, "<before>") == b""
    post = post_of(one, "<before>")
    assert (post["booked"], post["due"], post["answered"]) == (False, None, False)


def test_late_it_is_booked_after_the_answer(one: Emulator) -> None:
    assert split(exchange(one, "<late>"))[0] == 504
    post = post_of(one, "<late>")
    assert not post["booked"]
    assert post["due"] == pytest.approx(post["at"] + 0.3)
    until(lambda: post_of(one, "<late>")["booked"])
    [made] = [entry for entry in one.books() if entry["prompt"] == "<late>"]
    assert made["created_at"] == pytest.approx(post["due"])
    assert post_of(one, "<late>")["ids"] == [made["id"]]


def test_a_late_effect_outlives_the_emulator(tmp_path: Path) -> None:
    rules = [{"on": "submit", "fault": "close", "when": "late", "delay": 0.2}]
    with faulty(tmp_path, rules) as first, contextlib.suppress(requests.ConnectionError):
        first.remix(BEACH, "late")
    with running(tmp_path) as second:
        until(lambda: len(second.books()) == 1)


def test_twice(one: Emulator) -> None:
    told = one.remix(BEACH, "<twice>").json()["id"]
    post = post_of(one, "<twice>")
    assert post["ids"][0] == told
    assert len(set(post["ids"])) == 2
    assert post["lies"] == "booked twice"
    assert [entry["prompt"] for entry in one.books()].count("<twice>") == 2


def test_without_faults_the_books_tell_of_every_request(tmp_path: Path) -> None:
    with running(tmp_path) as plain:
        plain.remix(BEACH, "made")
        plain.remix(BEACH, "[refuse] it")
        until(lambda: all(post["answered"] for post in posts(plain)))
        made, refused = posts(plain)
        assert (made["booked"], made["faults"], made["denied"]) == (True, [], None)
        assert (refused["booked"], refused["denied"]) == (False, "refused")


# -- jobs, looks, lists, files -------------------------------------------------------------------------


def test_what_becomes_of_jobs(one: Emulator) -> None:
    made = {name: one.make(BEACH, f"<{name}>") for name in ("stuck", "fail", "refuse", "expire")}
    assert one.finish(made["fail"])["error"]["code"] == "generation_failed"
    assert one.finish(made["refuse"])["error"]["code"] == "moderation_blocked"
    assert one.finish(made["expire"])["status"] == "completed"
    assert one.get(f"/v1/videos/{made['expire']}/content").status_code == 404
    assert one.look(made["stuck"])["status"] in ("queued", "in_progress")


def test_looks(tmp_path: Path) -> None:
    rules = [about(name, "look") for name in ("words", "backwards", "over")]
    with faulty(tmp_path, rules, "--speed", "10") as slow:
        made = {name: slow.make(BEACH, f"<{name}>") for name in ("words", "backwards", "over")}
        assert slow.look(made["over"])["progress"] == 250
        assert slow.look(made["words"])["status"] not in ("queued", "in_progress")
        before = slow.look(made["backwards"])["progress"]
        until(lambda: slow.look(made["backwards"])["progress"] < before)
        assert {slow.finish(id_)["status"] for id_ in made.values()} == {"completed"}


def test_a_look_that_comes_too_early(one: Emulator) -> None:
    made = one.make(BEACH, "<absent>")
    assert one.get(f"/v1/videos/{made}").status_code == 404
    until(lambda: one.get(f"/v1/videos/{made}").status_code == 200)


def test_looks_are_counted_for_each_video(one: Emulator) -> None:
    first, second = one.make(BEACH, "<look-error> 1"), one.make(BEACH, "<look-error> 2")
    seen = [one.get(f"/v1/videos/{id_}").status_code for id_ in (first, second) * 3]
    assert seen == [200, 200, 503, 503, 200, 200]
    made = one.make(BEACH, "<look-html>")
    pages = [one.get(f"/v1/videos/{made}").text.startswith("<!DOCTYPE") for _ in range(4)]
    assert pages == [False, True, False, True]


def test_the_question_for_a_source(one: Emulator) -> None:
    assert "<h1>" in one.get("/v1/videos/source-in-html").text
    assert one.get(f"/v1/videos/{BEACH}").json()["status"] == "completed"


def test_lists(tmp_path: Path) -> None:
    names = ("no-prompts", "no-lineage", "first-page", "shuffle", "off")
    rules = [about(name, "list", nth=[nth]) for nth, name in enumerate(names, 1)]
    rules.append(about("lag", "list", seconds=60, nth=[6]))
    rules.append(about("html", "list", nth=[7]))
    with faulty(tmp_path, rules) as one:
        ids = [one.make(BEACH, f"prompt {n}") for n in range(9)]
        pages = [one.get("/v1/videos?limit=8") for _ in range(8)]
        told = [page.json() if n != 6 else {} for n, page in enumerate(pages)]
        assert {entry["prompt"] for entry in told[0]["data"]} == {None}
        assert {entry["remixed_from_video_id"] for entry in told[1]["data"]} == {None}
        assert (told[0]["has_more"], told[2]["has_more"]) == (True, False)
        order = [entry["id"] for entry in told[3]["data"]]
        assert sorted(order) == sorted(ids[1:]) != order != ids[:0:-1]
        assert pages[4].status_code == 404
        assert told[5]["data"] == []
        assert "<h1>" in pages[6].text
        assert [entry["id"] for entry in told[7]["data"]] == ids[:0:-1]


def test_files(one: Emulator) -> None:
    def file(fault: str) -> tuple[int, dict[str, str], bytes]:
        made = one.make(BEACH, f"<file-{fault}>")
        one.finish(made)
        return split(exchange(one, "", f"/v1/videos/{made}/content"))

    _, headers, body = file("cut")
    assert len(body) == int(headers["content-length"]) // 2
    _, headers, body = file("type")
    assert (headers["content-type"], body[:4]) == ("video/mp4", b"GIF8")
    _, headers, body = file("html")
    assert headers["content-type"].startswith("text/html")
    assert file("empty")[2] == b""
    _, headers, body = file("no-length")
    assert "content-length" not in headers
    assert body[4:8] == b"ftyp"
    _, headers, body = file("short")
    assert len(body) // 2 == int(headers["content-length"])
    assert file("redirect")[0] == 307
    made = one.make(BEACH, "<file-no-ranges>")
    one.finish(made)
    path = f"/v1/videos/{made}/content"
    assert one.get(path, headers={"Range": "bytes=100-"}).status_code == 200


# -- which requests ------------------------------------------------------------------------------------


def drawn(seed: int, prompts: list[str], probability: float = 0.5) -> list[bool]:
    value = {
        "seed": seed,
        "rules": [{"on": "submit", "fault": "close", "probability": probability}],
    }
    chance = Chance(Plan.read(value))
    hit = {prompt: chance.hits("submit", prompt, prompt, "s", 1).answer for prompt in prompts}
    return [hit[prompt] is not None for prompt in sorted(prompts)]


def test_chance_goes_by_what_is_asked_not_by_the_order() -> None:
    prompts = [f"prompt {n}" for n in range(400)]
    there = drawn(3, prompts)
    assert there == drawn(3, prompts[::-1])
    assert there != drawn(4, prompts)
    assert 150 < sum(there) < 250
    assert sum(drawn(3, prompts, 0.0)) == 0
    assert sum(drawn(3, prompts, 1.0)) == 400


def test_counts_of_all_go_by_the_order() -> None:
    rule = {"on": "submit", "fault": "close", "every": 3, "count": "all"}
    chance = Chance(Plan.read({"rules": [rule]}))
    hits = [chance.hits("submit", f"p{n}", f"p{n}", "s", 1).answer for n in range(7)]
    assert [hit is not None for hit in hits] == [False, False, True, False, False, True, False]


def test_chains_and_twins_meet_the_same_faults_in_every_campaign(tmp_path: Path) -> None:
    """Ids are random; what is drawn goes by source and prompts."""

    def campaign(state: Path) -> list[tuple[str, bool, bool]]:
        rules = [
            {"on": "submit", "fault": "error", "when": "before", "status": 503, "probability": 0.5}
        ]
        with faulty(state, rules, seed=11) as one:
            for n in range(6):
                for _ in range(
                    2
                ):  # twins; the second try of one that was not made is another request
                    answer = one.remix(BEACH, f"parent {n}")
                    if answer.status_code == 200:
                        one.finish(answer.json()["id"])
                        one.remix(answer.json()["id"], f"child {n}")
            return [(post["prompt"], post["booked"], post["nth"]) for post in posts(one)]

    first = campaign(tmp_path / "first")
    assert first == campaign(tmp_path / "second")
    assert {booked for prompt, booked, _ in first if "child" in prompt} == {True, False}


def test_the_first_fault_of_an_answer_counts_and_every_fault_of_the_matter() -> None:
    names = ["stuck", "close", "expire", "reset"]
    chance = Chance(Plan.read({"rules": [{"on": "submit", "fault": name} for name in names]}))
    assert [rule.fault for rule in chance.hits("submit", "x").rules] == ["stuck", "expire", "close"]


def test_only_what_goes_together_is_taken() -> None:
    assert list(flaws({"on": "submit", "fault": "close", "when": "late", "delay": 2})) == []
    for fault, kind in KINDS.items():
        for on in ON:
            assert bool(list(flaws({"on": on, "fault": fault}))) == (on not in kind.on)


# -- the plan in a file --------------------------------------------------------------------------------

FLAWED = """\
version: 1
sed: 7
rules:
  - {on: submit, fault: clos, when: befor}
  - {on: look, fault: error, probability: 25}
"""
AT_ODDS = """\
version: 1
rules:
  - {on: submit, fault: lag}
  - {on: look, fault: close, seconds: 4, when: after, probability: 0.2, nth: [3]}
  - {on: submit, fault: slow, when: before}
  - {on: submit, fault: redirect, status: 500}
  - {on: list, fault: off, match: {prompt: x}, count: all}
  - {on: connect, fault: close, match: {prompt: x}}
  - {on: connect, fault: reset, when: before}
  - {on: connect, fault: cut}
"""


@pytest.mark.parametrize(
    "command", [["emulate", "--faults"], ["run", "a.yaml", "--rehearse", "--faults"]]
)
def test_all_that_is_wrong_is_told_at_its_place(program: Program, command: list[str]) -> None:
    program.write("  dusk: {from: a, prompt: Make it dusk}\n", name="a.yaml")
    (program.folder / "plan.yaml").write_text(FLAWED, "utf-8")
    end = program.here(*command, "plan.yaml")
    assert end.code == 2, end
    assert "plan.yaml:2:1: RMB201 unknown key `sed`" in end.err
    assert "did you mean `seed`?" in end.err
    assert "plan.yaml:4:25: RMB203 rules[0].fault: `clos` is none of close, " in end.err
    assert "did you mean `close`?" in end.err
    assert "did you mean `before`?" in end.err
    assert "plan.yaml:5:43: RMB203 rules[1].probability: must be at most 1" in end.err
    assert "error: 4 problems in the plan of faults; nothing was sent" in end.err


def test_what_does_not_go_together_is_told_at_its_place(program: Program) -> None:
    (program.folder / "plan.yaml").write_text(AT_ODDS, "utf-8")
    end = program.here("emulate", "--faults", "plan.yaml")
    assert end.code == 2, end
    for said in (
        "3:25: RMB203 rules[0].fault: `lag` is a fault of list, not of submit",
        "4:39: RMB203 rules[1].seconds: `close` has no `seconds`",
        "4:48: RMB203 rules[1].when: a look has no effect to be before or after",
        "4:73: RMB203 rules[1].nth: `probability` and `nth` choose twice",
        "5:37: RMB203 rules[2].when: `slow` leaves the id readable, so it comes after the effect",
        "6:43: RMB203 rules[3].status: 500 is no redirect",
        "7:28: RMB203 rules[4].match: a list is about no single video",
        "7:55: RMB203 rules[4].count: there is nothing to count",
        "8:33: RMB203 rules[5].match: a connection is about no single video",
        "9:39: RMB203 rules[6].when: a connection has no effect to be before or after",
        "10:26: RMB203 rules[7].fault: `cut` is a fault of submit and look and list and content and source, not of connect",
    ):
        assert f"plan.yaml:{said}\n" in end.err
    assert program.here("emulate", "--faults", "nix.yaml").code == 2


def test_the_emulator_alone_reads_json_only(tmp_path: Path) -> None:
    (tmp_path / "plan.yaml").write_text("rules: [1", "utf-8")
    told = subprocess.run(
        [*COMMAND, "--faults", str(tmp_path / "plan.yaml")],
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    assert told.returncode == 2
    assert "`remixbatch emulate --faults FILE` reads YAML" in told.stderr


def test_the_schema_knows_every_fault(program: Program) -> None:
    schema = json.loads(program.here("schema", "faults").out)
    rule = schema["properties"]["rules"]["items"]["properties"]
    assert rule["fault"]["enum"] == list(KINDS)
    assert rule["fault"]["enumDescriptions"] == [kind.about for kind in KINDS.values()]
    assert rule["on"]["enum"] == list(ON)
    assert rule["body"]["enum"] == list(BODIES)
