"""One video, claimed for several submissions by clones that meet: one has it, the others stay unclear."""

import shutil
import time
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from locks import facts_of, holding, line, settled
from program import SPEC, Program
from remixbatch import events as e
from remixbatch.claims import MADE_ELSEWHERE, matched
from remixbatch.contradiction import Requests, check_facts
from remixbatch.errors import LockError
from remixbatch.exchange import imports, update
from remixbatch.holdings import Holdings
from remixbatch.journal import Journal
from remixbatch.lockfile import EMPTY, Facts, fold, join, read
from remixbatch.take import Phase, begin

BY_ANA, LISTED = matched("ana"), matched("service")
TWINS = """\
  one: {from: a, prompt: 'Make it dusk [slow answer 2]'}
  two: {from: a, prompt: 'Make it dusk [slow answer 2]'}
"""


def stands(facts: Facts) -> dict[str, str]:
    """What the lock says of each uid that is a take's: its video, or `?` while it is unclear."""
    return {take.uid: take.id or "?" for take in fold(facts).takes}


# -- what facts say ----------------------------------------------------------------------------------


def test_of_two_that_were_matched_with_one_video_the_greater_uid_is_unclear_again() -> None:
    a, b = line("u1", "video_a", note=BY_ANA), line("u2", "video_a", note=LISTED, job="rain")
    for facts in (facts_of(a, b), facts_of(b, a), facts_of(b, a, line("u2", job="rain"))):
        assert stands(facts) == {"u1": "video_a", "u2": "?"}
        held = holding(facts)
        assert {job: [t.phase for t in held.of(job)] for job in held.jobs()} == {
            "teal": [Phase.RUNNING],
            "rain": [Phase.UNCLEAR],
        }


def test_what_was_answered_counts_before_what_was_matched() -> None:
    facts = facts_of(line("u1", "video_a", note=BY_ANA), line("u2", "video_a", job="rain"))
    assert stands(facts) == {"u1": "?", "u2": "video_a"}
    (take,) = (take for take in fold(facts).takes if take.made)
    assert take.job == "rain"


def test_one_submission_of_several_may_have_made_what_a_person_brought_from_elsewhere() -> None:
    elsewhere = line("u0", "video_a", note=f"{MADE_ELSEWHERE}bo")
    one, two = (line(uid, "video_a", note=BY_ANA, job="rain") for uid in ("u1", "u2"))
    assert stands(facts_of(elsewhere, one)) == {"u0": "video_a"}
    assert stands(facts_of(elsewhere, two, one)) == {"u0": "video_a", "u2": "?"}


def test_two_that_were_answered_with_one_video_are_one_take() -> None:
    assert stands(facts_of(line("u2", "video_a"), line("u1", "video_a"))) == {"u1": "video_a"}


def test_a_doubt_ends_with_a_video_of_its_own_or_with_the_word_that_none_was_made() -> None:
    a, b = line("u1", "video_a", note=BY_ANA), line("u2", "video_a", note=BY_ANA)
    own = line("u2", "video_b", note=BY_ANA)
    assert sorted(stands(facts_of(a, b, own)).values()) == ["video_a", "video_b"]
    assert stands(facts_of(a, b, settled("u2"))) == {"u1": "video_a"}
    for facts in (facts_of(a, b, own), facts_of(a, b, settled("u2"))):
        held = holding(facts)
        assert not [take for take in held.takes.values() if take.phase is Phase.UNCLEAR]


def test_a_match_that_was_answered_elsewhere_is_sure() -> None:
    """One clone was cut off before the answer and found its video by the list; that answer is known to another."""
    facts = join(
        facts_of(line("u2", "video_a", note=LISTED)),
        facts_of(line("u2", "video_a"), line("u1", "video_a", note=LISTED)),
    )
    assert stands(facts) == {"u1": "?", "u2": "video_a"}


def test_the_word_that_it_made_nothing_is_in_the_lock_at_once() -> None:
    """Also where no lock was written since the merge brought the doubt."""
    facts = facts_of(line("u1", "video_a", note=BY_ANA), line("u2", "video_a", note=BY_ANA))
    held = holding(facts)
    held.apply(e.Settled(at=2e9, uid="u2", by="ana"))
    assert stands(update(facts, held)) == {"u1": "video_a"}


