"""A finding points at the characters that the user wrote, however YAML, variables and Unicode hide them."""

import unicodedata

import yaml
from hypothesis import given
from hypothesis import strategies as st

from remixbatch import passage, scalars
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
        assert unicodedata.normalize("NFC", here).startswith(char), (written, index)
