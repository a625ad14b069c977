"""Specs, locks and answers spoilt at random: never a traceback, never for ever, never without an end that is documented.

A case is the number that it was made from; what fails says it, and stays in CASES. FUZZ_FROM=N begins elsewhere.
"""

import json
import os
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlencode

import pytest
import yaml

from apart import grown
from canary import KEY, sung
from faulty import brief_profile
from inside import Ended, inside
from mutations import TOKENS, lock_text, mutated
from program import SHIPPED, SPEC, Program, told
from remixbatch import events as e
from remixbatch import exchange, lockfile
from remixbatch.answers import Reader
from remixbatch.commands.loaded import SpecError, load
from remixbatch.commands.validate import FORMS
from remixbatch.connection import BODY_LIMIT, Watch
from remixbatch.contradiction import Requests, check_facts
from remixbatch.errors import LockError, RemixbatchError
from remixbatch.holdings import Holdings
from remixbatch.inventory import Incomplete, Inventory
from remixbatch.plan import plan
from remixbatch.policy import Policy
from remixbatch.problem import Problem, printable, render_all
from remixbatch.profile import Profile
from remixbatch.redact import Redactor
from remixbatch.rename import renames
from remixbatch.reply import Reply, Unreadable
from remixbatch.result import NoResult
from speaking import NOW, Ticking, intent, profile_of, service_for
from speaking import SHIPPED as NAMES
from test_spec import everything
from tiny_server import answer, serving

HERE = Path(__file__).parent
FROM = int(os.environ.get("FUZZ_FROM", "1"))
CASES: dict[str, tuple[int, ...]] = {"spec": (), "lock": (), "answer": (), "socket": ()}
DOCUMENTED = {  # the codes of docs/exit-codes.md, but that of a bug
    int(code)
    for code in re.findall(
        r"^\*\*(\d+)\*\*:", (HERE.parent / "docs/exit-codes.md").read_text("utf-8"), re.MULTILINE
    )
} - {70}
WITHIN = 5.0  # seconds of this thread: a case takes milliseconds
MEMORY = 300 << 20  # bytes that all cases together may take

SPECS = [
    *(file.read_bytes() for file in sorted((HERE / "specs").rglob("*.yaml"))),
    (HERE.parent / "specs" / "quickstart.yaml").read_bytes(),
    (HERE.parent / "README.md").read_bytes()[:4000],
    b"",
]


@contextmanager
def bounded(what: str, number: int) -> Iterator[None]:
    """Whatever happens names the case; nothing takes for ever."""
    begun = time.thread_time()
    try:
        yield
    except Exception as error:
        raise AssertionError(f"{what} {number}: {type(error).__name__}: {error}") from error
    assert time.thread_time() - begun < WITHIN, f"{what} {number} takes too long"


