"""Aliases: what a service that is sent addresses calls the source of a video in its list.

It signs its addresses anew whenever it is asked, so they are compared with what was sent without query and fragment.
Where one such address is that of two videos, they differ in what was left out, and it names neither.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from remixbatch.address import bare
from remixbatch.events import Sighting
from remixbatch.take import Take

Aliases = Mapping[str, str]
"""Bare address -> the identity that it was sent for."""


def aliases_of(takes: Iterable[Take], origin: str) -> Aliases:
    """Of all takes that one service was asked for."""
    asked = [take for take in takes if take.origin == origin]
    whose: dict[str, set[str]] = {}
    for take in asked:
        if take.address is not None:
            whose.setdefault(take.address, set()).add(take.parent)
    for take in asked if whose else ():
        for address, identity in (
            (take.links.get("result", ""), str(take.id)),
            (take.parent, take.parent),
        ):
            if (known := bare(address)) in whose:
                whose[str(known)].add(identity)
    return {address: min(names) for address, names in whose.items() if len(names) == 1}


def identity_of(told: str | None, aliases: Aliases) -> str | None:
    """What a service calls a source, by the name that it has here; as it is where that is not known."""
    return aliases.get(bare(told) or "", told) if told and aliases else told


def named(videos: Iterable[Sighting], aliases: Aliases) -> Sequence[Sighting]:
    """What a list shows, each source by the name that it has here."""
    return [replace(video, parent=identity_of(video.parent, aliases)) for video in videos]
