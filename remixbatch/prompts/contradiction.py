"""RMX302 contradiction: two demands that cannot both hold, or a demand against what the prompt itself keeps."""

from collections.abc import Iterator, Sequence
from itertools import islice, pairwise

from remixbatch.prompts.finding import Finding, finding
from remixbatch.prompts.lexicon import Lexicon
from remixbatch.prompts.opposites import ANYWHERE, SCENE, THING, Opposites, Side, meeting
from remixbatch.prompts.patterns import Patterns
from remixbatch.prompts.plain import Plain, Span
from remixbatch.prompts.reading import Reading, Segment
from remixbatch.prompts.things import STRUCK, Things, demands, singular, words_in, words_of

_HINT = "keep one of the two; for one after the other, write a chain"
_KEPT = "leave out what stays, or let it name the rest: `keep everything else`"
MOST_WORDS = 400  # of a prompt that is looked through for what is at odds
MOST_SEGMENTS = 40  # that are compared with each other
LONG = 48  # characters of the prompt that a message quotes


class Contradiction:
    """RMX302 in one language: at most one finding, the first that is sure."""

    def __init__(self, lexicon: Lexicon, patterns: Patterns) -> None:
        self._patterns = patterns
        things = self._things = Things(lexicon)
        self._whole = lexicon.words("rules/whole")
        self._opposed = _Opposed(lexicon, things)
        self._gone = _Gone(lexicon, things)
        self._kept = _Kept(lexicon, things)

    def __call__(self, reading: Reading, plain: Plain) -> Iterator[Finding]:
        yield from islice(self._found(reading, plain), 1)

    def _found(self, reading: Reading, plain: Plain) -> Iterator[Finding]:
        for hit in self._patterns.found("clash", plain):
            span = plain.span(hit.start, hit.end)
            message = f"{_quoted(reading, span)} asks for a thing and its opposite"
            yield finding("RMX302", span, message, _HINT)
        if len(plain.words) > MOST_WORDS:
            return
        yield from self._opposed.found(reading, plain)
        if not 1 < len(reading.segments) <= MOST_SEGMENTS:
            return
        yield from self._two_states(reading)
        asked = demands(reading)
        yield from self._gone.found(reading, plain, asked)
        for kept in reading.segments:
            if kept.kind == "preserve":
                for each in asked:
                    yield from self._kept.found(reading, kept, each)

    def _two_states(self, reading: Reading) -> Iterator[Finding]:
        """Make the car red. Make the car blue."""
        asked = [each for each in reading.segments if each.value and each.target]
        if len(asked) < 2:
            return
        told: dict[str, tuple[str, Segment]] = {}
        for each in asked:
            thing, state = self._things.state_of(each)
            if not thing or thing in self._whole:
                continue
            other_state, other = told.setdefault(thing, (state, each))
            if other_state != state:
                message = f"asks for the {thing} to be both {other_state} and {state}"
                yield finding("RMX302", _joined(other, each), message, _HINT)