def cases(what: str, short: int, soak: int, *, begin: int = FROM) -> list[Any]:
    """Runs of numbers: those that failed once, a few in the suite, many in the soak."""
    kept = [pytest.param(CASES[what], id="kept")] if CASES[what] else []
    parts = range(begin + short, begin + soak, soak // 4)  # workers share them
    return [
        *kept,
        pytest.param(range(begin, begin + short), id="short"),
        *(
            pytest.param(range(at, at + soak // 4), id=f"from-{at}", marks=pytest.mark.soak)
            for at in parts[:4]
        ),
    ]


def held_in_memory(work: Callable[..., None], numbers: Sequence[int], *words: object) -> None:
    """All of them in a process of their own, so that what they take at most is theirs."""
    assert grown(work, list(numbers), *words) < MEMORY


# -- specs -------------------------------------------------------------------------------------------


def check_problems(problems: list[Problem], data: bytes, file: str) -> None:
    """Each has a place inside the file, words and a next move; told, they steer no terminal."""
    rows = data.split(b"\n")
    most = max(map(len, rows)) + 2 if len(rows) < 5000 else len(data) + 2
    for problem in problems:
        assert problem.place.file == file
        # other breaks than \n count as lines, too
        assert 1 <= problem.place.line <= len(data) + 1
        assert 1 <= problem.place.column <= most
        assert problem.message
        assert problem.hint or problem.level == "warning"
    json.loads(FORMS["json"](problems))
    shown = render_all(problems, data.decode("utf-8", "replace").splitlines())
    assert all(printable(line) == line for line in shown.split("\n")), shown


@pytest.mark.parametrize("numbers", cases("spec", 300, 20_000))
def test_specs(numbers: Sequence[int]) -> None:
    held_in_memory(specs, numbers)


def specs(numbers: Sequence[int]) -> None:
    for number in numbers:
        with bounded("spec", number):
            data = mutated(Random(number), SPECS)
            graph, problems = everything(data, "a.yaml")
            assert graph is not None or problems
            check_problems(problems, data, "a.yaml")
            if graph is not None:
                made = plan(graph, Holdings(), Policy())
                assert set(made.steps) == set(graph.jobs)


def refusal(work: Callable[[], object]) -> RemixbatchError | None:
    """The error for users that it ends in; every other one gets through."""
    try:
        work()
    except RemixbatchError as error:
        return error
    return None


def check_refusal(error: RemixbatchError | None, data: bytes, file: str) -> None:
    if isinstance(error, SpecError):
        assert error.problems
        check_problems([p for p in error.problems if p.source is None], data, file)
    elif error is not None:
        assert error.message
        assert error.hint


@pytest.mark.parametrize("numbers", cases("spec", 40, 400, begin=FROM + 1_000_000))
def test_specs_as_files(program: Program, numbers: Sequence[int]) -> None:
    """The same, as the program reads them: from the disk, with the profiles there are; and how commands end."""
    held_in_memory(specs_as_files, numbers, str(program.folder), program.environ)


def specs_as_files(numbers: Sequence[int], folder: str, environ: Mapping[str, str]) -> None:
    path = Path(folder) / "a.yaml"
    for number in numbers:
        data = mutated(Random(number), SPECS)
        path.write_bytes(data)
        with bounded("spec", number):
            error = refusal(lambda: load(path))
            check_refusal(error, data, str(path))
        if number % 2 == 0:
            check_ends(number, Path(folder), environ, refused=error is not None)


def check_ends(number: int, folder: Path, environ: Mapping[str, str], *, refused: bool) -> None:
    """Both commands end as docs/exit-codes.md says, and as what they say of the spec."""
    end = told(inside(["validate", "a.yaml", "--format", "json"], folder, environ))
    document = json.loads(end.out)
    assert document["version"] == 1
    bad = any(problem["level"] == "error" for problem in document["problems"])
    assert end.code == (2 if bad else 0), (number, end)
    assert bad >= refused, (number, end)
    end = told(inside(["plan", "a.yaml"], folder, environ))
    assert end.code in ((2, 6) if refused else (0, 2, 3)), (number, end)


# -- locks -------------------------------------------------------------------------------------------

GRAPH = everything((HERE.parent / "specs" / "quickstart.yaml").read_bytes(), "a.yaml")[0]
ROWS = [
    *(b'{"t":"take"', b'"id":null', b'"id":"video_1"', b'"uid":"t_1"', b'"status":"completed"', b'"key":"k1:'),
    *(b"<<<<<<< ours\n", b"=======\n", b">>>>>>> theirs\n", b'"over":["p_1"]', b'{"t":"lock","v":2}\n', b"1e5"),
]  # fmt: skip


@pytest.mark.parametrize("numbers", cases("lock", 200, 5_000))
def test_locks(numbers: Sequence[int]) -> None:
    held_in_memory(locks, numbers)


def locks(numbers: Sequence[int]) -> None:
    for number in numbers:
        with bounded("lock", number):
            taken_in(spoilt_lock(number))


def spoilt_lock(number: int) -> bytes:
    rng = Random(number)
    seeds = [lock_text(rng) for _ in range(3)]
    return mutated(rng, seeds, [*TOKENS, *ROWS]) if number % 10 else seeds[0]


def unread(data: bytes) -> RemixbatchError | None:
    """Why a lock is refused by itself."""
    return refusal(lambda: check_facts(lockfile.read(data, "x.lock"), Requests(), data, "x.lock"))


def taken_in(data: bytes) -> None:
    """Refused with its line, or folded, planned with, and written as it will be read again."""
    error = unread(data)
    if error is not None:
        assert isinstance(error, LockError)
        place = error.message.removeprefix("x.lock:").partition(":")[0]
        assert 1 <= int(place) <= data.count(b"\n") + 1
        assert error.message.isprintable()
        assert error.hint
        return
    facts = lockfile.read(data, "x.lock")
    assert lockfile.read(lockfile.text(facts), "x.lock").takes == facts.takes
    held = Holdings()
    for event in exchange.imports(lockfile.fold(facts), held, NOW):
        held.apply(event)
    assert exchange.imports(lockfile.fold(facts), held, NOW) == []
    kept = exchange.update(facts, held)
    assert {name for name in facts.takes if name[2]} <= set(kept.takes)
    assert exchange.update(kept, held) == kept
    assert GRAPH is not None
    renames(GRAPH, held, NOW)
    plan(GRAPH, held, Policy())


@pytest.mark.parametrize("numbers", cases("lock", 30, 800, begin=FROM + 2_000_000))
def test_locks_as_files(program: Program, numbers: Sequence[int]) -> None:
    """Commands that read one end with 5 where it is refused, else as documented; and leave it as it is."""
    spec = (HERE.parent / "specs" / "quickstart.yaml").read_bytes()
    (program.folder / SPEC).write_bytes(spec)
    for number in numbers:
        data = spoilt_lock(number)
        program.lock.write_bytes(data)
        refused = unread(data) is not None
        for command in ("plan", "status"):
            with bounded("lock", number):
                end = program.on(command)
            assert (end.code == 5) == refused, (number, command, end)
            assert end.code in DOCUMENTED, (number, command, end)
        assert program.lock.read_bytes() == data


# -- answers -----------------------------------------------------------------------------------------

SAID: list[bytes] = [
    json.dumps(each).encode()
    for each in (
        {"id": "video_new", "status": "queued", "progress": 0, "created_at": 1_790_000_000},
        {"id": "video_new", "status": "completed", "seconds": "8", "size": "1280x720", "expires_at": 1_790_009_999},
        {"id": "v", "status": "failed", "error": {"code": "moderation_blocked", "message": f"no {KEY}"}},
        {"id": "v", "status": KEY, "prompt": f"Go {KEY}", "remixed_from_video_id": KEY, "size": KEY[:16]},
        {"code": 200, "data": [{"status": "submitted", "task_id": "task_01"}]},
        {"data": {"task_id": "t", "status": "SUCCESS", "results": [{"url": "https://x.example/v.mp4?sig=a"}]}},
        {"error": {"code": "rate_limit", "message": "slow", "type": "x", "param": None}},
        {"request_id": "r", "status_url": "https://x.example/s", "response_url": "/r", "video": {"url": "/v.mp4"}},
        {"object": "list", "data": [{"id": "v1", "created_at": 1_790_000_000, "prompt": "Go"}, {"id": "v2"}], "has_more": True},
        {"id": "v", "status": "SUCCEEDED", "output": ["https://x.example/o.mp4"], "progress": 0.5, "cost": 12},
    )
]  # fmt: skip
WORDS = [
    *(KEY.encode(), KEY[:14].encode(), b'"id"', b'"status"', b'"error"', b'"data"', b'"url"', b'"expires_at"', b"[[" * 90),
    *(b"\\ud800", b"\\u0000", b"\\u202e", b"1e400", b"-1", b"null", b"[]", b"{}", b"true", b"9" * 5000, b'"x":', b"<html>"),
]  # fmt: skip
PROFILES = [profile_of(name) for name in (*NAMES, "fal", "runway")]
HEADERS = (
    "retry-after",
    "retry-after-ms",
    "openai-poll-after-ms",
    "date",
    "content-encoding",
    "etag",
    "content-range",
)
VALUES = (
    *("5", "-1", "1e9", "9" * 400, "Fri, 31 Dec 9999 23:59:59 GMT", "Thu, 01 Jan 1970 00:00:00 GMT", "gzip", "identity"),
    *("", "x", KEY, "\x00", "nan", "inf", "1, 2", "bytes 0-1/2", '"a"', "١٢"),
)  # fmt: skip


def reply_of(rng: Random) -> Reply:
    status = rng.choice(
        (200, 200, 201, 202, 203, 204, 301, 400, 401, 402, 404, 409, 410, 422, 429, 500, 503, 599)
    )
    headers = {rng.choice(HEADERS): rng.choice(VALUES) for _ in range(rng.randrange(3))}
    body = mutated(rng, SAID, [*TOKENS, *WORDS])[:BODY_LIMIT]  # of more nothing is read
    return Reply(status=status, headers=headers, body=body)


def is_sound(event: e.Event) -> None:
    """It can be kept and told: no key, nothing that steers, times and amounts within reason; it reads back as it is."""
    text = json.dumps(asdict(event), ensure_ascii=False)
    assert sung(text.encode("utf-8", "surrogatepass")) is None, text
    assert text.isprintable() or "prompt" in text, text
    json.loads(text, parse_constant=pytest.fail)
    if e.journaled(event):
        e.from_row(*json.loads(json.dumps(e.to_row(event))))


def read_list(profile: Profile, reader: Reader, reply: Reply) -> None:
    """A page is understood to its last item, or worth nothing; no id of it can be used for anything else."""
    if profile.listing is None:
        return
    inventory = Inventory(profile.listing, NOW, reader.is_id)
    with suppress(Incomplete):
        inventory.add(reply)
        assert len(urlencode(inventory.query)) < 10_000
    assert all(not each.id or reader.is_id(each.id) for each in inventory.sightings)


@pytest.mark.parametrize("numbers", cases("answer", 300, 20_000))
def test_answers(numbers: Sequence[int]) -> None:
    held_in_memory(answers, numbers)


def answers(numbers: Sequence[int]) -> None:
    for number in numbers:
        rng = Random(number)
        profile, reply = rng.choice(PROFILES), reply_of(rng)
        reader = Reader(profile=profile, base="https://x.example", redactor=Redactor([KEY]))
        with bounded("answer", number):
            posted = reader.posted(intent(profile.name), reply, NOW)
            is_sound(posted)
            if isinstance(posted, e.Submitted):
                assert reader.is_id(posted.id)
                assert 200 <= reply.status < 300
            seen = reader.looked("t_1", {}, reply, NOW)
            is_sound(seen)
            if isinstance(seen, e.Completed):
                is_sound(reader.second(seen, reply))
            standing = reader.standing(reply)
            assert sung(standing.reason.encode()) is None
            assert standing.reason.isprintable()
            assert sung(reader.http_error(reply).encode()) is None
            read_list(profile, reader, reply)
            try:
                described = asdict(reader.described("video_x", reply))
            except Unreadable:
                continue
            assert sung(json.dumps(described, ensure_ascii=False).encode()) is None


# -- whole answers over sockets ----------------------------------------------------------------------

WHOLE = [
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)
    for body in SAID
] + [
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%b\r\n0\r\n\r\n" % (len(SAID[0]), SAID[0]),
    b"HTTP/1.1 307 X\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n",
    b'HTTP/1.1 206 X\r\nContent-Range: bytes 0-7/8\r\nETag: "a"\r\nContent-Length: 8\r\n\r\n\0\0\0\x08ftyp',
    b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 429 X\r\nRetry-After: 1\r\nContent-Length: 2\r\n\r\n{}",
]  # fmt: skip
LINES = [
    *(b"\r\n", b"HTTP/1.1 200 OK\r\n", b"HTTP/0.9 ", b"Transfer-Encoding: chunked\r\n", b"Content-Length: -1\r\n"),
    *(b"Content-Length: 99999999999999999999\r\n", b"Content-Encoding: gzip\r\n", b"ffffffffffffffff\r\n", b"Set-Cookie: a=b\r\n"),
    *(b"Location: http://[\r\n", b": x\r\n", b"A:\r\n B\r\n", KEY.encode(), b'ETag: "' + KEY.encode() + b'"\r\n'),
]  # fmt: skip


@pytest.mark.parametrize("numbers", cases("socket", 100, 1_000))
def test_answers_over_sockets(numbers: Sequence[int]) -> None:
    """POST, look, standing and download, each answered by the same noise; one POST is one request, whatever comes."""
    held_in_memory(answers_over_sockets, numbers)


def answers_over_sockets(numbers: Sequence[int]) -> None:
    with serving(lambda _: [noise]) as server:
        watch = Watch()
        service = service_for(server, "openai", watch, time.monotonic)
        with Ticking(watch):
            for number in numbers:
                noise = mutated(Random(number), WHOLE, [*TOKENS, *LINES])
                sent = len(server.requests)
                with bounded("socket", number):
                    is_sound(service.send(service.connect(), intent()))
                    assert len(server.requests) == sent + 1
                    is_sound(service.look("t_1", "video_x", {}))
                    assert sung(service.standing("video_x", 5).reason.encode()) is None
                    _read_result(service)
        service.close()


def _read_result(service: Any) -> None:
    said = ""
    try:
        with service.open_result("video_x", {}) as result:
            said += result.etag or ""
            for _ in result.chunks:
                pass
    except NoResult as none:
        said += none.reason
    assert sung(said.encode()) is None


# -- whole runs --------------------------------------------------------------------------------------


@pytest.mark.parametrize("numbers", cases("socket", 12, 400, begin=FROM + 3_000_000))
def test_runs_on_noise(program: Program, numbers: Sequence[int]) -> None:
    """A run whose first answers are noise, and whose key is refused then: it ends as documented, and with 7 in doubt."""
    auth = yaml.safe_load((SHIPPED / "openai.yaml").read_text("utf-8"))["auth"]
    profile = {**yaml.safe_load(brief_profile(lists=True)), "auth": auth}
    (program.folder / "profiles" / "brief.yaml").write_text(yaml.safe_dump(profile), "utf-8")
    jobs = "  teal: {from: a, prompt: Add teal}\n  fog: {from: b, prompt: Add fog}\n"
    for number in numbers:
        program.write(jobs, "provider: brief", f"n{number}.yaml")
        end, takes = run_on(program, number)
        assert end.code in DOCUMENTED, (number, end)
        assert (end.code == 7) == any(take["status"] == "unclear" for take in takes), (number, end)


def run_on(program: Program, number: int) -> tuple[Ended, list[dict[str, Any]]]:
    """How it ended, and the take lines of its lock."""
    rng = Random(number)
    noise = [mutated(rng, WHOLE, [*TOKENS, *LINES]) for _ in range(rng.randint(1, 4))]
    denied = answer(401, {"error": {"code": "invalid_api_key", "message": "no"}})
    with serving(lambda _: [noise.pop() if noise else denied]) as server:
        program.environ["REMIXBATCH_BASE_URL"] = server.url
        words = ("--no-lint", "--no-check-sources") if number % 4 else ("--no-lint",)
        end = program.here("run", f"n{number}.yaml", *words)
    lock = program.folder / f"n{number}.lock"
    lines = map(json.loads, lock.read_text("utf-8").splitlines()) if lock.exists() else ()
    return end, [line for line in lines if line["t"] == "take"]
