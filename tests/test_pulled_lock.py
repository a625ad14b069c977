"""A lock that somebody else changes while a run goes on: what it brings counts before anything more is submitted."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from checkout import Checkout, ended, of, tag_of
from emulated import Emulator, running, until
from locks import choice, moved
from nursery import Child
from remixbatch import events as e

DUSK = "Make it dusk [slow answer 2]"  # while nothing is known of it nothing else is submitted
JOBS = f"  dusk: {{from: a, prompt: '{DUSK}'}}\n  snow: {{from: a, prompt: Add snow}}\n"


@pytest.fixture(scope="module")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    with running(tmp_path_factory.mktemp("emulator"), "--speed", "200") as one:
        yield one


@pytest.fixture
def checkout(emulator: Emulator, tmp_path: Path, request: pytest.FixtureRequest) -> Checkout:
    return Checkout(tmp_path, emulator, tag_of(request), JOBS)


@pytest.fixture
def colleague(checkout: Checkout, tmp_path: Path) -> Checkout:
    """Another clone of the same spec, who has made the snow."""
    (folder := tmp_path / "colleague").mkdir()
    clone = Checkout(folder, checkout.emulator, checkout.tag, JOBS)
    end = clone.run("run", "--select", "snow")
    assert end.code == 0, end
    return clone


def pull(checkout: Checkout, *lines: dict[str, Any], before: str = "", after: str = "") -> None:
    """As git does it: another file in the lock's place."""
    rows = [json.dumps(line) for line in ({"t": "lock", "v": 1}, *lines)]
    aside = checkout.lock.with_suffix(".pulled")
    aside.write_text(f"{before}{''.join(f'{row}{chr(10)}' for row in rows)}{after}", "utf-8")
    aside.replace(checkout.lock)


def begun(checkout: Checkout, *words: str) -> Child:
    """A run whose first submission is on its way."""
    made = len(checkout.books())
    child = checkout.start("run", *words)
    until(lambda: len(checkout.books()) > made)
    return child


def test_what_a_colleague_made_is_not_made_again(checkout: Checkout, colleague: Checkout) -> None:
    with begun(checkout) as run:
        pull(checkout, *colleague.takes())
        end = ended(run)
    assert end.code == 0, end
    assert checkout.paid() == checkout.wanted()
    assert "spring.lock changed meanwhile" in end.err
    assert {take["id"] for take in checkout.takes()} == {each["id"] for each in checkout.books()}
    assert len(of(e.Imported, checkout.events())) == 1


def test_a_video_of_somebody_else_is_not_started_from(
    checkout: Checkout, colleague: Checkout
) -> None:
    """A line that fits in itself, with a stranger's id, comes into a run: the service is asked."""
    stranger = checkout.emulator.make(checkout.source("b"), "A stranger's own prompt")
    checkout.emulator.finish(stranger)
    below = [
        ("hail", "snow"),
        ("mist", "dusk"),
        ("fog", "mist"),
    ]  # the dusk comes first: most waits for it
    more = "".join(f"  {job}: {{from: {of_}, prompt: Add {job}}}\n" for job, of_ in below)
    checkout.write(JOBS + more)
    [line] = colleague.takes()
    with begun(checkout) as run:
        pull(checkout, {**line, "id": stranger, "sha256": None, "file": None})
        end = ended(run)
    assert end.code == 5, end
    told = (
        f"the lock alone tells of snow.1, and the service has {stranger} as made of another prompt"
    )
    assert told in " ".join(end.out.split())
    made = {book["prompt"] for book in checkout.books() if book["source"] == stranger}
    assert made == set()
    assert [take["job"] for take in checkout.takes()].count("hail") == 0
    again = checkout.run()
    assert (again.code, told in " ".join(again.out.split())) == (5, True), again


def test_what_a_colleague_has_in_flight_is_waited_for(
    checkout: Checkout, colleague: Checkout
) -> None:
    """And fetched, as at the beginning of a run."""
    lines = [{**take, "status": "running", "sha256": None} for take in colleague.takes()]
    for line in lines:
        del line["completed"], line["file"]
    with begun(checkout) as run:
        pull(checkout, *lines)
        end = ended(run)
    assert end.code == 0, end
    assert checkout.paid() == checkout.wanted()
    assert len(of(e.Fetched, checkout.events())) == 2


