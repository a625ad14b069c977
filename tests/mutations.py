"""Texts spoilt at random, from a seed: what a case was is told by its number alone."""

import json
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

from locks import T0, T1, T2, choice, line, moved, settled
from remixbatch.asked import key_of

Mutate = Callable[[Random, bytes], bytes]

TOKENS = [
    *(b": ", b"- ", b"{", b"}", b"[", b"]", b",", b"\n", b"\r", b"\t", b"  ", b"'", b'"', b"\\", b"|", b">", b"?"),
    *(b"#", b"&a ", b"*a", b"<<: ", b"!!int ", b"!!python/name:os ", b"---\n", b"...\n", b"%YAML 9.9\n", b"@", b"`"),
    *(b"\x00", b"\xff", b"\xef\xbb\xbf", b"\x1b[31m", b"\xe2\x80\xa8", b"\xed\xa0\x80", "\u202e".encode(), "é".encode()),
    *(b"null", b"~", b"true", b"NaN", b".inf", b"1e999", b"-0", b"0x1f", b"0o17", b"9" * 30, b"1_000", b"2026-13-45"),
    *(b"${vars.x}", b"${env:HOME}", b"${", b"$$", b"../../x", b"a@b", b"x-y", b"video_1", b"https://u:p@h/", b"file:"),
    *(b"version: 1\n", b"provider: emulator\n", b"sources:\n", b"jobs:\n", b"from: ", b"prompt: ", b"moved: ", b"needs: "),
]  # fmt: skip


def mutated(rng: Random, seeds: Sequence[bytes], tokens: Sequence[bytes] = TOKENS) -> bytes:
    """One of the texts after one to six changes: of bytes, of lines, of tokens, or with a part of another."""
    data = rng.choice(seeds)
    for _ in range(rng.choice((1, 1, 1, 2, 3, 6))):
        data = rng.choice(CHANGES)(rng, data, seeds, tokens)
    return data


def _span(rng: Random, data: bytes, most: int = 40) -> tuple[int, int]:
    at = rng.randint(0, len(data))
    return at, min(len(data), at + rng.randint(0, most))


def _flipped(rng: Random, data: bytes, *_: Any) -> bytes:
    at, _end = _span(rng, data)
    return data[:at] + bytes([rng.randrange(256)]) + data[at + 1 :]


def _cut(rng: Random, data: bytes, *_: Any) -> bytes:
    at, end = _span(rng, data)
    return data[:at] + data[end:]


def _ended(rng: Random, data: bytes, *_: Any) -> bytes:
    return data[: rng.randint(0, len(data))]


def _token(rng: Random, data: bytes, _: Any, tokens: Sequence[bytes]) -> bytes:
    at, end = _span(rng, data, 8)
    return data[:at] + rng.choice(tokens) + data[end if rng.random() < 0.5 else at :]


def _many(rng: Random, data: bytes, _: Any, tokens: Sequence[bytes]) -> bytes:
    at, _end = _span(rng, data)
    return data[:at] + rng.choice(tokens) * rng.choice((2, 70, 3000)) + data[at:]


def _lines(rng: Random, data: bytes, *_: Any) -> bytes:
    rows = data.split(b"\n")
    a, b = rng.randrange(len(rows)), rng.randrange(len(rows))
    match rng.randrange(5):
        case 0:
            rows[a], rows[b] = rows[b], rows[a]
        case 1:
            rows.insert(a, rows[b])
        case 2:
            del rows[a]
        case 3:
            rows[a] = b" " * rng.randint(0, 9) + rows[a].lstrip()
        case _:
            rows[a] = rows[a] + rows[b]
    return b"\n".join(rows)


def _words(rng: Random, data: bytes, *_: Any) -> bytes:
    """Two words change places, so that the form stays and the sense goes."""
    words = data.split(b" ")
    a, b = rng.randrange(len(words)), rng.randrange(len(words))
    words[a], words[b] = words[b], words[a]
    return b" ".join(words)


def _spliced(rng: Random, data: bytes, seeds: Sequence[bytes], _: Any) -> bytes:
    other = rng.choice(seeds)
    at, (begin, end) = rng.randint(0, len(data)), _span(rng, other, 400)
    return data[:at] + other[begin:end] + data[at:]


CHANGES = (_flipped, _cut, _ended, _token, _token, _token, _many, _lines, _lines, _words, _spliced)


# -- locks -------------------------------------------------------------------------------------------


def lock_text(rng: Random) -> bytes:
    """A lock as runs and merges leave it: takes in every state, with true keys, and facts of every type."""
    rows: list[dict[str, Any]] = [{"t": "lock", "v": 1}]
    for number in range(rng.randint(0, 6)):
        rows.append(_take(rng, number))
        uid = f"t_{rng.randrange(7)}"
        rows += rng.choice(
            (
                [],
                [],
                [settled(uid)],
                [choice(rng.choice(("pick", "reject")), f"p_{rng.randrange(4)}", uid)],
                [moved(rng.choice("abc"), rng.choice("abc"))],
                [{"t": "score", "uid": uid, "method": "fid1", "cuts": 0.5, "at": T2}],
                [{"t": "judged", "later": [1, {"x": None}]}],
            )
        )
    rows += rng.sample(rows, rng.randint(0, min(2, len(rows))))
    return "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows).encode()


def _take(rng: Random, number: int) -> dict[str, Any]:
    prompt, params = rng.choice(("Add fog", "Add rain – é")), rng.choice(({}, {"steps": 3}))
    id_ = rng.choice((None, f"video_{rng.randrange(5)}"))
    states = ("running", "failed", "refused", "completed") if id_ else ("submitting", "unclear")
    return line(
        f"t_{number}",
        id_,
        job=rng.choice(("a", "b", "c.2", "d@x-y")),
        take=rng.randint(1, 3),
        key=key_of("emulator", None, prompt, params),
        prompt=prompt,
        params=params,
        status=rng.choice(states),
        usd=rng.choice((None, "2.40")),
        usd_basis=rng.choice((None, "price")),
        gone=rng.choice((None, None, T1)) if id_ else None,
        submitted=rng.choice((None, T0, T1)),
    ) | {"from": rng.choice(("video_1", "video_2"))}
