"""RMX201 vague-change, RMX202 missing-value, RMX203 no-target, RMX204 preserve-only: nothing that can be carried out."""

from collections.abc import Callable, Iterable, Iterator

from remixbatch.prompts.finding import Finding, finding
from remixbatch.prompts.late import late
from remixbatch.prompts.lexicon import Lexicon
from remixbatch.prompts.plain import NUMBER, Plain
from remixbatch.prompts.reading import STAYING, STRUCK, Reading, Segment
from remixbatch.prompts.rules.clues import Clues
from remixbatch.prompts.rules.empty import Empty
from remixbatch.prompts.rules.pattern import Found
from remixbatch.prompts.rules.patterns import Patterns, exceptions_of
from remixbatch.prompts.rules.things import Stays, words_of

_OURS = frozenset(("vague", "target"))  # patterns
_WITH_EXCEPTIONS = (*_OURS, *map(exceptions_of, _OURS))
_CHOOSING = (["lo"], ["la"], ["el"], ["como"], ["cual"])
_QUOTES = frozenset('«“„"')
_NAMED = (["the"], ["this"], ["that"])
_TAG = (
    r",?\s(?:would|will|could|can|won't|wouldn't|couldn't)\syou(?:\s(?:please|pls))?\s?[?!.]*\s*$"
)
_BOTH = 2
MOST_WORDS = 40  # of a text whose sentences are looked at one by one

# Lists of words that are a new state by themselves.
_STATES = ("rules/states", "rules/value", "colors", "materials", "styles")

_SAID = {
    "judgement": (
        "RMX201",
        "{said} says that something is to be better, not what is to change",
        "name one thing and its new state, such as `Make the lighting warmer.`",
    ),
    "missing": (
        "RMX202",
        "{said} does not say into what",
        "say its new state, such as `Change the background to a snowy forest.`",
    ),
    "open": (
        "RMX202",
        "{said} leaves a choice open; the service would pick, or mix",
        "decide; for both, write two jobs or a `matrix`",
    ),
    "target": (
        "RMX203",
        "{said}: nothing before says what that is; it may be the whole picture",
        "name what is meant, such as `Make the umbrella blue.`",
    ),
}


class Vague:
    """RMX201, RMX202 and RMX203 in one language, in what is left when that which stays is struck."""

    def __init__(self, lexicon: Lexicon, patterns: Patterns, clues: Clues) -> None:
        self._patterns = patterns
        self._empty = Empty(lexicon)
        self._attributes = lexicon.words("rules/attribute")
        self._states = frozenset().union(*(lexicon.words(name) for name in _STATES))
        self._judging = self._empty.keys | lexicon.words("rules/hints")
        self._has_judging = clues.bit(self._judging)
        self._stays = Stays(lexicon)
        self._choice = lexicon.words("rules/choice")

    def found(self, reading: Reading, plain: Plain) -> Iterable[Finding]:
        judged = plain.solid or plain.clues & self._has_judging != 0
        empty = judged and self._empty.may_cover(plain)
        if empty or self._is_called(reading, plain, judged=judged):
            return self._found(reading, plain, empty=empty)
        return ()

    def _found(self, reading: Reading, plain: Plain, *, empty: bool) -> Iterator[Finding]:
        asked = self._asked(reading, plain)
        empty = empty or (plain.solid and asked is not plain and self._empty.may_cover(asked))
        if empty and self._empty.covers(asked):
            yield _said(reading, asked, Found("judgement", 0, len(asked.text)))
        elif hits := self._fitting(reading, asked):
            yield _said(reading, asked, min(hits, key=lambda hit: hit.start - hit.end))
        elif (hits := self._patterns.found("target", asked)) and asked.begins_as(plain):
            yield _said(reading, asked, hits[0])
        elif self._may_be_in_pieces(asked):
            yield from self._in_pieces(reading, asked)

    def _is_called(self, reading: Reading, plain: Plain, *, judged: bool) -> bool:
        """Whether a pattern may fit, the whole or what is left of it; `judged`: a word of praise or the like is there."""
        called = self._patterns.called(plain)
        if called and not _OURS.isdisjoint(called):
            return True
        parts = [each for each in reading.segments if each.kind in STRUCK]
        pieces = judged and len(plain.words) <= MOST_WORDS
        if not (parts or pieces or _heading(reading, plain)):
            return False
        return self._patterns.may_fit_a_part(_WITH_EXCEPTIONS, plain)

    def _fitting(self, reading: Reading, asked: Plain) -> list[Found]:
        """What is vague, where nothing else is asked beside it; no value, or a choice, in one change."""
        hits = [
            hit
            for hit in self._patterns.found("vague", asked)
            if not self._valued(reading, asked, hit)
        ]
        alone = [hit for hit in hits if self._empty.surrounds(asked, hit.start, hit.end)]
        told = [hit for hit in alone if hit.label != "open"]
        if told or (len(reading.changes) > 1 and not self._is_either(reading, asked)):
            return told
        return [hit for hit in hits if hit.label != "judgement"]

    def _is_either(self, reading: Reading, asked: Plain) -> bool:
        """`either a griffin or a wyvern should land`: what stands on both sides of "or" is one change."""
        led = not self._choice.isdisjoint(asked.words[:1])
        return led and len(reading.changes) == _BOTH and "or" in asked.words

    def _valued(self, reading: Reading, asked: Plain, hit: Found) -> bool:
        """Whether a value is named after all: `change the sky pink`, `change the sign so that it says “Tea”`."""
        if hit.label != "missing" or asked.solid:
            return False
        if not _QUOTES.isdisjoint(reading.prompt):
            return True
        words = [word for word in asked.text[hit.start : hit.end].split() if word.isalnum()]
        named = words[-2:-1] in _NAMED  # "replace the painting" names no value
        return words[-1] in self._states and words[-1] not in self._attributes and not named

    def _may_be_in_pieces(self, asked: Plain) -> bool:
        if len(asked.words) > MOST_WORDS:
            return False
        return asked.solid or not self._judging.isdisjoint(asked.keys)

    def _in_pieces(self, reading: Reading, asked: Plain) -> Iterator[Finding]:
        """Several sentences, each of them vague or a remark on what is there."""
        told: Finding | None = None
        for piece in asked.pieces():
            hits = [hit for hit in self._patterns.found("vague", piece) if hit.label != "open"]
            if not hits and self._empty.may_cover(piece) and self._empty.covers(piece):
                hits = [Found("judgement", 0, len(piece.text))]
            if hits:
                told = told or _said(reading, piece, hits[0])
            elif not self._patterns.found("remark", piece):
                return
        if told:
            yield told

    def _asked(self, reading: Reading, plain: Plain) -> Plain:
        struck = [
            (each.start, each.end)
            for each in reading.segments
            if each.kind in STRUCK
            and (each.kind != "preserve" or self._stays.said(reading, each))
            and not reading.prompt.endswith(" or ", 0, each.start)  # "…, or whatever fits"
            and not (self._choice and self._chooses(reading, each))
        ]
        if heading := _heading(reading, plain):
            struck.append(heading)
        if plain.words[-2:-1] == ["you"] and (tag := late(_TAG).search(plain.folded)):
            struck.append(tag.span())  # "make it tastier, would you?"
        if not struck:
            return plain
        if plain.solid and not reading.changes:
            struck = [span for span in struck if not self._judges(plain, span)]
        asked = plain.without(struck)
        return plain if self._empty.says_nothing(asked) else asked

    def _chooses(self, reading: Reading, segment: Segment) -> bool:
        """`…, whichever sells better`; Spanish: "lo que veáis", "como prefieran"."""
        said = words_of(reading, segment)
        led = said[:1] in _CHOOSING
        return not self._choice.isdisjoint(said[1:][-1:] if led else said[:1])

    def _judges(self, plain: Plain, span: tuple[int, int]) -> bool:
        """Whether a stretch is what somebody wants, though it asks for nothing: いい感じにして."""
        return self._empty.covers(plain.without([(0, span[0]), (span[1], len(plain.text))]))


