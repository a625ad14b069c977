"""The disk fails at the n-th call, n = 1, 2, … until a run is clean: nothing more is sent, nothing paid for is lost.

The calls fail below SQLite and Python (failing_disk.c), so what is tested is what SQLite makes of it. Once, too: a
sync that would succeed at a second try must not be tried again, since what it was to write may be gone by then.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest

from checkout import Checkout, ended, of
from emulated import Emulator, running
from inside import Ended
from nursery import Nursery
from remixbatch import events as e
from remixbatch.journal import Journal
from test_kill import open_intents, settle

JOBS = """
  sun: {from: a, prompt: Put the sun low}
  rain: {from: sun, prompt: Add light rain}
  fog: {from: b, prompt: Fill it with fog}
"""
JOURNAL, LOCK, VIDEOS, ANY = ".db", ".lock", "/videos/", "-"
WAYS = [
    *((ANY, "sync:EIO:once"), (ANY, "write:ENOSPC:once"), (ANY, "write:ENOSPC:on")),
    *((ANY, "rename:EIO:once"), (JOURNAL, "sync:EIO:on"), (JOURNAL, "write:EIO:once")),
]
SHORT = [  # what the suite tries: the N-th call of these
    (JOURNAL, "sync:EIO:once", (1, 9, 17)),
    (JOURNAL, "write:ENOSPC:once", (23, 40)),
    (JOURNAL, "sync:EIO:on", (12,)),
    (LOCK, "sync:EIO:on", (1,)),
    (LOCK, "write:ENOSPC:on", (1,)),
    (VIDEOS, "sync:EIO:once", (2,)),
    (ANY, "write:ENOSPC:on", (4, 60)),
]
ALL = 400  # more calls than any run here makes


@pytest.fixture(scope="module")
def failing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    """Where processes begin whose disk can fail. Where CI says that nothing is skipped, it must be possible."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None or sys.platform != "linux":
        if os.environ.get("REMIXBATCH_NO_SKIPS") == "1":
            pytest.fail("needs a C compiler and Linux")
        pytest.skip("needs a C compiler and Linux")
    library = tmp_path_factory.mktemp("disk") / "failing_disk.so"
    source = Path(__file__).with_name("failing_disk.c")
    made = [compiler, "-shared", "-fPIC", "-O1", "-o", str(library), str(source), "-ldl"]
    subprocess.run(made, check=True)
    nursery = Nursery(library)
    yield nursery
    nursery.end()


@pytest.fixture(scope="module")
def swift(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    with running(tmp_path_factory.mktemp("swift"), "--speed", "1000", "--in-flight", "100") as one:
        yield one


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the disk's stand-in saw: when it first failed and where, and each POST with its time."""

    failed: float | None
    path: str
    posts: dict[str, float]


def told(file: Path) -> Told:
    failed, path, posts = None, "", {}
    for line in file.read_text("utf-8").splitlines() if file.exists() else ():
        at, what, *more = line.split(maxsplit=3)
        if what == "post":
            posts[more[0]] = float(at)
        elif failed is None:
            failed, path = float(at), more[1]
    return Told(failed=failed, path=path, posts=posts)


def run(checkout: Checkout, failing: Nursery, part: str, way: str, nth: int) -> tuple[Ended, Told]:
    """One run on such a disk, its words and what befell it."""
    file = checkout.folder / "trace"
    checkout.nursery = failing
    sound = dict(checkout.environ)
    checkout.environ["FAILING_DISK"] = f"{way}:{nth}:{part}:{file}"
    try:
        return ended(checkout.start()), told(file)
    finally:
        checkout.environ = sound


def fails(
    emulator: Emulator, failing: Nursery, folder: Path, part: str, way: str, nth: int
) -> bool:
    """Whether the disk failed at all; if so, that nothing was paid for after it and nothing is lost."""
    folder.mkdir()
    checkout = Checkout(folder, emulator, folder.name, JOBS)
    end, seen = run(checkout, failing, part, way, nth)
    assert "Traceback" not in end.err
    assert "crash" not in end.err
    assert end.code in (0, 9), end
    assert seen.posts.keys() == {entry["idempotency_key"] for entry in checkout.books()}
    if seen.failed is None:
        assert end.code == 0, end
        return False
    ids = {entry["id"] for entry in checkout.books()}
    intents = {intent.uid: intent for intent in of(e.Intent, checkout.events())}
    assert seen.posts.keys() <= intents.keys(), "sent, and its intent is not on the disk"
    if end.code == 9 and f"{checkout.name}.db" in seen.path:
        assert all(intent.at <= seen.failed for intent in intents.values()), "recorded after it"
    owned = {take["id"] for take in checkout.takes()}
    owned |= {event.id for event in of(e.Submitted, checkout.events())}
    assert all(id_ in owned or id_ in end.err for id_ in ids)
    if end.code == 0:
        assert checkout.paid() == checkout.wanted()
    goes_on(checkout)
    return True


def goes_on(checkout: Checkout) -> None:
    """On a sound disk again: what is in doubt is asked, nothing is paid for twice, all ends well."""
    doubtful = open_intents(checkout)
    end = checkout.run()
    if end.code == 7:
        for uid, intent in doubtful.items():
            if any(t["uid"] == uid and t["status"] == "unclear" for t in checkout.takes()):
                settle(checkout, uid, intent)
        end = checkout.run()
    assert end.code == 0, end
    assert checkout.paid() == checkout.wanted()
    assert {t["id"] for t in checkout.takes()} == {entry["id"] for entry in checkout.books()}
    with Journal.open(checkout.journal) as journal:
        journal.check()


def test_a_disk_that_fails(swift: Emulator, failing: Nursery, tmp_path: Path) -> None:
    for part, way, calls in SHORT:
        for nth in calls:
            folder = tmp_path / f"short-{part.strip('./')}-{way.replace(':', '-')}-{nth}"
            assert fails(swift, failing, folder, part, way, nth), (part, way, nth)


@pytest.mark.soak
@pytest.mark.parametrize(("part", "way"), WAYS)
def test_at_every_call(
    swift: Emulator, failing: Nursery, tmp_path: Path, part: str, way: str
) -> None:
    clean = 0  # the number of calls varies a little with the looks of a run
    for nth in count(1):
        assert nth < ALL
        folder = tmp_path / f"{part.strip('./')}-{way.replace(':', '-')}-{nth}"
        clean = 0 if fails(swift, failing, folder, part, way, nth) else clean + 1
        shutil.rmtree(folder)
        if clean == 3:
            break
