"""The program against faults, over sockets: every row of the table of answers, and campaigns under random plans.

What is counted is in the emulator's books: a submission for each take, and each booked once.
"""

import json
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml

from emulated import Emulator, until
from faulty import Rules, about, brief_profile, faulty, posts, program_at
from inside import Ended
from lineages import asked, made
from program import SPEC, Program

UNCLEAR: dict[str, dict[str, Any]] = {
    # no whole answer
    **{name: {"fault": name} for name in ("close", "reset", "hang", "cut", "short")},
    "drip": {"fault": "drip", "seconds": 0.1},
    "too-slow": {"fault": "slow", "seconds": 0.6},
    # success that tells no usable id
    **{name: {"fault": name} for name in ("empty", "html", "garbage", "no-id", "bad-id", "gzip")},
    **{name: {"fault": name} for name in ("large", "deep", "nan", "huge")},
    # errors that may come after the effect
    **{
        f"error-{status}": {"fault": "error", "status": status}
        for status in (405, 408, 409, 418, 425, 451, 499, 500, 502, 503, 504, 520)
    },
    **{f"page-{status}": {"fault": "error", "status": status, "body": "html"} for status in (400, 401, 404, 502)},
    **{f"body-{body}": {"fault": "error", "status": 422, "body": body} for body in ("empty", "text", "deep", "large")},
    **{f"redirect-{status}": {"fault": "redirect", "status": status} for status in (300, 301, 302, 303, 304, 307, 308)},
}  # fmt: skip
SUBMITTED: dict[str, dict[str, Any]] = {
    "slow": {"fault": "slow", "seconds": 0.1},
    "slow-drip": {"fault": "drip", "seconds": 0.0003},
    **{name: {"fault": name} for name in ("chunked", "no-length", "lineage", "key")},
}
REJECTED = (400, 404, 413, 415, 422)
ACCOUNT = (401, 402, 403)
WAITS = (
    "31536000",
    "Wed, 21 Oct 2015 07:28:00 GMT",
    "Fri, 31 Dec 9999 23:59:59 GMT",
    "-5",
)  # the last says nothing, so the run waits a second by itself
LOOKS: Rules = [
    *({"fault": name} for name in ("close", "reset", "hang", "cut", "short", "empty")),
    *({"fault": name} for name in ("html", "garbage", "gzip", "large", "deep", "nan")),
    *({"fault": name} for name in ("huge", "words", "backwards", "over", "redirect")),
    *({"fault": "error", "status": status} for status in (401, 404, 408, 429, 503)),
    {"fault": "error", "status": 429, "retry_after": "31536000"},
    {"fault": "drip", "seconds": 0.1},
]
FILES: Rules = [
    *({"fault": name} for name in ("close", "reset", "hang", "cut", "short", "empty")),
    *({"fault": name} for name in ("html", "garbage", "type", "no-length", "chunked")),
    *({"fault": name} for name in ("no-ranges", "redirect", "gzip")),
    {"fault": "error", "status": 503},
]
RULES: Rules = [
    *(
        about(on="submit", prompt=name, nth=[1], **rule)
        for name, rule in (UNCLEAR | SUBMITTED).items()
    ),
    *(
        about(on="submit", prompt=f"not-{name}", when="before", **UNCLEAR[name])
        for name in ("close", "hang", "error-503", "html", "no-id")
    ),
    about("error", prompt="late", status=504, when="late", delay=0.2),
    *(
        about("error", prompt=f"rejected-{status}", status=status, when="before", code="bad_thing")
        for status in REJECTED
    ),
    about("error", prompt="refused", status=400, when="before", code="moderation_blocked"),
    *(
        about(
            "error", prompt=f"account-{status}", status=status, when="before", body="key", nth=[1]
        )
        for status in ACCOUNT
    ),
    *(
        about("error", prompt=f"wait-{n}", status=429, when="before", retry_after=text, nth=[1])
        for n, text in enumerate(WAITS)
    ),
    about("error", prompt="lie", status=400),
    about("twice"),
    *(about(name) for name in ("fail", "stuck", "expire", "refuse")),
    *(about(on="look", prompt=f"look-{n}", nth=[1, 3], **rule) for n, rule in enumerate(LOOKS)),
    about("absent", "look", seconds=0.15),
    *(about(on="content", prompt=f"file-{n}", nth=[1], **rule) for n, rule in enumerate(FILES)),
]


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    with faulty(tmp_path_factory.mktemp("faulty"), RULES) as emulator:
        yield emulator


