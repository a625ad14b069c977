"""A finding points at the characters that the user wrote, however YAML, variables and Unicode hide them."""

import unicodedata
from pathlib import Path

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from remixbatch import passage, scalars
from remixbatch.commands.loaded import Loaded, load
from remixbatch.document import parse
from remixbatch.passage import Passage
from remixbatch.problem import Place

LETTERS = "ab#:,'\"\\ \t\n-é\u0301ß天{}[]&*!|>%@$"
TEXTS = st.text(LETTERS, min_size=1, max_size=40).filter(lambda text: text.strip())
STYLES = ["'", '"', "|", ">", None]


def where(text: str, *path: str | int) -> tuple[str, Passage, list[str]]:
    document, problems = parse(text.encode(), "a.yaml")
    assert document is not None, problems
    value = document.value
    for step in path:
        value = value[step]
    whole = [(0, len(value), value)]
    return (
        value,
        passage.of_scalar(document.lines, document.places[path], value, whole),
        [*document.lines],
    )


def standing(lines: list[str], place: Place) -> str:
    return lines[place.line - 1][place.column - 1 :]


@given(TEXTS, st.sampled_from(STYLES), st.sampled_from([20, 1000]), st.integers(1, 3))
def test_every_character_stands_where_it_is_said_to(
    text: str, style: str | None, width: int, depth: int
) -> None:
    """Whatever the style that a text is written in, and wherever its lines are folded."""
    # An accent that follows a blank has no letter to stand on, and no place of its own.
    pairs = zip(" " + text, text, strict=False)
    assume(not any(a.isspace() and unicodedata.combining(b) for a, b in pairs))
    data = {"x-" + "y" * depth: {"prompt": text}}
    written = yaml.dump(
        data, default_style=style, width=width, allow_unicode=True, indent=2 + depth % 2
    )
    value, found, lines = where(written, *data, "prompt")
    assert value == text
    sent = scalars.prompt(text)
    assert found.spots is not None
    assert len(found.spots) == len(sent) + 1
    for index, char in enumerate(sent):
        begin, end = found.span(index, index + 1)
        here = standing(lines, begin)
        assert (end.line, end.column) > (begin.line, begin.column) or char in "\n "
        if char in " \n" and not here.startswith(char):
            continue  # a line end, folded or kept
        if here.startswith("\\") and char != "\\":
            assert style == '"' or not here[1:].isalnum()
            continue
        letter = unicodedata.normalize("NFC", here)[: 4 if unicodedata.combining(char) else 1]
        assert char in letter, (written, index)


# -- what a property of texts does not reach ---------------------------------------------------------


def spot(written: str, words: str, *path: str | int) -> tuple[int, int, str]:
    """Where words of a prompt begin, and what stands in the file from there to their end."""
    value, found, lines = where(written, *path)
    start = scalars.prompt(value).index(words)
    begin, end = found.span(start, start + len(words))
    until = end.column - 1 if end.line == begin.line else None
    return begin.line, begin.column, lines[begin.line - 1][begin.column - 1 : until]


@pytest.mark.parametrize(
    ("written", "place"),
    [
        ("p: Add fog now", (1, 8, "fog")),
        ("p: &a !!str Add fog now", (1, 17, "fog")),
        ("p: !!str\n  # why\n  &a\n  Add fog now", (4, 7, "fog")),
        ("{p: Add fog now, q: 1}", (1, 9, "fog")),
        ("p: Add\n  some\n\n  fog now # no", (4, 3, "fog")),
        ("p: 'It''s Add fog'", (1, 15, "fog")),
        ('p: "a\\tb \\x41\\u00e9\\U0001f600 fog"', (1, 31, "fog")),
        ('p: "Add \\\n   \\ fog"', (2, 6, "fog")),
        ('p: "Add \\\n\n   fog"', (3, 4, "fog")),
        ("p: |2 # yes\n    Add\n  fog", (3, 3, "fog")),
        ("p: |1+\n  Add\n fog\n\n", (3, 2, "fog")),
        ("p: >-\n\n  Add\n  some\n\n   more\n  fog", (7, 3, "fog")),
        ("p: |\r\n  Add\r\n  fog\r\n", (3, 3, "fog")),
        ("\ufeffp: Add fog", (1, 8, "fog")),
        ("? p\n: Add fog", (2, 7, "fog")),
        ("- - p: Add fog", (1, 12, "fog")),
        ('{"p": "\\ud83d\\ude00 Add fog"}', (1, 25, "fog")),
        ("x: &x {p: Add fog}\ny: {<<: *x}", (1, 15, "fog")),
    ],
)
def test_each_way_to_write_a_text(written: str, place: tuple[int, int, str]) -> None:
    paths: dict[str, tuple[str | int, ...]] = {"x": ("y", "p"), "-": (0, 0, "p")}
    path = paths.get(written[0], ("p",))
    if written[0] == "-":
        written, path = "l:\n" + written, ("l", *path)
        place = (place[0] + 1, *place[1:])
    assert spot(written, "fog", *path) == place


