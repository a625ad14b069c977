"""What a nominal phrase is about, and which phrases together make one change.

A facet is the name of the list that the head of a phrase is in: style, time, weather, person …
"""

# The facets that name a whole, so that a bare phrase asks for it: "night", "anime style", "close-up".
WHOLE = frozenset(("style", "time", "weather", "season", "place", "camera", "sound", "speed"))
THINGS = frozenset(
    ("person", "animal", "vehicle", "clothes", "body", "plant", "effect", "text", "thing")
)
LIVELY = frozenset(("person", "animal", "vehicle"))
FACETS = WHOLE | THINGS | {"light", "color"}
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
    "sound": set(),
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


def unlike(one: str | None, other: str | None) -> bool:
    """Whether two things that are added together are two additions. Not known: they are one."""
    group, beside = _GROUPS.get(one or ""), _GROUPS.get(other or "")
    return group is not None and beside is not None and group != beside
