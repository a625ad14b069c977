"""What a phrase is about, and which phrases together make one change.

A facet is the name of the list that the head of a phrase is in: style, time, weather, person …
"""

from collections.abc import Iterable, Sequence

from remixbatch.prompts.solid.cut import Cut

# The facets that name a whole, so that a bare phrase asks for it: "night", "anime style", "close-up".
WHOLE = frozenset(("style", "time", "weather", "season", "place", "camera", "sound", "speed"))
BARE = WHOLE - {"place"}  # of these, what is a change of its own beside a full edit
THINGS = frozenset(
    ("person", "animal", "vehicle", "clothes", "body", "plant", "effect", "text", "thing")
)
LIVELY = frozenset(("person", "animal", "vehicle"))  # what acts
FACETS = WHOLE | THINGS | {"light", "color"}
ATTRIBUTES = frozenset(
    ("adj-size", "adj-light", "adj-age", "adj-speed", "adj-mood", "adj-matter", "color")
)
_PROPERTIES = frozenset(("adj-size", "adj-age", "adj-speed", "color"))
# Facet -> what describes it when named beside it: a style has its light and colours, rain its mist.
_TRAITS = {
    "style": {"color", "light", "effect", "text", "body", "thing", "plant"},
    "time": {"light", "color"},
    "light": {"color", "time", "effect"},
    "color": {"light"},
    "weather": {"light", "effect", "plant"},
    "season": {"weather", "light", "color", "plant", "effect"},
    "place": {"weather", "season", "light", "plant", "effect", "thing", "color"},
    "camera": {"speed", "effect"},
    "speed": {"camera", "effect", "weather"},
    "effect": {"light", "color", "weather"},
}
# Things of one group make one set: an outfit, a flock.
_GROUPS = {
    "person": "living",
    "animal": "living",
    "clothes": "outfit",
    "body": "outfit",
    "weather": "sky",
    "effect": "sky",
    "light": "sky",
    "season": "sky",
    "time": "hour",
    "vehicle": "vehicle",
    "sound": "sound",
    "camera": "camera",
    "speed": "camera",
    "style": "style",
    "plant": "prop",
    "thing": "prop",
    "text": "text",
}


def describes(trait: str | None, facet: str | None) -> bool:
    """Whether a phrase about `trait`, beside one about `facet`, says how that one looks."""
    return trait == facet or trait in _TRAITS.get(facet or "", ())


def attributes_apart(one: str, other: str) -> bool:
    """Whether two properties of one thing are two to the crew: its size and its colour."""
    return one != other and one in _PROPERTIES and other in _PROPERTIES


def akin(one: str | None, other: str | None) -> bool:
    """Whether either of two phrases may say how the other looks."""
    return describes(one, other) or describes(other, one)


def apart(one: str | None, other: str | None) -> bool:
    """Whether two values in one list are two changes: winter and night."""
    return one in WHOLE and other in WHOLE and not akin(one, other)


def unlike(one: str | None, other: str | None) -> bool:
    """Whether two things that are added together are two additions. Not known: they are one."""
    group, beside = _GROUPS.get(one or ""), _GROUPS.get(other or "")
    return group is not None and beside is not None and group != beside


def head(cuts: Sequence[Cut], start: int, end: int) -> str | None:
    """The facet of the last known noun between two places: a phrase ends in its head."""
    for name, first, last in reversed(cuts):
        if last <= end and first >= start and name in FACETS:
            return name
    return None


def has(cuts: Iterable[Cut], *lists: str) -> bool:
    """Whether a word of these lists is among some."""
    for cut in cuts:  # noqa: SIM110 - any() takes twice as long, and this runs some ten times a prompt
        if cut[0] in lists:
            return True
    return False
