"""Where the jobs of a spec stand in its text, and in which style: what an edit by spans needs.

Offsets count characters of the text as it was given. Only wanted jobs are looked into, so that a spec of
100,000 jobs costs its reading and no more. The text has been read without a fault before.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from remixbatch.yaml12 import BREAK, ESCAPE, LOADER, smoothed

__all__ = ["Layout", "Part", "layout"]

LIST_BELOW = re.compile(r"^( *)[\w\"'-]+:[ \t]*(?:#.*)?\r?\n( {0,20})- ", re.MULTILINE)


@dataclass(slots=True, kw_only=True)
class Part:
    """A value in the text, from `start` to before `end`, its anchor and tag among it.

    `style` is `flow` or `block` of mappings and lists, the opening character of scalars (empty: plain),
    `*` of an alias. `end` is that of the parser: behind a block there may be blank lines in it.
    """

    start: int
    end: int
    style: str
    anchor: str | None = None
    entries: "dict[str, tuple[Part, Part]]" = field(default_factory=dict)  # key and value
    items: "list[Part]" = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The wanted jobs of a text."""

    text: str
    starts: list[int]  # of its lines
    json: bool
    jobs: dict[str, Part]
    around: tuple[Part, ...]  # what holds the jobs
    used: dict[str, int]  # anchors that an alias names, and where the first one does
    list_depth: int | None  # by how much the first list is deeper than its key; None: there is none

    def line(self, at: int) -> int:
        """The line of an offset, counted from 1."""
        return bisect_right(self.starts, at)

    def begin(self, at: int) -> int:
        """Where the line of an offset begins."""
        return self.starts[self.line(at) - 1]

    def end(self, at: int) -> int:
        """Where the line of an offset ends, its break left out."""
        found = BREAK.search(self.text, at)
        return len(self.text) if found is None else found.start()


def layout(text: str, names: Collection[str]) -> Layout:
    """Where the jobs of these names stand; those that have no place of their own are not among them."""
    given = smoothed(text)
    loader = LOADER(text if given is None else given)
    try:
        walk = _Walk(loader.get_event, (lambda at: at) if given is None else _places(text))
        root, jobs = walk.root(names)
    finally:
        loader.dispose()
    return Layout(
        text=text,
        starts=[0, *(found.end() for found in BREAK.finditer(text))],
        json=given is not None,
        jobs=jobs,
        around=tuple(root),
        used=walk.used,
        list_depth=_list_depth(text),
    )


def _list_depth(text: str) -> int | None:
    found = LIST_BELOW.search(text)
    return None if found is None else max(0, len(found[2]) - len(found[1]))


def _places(text: str) -> Callable[[int], int]:
    """From an offset in smoothed JSON to the one in the text: each pair of escapes became shorter by two."""
    pairs = [found.start() for found in ESCAPE.finditer(text) if found[1] is not None]
    shrunk = [start - 2 * count for count, start in enumerate(pairs)]
    return lambda at: at + 2 * bisect_left(shrunk, at)


class _Walk:
    """The parser's events as parts, or passed over."""

    def __init__(self, next_event: Callable[[], Any], place: Callable[[int], int]) -> None:
        self._next, self._place = next_event, place
        self._end = 0  # of the mapping that ended last
        self.used: dict[str, int] = {}

    def _at(self, mark: Any) -> int:
        return self._place(mark.index)

    def _use(self, alias: Any) -> None:
        self.used.setdefault(alias.anchor, self._at(alias.start_mark))

    def root(self, names: Collection[str]) -> tuple[list[Part], dict[str, Part]]:
        """The mappings that hold the jobs, the outermost first, and the wanted jobs."""
        while type(event := self._next()) is not yaml.MappingStartEvent:
            pass
        root, jobs = self._part(event), {}
        around = [root]
        for key, (event, _) in self._pairs():
            if key == "jobs":
                around.append(self._part(event))
                if type(event) is yaml.MappingStartEvent:
                    jobs = self._wanted(names)
            else:
                self._pass(event)
        return around, jobs

    def _wanted(self, names: Collection[str]) -> dict[str, Part]:
        found = {}
        for name, (event, _) in self._pairs():
            if name in names:
                found[name] = self._whole(event)
            else:
                self._pass(event)
        return found

    def _pairs(self) -> Iterator[tuple[str, tuple[Any, Part]]]:
        """Each key of the mapping that has begun, with the event that its value begins with."""
        while type(event := self._next()) is not yaml.MappingEndEvent:
            key = self._part(event)
            yield event.value, (self._next(), key)
        self._end = self._at(event.end_mark)

    def _whole(self, event: Any) -> Part:
        """A part with all that is in it. Its depth is known to be small."""
        part = self._part(event)
        if type(event) is yaml.MappingStartEvent:
            for key, (inner, place) in self._pairs():
                part.entries[key] = (place, self._whole(inner))
            part.end = self._end
        elif type(event) is yaml.SequenceStartEvent:
            while type(inner := self._next()) is not yaml.SequenceEndEvent:
                part.items.append(self._whole(inner))
            part.end = self._at(inner.end_mark)
        return part

    def _part(self, event: Any) -> Part:
        start, end = self._at(event.start_mark), self._at(event.end_mark)
        if type(event) is yaml.AliasEvent:
            self._use(event)
            return Part(start=start, end=end, style="*")
        if type(event) is yaml.ScalarEvent:
            style = event.style or ""
        else:
            style = "flow" if event.flow_style else "block"
        return Part(start=start, end=end, style=style, anchor=event.anchor)

    def _pass(self, event: Any) -> None:
        """Go to the end of what begins with this event; only its aliases are noted."""
        depth = 0
        while True:
            kind = type(event)
            if kind is yaml.AliasEvent:
                self._use(event)
            depth += kind in (yaml.MappingStartEvent, yaml.SequenceStartEvent)
            depth -= kind in (yaml.MappingEndEvent, yaml.SequenceEndEvent)
            if not depth:
                return
            event = self._next()
