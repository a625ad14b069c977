"""No output shows a key, in whatever dress, and no output steers a terminal."""

import base64
from collections.abc import Callable
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remixbatch.redact import HIDDEN, PIECE, Redactor, clean

KEY = "sk-live/4f7Q+aZ19bXc83kPw"
redactor = Redactor([KEY])


@pytest.mark.parametrize("before", ["", "u", "us", "use", "user:"])
@pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode])
def test_base64_of_the_key_is_hidden_wherever_it_starts(
    before: str, encode: Callable[[bytes], bytes]
) -> None:
    text = encode(f"{before}{KEY}:rest".encode()).decode()
    shown = redactor(f"Basic {text} end")
    inner = base64.b64encode(KEY.encode()).decode()
    assert HIDDEN in shown
    assert not any(inner[i : i + PIECE] in shown for i in range(len(inner) - PIECE))


@pytest.mark.parametrize(
    "text",
    [KEY, quote(KEY, safe=""), f"Bearer {KEY}", KEY[:PIECE], KEY[-PIECE:], KEY[5:19] + "…"],
)
def test_the_key_and_its_longer_fragments_are_hidden(text: str) -> None:
    shown = redactor(f"<{text}>")
    assert HIDDEN in shown
    assert KEY[5:19] not in shown


def test_what_is_left_around_the_key_stays() -> None:
    assert redactor(f"a {KEY}{KEY} b {KEY} c") == f"a {HIDDEN} b {HIDDEN} c"
    assert redactor(f"{KEY[:PIECE]} {KEY[:11]}") == f"{HIDDEN} {KEY[:11]}"


def test_a_short_key_is_hidden_whole() -> None:
    assert Redactor(["hunter2"])("pw hunter2, hunter") == f"pw {HIDDEN}, hunter"


def test_nothing_to_hide_leaves_the_text() -> None:
    assert Redactor([None, ""])("as it is") == "as it is"


def test_control_characters_cannot_split_a_key() -> None:
    split = "\x00".join(KEY) + "\x1b[31m"
    assert redactor.clean(split) == HIDDEN


@given(st.text(), st.text(), st.integers(0, len(KEY) - PIECE))
def test_no_fragment_survives_any_surroundings(before: str, after: str, start: int) -> None:
    shown = redactor(before + KEY[start : start + PIECE] + after)
    assert KEY[start : start + PIECE] not in shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07after", "after"),
        ("\x1b]8;;http://evil\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x9b2Jgone", "gone"),
        ("a\x1bc", "a"),
        ("two\r\nlines\tand tab", "two  lines and tab"),
        ("\u202eright to left\u2066", "right to left"),
        ("\u2028sep", "sep"),
        ("nul\x00bell\x07", "nulbell"),
        ("\ud800", "\ufffd"),
        ("family 👩\u200d👩", "family 👩\u200d👩"),
        ("Äpfel, 東京", "Äpfel, 東京"),
    ],
)
def test_clean_text_does_nothing_to_a_terminal(text: str, shown: str) -> None:
    assert clean(text) == shown


def test_long_text_is_cut() -> None:
    assert clean("x" * 501) == "x" * 499 + "…"
    assert clean("x" * 500) == "x" * 500
    assert len(redactor.clean(f"{KEY} " * 1000)) == 500


@given(st.text(st.characters(exclude_categories=[])))
def test_clean_text_can_be_printed(text: str) -> None:
    shown = clean(text, 10_000)
    shown.encode()
    assert not any(ord(char) < 32 or 127 <= ord(char) < 160 for char in shown)
