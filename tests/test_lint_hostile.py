"""Whatever stands in a prompt, the lint has a verdict on it, and what it points at is there."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from remixbatch.prompts.linter import check

WORDS = (
    *("make it night", "add two dogs", "forget the old clip", "a dragon circles", "keep the rest"),
    *("with a hat", "while it rains", "replace the car", "into", "and", "then", ", but", "not"),
    *(
        "the sky to purple",
        "instead of blue",
        "16:9",
        "12 seconds long",
        "better",
        "[COLOR]",
        "{x}",
    ),
    *("(", ")", "[", "]", ":", ";", ".", ",", "\n", "\n\n", "- ", "1. ", "**", "`", '"', "'", "“"),
    *("”", "「", "」", "<b>", "</b>", "…", "—", "|", " ", "\t", "\u200b", "\ufeff", "\u0301", "😀"),
    *(
        "把天空换成黄昏",
        "再加一只狗",
        "，",
        "。",
        "空を紫に",
        "犬を足して",
        "ください",
        "Ａ",
        "ß",
        "İ",
    ),
    *("haz que sea de noche", "y añade un perro", "mach es zur Nacht", "und füge einen Hund hinzu"),
)
PARTS = (
    *(
        "\n",
        " ",
        "and ",
        "a, ",
        "with ",
        "(",
        "[ ",
        '"',
        "`",
        "**",
        "_",
        "make it red and ",
        "keep ",
    ),
    *("红色和", "再加上", "「赤」を", "1. x ", "<a", "rot und ", "9:", "la"),
)


@given(st.lists(st.sampled_from(WORDS), max_size=14), st.sampled_from(["", " "]))
@settings(max_examples=200, deadline=None)  # the first one reads the lexicons
def test_every_text_has_a_verdict(parts: list[str], between: str) -> None:
    prompt = between.join(parts)
    verdict = check(prompt)
    assert verdict.prompt == prompt
    assert bool(verdict.split) <= verdict.multi
    for finding in verdict.findings:
        assert 0 <= finding.start <= finding.end <= len(prompt)
        assert finding.message
    assert list(verdict.findings) == sorted(
        verdict.findings, key=lambda each: (each.start, each.end, each.code)
    )


@pytest.mark.parametrize("part", PARTS)
def test_the_longest_texts_have_one_too(part: str) -> None:
    """Half as long as a prompt may be: what takes the square of that would take minutes."""
    long = part * (16_000 // len(part))
    for prompt in (long, f'Add "fog"{long[:-20]}x'):
        assert check(prompt).prompt == prompt