class _Opposed:
    """`empty and full of people`, `make it night … make it noon`."""

    def __init__(self, lexicon: Lexicon, things: Things) -> None:
        self._things = things
        self._opposites = Opposites(lexicon)
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
        self._it = lexicon.words("rules/it")

    def found(self, reading: Reading, plain: Plain) -> Iterator[Finding]:
        for one, other in meeting(self._opposites.sides(plain)):
            first, second = plain.places(one.start, one.end), plain.places(other.start, other.end)
            if self._adjacent(plain, one, other) or (
                not self._turn(plain, one, other)
                and (
                    self._meanwhile(plain, one, other)
                    or self._of_one(reading, one.pair, first, second)
                )
            ):
                said = f"{_quoted(reading, first)} and {_quoted(reading, second)}"
                yield finding("RMX302", (first[0], second[1]), f"asks for both {said}", _HINT)

    def _adjacent(self, plain: Plain, one: Side, other: Side) -> bool:
        """Nothing stands between them that one of them alone could be said of, nor behind them."""
        if plain.solid:
            return plain.text[one.end : other.start] in self._between
        between = plain.words[one.end : other.start]
        if " ".join(plain.words[one.start : other.end]) in self._both:
            return False
        if not all(word in self._between or self._says_how(word) for word in between):
            return False
        if len(between) == 1 and between[0] in self._articles:
            return False  # `make the wide shot a close-up`
        if not between:  # `low angle from above`; `the clear sky overcast` is a change
            scope, first = self._opposites.scopes[one.pair], plain.words[other.start]
            return scope != THING and first in self._leads
        after = plain.words[other.end : other.end + 1]
        if self._opposites.scopes[one.pair] == ANYWHERE:
            return True
        return not after or after[0] in self._after

    def _says_how(self, word: str) -> bool:
        return len(word) > 4 and word.endswith("ly") and word not in self._partly

    def _meanwhile(self, plain: Plain, one: Side, other: Side) -> bool:
        """`freeze the dancers while they spin`: the second is said of the first by a pronoun."""
        between = plain.words[one.end : other.start]
        scope = self._opposites.scopes[one.pair]
        if scope != THING or plain.solid or "." in between:
            return False
        return any(
            joint in self._joints and said in self._pronouns
            for joint, said in pairwise(between[-5:])
        )

    def _turn(self, plain: Plain, one: Side, other: Side) -> bool:
        """Whether one becomes the other: from, into, instead, until."""
        if plain.solid:
            text = plain.text
            around = (text[max(0, one.start - 2) : one.start], text[one.end : other.start + 2])
            return any(word in part for word in self._turns for part in around)
        words = plain.words
        around_words = words[max(0, one.start - 3) : one.start] + words[one.end : other.start]
        return not self._turns.isdisjoint(around_words + words[other.end : other.end + 2])

    def _of_one(self, reading: Reading, pair: int, first: Span, second: Span) -> bool:
        """Each in a demand of its own, about the same thing; or in one, where it does not matter."""
        scope = self._opposites.scopes[pair]
        kept = reading.segments if scope == ANYWHERE else self._kept(reading)
        asked = [*demands(reading), *kept]
        one = next((each for each in asked if _holds(each, first)), None)
        other = next((each for each in asked if _holds(each, second)), None)
        if one is None or other is None:
            return scope == ANYWHERE and not self._struck(reading, first, second)
        if scope == ANYWHERE:
            return one is not other or not self._changes(reading, one, first, second)
        if one is other or not (one.target and other.target):
            return False
        if scope == SCENE:
            return self._is_whole(reading, one) and self._is_whole(reading, other)
        same = self._name(reading, one, first)
        again = self._name(reading, other, second)
        return same == again or (one.start < other.start and bool(same) and self._is_it(again))

    def _is_it(self, name: str) -> bool:
        """`close the window and leave it open`: no other thing is named."""
        return not name or name in self._it or name.split(maxsplit=1)[0] in self._pronouns

    def _struck(self, reading: Reading, first: Span, second: Span) -> bool:
        """Whether one of them only says which is meant, or what is to stay away."""
        said = [each for each in reading.segments if each.kind in STRUCK]
        return any(_holds(each, span) for each in said for span in (first, second))

    def _changes(self, reading: Reading, segment: Segment, first: Span, second: Span) -> bool:
        """`turn the clear sky overcast`: the one is what is there, the other what it becomes."""
        old, new = set(words_in(reading, *first)), set(words_in(reading, *second))
        return old.issubset(segment.target.split()) and new.issubset(segment.value.split())

    def _kept(self, reading: Reading) -> list[Segment]:
        """What is to stay as it is said, such as `keep it dark`; not what is not to be done."""
        return [
            each
            for each in reading.segments
            if each.kind == "preserve" and self._things.hears(self._keeping, reading, each)
        ]

    def _is_whole(self, reading: Reading, segment: Segment) -> bool:
        if segment.kind != "preserve":
            return segment.target in self._whole
        return self._name(reading, segment) in self._whole | {""}

    def _name(self, reading: Reading, segment: Segment, side: Span = (0, 0)) -> str:
        """What a segment is about, without the words of a side that stands in it."""
        if segment.kind != "preserve":
            return self._things.of(segment.target)
        kept = self._things.kept(reading, segment)[0]
        state = set(words_in(reading, *side))
        return " ".join(word for word in kept.split() if word not in state)


