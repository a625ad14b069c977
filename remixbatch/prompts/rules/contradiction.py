"""RMX302 contradiction: two demands that cannot both hold, or a demand against what the prompt itself keeps."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice

from remixbatch.prompts.finding import Finding, finding
from remixbatch.prompts.lexicon import Lexicon
from remixbatch.prompts.plain import Plain
from remixbatch.prompts.reading import STRUCK, Reading, Segment
from remixbatch.prompts.rules.absent import Absent
from remixbatch.prompts.rules.afterwards import Afterwards
from remixbatch.prompts.rules.barred import Barred
from remixbatch.prompts.rules.clues import Clues
from remixbatch.prompts.rules.emptied import Emptied
from remixbatch.prompts.rules.extremes import Extremes
from remixbatch.prompts.rules.gone import Gone
from remixbatch.prompts.rules.kept import Kept
from remixbatch.prompts.rules.leaving import Leaving
from remixbatch.prompts.rules.opposed import LINKS, Opposed
from remixbatch.prompts.rules.opposites import Opposites, Side
from remixbatch.prompts.rules.patterns import Patterns
from remixbatch.prompts.rules.still import Still
from remixbatch.prompts.rules.things import (
    HINT,
    Things,
    demands,
    joined,
    quoted,
    singular,
    with_words,
    words_of,
)
from remixbatch.prompts.rules.undone import Undone
from remixbatch.prompts.rules.within import Within

MOST_WORDS, MOST_SEGMENTS = 400, 40  # of a prompt: looked through, compared with each other
MOST_WORDS_OF_THINGS = 3  # what a thing becomes, where it is said for sure
_TURNED = ("change", "replace")
_STRUCK = frozenset(STRUCK)


class Contradiction:
    """RMX302 in one language: at most one finding, the first that is sure."""

    def __init__(self, lexicon: Lexicon, patterns: Patterns, clues: Clues) -> None:
        self._patterns = patterns
        things = self._things = Things(lexicon)
        self._whole = lexicon.words("rules/whole")
        self._turns = lexicon.words("rules/turns") - LINKS
        self._every = lexicon.words("rules/every") if lexicon.language == "en" else frozenset()
        self._it = lexicon.words("rules/it") if lexicon.language in ("es", "de") else frozenset()
        self._gone = Gone(lexicon, things, clues)
        self._kept = Kept(lexicon, things)
        self._leaving = Leaving(lexicon)
        self._barred = Barred(lexicon)
        self._within, self._still = Within(lexicon, clues), Still(lexicon, clues)
        self._absent = Absent(lexicon, things, clues)
        self._opposites = Opposites(lexicon, clues)
        self._opposed = Opposed(lexicon, things, self._opposites)
        self._extremes = Extremes(lexicon, self._opposites)
        self._removing = lexicon.words("rules/remove")
        self._emptied, self._undone = Emptied(lexicon), Undone(lexicon, things)
        self._afterwards = Afterwards(lexicon, things)

    def found(self, reading: Reading, plain: Plain) -> Iterable[Finding]:
        rules: list[Iterator[Finding]] = []  # those that may find something
        if "clash" in (plain.called or self._patterns.called(plain)):
            rules.append(self._clashes(reading, plain))
        if len(plain.words) <= MOST_WORDS:
            clues = plain.clues
            if sides := self._opposites.sides(plain):
                rules.append(self._between_states(reading, plain, sides))
            if clues & self._still.clues and self._still.may_be(clues):
                rules.append(self._still.found(reading, plain))
            if clues & self._within.clues and self._within.may_be(clues):
                rules.append(self._against_inside(reading))
            if 1 < len(reading.segments) <= MOST_SEGMENTS:
                rules.append(self._between_segments(reading, plain, clues))
        return islice(chain.from_iterable(rules), 1) if rules else ()

    def _clashes(self, reading: Reading, plain: Plain) -> Iterator[Finding]:
        for hit in self._patterns.found("clash", plain):
            span = plain.span(hit.start, hit.end)
            message = f"{quoted(reading, span)} asks for a thing and its opposite"
            yield finding("RMX302", span, message, HINT)

    def _between_states(
        self, reading: Reading, plain: Plain, sides: Sequence[Side]
    ) -> Iterator[Finding]:
        first = self._opposites.first_extreme
        if states := [side for side in sides if side.pair < first]:
            yield from self._opposed.found(reading, plain, states)
        if extremes := [side for side in sides if side.pair >= first]:
            yield from self._extremes.found(reading, plain, extremes)

    def _against_inside(self, reading: Reading) -> Iterator[Finding]:
        if len(reading.segments) > MOST_SEGMENTS:
            return
        for kept, asked in (*self._within.found(reading), *self._within.behind(reading)):
            yield from self._kept.found(
                reading, with_words(reading, kept), with_words(reading, asked)
            )
            yield from self._gone.filled(reading, kept, [asked])

    def _between_segments(self, reading: Reading, plain: Plain, clues: int) -> Iterator[Finding]:
        """Each rule where the segments, or the words, have what it cannot do without."""
        kinds, _, _, verbs, _, values = zip(*reading.segments, strict=True)
        demanded = reading.segments if _STRUCK.isdisjoint(kinds) else demands(reading)
        if values.count("") < len(values) - 1:
            yield from self._two_states(reading)
        if sum(map(verbs.count, _TURNED)) > 1:
            yield from self._two_things(reading, plain)
        removes = not self._removing.isdisjoint(verbs)
        if removes or self._gone.may_be(clues, kinds):
            yield from self._gone.found(reading, plain, clues, demanded)
        if removes and self._emptied.speaks:
            yield from self._emptied.found(reading, demanded)
        if self._undone.speaks:
            yield from self._undone.found(reading, demanded)
        if removes and self._afterwards.speaks:
            yield from self._afterwards.found(reading, demanded)
        if (plain.solid or clues & self._absent.clues) and self._absent.may_be(plain, clues):
            yield from self._absent.found(reading, plain, clues, demanded)
        if "preserve" in kinds:
            yield from self._against_kept(reading, demanded)

    def _against_kept(self, reading: Reading, demanded: Sequence[Segment]) -> Iterator[Finding]:
        all_asked = [with_words(reading, each) for each in demanded]
        for each in reading.segments:
            if each.kind == "preserve":
                kept, whole = with_words(reading, each), self._within.whole(reading, each)
                said = kept if whole is each else with_words(reading, whole)
                leaves, bars = self._leaving.may_be(kept.words), self._barred.may_be(kept.words)
                for asked in all_asked:
                    yield from self._kept.found(reading, kept, asked, said)
                    if leaves:
                        yield from self._leaving.found(reading, kept, asked)
                    if bars:
                        yield from self._barred.found(reading, kept, asked)

    def _two_states(self, reading: Reading) -> Iterator[Finding]:
        """Make the car red. Make the car blue."""
        asked = [each for each in reading.segments if each.value and each.target]
        if len(asked) < 2:
            return
        seen: dict[str, tuple[str, Segment]] = {}
        for each in asked:
            thing, state = self._things.state_of(each)
            if thing and not self._every.isdisjoint(each.target.split()[:1]):
                thing = f"{singular(thing)}s"  # all the lockers, and every locker
            if thing in self._it and seen:
                last = next(reversed(seen))  # "lass die Wand weiß, streich sie grün"
                thing = last if seen[last][1].kind == "edit" else thing
            if not thing or thing in self._whole:
                continue
            other_state, other = seen.setdefault(thing, (state, each))
            if other_state != state:
                message = f"asks for the {thing} to be both {other_state} and {state}"
                yield finding("RMX302", joined(other, each), message, HINT)

    def _two_things(self, reading: Reading, plain: Plain) -> Iterator[Finding]:
        """Turn the bus into a boat. Turn the bus into a plane."""
        asked = [each for each in demands(reading) if each.verb in _TURNED]
        if plain.solid or not self._turns.isdisjoint(plain.keys):
            return
        seen: dict[str, tuple[str, Segment]] = {}
        for each in asked:
            value = each.value or " ".join(words_of(reading, each)).rpartition(" with ")[2]
            short = 1 < len(value.split()) <= MOST_WORDS_OF_THINGS
            if not (short and self._things.is_new(value)) or self._things.is_new(each.target):
                continue
            thing = self._things.of(each.target)
            if not thing:
                continue
            before, other = seen.setdefault(thing, (value, each))
            if before != value:
                message = f"asks for the {thing} to be both {before} and {value}"
                yield finding("RMX302", joined(other, each), message, HINT)
