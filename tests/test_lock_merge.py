"""Locks on branches, merged by git itself: no fact is lost, and nobody is asked."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from locks import FACTS, T0, choice, facts_of, holding, ids, line, settled
from machines import Machine
from remixbatch import events as e
from remixbatch.exchange import imports, update
from remixbatch.lockfile import Facts, choose, fold, join, read, text

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
some = settings(max_examples=20, derandomize=True, deadline=None)
UNION = "specs/*.lock merge=union text eol=lf\n"


class Repository:
    """A git repository that holds one lock and merges branches of it. One serves many rounds."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.round = 0
        self.environ = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
            **{f"GIT_{who}_NAME": "ana" for who in ("AUTHOR", "COMMITTER")},
            **{f"GIT_{who}_EMAIL": "ana@example.org" for who in ("AUTHOR", "COMMITTER")},
        }
        folder.mkdir()
        self.git("init", "-q", "-b", "main")

    def git(self, *words: str, given: bytes = b"", check: bool = True) -> int:
        done = subprocess.run(
            ["git", *words],
            cwd=self.folder,
            env=self.environ,
            input=given,
            capture_output=True,
            timeout=30,
            check=False,
        )
        assert not check or done.returncode == 0, (words, done.stdout, done.stderr)
        return done.returncode

    def merge(
        self, base: str | None, sides: Sequence[str], attributes: str = UNION, style: str = "merge"
    ) -> tuple[bytes, bool]:
        """The lock after all sides, branched off one base, were merged; whether git found conflicts."""
        self.round += 1
        names = [f"side-{self.round}-{number}" for number, _ in enumerate(sides)]
        root = f"base-{self.round}"
        stream = [commit(root, None, {".gitattributes": attributes} | lock_file(base))]
        stream += [
            commit(name, root, lock_file(side)) for name, side in zip(names, sides, strict=True)
        ]
        self.git("fast-import", "--quiet", given=b"".join(stream))
        self.git("checkout", "-q", "-f", names[0])
        conflicts = False
        for name in names[1:]:
            merge = ("-c", f"merge.conflictStyle={style}", "merge", "-q", "-m", "merge", name)
            if self.git(*merge, check=False):
                conflicts = True
                self.git("commit", "-q", "-a", "-m", "with the markers left in")
        return (self.folder / "specs" / "x.lock").read_bytes(), conflicts


def lock_file(lock: str | None) -> dict[str, str]:
    return {} if lock is None else {"specs/x.lock": lock}


def commit(branch: str, parent: str | None, files: dict[str, str]) -> bytes:
    """A commit for `git fast-import`."""
    rows = [
        f"commit refs/heads/{branch}\ncommitter ana <ana@example.org> 0 +0000\n".encode(),
        blob("m"),
    ]
    rows += [] if parent is None else [f"from refs/heads/{parent}\n".encode()]
    for name, content in files.items():
        rows += [f"M 100644 inline {name}\n".encode(), blob(content)]
    return b"".join([*rows, b"\n"])


def blob(content: str) -> bytes:
    data = content.encode()
    return b"data %d\n%s\n" % (len(data), data)


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    return Repository(tmp_path_factory.mktemp("merges") / "repository")


def all_of(sides: Sequence[Facts]) -> Facts:
    whole = sides[0]
    for side in sides[1:]:
        whole = join(whole, side)
    return whole


def written(facts: Facts) -> Facts:
    """As a run leaves it: lines that count for nothing any more are gone."""
    return update(facts, holding(facts))


SIDES = st.lists(FACTS, min_size=2, max_size=3)


@some
@given(base=FACTS, first=SIDES, second=SIDES, run=st.booleans())
def test_a_merge_tells_what_the_union_tells(
    repository: Repository, base: Facts, first: list[Facts], second: list[Facts], *, run: bool
) -> None:
    """Two rounds: the merge of the first is the base of the second."""
    facts, seen = base, set(ids(base))
    for more in (first, second):
        sides = [join(facts, side) for side in more]
        sides = [written(sides[0]) if run else sides[0], *sides[1:]]
        merged, conflicts = repository.merge(text(facts), [text(side) for side in sides])
        assert not conflicts
        facts = read(merged, "specs/x.lock")
        assert fold(facts) == fold(all_of(sides))
        seen |= ids(all_of(sides))
        assert ids(facts) == seen


@some
@given(sides=SIDES)
def test_locks_that_began_on_two_branches_merge(repository: Repository, sides: list[Facts]) -> None:
    merged, conflicts = repository.merge(None, [text(side) for side in sides])
    assert not conflicts
    assert fold(read(merged, "specs/x.lock")) == fold(all_of(sides))


