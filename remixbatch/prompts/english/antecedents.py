"""What `it` and `them` of a part speak of, where the change before names one thing and no other.

"Make the sofa leather. Hang a mirror above it." Each part is asked for by itself, so the second has to say which.
"""

from collections.abc import Mapping

from remixbatch.prompts.english import tag
from remixbatch.prompts.english.clause import Clause
from remixbatch.prompts.english.line import Line
from remixbatch.prompts.english.topics import head_of
from remixbatch.prompts.english.wording import Wording

_LEADS = tag.DETERMINER | tag.POSSESSIVE | tag.ARTICLE
_STATE = tag.ATTRIBUTE | tag.COMPARATIVE | tag.ADJECTIVE | tag.TIME | tag.WEATHER | tag.STYLE
_SOLID = tag.THING | tag.PLACE | tag.CLOTHES | tag.PLANT | tag.FOOD | tag.VEHICLE
_ENDS = tag.COMMA | tag.WITH | tag.OWNER | tag.COPULA | tag.MODAL | tag.BECOME
_BECOMING = frozenset({"replace", "change", "recolor", "restyle"})
_LINKS = frozenset({"into", "to", "for", "with", "by"})
_ONE, _MANY = frozenset({"it", "its"}), frozenset({"them", "their"})
POINTING = _ONE | _MANY
_OWN = frozenset({"its", "their"})
_SECOND = 2
_OF_THINGS = tag.COLOR | tag.SIZE | tag.AGE | tag.MATERIAL
_BORNE = tag.BODY | tag.CLOTHES | tag.PART
# Behind these, a pronoun speaks of what the part itself names.
_CLAUSES = frozenset({"so", "that", "which", "who", "when", "while", "until", "as", "because"})
_TAILS = frozenset({"too", "also", "instead"})


def spoken_out(text: str, line: Line, before: Clause, now: Clause, words: Wording) -> str:
    """A part with the thing in place of its pronoun; as it is where it has none, or that is not told for sure."""
    own = slice(now.start, now.ranges[-1][1])
    if before.operation == "remove" or POINTING.isdisjoint(line.words[own]):
        return text
    parts = text.split(" ")
    known = dict(zip(line.words[own], line.tags[own], strict=True))
    at = _dangling(known, parts)
    thing = _thing(line, before, words) if at else ""
    said = parts[at].lower()
    many = thing.endswith("s") and not thing.endswith("ss")
    if not thing or said not in (_MANY if many else _ONE):
        return text
    owner = "'" if many else "'s"
    parts[at] = thing + (owner if said in _OWN else "")
    return " ".join(parts)


def _dangling(known: Mapping[str, int], parts: list[str]) -> int:
    """Where a part points at another: "turn *its* water", "make *it* red", "above *it*"; 0 if nowhere."""
    words = [part.lower() for part in parts]
    if len(words) < 3 or not _CLAUSES.isdisjoint(words):
        return 0
    last = len(words) - (2 if words[-1] in _TAILS else 1)
    thingly = known.get(words[last], 0) & _OF_THINGS
    if words[1] in _MANY | _OWN or (words[1] == "it" and thingly and last == _SECOND):
        return 1
    if words[last - 1] in _OWN and not thingly and known.get(words[last], 0) & _BORNE:
        return 0  # "an otter floating on its back"
    at = last - (words[last - 1] in _OWN and bool(known.get(words[last - 2], 0) & tag.PREPOSITION))
    return at if at > 1 and words[at] in POINTING else 0


def _thing(line: Line, before: Clause, words: Wording) -> str:
    """The one thing that a change names, or leaves, as one calls it afterwards; empty if there are several."""
    if before.why == "attribute" and before.source is not None:
        before = before.source
    tags, (start, end) = line.tags, before.ranges[0]
    leads = [at for at in range(start, end) if tags[at] & _LEADS and not tags[at] & tag.PRONOUN]
    verb = before.verb
    if verb is not None and verb.kind in _BECOMING and leads:
        link = next((at for at in range(leads[0] + 2, end - 1) if line.words[at] in _LINKS), None)
        if link is not None and not tags[end - 1] & _STATE:
            leads = [link + 1]  # "turn the aisle into a catwalk"
    named = len(leads) == 1 and len(before.ranges) == 1
    if not named or (verb is None and leads[0] > start + bool(tags[start] & tag.WANT)):
        return ""
    first = leads[0]
    led = bool(tags[first] & _LEADS)
    head = _head(line, before, first)
    if head < first + led or tags[head] & tag.PEOPLE or tags[first] & tag.AMOUNT:
        return ""
    if tags[first] & tag.DEFINITE:
        return words.said(first, head + 1)
    return "the " + words.said(first + led, head + 1)


def _head(line: Line, before: Clause, first: int) -> int:
    """The place of the head of the thing that begins somewhere in a change; before that where there is none."""
    tags, verb = line.tags, before.verb
    end = before.ranges[0][1]
    end = next((at for at in range(first + 1, end) if tags[at] & _ENDS), end)
    if verb is not None and tags[end - 1] & _STATE:
        end -= "state" in verb.flags and end > first + 2  # "make the elevator glass"
    elif verb is not None and "cause" in verb.flags:
        acts = [at for at in range(first + 2, end) if tags[at] & tag.ACT]
        end = acts[-1] if acts else first
    if end <= first:
        return -1
    head = head_of(line, first, end)
    while head > first and tags[head] & _STATE and not tags[head] & _SOLID:
        head -= 1
    return head
