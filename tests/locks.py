"""Locks for tests: lines as they are written, and generated facts."""

import json
from collections.abc import Mapping
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

from remixbatch import fact
from remixbatch.claims import MADE_ELSEWHERE, matched
from remixbatch.exchange import imports
from remixbatch.holdings import Holdings
from remixbatch.lockfile import EMPTY, Facts, fold, read

quick = settings(max_examples=150, derandomize=True, deadline=None)

T0, T1, T2 = "2026-11-23T08:00:00Z", "2026-11-23T08:00:01Z", "2026-11-23T09:00:00Z"


def line(uid: str = "u1", id_: str | None = None, **more: Any) -> dict[str, Any]:
    """A take line with all that it needs."""
    return {
        "t": "take",
        "uid": uid,
        "job": "teal",
        "take": 1,
        "key": "k1:aa",
        "from": "video_0",
        "profile": "emulator",
        "origin": "emulator:local",
        "params": {},
        "prompt": "Shift",
        "id": id_,
        "status": "running" if id_ else "unclear",
        "at": T0,
        "submitted": T0,
        **more,
    }


def choice(kind: str, p: str, uid: str, over: tuple[str, ...] = ()) -> dict[str, Any]:
    return {
        "t": kind,
        "p": p,
        "over": list(over),
        "job": "teal",
        "uid": uid,
        "by": "ana",
        "at": T1,
        "note": None,
    }


def settled(uid: str, by: str = "service") -> dict[str, Any]:
    return {"t": "settled", "uid": uid, "outcome": "not_created", "by": by, "at": T1}


def moved(source: str, target: str, at: str = T1) -> dict[str, Any]:
    return {"t": "moved", "from": source, "to": target, "at": at}


def given_to(job: str, uid: str, at: str = T1) -> dict[str, Any]:
    return {"t": "given", "uid": uid, "job": job, "at": at}


def lock_of(*lines: Mapping[str, Any]) -> str:
    return EMPTY + "".join(f"{json.dumps(one)}\n" for one in lines)


def facts_of(*lines: Mapping[str, Any]) -> Facts:
    return read(lock_of(*lines), "x.lock")


def ids(facts: Facts) -> set[tuple[str, str]]:
    return {(origin, id_) for _, origin, id_ in facts.takes if id_ is not None}


def holding(*facts: Facts, at: float = 2e9) -> Holdings:
    """What a clone without a journal holds after it saw these locks, one after the other."""
    held = Holdings()
    for one in facts:
        for event in imports(fold(one), held, at):
            held.apply(event)
    return held


# -- generated facts: few names, so that they collide ------------------------------------------------

UIDS = st.sampled_from(["u1", "u2", "u3"])
JOBS = st.sampled_from(["teal", "rain"])
TIMES = st.sampled_from([T0, T1, T2])
ODD = st.sampled_from(
    [None, 1, 1.0, True, "a", "a!", 'a"', [1, {"b": 2}], {"b": None}, "\u2028é\x7f"]
)

NOTES = st.sampled_from(
    [None, "a person's", matched("ana"), matched("service"), f"{MADE_ELSEWHERE}bo"]
)


@st.composite
def take_lines(draw: st.DrawFn) -> dict[str, Any]:
    id_ = draw(st.sampled_from([None, None, "video_a", "video_b"]))
    statuses = sorted(fact.WITHOUT_ID if id_ is None else fact.WITH_ID)
    made = line(draw(UIDS), id_, job=draw(JOBS), take=draw(st.sampled_from([1, 2, 10])))
    made |= {
        "origin": draw(st.sampled_from(["emulator:local"] * 5 + ["https://other"])),
        "key": draw(st.sampled_from(["k1:aa", "k1:bb"])),
        "params": draw(st.dictionaries(st.sampled_from("xy"), ODD, max_size=2)),
        "status": draw(st.sampled_from(statuses)),
        "at": draw(TIMES),
        "submitted": draw(st.none() | TIMES),
        "usd": draw(st.sampled_from([None, "2.40", "2.4", "10.00"])),
        "usd_basis": draw(st.sampled_from([None, "reserved", "price", "reported"])),
        "error": draw(st.sampled_from([None, {"code": "x", "message": "y\n"}])),
        "gone": draw(st.none() | TIMES) if id_ else None,
        "sha256": draw(st.sampled_from([None, "ab", "cd"])) if id_ else None,
        "note": draw(NOTES) if id_ else None,
        "address": draw(
            st.sampled_from([None, None, "https://a.example/v", "https://b.example/v"])
        ),
        **draw(st.dictionaries(st.sampled_from(["later", "parent", "extra"]), ODD, max_size=1)),
    }
    return made


CHOICES = st.builds(
    choice,
    st.sampled_from(["pick", "reject"]),
    st.sampled_from(["p1", "p2", "p3"]),
    st.sampled_from(["u1", "u2", "u3", "u1@video_a", "u9"]),
    st.lists(st.sampled_from(["p1", "p2", "p3"]), max_size=2).map(tuple),
)
LINES = st.one_of(
    take_lines(),
    take_lines(),
    CHOICES,
    st.builds(settled, UIDS, st.sampled_from(["service", "ana"])),
    st.builds(moved, JOBS, st.sampled_from(["teal", "rain", "dusk"]), TIMES),
    st.builds(given_to, st.sampled_from(["teal", "rain", "dusk"]), UIDS, TIMES),
    st.builds(
        lambda uid, cuts, at: {"t": "score", "uid": uid, "method": "fid1", "cuts": cuts, "at": at},
        UIDS,
        st.sampled_from([None, 1.0, 0.5]),
        TIMES,
    ),
    st.builds(lambda x, y: {"t": "judged", "job": x, "take": y}, ODD, ODD),
    st.builds(lambda x: {"t": "lock", "v": 1, "later": x}, ODD),
)
FACTS = st.lists(LINES, max_size=8).map(lambda lines: facts_of(*lines))
