"""`check`: one prompt in, a verdict out. It is read once, and every rule looks at that reading.

`Linter.check_all` does so with many, each step and each rule with all of them before the next: see `reader`.

python -c "from remixbatch.prompts.linter import check; print(check('Make it night and add rain'))"
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from operator import attrgetter

from remixbatch.prompts.finding import SEVERAL, Finding, Verdict
from remixbatch.prompts.lexicon import Lexicons
from remixbatch.prompts.plain import SOLID, Plain, plain_of
from remixbatch.prompts.reader import by_language, readings_of
from remixbatch.prompts.reading import Reading, record
from remixbatch.prompts.rules.clues import Clues
from remixbatch.prompts.rules.contradiction import Contradiction
from remixbatch.prompts.rules.counted import counted
from remixbatch.prompts.rules.fixed import fixed
from remixbatch.prompts.rules.leftover import Leftovers
from remixbatch.prompts.rules.length import too_long
from remixbatch.prompts.rules.names import NamesInSigns, NamesInWords
from remixbatch.prompts.rules.patterns import Patterns
from remixbatch.prompts.rules.scene import Scene
from remixbatch.prompts.rules.vague import Vague, preserve_only
from remixbatch.prompts.solid.simple import as_written, in_simple

Rule = Callable[[Reading, Plain], Iterable[Finding]]
_Look = Callable[[Plain], object]
Words = Mapping[str, Mapping[str, Sequence[str]]]
UNCOUNTED = ("RMX201", "RMX301")  # where there is no change to be counted
PATTERNS = ("vague", "target", "remark", "scene", "boast", "clash", "fixed")
_BEATEN = frozenset({"RMX201", "RMX202", "RMX204", "RMX301"})  # what another finding may say better
_PLACE = attrgetter("start", "end", "code")  # of a finding
UNKNOWN = "en"  # whose lists serve where no language is known: then only signs are looked at


class Linter:
    """The rules with a set of words. Those of a language are made when a prompt of it comes."""

    __slots__ = ("_lexicons", "_rules", "_too_long", "words")

    def __init__(self, words: Words | None = None, max_words: int | None = None) -> None:
        self.words = words
        self._too_long = too_long(max_words)
        self._lexicons = Lexicons(words)
        self._rules: dict[str | None, tuple[Sequence[_Look], Sequence[Rule]]] = {}

    def check(self, prompt: str, ignore: Collection[str] = ()) -> Verdict:
        return self.check_all((prompt,), ignore)[0]

    def check_all(self, prompts: Sequence[str], ignore: Collection[str] = ()) -> list[Verdict]:
        """The verdicts on some prompts, in their order."""
        told: dict[int, Verdict] = {}
        for language, (places, asked) in by_language(prompts).items():
            readings = readings_of(asked, language, self._lexicons)
            found = self._found(readings, language)
            told |= {
                at: _verdict(reading, of_it, ignore)
                for at, reading, of_it in zip(places, readings, found, strict=True)
            }
        return [told[at] for at in range(len(prompts))]

    def _found(self, readings: Sequence[Reading], language: str | None) -> list[list[Finding]]:
        """What all rules find in each of some prompts in one language."""
        seen = readings if language != "zh" else [self._in_simple(each) for each in readings]
        plains = [plain_of(each.prompt, language, each.tokens) for each in seen]
        found: list[list[Finding]] = [[] for _ in seen]
        all_of = list(zip(seen, plains, found, strict=True))
        looks, rules = self._rules_of(language)
        for look in looks:
            for plain in plains:
                look(plain)
        for rule in rules:
            for reading, plain, told in all_of:
                if more := rule(reading, plain):
                    told.extend(more)
        if seen is not readings:
            for reading, (simple, _, told) in zip(readings, all_of, strict=True):
                if simple is not reading and told:
                    told[:] = as_written(told, simple.prompt, reading.prompt)
        return found

    def _in_simple(self, reading: Reading) -> Reading:
        """Chinese as the lists of the rules have it."""
        return in_simple(reading, self._lexicons.of("zh"))

    def _rules_of(self, language: str | None) -> tuple[Sequence[_Look], Sequence[Rule]]:
        if language not in self._rules:
            self._rules[language] = self._made(language)
        return self._rules[language]

    def _made(self, language: str | None) -> tuple[Sequence[_Look], Sequence[Rule]]:
        """What is looked up for all prompts before the first rule asks for it, and the rules."""
        lexicon = self._lexicons.of(language or UNKNOWN)
        clues = Clues()
        signs = (Leftovers(lexicon, clues).found, self._too_long)
        if language is None:
            return (clues.look,), signs
        kind = NamesInSigns if language in SOLID else NamesInWords
        names, patterns = kind(self._lexicons, lexicon, clues), Patterns(lexicon, PATTERNS)
        told = (
            Vague(lexicon, patterns, clues).found,
            preserve_only(lexicon),
            Scene(lexicon, patterns).found,
            Contradiction(lexicon, patterns, clues).found,
            fixed(lexicon, patterns),
        )
        return (clues.look, patterns.called), (counted, *told, names.found, *signs)


def _verdict(reading: Reading, found: Sequence[Finding], ignore: Collection[str]) -> Verdict:
    if not found:
        return record(Verdict, (reading.prompt, reading.language, False, (), ()))
    codes = {each.code for each in found}
    multi = len(reading.changes) > 1 and codes.isdisjoint(UNCOUNTED)
    chained = multi and "RMX302" not in codes
    told = found
    if not codes.isdisjoint(_BEATEN):
        told = [each for each in found if not _beaten(each.code, codes)]
    shown = tuple(_shown(told, ignore, counts=chained))
    split = reading.split if chained else ()
    return record(Verdict, (reading.prompt, reading.language, multi, shown, split))


def _beaten(code: str, codes: Collection[str]) -> bool:
    """Whether another finding says it better."""
    if code in ("RMX201", "RMX202"):
        return "RMX601" in codes  # a placeholder counts as a value
    if code == "RMX301":
        return "RMX302" in codes
    return code == "RMX204" and ("RMX302" in codes or "RMX401" in codes)


def _shown(found: Sequence[Finding], ignore: Collection[str], *, counts: bool) -> Sequence[Finding]:
    """In the order of the text, without what was asked to be left out."""
    kept = found
    if ignore:
        kept = [each for each in kept if each.name not in ignore and each.code not in ignore]
    if not counts:
        kept = [each for each in kept if each.code not in SEVERAL]
    return sorted(kept, key=_PLACE) if len(kept) > 1 else kept


SHIPPED = Linter()
_own = SHIPPED  # the last one that was made for words of a user's


def check(prompt: str, *, words: Words | None = None, ignore: Collection[str] = ()) -> Verdict:
    """What is to be said of a prompt.

    `words`: language -> list -> entries that are added to it; pass one mapping for many prompts, since it is
    taken in once. `ignore`: names or codes of rules whose findings are left out.
    """
    return _linter(words).check(prompt, ignore)


def _linter(words: Words | None) -> Linter:
    global _own  # noqa: PLW0603 - a mapping cannot be the key of a cache
    if not words:
        return SHIPPED
    if _own.words is not words:
        _own = Linter(words)
    return _own
