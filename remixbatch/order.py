"""Names in an order where what they wait for comes first. `above` says what each waits for.

Nothing recurses: a chain of 20,000 is as good as one of two.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from heapq import heapify, heappop, heappush


def order(above: Mapping[str, Sequence[str]]) -> tuple[list[str], frozenset[str]]:
    """The names, as far as may be in the order given; and those that wait for each other for ever."""
    below = grouped((name, each) for each, names in above.items() for name in names)
    position = {name: index for index, name in enumerate(above)}
    waits = {name: len(names) for name, names in above.items()}
    ready = [(position[name], name) for name, count in waits.items() if not count]
    heapify(ready)
    found = []
    while ready:
        _, name = heappop(ready)
        found.append(name)
        del waits[name]
        for each in below.get(name, ()):
            waits[each] -= 1
            if not waits[each]:
                heappush(ready, (position[each], each))
    return found, frozenset(waits)


def cycles(waiting: Collection[str], above: Mapping[str, Sequence[str]]) -> Iterator[list[str]]:
    """A cycle that each of the waiting names leads to, each cycle once, in the order of `above`."""
    seen: set[str] = set()
    for start in above:
        trail: dict[str, int] = {}
        name = start
        while name in waiting and name not in seen:
            seen.add(name)
            trail[name] = len(trail)
            name = next(each for each in above[name] if each in waiting)
        if name in trail:
            yield list(trail)[trail[name] :]


def heights(names: Sequence[str], above: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """How many names the longest path below each has, itself included; `names` in order."""
    found = dict.fromkeys(names, 1)
    for name in reversed(names):
        for each in above[name]:
            found[each] = max(found[each], found[name] + 1)
    return found


def grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """All second names of each first one, once."""
    groups: dict[str, dict[str, None]] = {}
    for key, value in pairs:
        groups.setdefault(key, {})[value] = None
    return {key: tuple(values) for key, values in groups.items()}
