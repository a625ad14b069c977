"""Text to data with places: scalars, limits, messages, and how they look."""

import json
import math
import time
from pathlib import Path
from typing import Any

import pytest
import yaml
import yamlcore
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator, Draft202012Validator

from remixbatch import yaml12
from remixbatch.document import Caps, Document, check, nearest, parse, render, render_all
from remixbatch.problem import CODES, Place, Problem, columns

SCHEMA = json.loads(
    (Path(__file__).parent.parent / "schemas" / "spec.schema.json").read_text("utf-8")
)
LOADERS = [yaml.SafeLoader, getattr(yaml, "CSafeLoader", yaml.SafeLoader)]


@pytest.fixture(params=LOADERS, ids=lambda loader: str(loader.__name__))
def _either_loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml12, "LOADER", request.param)


def good(text: str) -> Document:
    document, problems = parse(text.encode(), "a.yaml")
    assert document is not None
    assert problems == []
    return document


def bad(text: str | bytes, caps: Caps | None = None) -> Problem:
    data = text if isinstance(text, bytes) else text.encode()
    _, problems = parse(data, "a.yaml", caps or Caps())
    (problem,) = problems
    assert problem.code in CODES
    assert problem.hint
    return problem


def at(problem: Problem) -> tuple[str, int, int]:
    return problem.code, problem.place.line, problem.place.column


# -- scalars -----------------------------------------------------------------------------------------

LETTERS = "0123456789+-.eExXoaAfFnNtTrRuUlLsSiIyYoO_:~"
WORDS = """
    NO no Yes on off y n null NULL Null ~ true TRUE tRue False 12:30 1_000 0o17 0o8 0xfF 0b1 . .. - +
    .5 5. +.5 -0 1e3 1E+3 1e .inf -.INF +.Inf .nan .NaN .nAN 2026-11-23 = 1.2.3 - 99999999999999999
"""


def same(a: Any, b: Any) -> bool:
    both_nan = isinstance(a, float) and isinstance(b, float) and math.isnan(a) and math.isnan(b)
    return type(a) is type(b) and (both_nan or bool(a == b))


@given(st.one_of(st.sampled_from(WORDS.split()), st.text(LETTERS, min_size=1, max_size=9)))
@settings(max_examples=500, deadline=None)
def test_plain_scalars_are_those_of_the_core_schema(word: str) -> None:
    text = f"a: {word}"
    try:
        expected = yaml.load(text, Loader=yamlcore.CoreLoader)["a"]
    except (yaml.YAMLError, TypeError, ValueError):
        return  # the oracle does not read it as one scalar
    if not isinstance(expected, str) and word.lstrip("+-").startswith("0") and word[1:2].isdigit():
        return  # ours: numbers with leading zeros stay text
    value = good(text).value["a"]
    assert same(value, expected), (value, expected)


@pytest.mark.parametrize("word", ["0123", "-007", "00", "00.5", "12:30", "2026-11-23", "NO", "on"])
def test_what_people_mean_as_text_is_text(word: str) -> None:
    assert good(f"a: {word}").value == {"a": word}


@pytest.mark.parametrize(
    "word", ["9223372036854775808", "-9223372036854775809", "1e999", "9" * 5000, "0x" + "f" * 17]
)
def test_numbers_out_of_bounds_are_problems(word: str) -> None:
    assert at(bad(f"a: {word}")) == ("RMB106", 1, 4)


def test_a_number_that_json_does_not_read() -> None:
    assert at(bad('{"a": ' + "9" * 5000 + "}")) == ("RMB106", 1, 7)


def test_keys_are_text_as_written() -> None:
    assert good("1: a\nyes: b\nnull: c\n0x1: d").value == {
        "1": "a",
        "yes": "b",
        "null": "c",
        "0x1": "d",
    }


# -- structure ---------------------------------------------------------------------------------------


@pytest.mark.usefixtures("_either_loader")
def test_places_of_values_and_keys() -> None:
    document = good("a:\n  - x\n  - {b: é, c: 'y'}\n")
    assert document.value == {"a": ["x", {"b": "é", "c": "y"}]}
    assert document.places["a", 1, "c"] == Place("a.yaml", 3, 15)
    assert document.key_places["a", 1, "c"] == Place("a.yaml", 3, 12)
    assert set(document.places) == {(), ("a",), ("a", 0), ("a", 1), ("a", 1, "b"), ("a", 1, "c")}
    assert ("a", 0) not in document.key_places
    assert len(document.key_places) == 3