def test_what_a_colleague_does_not_know_is_not_asked_again(
    checkout: Checkout, colleague: Checkout
) -> None:
    """Sent, and no answer came: whether it was paid for nobody knows."""
    [theirs] = colleague.takes()
    doubt = {"id": None, "status": "unclear", "sha256": None, "completed": None, "file": None}
    with begun(checkout) as run:
        pull(checkout, {**theirs, **doubt})
        end = ended(run)
    assert end.code == 7, end
    assert checkout.paid() == checkout.wanted()
    assert "remixbatch resolve" in end.out


def test_conflict_markers_end_submitting(checkout: Checkout, colleague: Checkout) -> None:
    """What is on its way is recorded, and the file stays as git left it."""
    with begun(checkout) as run:
        pull(checkout, *colleague.takes(), before="<<<<<<< HEAD\n", after=">>>>>>> theirs\n")
        pulled = checkout.lock.read_bytes()
        end = ended(run)
    assert end.code == 5, end
    assert checkout.paid() == checkout.wanted(), "the colleague's, and what was on its way"
    told = " ".join(end.out.split())
    assert "a merge left conflict markers. `remixbatch lock spring.yaml --resolve`" in told
    assert checkout.lock.read_bytes() == pulled
    assert len(of(e.Submitted, checkout.events())) == len(of(e.Fetched, checkout.events())) == 1
    assert checkout.run("lock", "--resolve").code == 0
    end = checkout.run()
    assert end.code == 0, end
    assert checkout.paid() == checkout.wanted()
    assert {take["id"] for take in checkout.takes()} == {each["id"] for each in checkout.books()}


@pytest.mark.parametrize(
    ("line", "cause"),
    [
        (moved("snow", "white"), "it renames jobs"),
        ({**choice("reject", "r_1", "t_1"), "job": "snow"}, "it has other picks or rejects"),
        (None, "takes in it are of jobs that have another name here"),
        ({"t": "take"}, "this line of the lock cannot be read"),
    ],
    ids=["renames", "rejects", "another name", "unreadable"],
)
def test_what_is_decided_anew_ends_submitting(
    checkout: Checkout, colleague: Checkout, line: dict[str, Any] | None, cause: str
) -> None:
    """A run that went on would pay by what was said before."""
    [theirs] = colleague.takes()
    if line is None:
        theirs = {**theirs, "job": "white"}
    elif line["t"] == "reject":
        line = {**line, "uid": theirs["uid"]}
    with begun(checkout) as run:
        pull(checkout, theirs, *([] if line is None else [line]))
        end = ended(run)
    assert end.code == 5, end
    assert checkout.paid() == checkout.wanted()
    assert cause in " ".join(end.out.split()), end
    assert "no more submissions: " in end.err
    assert len(of(e.Fetched, checkout.events())) == 1, "what was in flight is finished"


def test_a_pull_that_tells_nothing_new_changes_nothing(checkout: Checkout) -> None:
    with begun(checkout) as run:
        pull(checkout)
        end = ended(run)
    assert end.code == 0, end
    assert checkout.paid() == checkout.wanted()


def test_each_spec_of_a_call_looks_into_its_lock_when_its_turn_comes(
    checkout: Checkout, colleague: Checkout
) -> None:
    """They are all opened before the first begins, and that may take hours."""
    first = Checkout(checkout.folder, checkout.emulator, checkout.tag, JOBS, name="first")
    first.write(f"  fog: {{from: b, prompt: '{DUSK}'}}\n")
    checkout.write("  snow: {from: a, prompt: Add snow}\n")
    with begun(first, checkout.spec.name) as run:
        pull(checkout, *colleague.takes())
        end = ended(run)
    assert end.code == 0, end
    assert checkout.paid() == first.wanted() + checkout.wanted()