class _Gone:
    """What is removed and dealt with all the same."""

    def __init__(self, lexicon: Lexicon, things: Things) -> None:
        self._things = things
        self._removing = lexicon.words("rules/remove")
        self._not_after = self._removing | lexicon.words("rules/not_after")
        self._actions = lexicon.words("rules/action")
        self._leads = lexicon.words("prepositions")
        self._it = lexicon.words("rules/it")
        self._emptiness = lexicon.words("rules/emptiness")
        self._adding = lexicon.words("rules/adding")
        self._no_noun = lexicon.words("rules/no_noun")
        self._none = lexicon.words("rules/none")
        self._fillers = lexicon.words("rules/fillers")
        self._against = self._none | self._removing | lexicon.words("rules/not_against")
        self._by_itself = lexicon.words("rules/by_itself")
        self._every = lexicon.words("rules/every")
        self._anybody = lexicon.words("rules/anybody")
        self._people = lexicon.words("people") | lexicon.words("rules/people_words")
        self._known = frozenset(lexicon.words("rules/known")) | lexicon.words("rules/the")
        self._firmly = lexicon.words("rules/after")
        self._was = lexicon.words("rules/was")
        self._kinds: dict[str, frozenset[str]] = {}
        for line in lexicon.entries("rules/kinds"):
            kind, _, kept = line.partition(": ")
            self._kinds[kind] = frozenset(each.strip() for each in kept.split(","))

    def found(self, reading: Reading, plain: Plain, asked: Sequence[Segment]) -> Iterator[Finding]:
        if not self._none.isdisjoint(plain.keys):
            yield from self._nowhere(reading, plain)
        if not self._emptiness.isdisjoint(plain.keys):
            yield from self._filled(reading, asked)
        for gone in asked:
            thing = self._things.named(gone) if gone.verb in self._removing else ""
            if not thing:
                continue
            for each in asked:
                if each is gone or each.verb in self._not_after:
                    continue
                if (
                    self._acts(each, thing)
                    or self._is_of_all(reading, gone, each, thing)
                    or self._uses(reading, gone, each)
                    or (each.start > gone.start and self._is_used(reading, each, thing))
                ):
                    message = f"removes {_quoted(reading, (gone.start, gone.end), gone.target)}"
                    message += f" and still asks for {_quoted(reading, (each.start, each.end))}"
                    yield finding("RMX302", _joined(gone, each), message, _HINT)

    def _nowhere(self, reading: Reading, plain: Plain) -> Iterator[Finding]:
        """`no snow`, and snow is asked for."""
        words = plain.words
        for index, word in enumerate(words):
            if word not in self._none:
                continue
            at = index + 1
            while at < len(words) and words[at] in self._fillers:
                at += 1
            if at >= len(words) or words[at] in self._no_noun or not words[at].isalpha():
                continue
            noun, span = singular(words[at]), range(index - 3, at + 2)
            for place, other in enumerate(words):
                around = words[max(0, place - 3) : place]
                if (
                    place not in span
                    and singular(other) == noun
                    and self._against.isdisjoint(around)
                ):
                    first, second = plain.places(index, at + 1), plain.places(place, place + 1)
                    message = f"asks for {_quoted(reading, first)} and speaks of it all the same"
                    span_of_both = min(first[0], second[0]), max(first[1], second[1])
                    yield finding("RMX302", span_of_both, message, _HINT)

    def _filled(self, reading: Reading, asked: Sequence[Segment]) -> Iterator[Finding]:
        """A place that is to be empty, and what is put there."""
        for bare in reading.segments:
            if self._emptiness.isdisjoint(words_of(reading, bare)):
                continue
            words = self._things.of(bare.target).split()
            place = next((word for word in words[::-1] if word not in self._emptiness), "")
            for each in asked:
                if place and each is not bare and each.verb in self._adding:
                    there = [word for word in words_of(reading, each) if word.isalnum()]
                    if there[-1:] == [place] and self._emptiness.isdisjoint(there):
                        message = f"asks for {_quoted(reading, (bare.start, bare.end))}"
                        message += f" and for {_quoted(reading, (each.start, each.end))}"
                        yield finding("RMX302", _joined(bare, each), message, _HINT)

    def _acts(self, segment: Segment, thing: str) -> bool:
        """Whether something is asked of just this thing: of the dog, not of a dog or the dog house."""
        target = segment.target
        if self._things.is_new(target):
            return False
        if self._things.solid:
            return self._things.named(segment).startswith(thing)
        if self._it_acts(target.split()):
            return True
        words, own = self._things.of(target).split(), thing.split()
        after = words[len(own) : len(own) + 1]
        return words[: len(own)] == own and (not after or after[0] in self._actions)

    def _it_acts(self, words: Sequence[str]) -> bool:
        """`have it land`; not `make it rain`."""
        return (
            len(words) > 1
            and words[0] in self._it
            and words[1] in self._actions
            and words[1] not in self._by_itself
        )

    def _uses(self, reading: Reading, gone: Segment, other: Segment) -> bool:
        """The swing goes, and the boys sit on it: nothing else there that could be `it`."""
        if self._things.solid or other.start < gone.start:
            return False
        words = words_of(reading, other)
        many = any(word in self._people or singular(word) in self._people for word in words[:4])
        return many and any(
            one in self._leads and after in self._it for one, after in pairwise(words)
        )

    def _is_of_all(self, reading: Reading, gone: Segment, other: Segment, thing: str) -> bool:
        """Whether all such things go, and one is spoken of: every person, and the cook laughs."""
        if self._things.solid or self._every.isdisjoint(gone.target.split()):
            return False
        noun = self._each_of(gone.target.split()) or singular(thing.rsplit(maxsplit=1)[-1])
        words = [singular(word) for word in words_of(reading, other)]
        if noun in words:
            return True
        known = other.target.split()
        if known[:1] == ["the"] and not self._kinds.get(noun, frozenset()).isdisjoint(known[1:3]):
            return True
        if noun not in thing:
            return False
        somebody = noun in self._anybody and other.target.split()[:1] == ["the"]
        return somebody and not self._people.isdisjoint(words[:4])

    def _each_of(self, words: Sequence[str]) -> str:
        """`the room of all furniture`: the kind that goes, where it is one of those known."""
        return next(
            (
                singular(after)
                for word, after in pairwise(words)
                if word in self._every and singular(after) in self._kinds
            ),
            "",
        )

    def _is_used(self, reading: Reading, each: Segment, thing: str) -> bool:
        """The bicycle goes, and the girl rides the bicycle: not what is where it was."""
        words = words_of(reading, each)
        if self._things.solid or " " in thing or thing not in words:
            return False
        at = words.index(thing)
        if at < 2 or words[at - 1] not in self._known or words[at - 2] in self._leads:
            return False
        after = words[at + 1 : at + 2]
        ends = not after or not after[0].isalpha() or after[0] in self._firmly
        return ends and self._was.isdisjoint(words)