@pytest.mark.usefixtures("_either_loader")
def test_aliases_and_merges() -> None:
    document = good("x: &x {p: 1, q: 2}\na: *x\nb: {<<: *x, q: 3}\nc: {<<: [{q: 4}, *x]}\n")
    assert document.value["a"] == {"p": 1, "q": 2}
    assert document.value["b"] == {"q": 3, "p": 1}
    assert document.value["c"] == {"q": 4, "p": 1}
    assert document.places["a",] == Place("a.yaml", 2, 4)
    assert document.places["b", "p"] == Place("a.yaml", 1, 11)


@pytest.mark.usefixtures("_either_loader")
@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("a: 1\nb: 2\na: 3", "RMB105", 3, 1),
        ("a: {b: 1, b: 2}", "RMB105", 1, 11),
        ("a: 1\n---\nb: 2", "RMB103", 2, 1),
        ("", "RMB103", 1, 1),
        ("# nothing\n", "RMB103", 1, 1),
        ("just text", "RMB202", 1, 1),
        ("[a]", "RMB202", 1, 1),
        ("a: *b", "RMB101", 1, 4),
        ("a: &a [*a]", "RMB101", 1, 8),
        ("a: &a {b: *a}", "RMB101", 1, 11),
        ("? [a]\n: b", "RMB101", 1, 3),
        ("{{ name }}: x", "RMB101", 1, 1),
        ("? ? a", "RMB101", 1, 3),
        ("x: &x a\n*x : b", "RMB101", 2, 1),
        ("b: {<<: 3}", "RMB101", 1, 5),
        ("x: &x {}\nb: {<<: *x, <<: *x}", "RMB101", 2, 13),
        ("a: !!set {b}", "RMB107", 1, 4),
        ("a: !!binary aGk=", "RMB107", 1, 4),
        ("a: !!int x", "RMB107", 1, 4),
        ("!mine a: b", "RMB107", 1, 1),
        ("a:\n\tb: 1", "RMB101", 2, 1),
        ("a: b: c", "RMB101", 1, 5),
        ("a: 'b", "RMB101", 1, 4),
        ("a: [1, 2", "RMB101", 1, 4),
        ("a: @b", "RMB101", 1, 4),
        ("a: %b", "RMB101", 1, 4),
        ("- a\nb: c", "RMB101", 2, 1),
    ],
)
def test_what_is_not_read(text: str, code: str, line: int, column: int) -> None:
    assert at(bad(text)) == (code, line, column)


def test_core_tags_are_read() -> None:
    assert good('a: !!str 5\nb: !!int "5"\nc: ! 5\nd: !!map {}\ne: !!float 1').value == {
        "a": "5",
        "b": 5,
        "c": "5",
        "d": {},
        "e": 1,
    }


@pytest.mark.parametrize(
    ("data", "line", "column"),
    [
        ("a: é".encode("latin-1"), 1, 4),
        ("é: 1\nbé: \x00".encode(), 2, 5),
        (b"a: \x1b[31m", 1, 4),
        ("a: 1".encode("utf-16"), 1, 1),
        ("a: 1".encode("utf-32"), 1, 1),
        ("a: \x85\ufffe".encode(), 2, 1),
        (b"a: \xed\xa0\x80", 1, 4),
    ],
)
def test_only_printable_utf8_is_read(data: bytes, line: int, column: int) -> None:
    assert at(bad(data)) == ("RMB102", line, column)


def test_a_byte_order_mark_counts_for_nothing() -> None:
    document, problems = parse(b"\xef\xbb\xbfa: 1", "a.yaml")
    assert problems == []
    assert document is not None
    assert document.key_places["a",] == Place("a.yaml", 1, 1)


@pytest.mark.usefixtures("_either_loader")
def test_json_is_read() -> None:
    value = {"a": [1, -2.5e3, True, None], "b": {"c": "😀 \\ud83d\\ude00 \t/"}, "": {}}
    for text in (
        json.dumps(value),
        json.dumps(value, indent="\t"),
        json.dumps(value, ensure_ascii=False),
    ):
        assert good(text).value == value
    assert good('{"a":1,"b":{"c":[]}}').value == {"a": 1, "b": {"c": []}}
    assert at(bad('{\n\t"a": 1,\n\t"a": 2}')) == ("RMB105", 3, 2)
    assert bad('{"a": "\\ud800"}').place.line == 1