def test_a_lock_may_give_a_video_to_another_request_where_that_is_a_match() -> None:
    """A person adopted it for one of two that the list cannot tell apart, and in another clone for the other."""
    ours, theirs = (
        line("u1", "video_a", note=BY_ANA),
        line("u2", "video_a", key="k1:bb", note=BY_ANA),
    )
    answered = {**theirs, "note": None}
    for journal, lock in ((ours, theirs), (theirs, ours), (ours, answered), (answered, ours)):
        events = [e.Imported(at=2e9, line=journal)]
        check_facts(facts_of(journal, lock), Requests(events), b"", "x.lock")
        check_facts(facts_of(lock), Requests(events), b"", "x.lock")
    with pytest.raises(LockError):
        check_facts(facts_of({**ours, "note": None}, answered), Requests(), b"", "x.lock")
    with pytest.raises(LockError):
        check_facts(
            facts_of(ours, answered, {**ours, "uid": "u3", "note": None}), Requests(), b"", "x.lock"
        )


def test_what_an_earlier_version_told_of_a_video_under_the_uid_it_was_matched_with() -> None:
    """There the handle stayed as it was when a merge brought a smaller uid."""
    held = Holdings()
    for event in (
        intent("u2", "teal", 1, 1e9),
        e.Unclear(at=1e9, uid="u2", reason="?"),
        e.Adopted(at=1e9, uid="u2", id="video_a", by="service"),
        e.Run(at=1e9, pid=1, host="h", version="1", command="run"),
        e.Imported(at=1e9, line=line("u1", "video_a", origin="o", note=LISTED, job="rain")),
        e.Completed(at=1e9, uid="u2"),
    ):
        held.apply(event)
    assert {uid: take.phase for uid, take in held.takes.items()} == {
        "u1": Phase.COMPLETED,
        "u2": Phase.UNCLEAR,
    }


# -- as a user sees it -------------------------------------------------------------------------------


@pytest.mark.parametrize("ours", ["one", "two"])
def test_two_clones_adopt_one_video_for_different_twins_and_merge(
    program: Program, tmp_path: Path, ours: str
) -> None:
    """The program that submitted knows both intents by its journal; nothing is paid for until a person decides."""
    program.write(TWINS, "provider: hasty")
    assert program.on("run", "--max-unclear", "9").code == 7
    deadline = time.monotonic() + 20
    while len(program.books()) < 2 and time.monotonic() < deadline:
        time.sleep(0.1)  # the service answers late
    video, other = (entry["id"] for entry in program.books())
    here, clone = program.folder, tmp_path / "clone"
    clone.mkdir()
    for name in (SPEC, "spring.lock"):
        shutil.copy(here / name, clone / name)
    theirs = "two" if ours == "one" else "one"
    assert program.on("resolve", ours, "--adopt", video).code == 0
    rows = program.lock.read_text("utf-8").splitlines()
    program.folder = clone
    assert program.on("resolve", theirs, "--adopt", video).code == 0
    others = program.lock.read_text("utf-8").splitlines()
    program.folder = here
    merged = [rows[0], "<<<<<<< a", *rows[1:], "=======", *others[1:], ">>>>>>> b", ""]
    program.lock.write_text("\n".join(merged), "utf-8")
    assert program.on("lock", "--resolve").code == 0
    for _ in range(2):
        assert program.on("run", "--yes").code == 7
        assert len(program.books()) == 2, "nothing is paid for while one of the two is unclear"
    (unclear,) = (job for job in ("one", "two") if _state(program, job) == "unclear")
    assert program.on("resolve", unclear, "--adopt", other).code == 0
    assert program.on("run").code == 0
    assert len(program.books()) == 2
    assert {_state(program, job) for job in ("one", "two")} == {"completed"}


def _state(program: Program, job: str) -> str:
    jobs = program.json("status")["jobs"]
    return str(next(each["phase"] for each in jobs if each["job"] == job))


# -- histories of two clones -------------------------------------------------------------------------

JOBS = ("one", "two", "three")


class Clone:
    """One checkout: its journal, what it holds, its lock."""

    def __init__(self, path: Path) -> None:
        self.journal = Journal.open(path)
        self.held = Holdings()
        self.facts = read(EMPTY, "x.lock")
        self.unsettled: set[str] = set()  # uids that may have made something

    def add(self, event: e.Event) -> None:
        self.journal.append(event, self.journal.position)
        self.held.apply(event)
        self.unsettled |= {take.uid for take in self.held.takes.values() if take.maybe_paid}
        if isinstance(event, e.Settled | e.Deferred):
            self.unsettled.discard(event.uid)

    def pull(self, other: "Clone", at: float) -> None:
        other.facts = update(other.facts, other.held)
        self.facts = join(update(self.facts, self.held), other.facts)
        for event in imports(fold(self.facts), self.held, at):
            self.add(event)
        assert imports(fold(self.facts), self.held, at) == []
        self.facts = update(self.facts, self.held)
        assert told(holding(self.facts)) == told(self.held), "the lock alone tells the same"


def told(held: Holdings) -> list[tuple[str, str, str, str]]:
    return sorted(
        (take.uid, take.id or "", take.phase.value, held.job_of(handle))
        for handle, take in held.takes.items()
        if take.maybe_paid
    )