class _Kept:
    """What is kept and changed all the same."""

    def __init__(self, lexicon: Lexicon, things: Things) -> None:
        self._things = things
        self._firm = lexicon.words("rules/firm")
        self._rest = lexicon.words("rules/rest")
        self._all = lexicon.words("rules/all")
        self._removing = lexicon.words("rules/remove")
        self._not_it = frozenset(
            (
                *("camera", "framing", "lighting", "scene", "shot", "video", "everything"),
                *lexicon.words("rules/abstract"),
                *lexicon.words("rules/people_words"),
                *lexicon.words("people"),
                *lexicon.words("rules/generic"),
                *lexicon.words("rules/property"),
            )
        )
        self._none = lexicon.words("rules/none")
        self._strong = lexicon.words("rules/strong")
        self._general = lexicon.words("rules/general")
        self._replacing = lexicon.words("rules/replace")
        self._it = lexicon.words("rules/it")
        self._color_nouns = lexicon.words("rules/color_nouns")
        self._its = lexicon.words("rules/its")
        self._parts: dict[str, set[str]] = {}
        for line in lexicon.entries("rules/parts"):
            whole, _, parts = line.partition(": ")
            self._parts.setdefault(whole, set()).update(part.strip() for part in parts.split(","))

    def found(self, reading: Reading, kept: Segment, asked: Segment) -> Iterator[Finding]:
        whole, state = self._things.kept(reading, kept)
        thing = self._things.of(asked.target)
        same = bool(whole) and (thing == whole or (thing in self._it and self._undoes(asked)))
        if self._things.hears(self._rest, reading, kept) or (
            not whole and self._things.hears(self._all, reading, kept)
        ):
            against = same and self._undoes(asked)
        elif self._things.hears(self._firm, reading, kept):
            strong = self._things.hears(self._strong, reading, kept)
            against = (
                same
                or (strong and self._is_it(asked, whole, thing))
                or self._has_part(reading, asked, whole)
                or self._has_property(reading, asked, whole, thing)
                or self._is_given(asked, whole)
                or (strong and self._is_owner(asked, whole))
                or self._is_its_color(reading, kept, asked, whole)
            )
        else:
            other_state = bool(state and asked.value) and state not in asked.value
            against = same and (other_state or self._undoes(asked))
        if against and not self._none.isdisjoint(words_of(reading, kept)[:1]):
            against = not self._undoes(asked)  # take it out; none of it
        if against:
            message = (
                f"asks for {_quoted(reading, (asked.start, asked.end))}"
                f" against its own {_quoted(reading, (kept.start, kept.end))}"
            )
            yield finding("RMX302", _joined(kept, asked), message, _KEPT)

    def _is_it(self, asked: Segment, whole: str, thing: str) -> bool:
        """`leave the barn as it is, but clad it in cedar`: `it` can only be the barn."""
        if self._things.solid or thing not in self._it or whole in self._not_it or not whole:
            return False
        return asked.verb not in self._general or self._things.has_color(asked.value)

    def _is_given(self, asked: Segment, whole: str) -> bool:
        """`give her short hair`, and her hair is not to be touched."""
        if self._things.solid or asked.verb != "give" or not whole:
            return False
        return bool(asked.value) and self._things.of(asked.value) == whole

    def _is_owner(self, asked: Segment, whole: str) -> bool:
        """`change the colour of the walls`, and the walls are to stay as they are."""
        if self._things.solid or not whole:
            return False
        words = [word for word in asked.target.split() if word != "the"]
        owner, prop = self._things.property_of(" ".join(words))
        return owner == whole and prop in self._color_nouns

    def _is_its_color(self, reading: Reading, kept: Segment, asked: Segment, whole: str) -> bool:
        """`turn the car red and keep its colour`."""
        if whole not in self._color_nouns or asked.start > kept.start:
            return False
        own = not self._its.isdisjoint(words_of(reading, kept))
        return own and self._things.has_color(asked.value)

    def _undoes(self, asked: Segment) -> bool:
        """Whether a demand leaves nothing of the thing."""
        return asked.verb in self._removing or asked.verb in self._replacing

    def _has_property(self, reading: Reading, asked: Segment, whole: str, thing: str) -> bool:
        """`the colour of the door` is kept, and the door, or it, is painted."""
        owner, prop = self._things.property_of(whole)
        if self._things.solid or not owner or not (thing == owner or thing in self._it):
            return False
        return self._has_part(reading, asked, prop) or (
            prop in self._color_nouns and self._things.has_color(asked.value)
        )

    def _has_part(self, reading: Reading, asked: Segment, whole: str) -> bool:
        if self._things.solid:
            said = reading.prompt[asked.start : asked.end].lower()
            inside = [parts for name, parts in self._parts.items() if whole.endswith(name)]
            return any(part in said for parts in inside for part in parts)
        parts = self._parts.get(whole)
        if not parts:
            return False
        said = f" {' '.join(words_of(reading, asked))} "
        return any(f" {part} " in said for part in parts)


def _holds(segment: Segment, span: Span) -> bool:
    return segment.start <= span[0] and span[1] <= segment.end


def _joined(one: Segment, other: Segment) -> Span:
    return min(one.start, other.start), max(one.end, other.end)


def _quoted(reading: Reading, span: Span, said: str = "") -> str:
    said = " ".join((said or reading.prompt[span[0] : span[1]]).split()).strip(" ,.;:!?、。，")
    return f'"{said if len(said) <= LONG else said[: LONG - 1] + "…"}"'