@pytest.mark.parametrize(
    "written",
    ["x: &x Add fog\np: *x", 'p: "a\\N\\\u2028 fog"', "p: a\x85  b fog", 'p: "a\u2028 fog"'],
)
def test_where_no_character_has_a_place_the_beginning_is_told(written: str) -> None:
    value, found, _ = where(written, "p")
    begin, end = found.span(len(value) - 3, len(value))
    if found.spots is None:
        assert begin == end == found.start
    assert begin.line >= found.start.line


def loaded(folder: Path, spec: str, **files: str) -> Loaded:
    for name, text in {"a.yaml": spec, **files}.items():
        (folder / name.replace("_", ".")).write_bytes(text.encode())
    return load(folder / "a.yaml")


HEAD = "version: 1\nprovider: emulator\nsources: {a: video_1}\n"


def test_variables_stand_where_they_are_named(tmp_path: Path) -> None:
    one = loaded(
        tmp_path,
        HEAD + "vars: {light: red and blue, n: 3}\njobs:\n  x:\n    from: a\n"
        '    prompt: "  Add ${vars.n} $$ \\u00e9 ${vars.light} fog"\n',
    )
    [entry] = one.spec.jobs
    assert entry.prompt == "Add 3 $ é red and blue fog"
    found = one.passage(entry.prompt_path)
    line = one.lines[7]
    for words, there in [
        ("Add", "Add"),
        ("3", "${vars.n}"),
        ("$", "$$"),
        ("é", "\\u00e9"),
        ("fog", "fog"),
    ]:
        start = entry.prompt.index(words)
        begin, end = found.span(start, start + len(words))
        assert line[begin.column - 1 : end.column - 1] == there
    begin, end = found.span(entry.prompt.index("and"), entry.prompt.index(" fog"))
    assert line[begin.column - 1 : end.column - 1] == "${vars.light}"


def test_a_file_of_a_prompt_has_places_of_its_own(tmp_path: Path) -> None:
    one = loaded(
        tmp_path,
        HEAD + "vars: {f: p.txt}\njobs:\n  x: {from: a, prompt_file: '${vars.f}'}\n",
        p_txt="\ufeff\r\n  Cafe\u0301 ${vars.f}\r\n\tfog\r\n",
    )
    [entry] = one.spec.jobs
    assert entry.prompt == "Café p.txt\n\tfog"
    found = one.passage(entry.prompt_path)
    begin, end = found.span(0, 4)
    assert begin.file == str(tmp_path / "p.txt")
    assert (begin.line, begin.column, end.column) == (2, 3, 8)  # the accent is a character there
    assert found.source(begin) == "  Cafe\u0301 ${vars.f}"
    begin, _ = found.span(entry.prompt.index("fog"), len(entry.prompt))
    assert (begin.line, begin.column) == (3, 2)


@given(st.text("e\u0301\u0323a한\u1112\u1161\u11ab\u0fb2\u0f80 \r\n\ufeff\u212b", max_size=12))
def test_what_is_composed_is_followed(text: str) -> None:
    """Every character that is sent comes from one of those it is made of."""
    kept = passage.normal(text)
    try:
        sent = scalars.prompt(text)
    except scalars.WrongError:
        return
    if kept is not None:
        assert len(kept) == len(sent) + 1
        assert kept == sorted(kept)
        for char, index in zip(sent, kept, strict=False):
            made_of = unicodedata.normalize("NFD", text[index : index + 6])
            assert unicodedata.normalize("NFD", char)[0] in made_of.replace("\r", "\n")


def test_what_has_one_origin_is_marked_whole(tmp_path: Path) -> None:
    one = loaded(
        tmp_path,
        HEAD
        + "vars: {c: red}\njobs:\n  x: {from: a, prompt: 'Paint a\u0301\u0301 ${vars.c} it'}\n",
    )
    [entry] = one.spec.jobs
    found = one.passage(entry.prompt_path)
    for words, there in [("\u0301", "a\u0301\u0301"), ("e", "${vars.c}"), ("á", "a\u0301\u0301")]:
        start = entry.prompt.index(words)
        begin, end = found.span(start, start + 1)
        assert one.lines[begin.line - 1][begin.column - 1 : end.column - 1] == there