@some
@given(rng=st.randoms(use_true_random=False))
def test_machines_that_merge_their_branches_know_the_same(
    repository: Repository, rng: Random
) -> None:
    a, b = Machine(rng, "a"), Machine(rng, "b")
    base = a.facts
    for _ in range(2):
        for _ in range(rng.randint(2, 15)):
            rng.choice([a, b]).step()
        locks = [text(update(machine.facts, machine.held)) for machine in (a, b)]
        sides = [read(lock, "specs/x.lock") for lock in locks]
        merged, conflicts = repository.merge(text(base), locks)
        assert not conflicts
        base = read(merged, "specs/x.lock")
        assert ids(base) == ids(sides[0]) | ids(sides[1])
        assert fold(base) == fold(all_of(sides))
        for machine in (a, b):
            machine.held.apply(e.Run(at=machine.at, pid=1, host="h", version="1", command="run"))
            for event in imports(fold(base), machine.held, machine.at):
                machine.held.apply(event)
            machine.facts = update(base, machine.held)
    known = {take.id for take in fold(base).takes if take.made}
    for machine in (a, b):
        assert {take.id for take in machine.held.takes.values() if take.made} == known


STYLES = ["merge", "diff3", "zdiff3"]


@settings(some, max_examples=10)
@given(
    base=FACTS,
    sides=SIDES,
    style=st.sampled_from(STYLES),
    attributes=st.sampled_from(["", "*.lock text eol=crlf\n"]),
)
def test_conflict_markers_are_read_through(
    repository: Repository, base: Facts, sides: list[Facts], style: str, attributes: str
) -> None:
    """Where the attribute is not obeyed."""
    sides = [join(base, side) for side in sides]
    merged, conflicts = repository.merge(
        text(base), [text(side) for side in sides], attributes, style
    )
    facts = read(merged, "specs/x.lock")
    assert facts.conflicted == conflicts
    assert fold(facts) == fold(all_of(sides))


@pytest.mark.parametrize("style", STYLES)
def test_a_conflict_is_told_and_loses_nothing(repository: Repository, style: str) -> None:
    sides = [facts_of(line("u1", f"video_{name}")) for name in "ab"]
    merged, conflicts = repository.merge(
        text(facts_of(line("u1"))), [text(side) for side in sides], "", style
    )
    assert conflicts
    assert b"<<<<<<<" in merged
    facts = read(merged, "specs/x.lock")
    assert facts.conflicted
    assert ids(facts) == {("emulator:local", "video_a"), ("emulator:local", "video_b")}
    assert fold(facts) == fold(all_of(sides))
    assert not read(text(facts), "specs/x.lock").conflicted


def test_a_replaced_pick_stays_replaced(repository: Repository) -> None:
    """One branch picks anew, the other knows only the first pick and changes what stands beside it."""
    base = facts_of(*(line(f"u{n}", f"video_{n}", status="completed") for n in (1, 2)))
    takes = {take.uid: take for take in fold(base).takes}
    base = choose(base, "pick", takes["u1"], p="p1", by="ana", at=2e9)
    here = choose(base, "pick", takes["u2"], p="p2", by="ana", at=2e9)
    there = join(base, facts_of(line("u3", "video_3"), choice("reject", "p0", "u3")))
    merged, _ = repository.merge(text(base), [text(here), text(there)])
    lock = fold(read(merged, "specs/x.lock"))
    assert lock.picks == {"teal": "u2"}
    assert lock.rejected == {"u3"}
    # the branch that never saw p2 comes in once more, over a lock from which p1 had gone
    rows = [row for row in merged.decode().splitlines(keepends=True) if '"p":"p1"' not in row]
    again, _ = repository.merge(text(base), ["".join(rows), text(there)])
    assert fold(read(again, "specs/x.lock")).picks == {"teal": "u2"}


def test_a_settled_intent_stays_settled_and_hides_no_later_one(repository: Repository) -> None:
    base = facts_of(line("u1", job="teal"))
    here = update(join(base, facts_of(settled("u1"))), holding(base))
    assert '"t":"take"' not in text(here)
    here = join(here, facts_of(line("u2")))  # the same take, asked for again
    there = facts_of(line("u1", job="teal", at="2026-11-23T08:59:59Z", note="still in doubt"))
    merged, _ = repository.merge(text(base), [text(here), text(there)])
    assert b'"uid":"u1","job"' in merged  # union brought the line back
    lock = fold(read(merged, "specs/x.lock"))
    assert [take.uid for take in lock.takes] == ["u2"]
    assert lock.takes[0].submitted == T0