def intent(uid: str, job: str, take: int, at: float) -> e.Intent:
    return e.Intent(
        at=at,
        uid=uid,
        job=job,
        take=take,
        key="k1:0",
        parent="video_0",
        profile="emulator",
        origin="o",
        model=None,
        params={},
        prompt="Make it dusk",
        usd=1,
        position=0,
    )


class History:
    """Random steps of two clones of one spec that submit, adopt what the other adopted, rename and merge."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.rng = Random(seed)
        self.clones = [Clone(folder / f"{name}.db") for name in "ab"]
        self.at, self.number = 1_790_000_000.0, 0
        self.steps = (
            *[self.submit] * 5,
            *[self.decide] * 5,
            self.bring,
            self.move,
            self.give,
            *[self.merge] * 8,
        )

    def step(self) -> None:
        self.at += self.rng.choice([0, 0, 1, 5])
        self.rng.choice(self.steps)(self.rng.choice(self.clones))

    def uid(self) -> str:
        return f"t_{self.rng.randrange(10**9):09}"

    def video(self, clone: Clone) -> str:
        """One of two that both clones may come by, or a new one."""
        self.number += 1
        shared = f"video_{self.rng.randrange(2)}"
        return f"new_{self.number}" if clone.held.owner("o", shared) else shared

    def submit(self, clone: Clone) -> None:
        job, uid = self.rng.choice(JOBS), self.uid()
        if any(take.phase is Phase.UNCLEAR for take in clone.held.of(job)):
            return
        clone.add(intent(uid, job, clone.held.next_label(job), self.at))
        answer = self.rng.random()
        if answer < 0.3:
            clone.add(e.Submitted(at=self.at, uid=uid, id=self.video(clone)))
        elif answer < 0.95:
            clone.add(e.Unclear(at=self.at, uid=uid, reason="?"))
        else:
            clone.add(
                e.Deferred(at=self.at, uid=uid, scope="later", wait=None, code="x", message="y")
            )

    def decide(self, clone: Clone) -> None:
        unclear = [h for h, take in clone.held.takes.items() if take.phase is Phase.UNCLEAR]
        if not unclear:
            return
        uid = self.rng.choice(unclear)
        if self.rng.random() < 0.1:
            clone.add(e.Settled(at=self.at, uid=uid, by="me"))
        else:
            clone.add(e.Adopted(at=self.at, uid=uid, id=self.video(clone), by="me"))

    def bring(self, clone: Clone) -> None:
        """`adopt`"""
        job = self.rng.choice(JOBS)
        made = intent(self.uid(), job, clone.held.next_label(job), self.at)
        video, note = self.video(clone), f"{MADE_ELSEWHERE}me"
        line = replace(begin(made), id=video, status="running", note=note).line()
        clone.add(e.Imported(at=self.at, line=line))

    def move(self, clone: Clone) -> None:
        source, target = self.rng.sample(JOBS, 2)
        clone.add(clone.held.move(source, target, self.at))

    def give(self, clone: Clone) -> None:
        if clone.held.takes:
            take = self.rng.choice(list(clone.held.takes.values()))
            clone.add(clone.held.give(take, self.rng.choice(JOBS), self.at))

    def merge(self, clone: Clone) -> None:
        (other,) = (each for each in self.clones if each is not clone)
        clone.pull(other, self.at)

    def check(self) -> None:
        """No submission that may have made something is forgotten, and each job's next take can begin."""
        ended = {uid for clone in self.clones for uid in clone.held.ended()}
        for clone in self.clones:
            for uid in clone.unsettled - ended:
                assert clone.held.handle(uid) in clone.held.takes, uid
            for job in JOBS:
                uid = self.uid()
                clone.add(intent(uid, job, clone.held.next_label(job), self.at))
                clone.add(
                    e.Deferred(at=self.at, uid=uid, scope="later", wait=None, code="x", message="y")
                )


def play(folder: Path, seeds: range) -> None:
    for seed in seeds:
        place = folder / str(seed)
        history = History(place, seed)
        try:
            for _ in range(40):
                history.step()
            history.check()
        except BaseException as error:
            error.add_note(f"seed {seed}")
            raise
        finally:
            for clone in history.clones:
                clone.journal.__exit__(None, None, None)
            shutil.rmtree(place)


def test_clones_that_claim_each_other_s_videos_forget_no_submission(tmp_path: Path) -> None:
    play(tmp_path, range(40))


@pytest.mark.soak
@pytest.mark.parametrize("part", range(8))
def test_thousands_of_clones_that_claim_each_other_s_videos(tmp_path: Path, part: int) -> None:
    play(tmp_path, range(1000 + 250 * part, 1250 + 250 * part))