# -- limits ------------------------------------------------------------------------------------------


def laughs(opening: str, closing: str) -> str:
    lines = [f"a0: &a0 {opening}k: x{closing}" if opening == "{" else "a0: &a0 [x]"]
    for n in range(1, 30):
        inner = ",".join([f"*a{n - 1}"] * 9)
        if opening == "{":
            inner = ",".join(f"k{i}: *a{n - 1}" for i in range(9))
        lines.append(f"a{n}: &a{n} {opening}{inner}{closing}")
    return "\n".join(lines)


@pytest.mark.parametrize(
    "text",
    [
        "[" * 50_000,
        "{a: " * 50_000,
        '{"a": ' * 50_000,
        "".join(" " * n + "- \n" for n in range(1000)),
        "- " * 50_000,
        laughs("[", "]"),
        laughs("{", "}"),
        "a: &a [x]\n"
        + "\n".join(f"b{n}: &b{n} [*{'a' if n == 0 else f'b{n - 1}'}]" for n in range(200)),
        "a: &a " + "x" * 10 + "\nb: [" + "*a," * 100_001 + "]",
        "a: " + "[x," * 64 + "]" * 64,
        "x" * 10_000_001,
    ],
    ids=lambda text: text[:12],
)
def test_limits_hold_before_the_work(text: str) -> None:
    begun = time.process_time()
    problem = bad(text)
    assert time.process_time() - begun < 1
    assert problem.code == "RMB104"


def test_limits_can_be_set() -> None:
    assert bad("a: [b]", Caps(depth=1)).code == "RMB104"
    assert bad("a: [b, c, d]", Caps(nodes=5)).code == "RMB104"
    assert bad("a: 1", Caps(bytes=3)).code == "RMB104"
    assert bad("a: &a b\nc: *a", Caps(aliases=0)).code == "RMB104"
    assert parse(b"a: [b, c, d]", "a.yaml", Caps(nodes=6, depth=2))[1] == []


@given(st.binary(max_size=200))
@settings(max_examples=300, deadline=None)
def test_no_bytes_are_an_accident(data: bytes) -> None:
    document, problems = parse(data, "a.yaml")
    assert document is not None or problems
    assert "\x1b" not in render_all(problems, [] if document is None else document.lines)


# -- check -------------------------------------------------------------------------------------------


def checked(text: str) -> list[Problem]:
    document, problems = parse(text.encode(), "a.yaml")
    assert document is not None
    return problems + check(document, SCHEMA)


SPEC = "version: 1\nsources: {a: v}\njobs:\n  teal: "


@pytest.mark.parametrize(
    ("job", "message", "hint"),
    [
        ("{prompt: 3}", "jobs.teal.prompt: expected text, found a number", 'quote it: "3"'),
        ("{prompt: true}", "jobs.teal.prompt: expected text, found `true`", 'quote it: "true"'),
        ("{prompt: }", "jobs.teal.prompt: expected text, found nothing", "leave the key out"),
        ("{tags: a}", "jobs.teal.tags: expected a list, found text", "[one, two]"),
        (
            "{allow_failure: yes}",
            "jobs.teal.allow_failure: expected true or false, found text",
            "YAML 1.2",
        ),
        (
            "{retry: {max: 1.5}}",
            "jobs.teal.retry.max: expected a whole number, found a number",
            "digits",
        ),
        (
            "{timeout: .nan}",
            "jobs.teal.timeout: expected text or a number, found no number",
            "quote",
        ),
        (
            "{on_parent_change: akk}",
            "jobs.teal.on_parent_change: `akk` is none of",
            "did you mean `ask`?",
        ),
        ("{promt: x}", "jobs.teal: unknown key `promt`", "did you mean `prompt`?"),
        ("{Prompt: x}", "jobs.teal: unknown key `Prompt`", "did you mean `prompt`?"),
        ("{qqqq: x}", "jobs.teal: unknown key `qqqq`", "known here: from, prompt"),
        ("{prompt: a, b c}", "jobs.teal: unknown key `b c`", "a comma ends it"),
        ("{takes: 2}", "jobs.teal: `takes` is not in this version", "leave it out"),
    ],
)
def test_wording(job: str, message: str, hint: str) -> None:
    (problem,) = checked(SPEC + job)
    assert problem.message.startswith(message)
    assert hint in (problem.hint or "")


