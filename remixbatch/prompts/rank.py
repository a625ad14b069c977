"""Where a change belongs in a chain: what all else is seen in comes first, what covers the picture last.

A remix keeps what it is not asked about, and keeps it best where later steps disturb it least: a figure that
is added to a day looks wrong at night, a picture that was made a painting takes a new camera badly.
"""

from collections.abc import Sequence
from functools import cache
from typing import Literal

from remixbatch.prompts.cover import struck
from remixbatch.prompts.lexicon import Lexicon
from remixbatch.prompts.plain import SOLID

Rank = Literal["scene", "content", "camera", "grade", "style", "sound"]
ORDER: tuple[Rank, ...] = ("scene", "content", "camera", "grade", "style", "sound")

# The lists of each rank: its own, and those that reading has for the like. Asked in this order: "an anime look
# with warm light" is a style, "night, in cold light" a scene.
_LISTS: dict[Rank, tuple[str, ...]] = {
    "sound": ("order_sound", "sound"),
    "style": ("order_style", "styles", "style"),
    "camera": ("order_camera", "cameras", "camera"),
    "scene": ("order_scene", "times", "time", "weather", "seasons", "season"),
    "grade": ("order_grade",),
}
_GEAR = frozenset(("camera", "lens", "drone", "tripod", "view"))  # things, where they are added
_CALLED = frozenset(
    ("style", "look", "aesthetic", "animation", "stil", "ästhetik", "estilo", "estética", "aspecto")
)
_LONGEST = 4  # words of a phrase in the lists


@cache
def _known(lexicon: Lexicon) -> dict[str, Rank]:
    """Every entry with its rank: where several have it, that of a list of ranks, then the one asked for first."""
    ranked = [(rank, name) for rank, names in _LISTS.items() for name in names]
    ranked.sort(key=lambda each: not each[1].startswith("order_"))  # the lists made for this, first
    return {entry: rank for rank, name in reversed(ranked) for entry in lexicon.entries(name)}


def phrases(words: Sequence[str], lexicon: Lexicon) -> list[tuple[str, Rank]]:
    """What of the words puts a change somewhere, with where; at each place the longest that is known."""
    known = _known(lexicon)
    if lexicon.language in SOLID:
        text = "".join(words)
        found = [entry for entry in known if entry in text]
        whole = [one for one in found if not any(one != other and one in other for other in found)]
        return [(entry, known[entry]) for entry in sorted(whole, key=text.index)]
    listed, at = [], 0
    words = [part for word in words for part in ([word] if word in known else word.split("-"))]
    while at < len(words):
        ends = range(min(len(words), at + _LONGEST), at, -1)
        end = next((end for end in ends if " ".join(words[at:end]) in known), at)
        if end > at:
            entry = " ".join(words[at:end])
            listed.append((entry, known[entry]))
        at = max(end, at + 1)
    return listed


def rank(words: Sequence[str], lexicon: Lexicon) -> Rank:
    """The rank of one change whose words, in lower case, are given."""
    news = told(words, lexicon)
    adds = is_addition(words, lexicon)
    found = {
        rank
        for entry, rank in phrases(news if adds else words, lexicon)
        if entry not in _GEAR or not adds
    }
    if "style" in found and not _is_look(words, news, lexicon):
        found.discard("style")  # a drawing on the wall, not the look of the whole
    for each in _LISTS:
        if each in found:
            return each
    is_place = news[-1:] and news[-1] in places(lexicon)
    return "scene" if is_place and not adds else "content"


def places(lexicon: Lexicon) -> frozenset[str]:
    return lexicon.words("order_place") | lexicon.words("places") | lexicon.words("place")


def _is_look(words: Sequence[str], news: Sequence[str], lexicon: Lexicon) -> bool:
    """Whether a word of style is said of the picture: it is what becomes of it, or called a style or look."""
    if not _CALLED.isdisjoint(words) or lexicon.language in SOLID:
        return True
    return not is_addition(words, lexicon) and any(
        each == "style" for _, each in phrases(news, lexicon)
    )


def is_addition(words: Sequence[str], lexicon: Lexicon) -> bool:
    """Whether the first object of the verb is what it is about: `add`, `remove`, `give` …"""
    return words[:1] != [] and words[0] in lexicon.words("name_adders")


def told(words: Sequence[str], lexicon: Lexicon) -> list[str]:
    """The words that say what is new: behind `to`, `into`, `with` …, or else the object of the verb."""
    if lexicon.language in SOLID:
        return list(words)
    words = [word for word in words if word[:1].isalnum()]
    values, ends = lexicon.words("name_values"), lexicon.words("name_ends")
    adds = is_addition(words, lexicon)
    marks = [at for at, word in enumerate(words) if at > 0 and word in values and not adds]
    begin = marks[0] + 1 if marks else 1
    skipped = ends | struck(lexicon)
    while begin < len(words) and words[begin] in skipped:
        begin += 1
    stops = ends | values if adds else ends
    end = begin
    while end < len(words) and words[end] not in stops:
        end += 1
    chunk = words[begin:end]
    known = {word for entry, _ in phrases(chunk, lexicon) for word in entry.split(" ")}
    while len(chunk) > 1 and chunk[-1].endswith("ing") and chunk[-1] not in known:
        chunk.pop()  # `a dragon flying` is told by the dragon
    return chunk
