"""The record of a take: what it must say to be one."""

import json

import pytest

from locks import T1, facts_of, line
from remixbatch.errors import LockError
from remixbatch.fact import OF_VIDEOS
from remixbatch.lockfile import EMPTY
from remixbatch.merge import merge
from remixbatch.take import Take


@pytest.mark.parametrize(
    "name", ["uid", "job", "take", "key", "from", "profile", "origin", "prompt"]
)
def test_a_line_without_what_names_its_request_is_no_take(name: str) -> None:
    assert Take.from_line(line()).uid == "u1"
    with pytest.raises(KeyError, match=name):
        Take.from_line({**line(), name: None})


@pytest.mark.parametrize("name", OF_VIDEOS)
def test_a_take_without_a_video_has_nothing_of_one(name: str) -> None:
    with pytest.raises(LockError, match=f"a take without id cannot have {name}"):
        facts_of({**line(), name: T1 if name in ("completed", "gone") else "0" * 64})


def test_half_a_character_is_no_text() -> None:
    """JSON can write it; no file can hold it. A whole one that is written in halves is text."""
    assert (
        "\U0001f30a"
        in next(iter(facts_of(line(note="\U0001f30a")).takes.values())).record()["note"]
    )
    with pytest.raises(LockError, match="half of a surrogate pair"):
        facts_of(line(note="\ud83c"))


def test_what_was_refused_on_two_branches_was_not_paid_for_twice() -> None:
    def both(**more: str) -> str:
        sides = [json.dumps(line(uid, **more)) for uid in ("u1", "u2")]
        return f"{EMPTY}<<<<<<< main\n{sides[0]}\n=======\n{sides[1]}\n>>>>>>> other\n"

    assert len(merge(both(), "x.lock").twice) == 1
    assert merge(both(status="refused"), "x.lock").twice == ()


def test_a_take_in_doubt_has_no_video() -> None:
    with pytest.raises(LockError, match="a take that is unclear cannot have an id"):
        facts_of(line(id_="video_1", status="unclear"))