def _heading(reading: Reading, plain: Plain) -> tuple[int, int] | None:
    """`Shot 12:`, `Scene 3,`: what stands before all segments and only tells where."""
    if plain.solid or NUMBER not in plain.keys or not reading.segments:
        return None
    end = reading.segments[0].start
    return (0, end) if any(map(str.isdigit, reading.prompt[:end])) else None


def _said(reading: Reading, plain: Plain, hit: Found) -> Finding:
    span = plain.span(hit.start, hit.end)
    code, message, hint = _SAID[hit.label]
    said = reading.prompt[span[0] : span[1]].strip().rstrip(".!?")
    return finding(code, span, message.format(said=f'"{said}"'), hint)


def preserve_only(lexicon: Lexicon) -> Callable[[Reading, Plain], Iterable[Finding]]:
    """RMX204: all that stands here says what stays.

    An error, so any word that may be more than that makes it silent: "Night version of the same shot."
    """
    stays = Stays(lexicon)
    first, turns = lexicon.words("rules/keep_first"), lexicon.words("rules/keep_turns")
    never, firm = lexicon.words("rules/keep_never"), lexicon.words("rules/firm")

    def found(reading: Reading, _: Plain) -> Iterable[Finding]:
        told = reading.segments
        if (
            not told
            or told[0].kind not in STAYING
            or not reading.tokens.words
            or any(each.kind not in STAYING for each in told)
            or _beside(reading)
        ):
            return ()
        words = reading.tokens.words
        if not turns.isdisjoint(words) or (words[0] in never and firm.isdisjoint(words)):
            return ()  # "…, but let the train leave", "Don't let him smile"
        begins = not first or words[0] in first
        if not begins or not all(stays.said(reading, each) for each in told):
            return ()
        hint = "add the one change, before what stays; a remix without one is paid for all the same"
        span = told[0].start, told[-1].end
        return (finding("RMX204", span, "says what stays, and asks for no change", hint),)

    return found


def _beside(reading: Reading) -> bool:
    """Whether more than a joint or a please stands outside of the segments."""
    at, outside = 0, ""
    for each in reading.segments:
        outside += reading.prompt[at : each.start]
        at = max(at, each.end)
    outside += reading.prompt[at:]
    return sum(char.isalnum() for char in outside) > 8