@pytest.fixture
def at(one: Emulator, tmp_path: Path, request: pytest.FixtureRequest) -> Program:
    return program_at(one, tmp_path / "here", "".join(filter(str.isalnum, request.node.name)))


def spec(program: Program, names: list[str], provider: str = "brief") -> None:
    """A job for each name, whose prompt holds it as a word of faults."""
    lines = [f"  {name}: {{from: a, prompt: '<{name}>'}}\n" for name in names]
    program.write("".join(lines), f"provider: {provider}")


def run(program: Program, *words: str) -> Ended:
    """Words in angle brackets name faults here, and look like what was not filled in."""
    return program.here("run", SPEC, "--max-unclear", "1000", "--no-lint", *words)


def phases(program: Program) -> dict[str, str]:
    return {job["job"]: job["phase"] for job in program.json("status")["jobs"]}


def counted(program: Program) -> dict[str, tuple[int, int]]:
    """(requests, videos booked) for each job's name, by its prompt."""
    mine = [post for post in posts(program.emulator) if post["root"] == program.source("a")]
    names = {post["prompt"].strip("<>") for post in mine}
    return {
        name: (
            sum(post["prompt"] == f"<{name}>" for post in mine),
            sum(len(post["ids"]) for post in mine if post["prompt"] == f"<{name}>"),
        )
        for name in names
    }


# -- the table of answers ------------------------------------------------------------------------------


def test_every_answer_that_proves_nothing_is_unclear_and_posted_once(at: Program) -> None:
    """All rows in one campaign, among submissions that go well; and a second run changes nothing."""
    never = ["not-close", "not-hang", "not-error-503", "not-html", "not-no-id"]
    names = [*UNCLEAR, *SUBMITTED, *never, "late"]
    spec(at, names)
    assert run(at).code == 7
    wanted = {name: "completed" if name in SUBMITTED else "unclear" for name in names}
    assert phases(at) == wanted
    until(lambda: counted(at)["late"] == (1, 1))
    assert counted(at) == {name: (1, 0 if name in never else 1) for name in names}
    lock = at.lock.read_bytes()
    assert run(at).code == 7
    assert counted(at) == {name: (1, 0 if name in never else 1) for name in names}
    assert at.lock.read_bytes() == lock


def test_refusals_are_told_and_not_paid(at: Program) -> None:
    """One that was rejected is asked for once a run, and due again in the next."""
    names = [f"rejected-{status}" for status in REJECTED]
    among = [word for n, name in enumerate(names) for word in (name, f"fine-{n}")]
    spec(at, [*among, "refused"])
    end = run(at)
    assert end.code == 1, end
    assert "HTTP 422: A fault on purpose: 422." in end.err
    found = phases(at)
    assert found.pop("refused") == "refused"
    assert found == {name: "ready" if name in names else "completed" for name in among}
    assert counted(at) == {name: (1, name.startswith("fine")) for name in [*among, "refused"]}


@pytest.mark.parametrize("status", ACCOUNT)
def test_an_account_that_is_refused_stops_submissions(at: Program, status: int) -> None:
    """Nothing is booked, nothing unclear; once the account is in order the next run does it."""
    spec(at, [f"account-{status}"])
    end = run(at)
    assert end.code == 6, end
    assert counted(at) == {f"account-{status}": (1, 0)}
    assert run(at).code == 0
    assert counted(at) == {f"account-{status}": (2, 1)}


