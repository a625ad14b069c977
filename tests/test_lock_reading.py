"""A lock is read strictly, and written in one way."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from locks import (
    FACTS,
    T0,
    choice,
    facts_of,
    given_to,
    line,
    lock_of,
    moved,
    quick,
    settled,
)
from remixbatch import fact
from remixbatch.errors import Exit, LockError
from remixbatch.exchange import update
from remixbatch.holdings import Holdings
from remixbatch.lockfile import EMPTY, Facts, fold, join, read, text

# -- reading strictly --------------------------------------------------------------------------------


def refusal(given: str | bytes) -> LockError:
    with pytest.raises(LockError) as caught:
        read(given, "specs/x.lock")
    assert caught.value.exit is Exit.LOCK
    assert caught.value.hint
    assert caught.value.message.isprintable()
    return caught.value


HOSTILE = "\x1b[31m\u202e"
BROKEN: dict[str, tuple[str, str]] = {
    "not JSON": ("nonsense", "not JSON"),
    "cut": ('{"t":"take","uid":"u1"', "not JSON"),
    "two on a line": ("{} {}", "not JSON"),
    "control characters": ('{"t":"x","y":"\x1b"}', "not JSON"),
    "not an object": ("[1]", "not a JSON object"),
    "null": ("null", "not a JSON object"),
    "no type": ("{}", "t, the type"),
    "odd type": ('{"t":1}', "t, the type"),
    "twice": ('{"t":"x","y":1,"y":2}', "same key twice"),
    "twice within": ('{"t":"x","y":{"a":1,"a":1}}', "same key twice"),
    "NaN": ('{"t":"x","y":NaN}', "NaN is not"),
    "minus infinity": ('{"t":"x","y":-Infinity}', "-Infinity is not"),
    "great float": ('{"t":"x","y":1e999}', "too large"),
    "great int": ('{"t":"x","y":' + "9" * 20_000 + "}", "too large"),
    "deep": ('{"t":"x","y":' + "[" * 40 + "]" * 40 + "}", "too deeply"),
    "very deep": ('{"t":"x","y":' + "[" * 200_000 + "]" * 200_000 + "}", "too deeply"),
    "half a character": ('{"t":"x","y":"\\ud83d"}', "surrogate"),
    "half a key": ('{"t":"x","\\uDE00":1}', "surrogate"),
    "later version": ('{"t":"lock","v":2}', "version 2"),
    "no version": ('{"t":"lock"}', "v is missing"),
    "odd version": ('{"t":"lock","v":"1"}', "v must be"),
}
ILL_TYPED: dict[str, Any] = {
    "uid": [None, 1, "", "a@b", "a b", HOSTILE, "x" * 300],
    "job": [None, 1, "", "../x", "a/b", "-a", HOSTILE],
    "take": [None, "1", 0, -1, True, 1.0, 10**15],
    "key": [None, 1, "", HOSTILE],
    "from": [None, 1],
    "profile": [None, {}],
    "origin": [None, []],
    "model": [1],
    "params": [None, [], "x"],
    "prompt": [None, 1],
    "id": [1, "", HOSTILE],
    "status": [None, 1, "done", HOSTILE, [], "completed", "failed"],
    "at": [1, "yesterday", "2026-11-23", "2026-13-23T08:04:52Z", "2026-11-23T08:04:52+01:00"],
    "submitted": [0],
    "usd": [2.4, "-1", "NaN", "1e99", "x"],
    "usd_basis": ["guess"],
    "file": ["/etc/passwd", "../x", "a/../b", "a\\b", "C:/x", "a//b", ""],
    "error": ["x", {"code": 1}],
    "links": [[], {"poll": 1}],
    "gone": [T0],
}


@pytest.mark.parametrize(("row", "cause"), BROKEN.values(), ids=BROKEN)
def test_a_line_that_is_no_fact_is_named(row: str, cause: str) -> None:
    error = refusal(f'{EMPTY}{{"t":"x"}}\n{row}\n')
    assert error.message.startswith("specs/x.lock:3: ")
    assert cause in error.message


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, values in ILL_TYPED.items() for value in values]
)
def test_a_field_that_does_not_fit_is_named(name: str, value: Any) -> None:
    error = refusal(lock_of(line("u0"), line(**{"id_" if name == "id" else name: value})))
    assert error.message.startswith("specs/x.lock:3: ")
    assert name in error.message or (name == "status" and " id" in error.message)


@pytest.mark.parametrize(
    "row",
    [
        choice("pick", "p1", "u1"),
        choice("reject", "p1", "u1"),
        settled("u1"),
        moved("teal", "rain"),
        given_to("rain", "u1"),
    ],
    ids=["pick", "reject", "settled", "moved", "given"],
)
def test_a_field_that_is_missing_is_named(row: dict[str, Any]) -> None:
    for name in row.keys() - {"t", "note"}:
        error = refusal(lock_of({key: value for key, value in row.items() if key != name}))
        assert f"2: this line of the lock cannot be read: {name} is missing" in error.message


def test_a_later_version_says_to_update() -> None:
    error = refusal('{"t":"lock","v":7}\n')
    assert "version 7" in error.message
    assert "Update remixbatch" in (error.hint or "")


def test_the_header_comes_first() -> None:
    assert "header" in refusal(json.dumps(line())).message
    assert "empty" in refusal("").message
    assert "empty" in refusal("\n\n").message


def test_bytes_that_are_no_text_are_named() -> None:
    assert refusal(EMPTY.encode() + b'{"t":"x"}\n{"t":"\xff"}\n').message.startswith(
        "specs/x.lock:3: this line of the lock cannot be read: it is not UTF-8"
    )


def test_separators_within_a_prompt_end_no_line() -> None:
    facts = facts_of(line(prompt="a\u2028b\x0c\r\n\x85c"))
    assert text(facts).count("\n") == 2
    assert read(text(facts), "x.lock") == facts
    assert text(read(text(facts).replace("\n", "\r\n"), "x.lock")) == text(facts)


def test_what_a_later_version_adds_is_kept() -> None:
    rows = [
        '{"t":"judged","a":{"b":[1.0,null],"c":1},"z":"é"}',
        '{"t":"moved","from":"teal","to":"rain","at":"2026-11-23T08:00:00Z","why":"x"}',
    ]
    assert text(read(EMPTY + "\n".join(rows), "x")) == EMPTY + "\n".join(rows) + "\n"
    more = facts_of(line("u1", "video_a", parent="p", extra={"b": 1}, later=[1]))
    (take,) = fold(more).takes
    assert take.parent == "video_0"
    assert take.extra == {"parent": "p", "extra": {"b": 1}, "later": [1]}
    assert '"extra":{"b":1},"later":[1],"parent":"p"}' in text(more)


def test_neither_python_nor_the_order_of_a_list_says_what_is_equal() -> None:
    one, true = facts_of(line(params={"x": 1})), facts_of(line(params={"x": True}))
    assert text(join(one, true)) == text(join(true, one))
    ab, ba = (facts_of(choice("pick", "p3", "u1", over)) for over in (("p1", "p2"), ("p2", "p1")))
    assert text(ab) == text(ba)


def test_the_lock_reads_as_the_documents_show_it() -> None:
    facts = facts_of(
        {"t": "score", "uid": "t_7", "method": "fid1", "cuts": 1.0, "layout": 0.97, "at": T0},
        line("t_8", "video_b", take=10),
        line("t_9", "video_a", take=2),
    )
    rows = text(facts).splitlines()
    assert rows[0] == '{"t":"lock","v":1}'
    assert rows[1].startswith('{"t":"score","uid":"t_7","method":"fid1","cuts":1.0,"layout":0.97,')
    assert rows[2] == (
        '{"t":"take","uid":"t_9","job":"teal","take":2,"key":"k1:aa","from":"video_0",'
        '"profile":"emulator","origin":"emulator:local","model":null,"params":{},"prompt":"Shift",'
        '"id":"video_a","status":"running","at":"2026-11-23T08:00:00Z",'
        '"submitted":"2026-11-23T08:00:00Z","completed":null,"seconds":null,"size":null,'
        '"expires":null,"usd":null,"usd_basis":null,"sha256":null,"file":null,"error":null,'
        '"gone":null,"note":null,"links":null}'
    )
    assert '"take":10' in rows[3]


MERGED = """{"t":"lock","v":1}
<<<<<<< HEAD
{"t":"x","y":1}
||||||| 1234abc
{"t":"x","y":0}
=======
{"t":"x","y":2}
>>>>>>> other branch
"""


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("base", [True, False])
def test_conflict_markers_are_read_through(end: str, *, base: bool) -> None:
    given = MERGED if base else MERGED.replace('||||||| 1234abc\n{"t":"x","y":0}\n', "")
    facts = read(given.replace("\n", end), "x.lock")
    assert facts.conflicted
    assert [row["y"] for row in facts.others.values() if row["t"] == "x"] == (
        [1, 0, 2] if base else [1, 2]
    )
    assert not read(text(facts), "x.lock").conflicted
    assert join(facts, read(EMPTY, "x")).conflicted
    assert join(read(EMPTY, "x"), facts).conflicted
    assert update(facts, Holdings()).conflicted


def test_markers_around_the_whole_file() -> None:
    given = f'<<<<<<< ours\n{EMPTY}{{"t":"x"}}\n=======\n{EMPTY}>>>>>>> theirs\n'
    assert len(read(given, "x").others) == 2


# -- the schema --------------------------------------------------------------------------------------


def schema() -> dict[str, Any]:
    path = Path(__file__).parent.parent / "schemas" / "lock.schema.json"
    loaded: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return loaded


def test_the_schema_tells_of_every_field() -> None:
    types = schema()["definitions"]
    for kind, shapes in fact.FIELDS.items():
        assert list(types[kind]["properties"]) == ["t", *shapes]
        assert set(types[kind]["required"]) == {"t", *shapes} - fact.RARE


@settings(quick, max_examples=60)
@given(FACTS)
def test_what_is_written_fits_the_schema(facts: Facts) -> None:
    for row in text(facts).rstrip("\n").split("\n"):
        VALIDATOR.validate(json.loads(row))


def test_the_schema_refuses_what_reading_refuses() -> None:
    assert not VALIDATOR.is_valid(line(status="completed", model=None))
    assert not VALIDATOR.is_valid(settled("u1") | {"outcome": "lost"})
    assert not VALIDATOR.is_valid({"t": "lock", "v": 2})
    assert VALIDATOR.is_valid({"t": "judged", "anything": [1]})


VALIDATOR = Draft7Validator(schema())


@quick
@given(FACTS, st.integers(0), st.binary(max_size=4), st.integers(0, 3))
def test_a_damaged_lock_is_read_or_refused(
    facts: Facts, place: int, instead: bytes, cut: int
) -> None:
    whole = text(facts).encode()
    place %= len(whole)
    try:
        read(whole[:place] + instead + whole[place + cut :], "x.lock")
    except LockError as error:
        assert error.message.startswith("x.lock:")  # noqa: PT017 - either outcome is right
