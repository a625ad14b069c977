"""RMX302 contradiction: two demands that cannot both hold, or a demand against what the prompt itself keeps."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, pairwise

from remixbatch.prompts.finding import Finding, finding
from remixbatch.prompts.lexicon import Lexicon
from remixbatch.prompts.plain import Plain, Span
from remixbatch.prompts.reading import STRUCK, Reading, Segment
from remixbatch.prompts.rules.absent import Absent
from remixbatch.prompts.rules.afterwards import Afterwards
from remixbatch.prompts.rules.barred import Barred
from remixbatch.prompts.rules.between import ANDS, compared, less_to, of_others, unlinked
from remixbatch.prompts.rules.emptied import Emptied
from remixbatch.prompts.rules.extremes import Extremes
from remixbatch.prompts.rules.gone import Gone
from remixbatch.prompts.rules.kept import Kept
from remixbatch.prompts.rules.leaving import Leaving
from remixbatch.prompts.rules.opposites import ANYWHERE, SCENE, THING, Opposites, Side, meeting
from remixbatch.prompts.rules.patterns import Patterns
from remixbatch.prompts.rules.still import Still
from remixbatch.prompts.rules.taken_up import OF_PEOPLE, TakenUp
from remixbatch.prompts.rules.things import (
    HINT,
    Things,
    are_forms,
    demands,
    holds,
    is_remark,
    joined,
    quoted,
    singular,
    words_in,
    words_of,
)
from remixbatch.prompts.rules.undone import Undone, stated_again
from remixbatch.prompts.rules.within import Within

_CROWDS = frozenset((*OF_PEOPLE, "crowd", "audience", "people", "everyone", "his"))
MOST_WORDS, MOST_SEGMENTS = 400, 40  # of a prompt: looked through, compared with each other
MOST_WORDS_OF_THINGS = 3  # what a thing becomes, where it is said for sure
_TURNED = ("change", "replace")
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
_OF_ANOTHER = re.compile("[な的](?!.?[色画映世场場シ])")
_WHOLE_TIME = frozenset({"start", "beginning"})
_LINKS = frozenset({"into", "replace", "swap", "turns", "turning"})
_ALL_OF_IT = frozenset({"whole", "entire", "complete", "full"})


class Contradiction:
    """RMX302 in one language: at most one finding, the first that is sure."""

    def __init__(self, lexicon: Lexicon, patterns: Patterns, opposites: Opposites) -> None:
        self._patterns = patterns
        things = self._things = Things(lexicon)
        self._whole = lexicon.words("rules/whole")
        self._turns = lexicon.words("rules/turns") - _LINKS
        self._every = lexicon.words("rules/every") if lexicon.language == "en" else frozenset()
        self._it = lexicon.words("rules/it") if lexicon.language in ("es", "de") else frozenset()
        self._opposites = opposites
        self._opposed = _Opposed(lexicon, things, self._opposites)
        self._gone = Gone(lexicon, things)
        self._kept = Kept(lexicon, things)
        self._leaving = Leaving(lexicon)
        self._barred = Barred(lexicon)
        self._within = Within(lexicon)
        self._still = Still(lexicon)
        self._absent = Absent(lexicon, things)
        self._extremes = Extremes(lexicon, self._opposites)
        rules = Emptied(lexicon), Undone(lexicon, things), Afterwards(lexicon, things)
        self._of_demands = [rule for rule in rules if rule.speaks]

    def found(self, reading: Reading, plain: Plain) -> Iterable[Finding]:
        sides = () if len(plain.words) > MOST_WORDS else self._opposites.sides(plain)
        if (
            len(reading.segments) < 2
            and not sides
            and not self._within.may_be(plain)
            and not self._still.may_be(plain)
            and "clash" not in self._patterns.called(plain)
        ):
            return ()
        return islice(self._found(reading, plain, sides), 1)

    def _found(self, reading: Reading, plain: Plain, sides: Sequence[Side]) -> Iterator[Finding]:
        for hit in self._patterns.found("clash", plain):
            span = plain.span(hit.start, hit.end)
            message = f"{quoted(reading, span)} asks for a thing and its opposite"
            yield finding("RMX302", span, message, HINT)
        if len(plain.words) > MOST_WORDS:
            return
        if sides:
            first = self._opposites.first_extreme
            states = [side for side in sides if side.pair < first]
            yield from self._opposed.found(reading, plain, states)
            yield from self._extremes.found(
                reading, plain, [side for side in sides if side.pair >= first]
            )
        if self._still.may_be(plain):
            yield from self._still.found(reading, plain)
        if len(reading.segments) > MOST_SEGMENTS:
            return
        if self._within.may_be(plain):
            yield from self._against_inside(reading)
        if len(reading.segments) > 1:
            yield from self._between_segments(reading, plain)

    def _against_inside(self, reading: Reading) -> Iterator[Finding]:
        for kept, asked in (*self._within.found(reading), *self._within.behind(reading)):
            yield from self._kept.found(reading, kept, asked)
            yield from self._gone.filled(reading, kept, [asked])

    def _between_segments(self, reading: Reading, plain: Plain) -> Iterator[Finding]:
        demanded = demands(reading)
        yield from self._two_states(reading)
        if len([each for each in demanded if each.verb in _TURNED]) > 1:
            yield from self._two_things(reading, plain)
        yield from self._gone.found(reading, plain, demanded)
        for rule in self._of_demands:
            yield from rule.found(reading, demanded)
        if self._absent.may_be(plain):
            yield from self._absent.found(reading, plain, demanded)
        for each in reading.segments:
            if each.kind == "preserve":
                said = self._within.whole(reading, each)
                for asked in demanded:
                    yield from self._kept.found(reading, each, asked, said)
                    yield from self._leaving.found(reading, each, asked)
                    yield from self._barred.found(reading, each, asked)

    def _two_states(self, reading: Reading) -> Iterator[Finding]:
        """Make the car red. Make the car blue."""
        asked = [each for each in reading.segments if each.value and each.target]
        if len(asked) < 2:
            return
        told: dict[str, tuple[str, Segment]] = {}
        for each in asked:
            thing, state = self._things.state_of(each)
            if thing and not self._every.isdisjoint(each.target.split()[:1]):
                thing = f"{singular(thing)}s"  # all the lockers, and every locker
            if thing in self._it and told:
                last = next(reversed(told))  # "lass die Wand weiß, streich sie grün"
                thing = last if told[last][1].kind == "edit" else thing
            if not thing or thing in self._whole:
                continue
            other_state, other = told.setdefault(thing, (state, each))
            if other_state != state:
                message = f"asks for the {thing} to be both {other_state} and {state}"
                yield finding("RMX302", joined(other, each), message, HINT)

    def _two_things(self, reading: Reading, plain: Plain) -> Iterator[Finding]:
        """Turn the bus into a boat. Turn the bus into a plane."""
        asked = [each for each in demands(reading) if each.verb in _TURNED]
        if plain.solid or not self._turns.isdisjoint(plain.keys):
            return
        told: dict[str, tuple[str, Segment]] = {}
        for each in asked:
            thing = self._things.of(each.target)
            value = each.value or " ".join(words_of(reading, each)).rpartition(" with ")[2]
            short = 1 < len(value.split()) <= MOST_WORDS_OF_THINGS
            named = thing and not self._things.is_new(each.target)
            if not (short and named) or not self._things.is_new(value):
                continue
            before, other = told.setdefault(thing, (value, each))
            if before != value:
                message = f"asks for the {thing} to be both {before} and {value}"
                yield finding("RMX302", joined(other, each), message, HINT)


class _Opposed:
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
        stays = told <= _LINKS and any(holds(each, at) for each in self._kept(reading))
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
        kept = self._things.kept(reading, segment)[0]
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