def test_too_many_is_waited_out_whatever_it_says(at: Program) -> None:
    names = [f"wait-{n}" for n in range(len(WAITS))]
    spec(at, names)
    end = run(at)
    assert end.code == 0, end
    assert counted(at) == dict.fromkeys(names, (2, 1))


def test_what_no_client_can_know_is_marked_in_the_books(at: Program) -> None:
    """A refusal after the effect, and a gateway that submits twice."""
    spec(at, ["lie", "twice", "fine"])
    assert run(at).code == 1
    assert phases(at) == {"lie": "ready", "twice": "completed", "fine": "completed"}
    assert counted(at) == {"lie": (1, 1), "twice": (1, 2), "fine": (1, 1)}
    lies = {post["prompt"]: post["lies"] for post in posts(at.emulator)}
    assert (lies["<lie>"], lies["<twice>"]) == ("refused, though it was booked", "booked twice")


@pytest.mark.parametrize("provider", ["brief", "brief-list"])
@pytest.mark.parametrize(
    ("before", "why"), [([], "its id is the source's own"), (["fine"], "which fine owns")]
)
def test_the_id_of_another_is_no_id(
    tmp_path: Path, before: list[str], why: str, provider: str
) -> None:
    """Of another job, or of the source: it was booked, so it is unclear until the list shows what was made."""
    with faulty(tmp_path / "state", [about("other-id")]) as one:
        program = program_at(one, tmp_path / "here")
        if before:
            spec(program, before, provider)
            assert run(program).code == 0
        spec(program, [*before, "other-id"], provider)
        listed = provider == "brief-list"
        end = run(program)
        assert end.code == (0 if listed else 7), end
        assert why in end.err
        owned = dict.fromkeys(before, "completed")
        wanted = owned | {"other-id": "completed" if listed else "unclear"}
        for code in (end.code, end.code):
            assert phases(program) == wanted
            assert counted(program) == dict.fromkeys(wanted, (1, 1))
            assert run(program).code == code
        known = {take["job"]: [take["id"]] for take in program.takes()}
        made = {post["prompt"].strip("<>"): post["ids"] for post in posts(one)}
        assert known == (made if listed else made | {"other-id": [None]})


@pytest.mark.parametrize("fault", ["close", "reset"])
def test_a_connection_that_ends_before_anything_is_sent(tmp_path: Path, fault: str) -> None:
    """The first submission's, and another. It is tried again; where the end came after our last look at it, it is unclear."""
    names = [f"job-{n}" for n in range(4)]
    with faulty(tmp_path / "state", [{"on": "connect", "fault": fault, "nth": [2, 4]}]) as one:
        program = program_at(one, tmp_path / "here")
        spec(program, names)
        end = run(program)
        found = phases(program)
        assert set(found.values()) <= {"completed", "unclear"}, end
        assert end.code == (7 if "unclear" in found.values() else 0), end
        told = ("closed the connection before the request", "cannot be reached", " unclear after ")
        assert any(words in end.err for words in told), end
        made = {name: (1, 1) for name in names if found[name] == "completed"}
        assert counted(program) == made


def test_a_yes_is_to_what_was_shown(at: Program) -> None:
    """An unclear parent turns out to have been made once the run looks: its child was not in the question."""
    spec(at, ["close"])
    assert run(at).code == 7
    profile = yaml.safe_load(brief_profile(lists=True))
    profile |= {"free": False, "price": {"per_take": "0.50", "as_of": "2026-11-01"}}
    (at.folder / "profiles" / "brief.yaml").write_text(yaml.safe_dump(profile), "utf-8")
    jobs = """\
  close: {from: a, prompt: <close>}
  child: {from: close, prompt: <child>}
  fine: {from: a, prompt: <fine>}
"""
    at.write(jobs, "provider: brief")
    end = at.at_terminal("run", SPEC, "--no-lint", answer="y")
    assert end.code == 4, end
    assert "To submit: 1 take, $0.50" in end.out
    assert "nobody agreed to it: it became due on the way; run again" in end.out
    assert phases(at) == {"close": "completed", "child": "ready", "fine": "completed"}
    assert at.at_terminal("run", SPEC, "--no-lint", answer="y").code == 0
    assert counted(at) == dict.fromkeys(("close", "child", "fine"), (1, 1))


