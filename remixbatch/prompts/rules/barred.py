"""RMX302 of what nobody is to do, and is to do all the same: `don't let the dog bark, and have it bark`."""

from collections.abc import Iterator, Sequence

from remixbatch.prompts.finding import Finding, finding
from remixbatch.prompts.lexicon import Lexicon
from remixbatch.prompts.reading import Reading
from remixbatch.prompts.rules.things import HINT, Told, joined, quoted, words_in

_NOT = frozenset({"not", "never", "don't", "mustn't", "shouldn't", "can't", "cannot", "isn't"}) | {
    *("aren't", "won't", "doesn't", "nobody", "forbid", "dont", "no"),
}
_DONT, _BARE = frozenset({"don't", "do", "never", "dont"}), 3  # words: do not zoom
_AT_ALL = frozenset({"at", "all", "ever", "once", "in", "any", "way", "whatsoever", "anymore"}) | {
    *("even", "please", "anywhere", "whatever"),
}
_LATER = frozenset({"then", "after", "afterwards", "until", "till", "before", "when", "end"}) | {
    *("later", "finally", "unless", "instead", "else", "first", "only", "other", "another"),
}
_NOTHING = frozenset({"nothing", "nobody"})
_BARRING = _NOT | _DONT | _NOTHING  # without one of these, nothing is barred
_GONE = frozenset({"removed", "deleted", "erased", "taken", "dropped"})
_BUT = frozenset({"but", "except", "besides", "apart", "from"})
_WHO = frozenset({"it", "him", "her", "them", "he", "she", "they"})


class Barred:
    """The rule in English; of other languages it says nothing."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._english = lexicon.language == "en"
        self._acts = lexicon.words("acts") | lexicon.words("rules/action")
        self._acts |= lexicon.words("rules/cam_moves")
        self._causing = lexicon.words("rules/causing")
        self._the = lexicon.words("rules/the")
        self._modal = lexicon.words("rules/modal")

    def may_be(self, kept: Sequence[str]) -> bool:
        """Whether what stays, in these words, is said by what is not to be done."""
        return self._english and not _BARRING.isdisjoint(kept)

    def found(self, reading: Reading, kept: Told, asked: Told) -> Iterator[Finding]:
        """`kept`: what stays, with what is not to be done."""
        words = kept.words if asked.start > kept.start else []
        while words and words[-1] in _AT_ALL:
            words = words[:-1]
        if not words:
            return
        said = asked.words
        acts = words[-1] in self._acts and not _NOT.isdisjoint(words) and self._does(said, words)
        if (acts or _is_done_all_the_same(words, said, asked)) and _LATER.isdisjoint(
            words_in(reading, kept.start, asked.end)
        ):
            message = f"asks for {quoted(reading, (asked.start, asked.end))}"
            message += f" against its own {quoted(reading, (kept.start, kept.end))}"
            yield finding("RMX302", joined(kept, asked), message, HINT)

    def _does(self, said: Sequence[str], barred: Sequence[str]) -> bool:
        """`have it bark`, `let the dog bark`, `she should wave`: of the same, by its name or a pronoun."""
        if said[:1] == barred[-1:] and len(barred) <= _BARE and barred[0] in _DONT:
            return True  # `don't zoom, and zoom in on the ring`
        rest = said[1:] if said[:1] and said[0] in self._causing else said
        if rest[:1] and rest[0] in _WHO:
            rest = rest[1:]
        elif rest[1:2] and rest[0] in self._the and rest[1] in barred:
            rest = rest[2:]
        else:
            return False
        led = len(rest) < len(said) - 1 and said[0] in self._causing
        if rest[:1] and rest[0] in self._modal:
            rest, led = rest[1:], True
        return led and rest[:1] == barred[-1:]


def _is_done_all_the_same(barred: Sequence[str], said: Sequence[str], asked: Told) -> bool:
    """`don't move the chair. Slide the chair over`, `nothing may be removed, and take the lamp away`."""
    if barred[0] in _NOTHING:
        return asked.verb == "remove" and not _GONE.isdisjoint(barred) and _BUT.isdisjoint(barred)
    at = next((at for at, word in enumerate(barred[:_BARE]) if word not in _DONT | {"not"}), 0)
    what = barred[at + 1 :]
    same = at > 0 and len(what) > 1 and [*said[1 : 1 + len(what)]] == what
    return same and (said[0] == barred[at] or barred[at] == asked.verb == "move")