def test_a_typo_of_a_required_key_is_told_once() -> None:
    (problem,) = checked("versoin: 1\njobs: {a: {}}")
    assert (problem.message, problem.hint) == ("unknown key `versoin`", "did you mean `version`?")


def test_a_missing_key_points_at_what_lacks_it() -> None:
    problems = checked("x-a: 1\nmoved:\n  - from: a\n")
    assert [(at(p), p.message) for p in problems] == [
        (("RMB204", 1, 1), "`version` is missing"),
        (("RMB204", 1, 1), "`jobs` is missing"),
        (("RMB204", 3, 5), "moved[0]: `to` is missing"),
    ]


def test_free_keys_are_free() -> None:
    assert checked("x-a: {b: [1]}\n" + SPEC + "{x-b: {c: d}}") == []


def test_the_schema_describes_every_key() -> None:
    Draft7Validator.check_schema(SCHEMA)
    Draft202012Validator.check_schema(SCHEMA)
    todo: list[Any] = [SCHEMA]
    while todo:
        part = todo.pop()
        if isinstance(part, dict):
            assert "oneOf" not in part
            for key, told in part.get("properties", {}).items():
                target = (
                    SCHEMA["definitions"][told["$ref"].split("/")[-1]] if "$ref" in told else {}
                )
                assert told.get("description") or target.get("description"), key
            todo += part.values()


def test_both_dialects_agree_on_the_specs() -> None:
    for file in (Path(__file__).parent / "specs").glob("*/*.yaml"):
        document, _ = parse(file.read_bytes(), str(file))
        if document is not None:
            verdicts = {
                validator(SCHEMA).is_valid(document.value)
                for validator in (Draft7Validator, Draft202012Validator)
            }
            assert len(verdicts) == 1, file


# -- on a terminal -----------------------------------------------------------------------------------


def test_render() -> None:
    problem = Problem("RMB202", Place("a.yaml", 2, 4), "b: expected text", "quote it")
    assert render(problem, ["a: 1", "b: 3"]).splitlines() == [
        "a.yaml:2:4: RMB202 b: expected text",
        "  2 | b: 3",
        "    |    ^",
        "  help: quote it",
    ]
    assert "\x1b[31mRMB202" in render(problem, ["a: 1", "b: 3"], color=True)


@pytest.mark.parametrize(
    ("line", "column", "marked"),
    [
        ("東京: x", 5, "x"),
        ("e\u0301e\u0301: x", 7, "x"),
        ("\ta: x", 5, "x"),
        ("ab\x07: x", 6, "x"),
        ("a" * 500 + "x" + "b" * 500, 501, "x"),
        ("京" * 500 + "x" + "京" * 500, 501, "x"),
        ("a" * 90 + "x", 91, "x"),
    ],
)
def test_the_caret_stands_under_its_column(line: str, column: int, marked: str) -> None:
    problem = Problem("RMB101", Place("a.yaml", 1, column), "m", "h")
    _, source, caret, _ = render(problem, [line]).splitlines()
    before = source[: source.index(marked)]
    assert columns(before) == caret.index("^")
    assert columns(source) <= 110


def test_nothing_reaches_the_terminal_unspelled() -> None:
    place = Place("a\x1b]0;x\x07.yaml", 1, 1)
    shown = render(Problem("RMB101", place, "\x1b[31m\u202e", "\x00"), ["a\x1b\u2066"])
    assert shown.replace("\n", "").isprintable()
    assert "\\u001b" in shown


def test_twenty_are_shown_and_the_rest_counted() -> None:
    problems = [Problem("RMB101", Place("a.yaml", n, 1), "m") for n in range(1, 2021)]
    shown = render_all(problems, [])
    assert shown.count("RMB101") == 20
    assert shown.endswith("… and 2,000 more")


def test_nearest() -> None:
    assert nearest("promt", ["from", "prompt"]) == "prompt"
    assert nearest("TEAL", ["teal", "tea"]) == "teal"
    assert nearest("zzz", ["from", "prompt"]) is None
    assert nearest("x" * 10_000, ["x" * 9_999]) is None
    begun = time.process_time()
    nearest("job-x", [f"job-{n}" for n in range(100_000)])
    assert time.process_time() - begun < 1