def write_profile(at: Program, name: str, *, lists: bool = False, costs: bool = False) -> None:
    profile = yaml.safe_load(brief_profile(name, lists=lists))
    price = {"per_take": "0.50", "as_of": "2026-11-01"} if costs else profile.get("price")
    profile |= {"origin": at.emulator.url, "local": False, "free": not costs, "price": price}
    (at.folder / "profiles" / f"{name}.yaml").write_text(yaml.safe_dump(profile), "utf-8")


BOTH = (
    "providers: {brief: {profile: brief}, gratis: {profile: gratis}}\ndefaults: {provider: gratis}"
)


def test_what_is_free_is_no_yes_to_what_is_paid(at: Program) -> None:
    """All that is due is free, so nobody is asked; the run finds out that a paid parent was made."""
    at.environ.pop("REMIXBATCH_BASE_URL")  # it is for one service
    write_profile(at, "gratis", lists=True)
    write_profile(at, "brief", costs=True)
    spec(at, ["reset"])
    assert run(at, "--yes").code == 7
    write_profile(at, "brief", lists=True, costs=True)
    jobs = """\
  reset: {from: a, prompt: <reset>, provider: brief}
  child: {from: reset, prompt: <child>, provider: brief}
  fine: {from: a, prompt: <fine>}
  finer: {from: reset, prompt: <finer>}
"""
    at.write(jobs, BOTH)
    end = run(at)
    assert end.code == 4, end
    assert "nobody agreed to it: it became due on the way; run again" in end.out
    done = dict.fromkeys(("reset", "fine", "finer"), "completed")
    assert phases(at) == {**done, "child": "ready"}
    assert run(at).code == 2, "nobody is here to ask"
    assert run(at, "--yes").code == 0
    assert counted(at) == dict.fromkeys(("reset", "child", "fine", "finer"), (1, 1))


def test_where_nothing_is_due_nothing_paid_becomes_due_unasked(at: Program) -> None:
    """A free take that is unclear turns out to have been made, and a paid job waits for it."""
    at.environ.pop("REMIXBATCH_BASE_URL")
    write_profile(at, "gratis")
    write_profile(at, "brief", lists=True, costs=True)
    spec(at, ["cut"], "gratis")
    assert run(at).code == 7
    write_profile(at, "gratis", lists=True)
    jobs = "  cut: {from: a, prompt: <cut>}\n  paid: {from: a, prompt: <paid>, provider: brief, needs: [cut]}\n"
    at.write(jobs, BOTH)
    end = run(at)
    assert end.code == 4, end
    assert phases(at) == {"cut": "completed", "paid": "ready"}
    assert run(at, "--yes").code == 0
    assert counted(at) == {"cut": (1, 1), "paid": (1, 1)}


# -- looks, jobs, files --------------------------------------------------------------------------------


def test_no_look_and_no_file_makes_a_run_pay_again(at: Program) -> None:
    names = [f"look-{n}" for n in range(len(LOOKS))] + [f"file-{n}" for n in range(len(FILES))]
    names.append("absent")
    spec(at, names)
    end = run(at)
    assert end.code == 0, end
    assert phases(at) == dict.fromkeys(names, "completed")
    assert counted(at) == dict.fromkeys(names, (1, 1))
    for take in at.takes():
        file = at.folder / "output" / "spring" / take["file"]
        assert file.read_bytes()[4:8] == b"ftyp"


def test_what_becomes_of_jobs(at: Program) -> None:
    """A failed one is made again once, by the spec's rule; the others are not."""
    spec(at, ["fail", "stuck", "expire", "refuse", "fine"])
    end = run(at)
    assert end.code == 1, end
    assert counted(at) == {"fail": (2, 2), "stuck": (1, 1), "expire": (1, 1), "refuse": (1, 1), "fine": (1, 1)}  # fmt: skip
    found = phases(at)
    assert (found["fail"], found["stuck"], found["refuse"]) == ("failed", "running", "refused")
    assert "overdue" in end.out


