"""Pure functions of the program that are asked the very same again and again in one history, asked once.

Every process reads the lock and folds the journal twice, and most of it is as it was for the one before. What the
functions say is not changed: each is asked, as it is, for all that was not asked before in this history.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from remixbatch import events as e
from remixbatch import fact, holdings
from remixbatch.fact import parse
from remixbatch.take import Take, begin, evolve


@contextmanager
def remembered() -> Iterator[None]:
    """Takes by take and event, takes by intent, facts by their text."""
    memory = _Memory()
    holdings.evolve, holdings.begin = memory.evolve, memory.begin  # type: ignore[attr-defined]
    fact.parse = memory.parse
    try:
        yield
    finally:
        holdings.evolve, holdings.begin = evolve, begin  # type: ignore[attr-defined]
        fact.parse = parse


class _Memory:
    """Takes and events are frozen, and kept here, so which they are says what they are."""

    def __init__(self) -> None:
        self._evolved: dict[tuple[int, int], tuple[Take, e.Event, Take | None]] = {}
        self._begun: dict[int, tuple[e.Intent, Take]] = {}
        self._facts: dict[str, dict[str, Any]] = {}

    def evolve(self, take: Take, event: e.Event) -> Take | None:
        known = self._evolved.get((id(take), id(event)))
        if known is None:
            known = self._evolved[id(take), id(event)] = take, event, evolve(take, event)
        return known[2]

    def begin(self, intent: e.Intent) -> Take:
        known = self._begun.get(id(intent))
        if known is None:
            known = self._begun[id(intent)] = intent, begin(intent)
        return known[1]

    def parse(self, text: str) -> dict[str, Any]:
        known = self._facts.get(text)
        if known is None:
            known = self._facts[text] = parse(text)
        return known
