"""RMX302 of two states that are opposites: `empty and full of people`, `make it night … make it noon`."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from remixbatch.prompts.finding import Finding, finding
from remixbatch.prompts.late import lazy
from remixbatch.prompts.lexicon import Lexicon
from remixbatch.prompts.plain import Plain, Span
from remixbatch.prompts.reading import STRUCK, Reading, Segment
from remixbatch.prompts.rules.between import ANDS, compared, less_to, of_others, unlinked
from remixbatch.prompts.rules.opposites import ANYWHERE, SCENE, THING, Opposites, Side, meeting
from remixbatch.prompts.rules.taken_up import OF_PEOPLE, TakenUp
from remixbatch.prompts.rules.things import (
    HINT,
    Things,
    are_forms,
    demands,
    holds,
    is_remark,
    quoted,
    with_words,
    words_in,
    words_of,
)
from remixbatch.prompts.rules.undone import stated_again

_CROWDS = frozenset((*OF_PEOPLE, "crowd", "audience", "people", "everyone", "his"))
_PLACES = (
    *("left right", "near far", "foreground background", "inside outside"),
    *("drinnen draußen", "innen außen", "links rechts", "dentro fuera"),
)
_APART = tuple(set(both.split()) for both in _PLACES)
_NOT = frozenset(("longer", "not", "never", "neither", "shouldn't", "mustn't", "don't", "isn't"))
_NEAR = 4  # words before a state in which it is denied
_WEARING = frozenset(("in", "with", "wearing"))
_REPLACED = frozenset(("replace", "swap", "trade", "exchange", "substitute", "replacing"))
_UNTRUE = _NOT | _REPLACED | {"almost", "nearly"}
_OF_ANOTHER = lazy("[な的](?!.?[色画映世场場シ])")
_WHOLE_TIME = frozenset({"start", "beginning"})
LINKS = frozenset({"into", "replace", "swap", "turns", "turning"})
_ALL_OF_IT = frozenset({"whole", "entire", "complete", "full"})


class Opposed:
    """`empty and full of people`, `make it night … make it noon`."""

    def __init__(self, lexicon: Lexicon, things: Things, opposites: Opposites) -> None:
        self._things = things
        self._scopes = opposites.scopes
        self._between = lexicon.words("rules/between")
        self._leads = lexicon.words("prepositions")
        self._articles = lexicon.words("rules/det")
        self._both = lexicon.words("rules/both")
        self._after = lexicon.words("rules/after")
        self._whole = lexicon.words("rules/whole")
        self._turns = lexicon.words("rules/turns")
        self._keeping = lexicon.words("rules/keeping")
        self._partly = lexicon.words("rules/partly")
        self._joints = lexicon.words("rules/joints")
        self._pronouns = lexicon.words("rules/pronouns")
        self._taken_up = TakenUp(lexicon)
        self._never = lexicon.words("rules/keep_never") | lexicon.words("without")
        self._people = lexicon.words("people") | lexicon.words("rules/people_words")
        self._solid = things.solid
        self._inflected = lexicon.language in ("es", "de")
        self._every = lexicon.words("rules/every")
        self._no_modifiers = (
            self._leads | self._pronouns | ANDS | lexicon.words("rules/the") | {","}
        )

    def found(self, reading: Reading, plain: Plain, sides: Sequence[Side]) -> Iterator[Finding]:
        for one, other in meeting(sides):
            first, second = plain.places(one.start, one.end), plain.places(other.start, other.end)
            if self._scopes[one.pair] == ANYWHERE and self._is_elsewhere(plain, one, other):
                continue
            before = plain.words[max(0, one.start - _NEAR) : one.start]
            if not _UNTRUE.isdisjoint(before) or plain.words[one.end : one.end + 1] == ["now"]:
                continue  # `no longer closed but open`, `replace the static shot with a dolly`
            if of_others(before, plain.words[one.end : other.start]):
                continue
            adjacent = self._adjacent(plain, one, other)
            if (adjacent and not is_remark(reading, first, second)) or (
                not self._turn(reading, plain, one, other)
                and (
                    self._meanwhile(plain, one, other)
                    or self._of_one(reading, one.pair, first, second)
                )
            ):
                said = f"{quoted(reading, first)} and {quoted(reading, second)}"
                yield finding("RMX302", (first[0], second[1]), f"asks for both {said}", HINT)

    def _adjacent(self, plain: Plain, one: Side, other: Side) -> bool:
        """Nothing stands between them that one of them alone could be said of, nor behind them."""
        if plain.solid:
            elsewhere = _OF_ANOTHER.match(plain.text, other.end)  # "カラフルな風船"
            return elsewhere is None and plain.text[one.end : other.start] in self._between
        between = self._unled(compared(plain.words[one.end : other.start]))
        if " ".join(plain.words[one.start : other.end]) in self._both:
            return False
        if not all(word in self._between or self._says_how(word) for word in less_to(between)):
            return False
        if len(between) < 2 and self._articles.issuperset(between):
            # `low angle from above`; `the clear sky overcast`, `the wide shot a close-up` are changes
            scope, first = self._scopes[one.pair], plain.words[other.start]
            return not between and scope != THING and first in self._leads
        after = plain.words[other.end : other.end + 1]
        always = plain.words[other.end + 1 : other.end + 2]
        if self._scopes[one.pair] == ANYWHERE or (always and always[0] in _ALL_OF_IT):
            return True  # "…, staying afloat the entire time"
        joined = not ANDS.isdisjoint(between)
        return not after or after[0] in self._after or (joined and self._says_how(after[0]))

    def _unled(self, words: Sequence[str]) -> Sequence[str]:
        """`barefoot in red cowboy boots`: less what only says which boots."""
        led, rest = words[:1], words[1:]
        other = rest and not self._no_modifiers.isdisjoint(rest)
        return led if led and led[0] in _WEARING and len(rest) <= _NEAR and not other else words

    def _is_elsewhere(self, plain: Plain, one: Side, other: Side) -> bool:
        """`no one on the left, crowds on the right`; `deserted, with a crowded café behind it`."""
        words = plain.words
        if plain.solid or any(map(frozenset(words).issuperset, _APART)):
            return not plain.solid
        named_by = words[one.end : one.end + 1]
        if words[one.start - 1 : one.start] == ["the"] and named_by[0] not in self._between:
            return True  # `the deafening crowd` falls silent
        if {"but", "except"}.intersection(named_by) and words[one.end + 1] in self._articles:
            return True  # `mute everything but the narrator`
        after = words[other.end : other.end + 1]
        named = other.end - other.start == 1 and words[other.start].endswith(("ing", "ed"))
        led = words[other.start - 1] in self._articles and words[other.start - 1] != "all"
        return named and led and bool(after) and after[0].isalpha() and after[0] not in self._after

    def _says_how(self, word: str) -> bool:
        return len(word) > 4 and word.endswith("ly") and word not in self._partly

    def _meanwhile(self, plain: Plain, one: Side, other: Side) -> bool:
        """`freeze the dancers while they spin`: the second is said of the first by a pronoun."""
        between = plain.words[one.end : other.start]
        scope = self._scopes[one.pair]
        if scope != THING or plain.solid or "." in between:
            return False
        known = [word for word in between if word in self._people and not word.endswith("s")]
        return any(
            joint in self._joints
            and said in self._pronouns
            and not (said in OF_PEOPLE and _CROWDS.issuperset(known))
            for joint, said in pairwise(between[-5:])
        )

    def _turn(self, reading: Reading, plain: Plain, one: Side, other: Side) -> bool:
        """Whether one becomes the other: from, into, instead, until."""
        if plain.solid:
            text = plain.text
            around = (text[max(0, one.start - 2) : one.start], text[one.end : other.start + 2])
            return any(word in part for word in self._turns for part in around)
        words = plain.words
        between = words[one.end : other.start]
        between = unlinked(between, self._articles) if self._inflected else between
        around_words = words[max(0, one.start - 3) : one.start] + between
        after = words[other.end : other.end + 2]
        if after[-1:] and after[-1] in _WHOLE_TIME:
            after = []  # `from start to finish`
        told = self._turns.intersection(around_words + after)
        at = plain.places(one.start, one.end)  # `it stays live action; turn it into a cartoon`
        stays = told <= LINKS and any(holds(each, at) for each in self._kept(reading))
        return bool(told) and not stays

    def _of_one(self, reading: Reading, pair: int, first: Span, second: Span) -> bool:
        """Each in a demand of its own, about the same thing; or in one, where it does not matter."""
        scope = self._scopes[pair]
        kept = reading.segments if scope == ANYWHERE else self._kept(reading)
        asked = [*demands(reading), *kept]
        one = next((each for each in asked if holds(each, first)), None)
        other = next((each for each in asked if holds(each, second)), None)
        if one is None or other is None:
            return scope == ANYWHERE and not self._struck(reading, first, second)
        if scope == ANYWHERE:
            return one is not other or not self._changes(reading, one, first, second)
        if one is other or not (self._is_about(one) and self._is_about(other)):
            return one is other and self._solid and stated_again(reading.prompt, first, second)
        if scope == SCENE:
            return self._is_whole(reading, one, first) and self._is_whole(reading, other, second)
        same = self._name(reading, one, first)
        again = self._name(reading, other, second)
        alike = same == again or (self._inflected and are_forms(same, again))
        owner = self._things.property_of(again)[0]
        if one.start < other.start and owner and same.endswith(owner):
            return "'s" in again  # the whole car, and the car's bodywork
        later = one.start < other.start and bool(same)
        side = words_in(reading, *second)
        who = other.target.partition(" ")[0]
        if one.kind == "preserve" and not same and who in ("it", *OF_PEOPLE):
            alike = self._taken_up.is_whose(words_of(reading, one), other, side)
        return alike or (later and self._taken_up.is_it(same, again, other, side))

    def _struck(self, reading: Reading, first: Span, second: Span) -> bool:
        """Whether one of them only says which is meant, or what is to stay away."""
        said = [
            each
            for each in reading.segments
            if each.kind in STRUCK and not (each.kind == "preserve" and self._stands(reading, each))
        ]
        return any(holds(each, span) for each in said for span in (first, second))

    def _stands(self, reading: Reading, segment: Segment) -> bool:
        """`lock the camera off`: a state, and not what is to stay away."""
        return not self._solid and self._never.isdisjoint(words_of(reading, segment)[:3])

    def _changes(self, reading: Reading, segment: Segment, first: Span, second: Span) -> bool:
        """`turn the clear sky overcast`: the one is what is there, the other what it becomes."""
        if self._solid:
            low, high = (reading.prompt[start:end].lower() for start, end in (first, second))
            return low in segment.target and high in segment.value
        old, new = set(words_in(reading, *first)), set(words_in(reading, *second))
        return old.issubset(segment.target.split()) and new.issubset(segment.value.split())

    def _kept(self, reading: Reading) -> list[Segment]:
        """What is to stay as it is said, such as `keep it dark`; not what is not to be done."""
        return [
            each
            for each in reading.segments
            if each.kind == "preserve" and self._things.hears(self._keeping, reading, each)
        ]

    def _is_about(self, segment: Segment) -> bool:
        """Whether a thing is named; what stays has no target where no blanks tell it from the rest."""
        return bool(segment.target) or (self._things.solid and segment.kind == "preserve")

    def _is_whole(self, reading: Reading, segment: Segment, side: Span) -> bool:
        if segment.kind != "preserve":
            named = self._things.of(segment.target)
            return not self._whole.isdisjoint((segment.target, named, _all_of(named)))
        name = _all_of(self._things.of(self._name(reading, segment, side)))
        if self._things.solid:
            name = name.replace(reading.prompt[side[0] : side[1]].lower(), "")
        return not name or name in self._whole

    def _name(self, reading: Reading, segment: Segment, side: Span = (0, 0)) -> str:
        """What a segment is about, without the words of a side that stands in it."""
        if segment.kind != "preserve":
            named = self._things.of(segment.target).removeprefix("その")
            return self._bare(named, set(words_in(reading, *side))) if self._inflected else named
        kept = self._things.kept(reading, with_words(reading, segment))[0]
        if self._solid:
            return kept.replace(reading.prompt[side[0] : side[1]].lower(), "") if side[1] else kept
        state = set(words_in(reading, *side))
        return " ".join(word for word in kept.split() if word not in state)

    def _bare(self, named: str, state: set[str]) -> str:
        """jede Lampe leuchten: Lampe."""
        return " ".join(
            word for word in named.split() if word not in state and word not in self._every
        )


def _all_of(name: str) -> str:
    """`whole clip`: clip; `whole`: nothing, where `thing` is no word of what stays."""
    first, _, rest = name.partition(" ")
    return rest if first in _ALL_OF_IT else name