# -- campaigns under random plans ----------------------------------------------------------------------


def soak(most: int, first: int) -> list[Any]:
    """Seeds; those after the first few are for `make soak`."""
    return [
        seed if seed < first else pytest.param(seed, marks=pytest.mark.soak) for seed in range(most)
    ]


def random_jobs(rng: Random) -> str:
    """Ten jobs: chains, trees and twins."""
    names, lines = list[str](), list[str]()
    for n in range(10):
        parent = rng.choice(["a", "b", *names, *names])
        prompt = rng.choice(["Make it dusk", "Add rain", f"Prompt {n}"])
        names.append(f"j{n}")
        lines.append(f"  j{n}: {{from: {parent}, prompt: {prompt}}}\n")
    return "".join(lines)


LOST = ("close", "reset", "hang", "cut", "short", "empty", "html", "garbage", "no-id", "bad-id")
ODD = ("slow", "chunked", "no-length", "lineage", "gzip", "large", "key", "deep", "nan", "huge")
DOUBTFUL = (408, 409, 425, 499, 500, 502, 503, 504)
DEFINITE = (400, 401, 404, 422, 429)


def random_rules(rng: Random) -> Rules:
    """Faults of every sort but those after which no client can be right."""

    def often() -> dict[str, Any]:
        return rng.choice([{"probability": rng.uniform(0.05, 0.5)}, {"nth": [rng.randint(1, 2)]}])

    def when() -> dict[str, Any]:
        word = rng.choice(["before", "after", "after", "late"])
        return {"when": word} | ({"delay": rng.choice([0.05, 0.2])} if word == "late" else {})

    def submission() -> dict[str, Any]:
        lost: dict[str, Any] = {"on": "submit", "fault": rng.choice(LOST), **when()}
        odd: dict[str, Any] = {"on": "submit", "fault": rng.choice(ODD)}
        odd |= {"seconds": 0.1} if odd["fault"] == "slow" else {}
        doubtful: dict[str, Any] = {
            "on": "submit",
            "fault": "error",
            "status": rng.choice(DOUBTFUL),
            **when(),
        }
        refused: dict[str, Any] = {"on": "submit", "fault": "error", "status": rng.choice(DEFINITE)}
        refused |= {"when": "before", "retry_after": rng.choice(WAITS[:3])}
        job = {"on": "submit", "fault": rng.choice(["fail", "refuse", "expire", "stuck"])}
        return rng.choice([lost, lost, odd, doubtful, refused, job]) | often()

    def other() -> dict[str, Any]:
        name = rng.choice(["close", "cut", "html", "empty", "deep", "nan", "key", "redirect"])
        look: dict[str, Any] = {
            "on": "look",
            "fault": rng.choice([name, "words", "backwards", "over", "absent"]),
        }
        if look["fault"] == "absent":
            look["seconds"] = 0.2
        content = {
            "on": "content",
            "fault": rng.choice(
                ["cut", "short", "html", "type", "no-length", "empty", "no-ranges"]
            ),
        }
        names = ["lag", "no-prompts", "no-lineage", "first-page", "shuffle", "off", "html", "cut"]
        listing: dict[str, Any] = {"on": "list", "fault": rng.choice(names)}
        if listing["fault"] == "lag":
            listing["seconds"] = 0.2
        return rng.choice([look, content, listing]) | often()

    rules = [submission() for _ in range(rng.randint(1, 4))]
    rules += [other() for _ in range(rng.randint(0, 3))]
    if rng.random() < 0.4:
        rules.append({"on": "connect", "fault": rng.choice(["close", "reset"]), **often()})
    return rules


