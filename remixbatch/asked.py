"""What a remix is asked for, its key, and how two of them differ. A job of the spec and a take of the lock are both such."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

from remixbatch.canonical import canonical

OPERATION = "remix"
_KEY = re.compile(r"k1:[0-9a-f]{32}")


class Asked(Protocol):
    """What makes a key: everything that reaches the service except the source."""

    @property
    def prompt(self) -> str: ...
    @property
    def model(self) -> str | None: ...
    @property
    def params(self) -> Mapping[str, Any]: ...
    @property
    def profile(self) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One field that differs: prompt, model, params or profile, and what it was and is."""

    field: str
    old: Any
    new: Any


@lru_cache(4096)
def plain(prompt: str) -> str:
    """Without what is changed on the way: case, spaces, forms of letters, dots where it was cut."""
    folded = unicodedata.normalize("NFKC", prompt).casefold()
    return " ".join(unicodedata.normalize("NFKC", folded).split()).rstrip(" .")


def reworded(told: str, sent: str) -> bool:
    """Whether a service may have a prompt in these words: one is within the other."""
    return plain(told) in plain(sent) or plain(sent) in plain(told)


def changes(old: Asked, new: Asked) -> tuple[Change, ...]:
    """What differs, the weightiest first; nothing where both ask for the same."""
    return tuple(_differing(old, new))


def _differing(old: Asked, new: Asked) -> Iterator[Change]:
    if old.prompt != new.prompt:
        yield Change(field="prompt", old=old.prompt, new=new.prompt)
    if old.model != new.model:
        yield Change(field="model", old=old.model, new=new.model)
    if dict(old.params) != dict(new.params):
        yield Change(field="params", old=dict(old.params), new=dict(new.params))
    if old.profile != new.profile:
        yield Change(field="profile", old=old.profile, new=new.profile)


def key_of(profile: str, model: str | None, prompt: str, params: Mapping[str, Any]) -> str:
    """What reaches the service except the source, as `k1:` and 32 hex digits.

    They are the first of the SHA-256 of this object as JSON with sorted keys, no spaces, UTF-8:
    `{"model": …, "operation": …, "params": {…}, "profile": …, "prompt": …}`.
    """
    import hashlib  # noqa: PLC0415 - keeps `--version` light

    sent = {
        "model": model,
        "operation": OPERATION,
        "params": dict(params),
        "profile": profile,
        "prompt": prompt,
    }
    return "k1:" + hashlib.sha256(canonical(sent).encode()).hexdigest()[:32]


def belies(line: Mapping[str, Any]) -> bool:
    """Whether a take line's key is one that a job can have, and not that of what the line says was asked."""
    key = line["key"]
    asked = line["profile"], line.get("model"), line["prompt"], line["params"]
    return _KEY.fullmatch(key) is not None and key != key_of(*asked)
