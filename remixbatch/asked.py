"""What a remix is asked for, and how two of them differ. A job of the spec and a take of the lock are both such."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol


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