@pytest.mark.parametrize("provider", ["brief", "brief-list"])
@pytest.mark.parametrize("seed", soak(40, first=3))
def test_nothing_is_paid_twice_and_nothing_lost(tmp_path: Path, seed: int, provider: str) -> None:
    rng = Random(f"{provider} {seed}")
    jobs, rules = random_jobs(rng), random_rules(rng)
    with faulty(tmp_path / "state", rules, seed=seed) as one:
        program = program_at(one, tmp_path / "here")
        program.write(jobs, f"provider: {provider}")
        for _ in range(rng.randint(1, 2)):
            end = run(program)
            books = settled(one)
            check(program, books, end, f"seed {seed}: {json.dumps(rules)}\n{jobs}{end}\n{books}")


def settled(one: Emulator) -> list[dict[str, Any]]:
    """The books, once nothing is on its way any more."""
    until(lambda: not any(post["due"] for post in posts(one)))
    return posts(one)


def check(program: Program, books: list[dict[str, Any]], end: Ended, story: str) -> None:
    """Nothing was paid for twice, by the spec; and nothing that was paid for is lost."""
    assert end.code in (0, 1, 3, 4, 6, 7), story
    is_paid_once(program, books, end, story)
    is_known(program.takes(), books, end, story)


def is_paid_once(program: Program, books: list[dict[str, Any]], end: Ended, story: str) -> None:
    """By lineage: no more than the spec asks for, but for what the service itself gave up on; in the end, no less."""
    booked = [post for post in books if post["booked"]]
    lineages = made((id_, post["source"], post["prompt"]) for post in booked for id_ in post["ids"])
    given_up = {
        id_
        for post in booked
        for id_ in post["ids"]
        if {"fail"} & {f["fault"] for f in post["faults"]}
    }
    again = Counter(lineage for id_, lineage in lineages.items() if id_ in given_up)
    paid, wanted = Counter(lineages.values()), asked(program.folder / SPEC, program.source)
    assert paid <= wanted + again, (paid - wanted - again, story)
    assert set(paid) <= set(wanted), story
    if end.code == 0:
        assert wanted <= paid, (wanted - paid, story)


def is_known(
    takes: list[dict[str, Any]], books: list[dict[str, Any]], end: Ended, story: str
) -> None:
    """By source and prompt: as many takes as were booked, each id known or its take unclear."""
    known = {take["id"] for take in takes}
    ids = [id_ for post in books for id_ in post["ids"]]
    assert not [id_ for id_, count in Counter(ids).items() if count > 1], story
    assert len(known - {None}) == sum(take["id"] is not None for take in takes), story
    assert known - {None} <= set(ids), story
    booked = Counter(_pair(post) for post in books if post["booked"])
    held = Counter((take["from"], take["prompt"]) for take in takes)
    assert all(booked[pair] <= held[pair] for pair in booked), story
    unclear = Counter(
        (take["from"], take["prompt"]) for take in takes if take["status"] == "unclear"
    )
    lost = Counter(_pair(post) for post in books if set(post["ids"]) - known)
    assert all(lost[pair] <= unclear[pair] for pair in lost), story
    assert (end.code == 7) == bool(unclear), story


def _pair(post: Mapping[str, Any]) -> tuple[str, str]:
    return post["source"], post["prompt"]


def test_what_is_paid_for_twice_is_found_also_where_both_are_recorded(tmp_path: Path) -> None:
    """Two clones that ran one new job, and whose locks met: no run may come to that by itself."""
    with faulty(tmp_path / "state", []) as one:
        program = program_at(one, tmp_path / "here")
        spec(program, ["fine"])
        lines = set[str]()
        for _ in range(2):
            end = run(program)
            check(program, posts(one)[-1:], end, "each by itself")
            lines |= set(program.lock.read_text("utf-8").splitlines(keepends=True))
            program.lock.unlink()
            shutil.rmtree(program.folder / ".remixbatch")
        program.lock.write_text("".join(sorted(lines)), "utf-8")
        assert len(program.takes()) == 2
        is_known(program.takes(), posts(one), end, "both are known")
        with pytest.raises(AssertionError, match="<fine>"):
            check(program, posts(one), end, "twice")
