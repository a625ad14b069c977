"""RMX302 of somebody who is to stay in a place, and to go away from it; of what is taken off, and left on."""

from collections.abc import Iterator, Sequence

from remixbatch.prompts.finding import Finding, finding
from remixbatch.prompts.lexicon import Lexicon
from remixbatch.prompts.reading import Reading
from remixbatch.prompts.rules.things import (
    HINT,
    Told,
    asks_for_both,
    demands,
    joined,
    quoted,
    words_in,
)

_STAY = frozenset({"keep", "leave", "hold", "keeping", "leaving", "holding"})
_AWAY = frozenset({"off", "away", "out"})
_GONE = ("leave", "vanish", "disappear", "depart", "exit", "escape")
_ENDINGS = ("", "s", "es")
_IT = frozenset({"it", "he", "she", "him", "her"})
_THEM = frozenset({"they", "them"})
_MOTION = frozenset(
    {"sail", "sails", "float", "floats", "go", "goes", "ride", "rides", "drive", "drives"}
)
_LATER = frozenset(
    {"until", "till", "then", "before", "after", "later", "first", "when", "once"}
) | {*("finally", "end", "eventually", "afterwards", "beginning", "start", "second", "seconds")}


class Leaving:
    """The rule in English; of other languages it says nothing."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._english = lexicon.language == "en"
        self._places = lexicon.words("places_in")
        self._leads = self._places | lexicon.words("prepositions")
        self._the = lexicon.words("rules/the")
        self._own = self._the | lexicon.words("rules/its")
        self._bodies = lexicon.words("bodies")
        self._removing = lexicon.words("rules/remove")
        self._causing = lexicon.words("rules/causing")
        self._motion = lexicon.words("rules/motion") | _MOTION

    def may_be(self, kept: Sequence[str]) -> bool:
        """Whether what stays, in these words, stays in a place or on somebody."""
        stays = self._english and kept[:1] != [] and kept[0] in _STAY
        return stays and ("on" in kept or not self._places.isdisjoint(kept))

    def found(self, reading: Reading, kept: Told, asked: Told) -> Iterator[Finding]:
        if asked.verb in self._removing and self._is_worn(kept, asked):
            yield asks_for_both(reading, (kept.start, kept.end), (asked.start, asked.end))
        if asked.start < kept.start:
            return
        words = kept.words
        at = next((at for at, word in enumerate(words) if word in self._places), 0)
        if at < 3 or words[0] not in _STAY or words[1] not in self._the:
            return
        said = asked.words
        if any(each.start < asked.start for each in demands(reading)) and words[at - 1] not in said:
            return  # it may be of what that is about
        between = words_in(reading, kept.start, asked.end)
        if self._goes(said, words[at - 1]) and _LATER.isdisjoint(between):
            message = f"asks for {quoted(reading, (asked.start, asked.end))}"
            message += f" against its own {quoted(reading, (kept.start, kept.end))}"
            yield finding("RMX302", joined(kept, asked), message, HINT)

    def _is_worn(self, kept: Told, asked: Told) -> bool:
        """`take his hat off but leave the hat on his head`; not `keep the hat on the shelf`."""
        words, gone = kept.words, [*asked.target.split()]
        gone = gone[:-1] if gone[-1:] and gone[-1] in _AWAY else gone
        if len(words) <= 3 or len(gone) != 2 or words[0] not in _STAY or words[1] not in self._own:
            return False
        same = words[2] == gone[1] and words[3] == "on"
        on_body = words[4:5] and words[4] in self._own and words[-1] in self._bodies
        return same and (len(words) == 4 or bool(on_body))

    def _goes(self, words: Sequence[str], name: str) -> bool:
        """`have it fly off`, `the falcon leaves`; not `have it leave a trail`."""
        rest = words[1:] if words[:1] and words[0] in self._causing else words
        if rest[:1] and rest[0] in (_THEM if name.endswith("s") else _IT):
            rest = rest[1:]
        elif rest[1:2] == [name] and rest[0] in self._the:
            rest = rest[2:]
        else:
            return False
        moves = len(rest) > 1 and rest[0] in self._motion and rest[1] in _AWAY
        gone = any(rest[:1] == [verb + ending] for verb in _GONE for ending in _ENDINGS)
        after = rest[2:3] if moves else rest[1:2]
        return (moves or gone) and (not after or after[0] in self._leads)
