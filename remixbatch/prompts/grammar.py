"""A lexicon made ready for reading: the bits of each word, phrases by their first two words, verbs by form."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from remixbatch.prompts import tag
from remixbatch.prompts.forms import plural, verb_forms
from remixbatch.prompts.lexicon import Lexicon
from remixbatch.prompts.tokens import tokenize

_COMPARED = tag.ATTRIBUTE | tag.ADJECTIVE | tag.LIGHT | tag.PALETTE | tag.WEATHER


_AWAY = ["from", "off", "out_of"]  # where what is removed was


@dataclass(slots=True)
class Verb:
    """A verb that edits. `kind` is the class of its operation; `flags` are those of verbs.txt, links and all."""

    base: str
    kind: str
    flags: frozenset[str]


@dataclass(slots=True)
class Phrase:
    """Several words that read as one."""

    words: tuple[str, ...]
    tags: int
    text: str


class Grammar:
    """What the engine looks up. Phrases are keyed by their first two words, longest first."""

    __slots__ = ("_shortened", "language", "phrases", "suffixes", "tags", "templates", "verbs")

    def __init__(self, lexicon: Lexicon) -> None:
        self.language = lexicon.language
        self.tags: dict[str, int] = {}
        self.verbs: dict[str, Verb] = {}
        self.phrases: dict[str, dict[str, list[Phrase]]] = {}
        self.templates = dict(_fields(lexicon, "templates"))
        self.suffixes = {
            suffix: tag.SHAPES[shape] for suffix, shape in _fields(lexicon, "suffixes")
        }
        several: dict[str, int] = {}
        for word, bits in _entries(lexicon, self.verbs):
            if " " in word or not word.isalpha():
                several[word] = several.get(word, 0) | bits
            else:
                self.tags[word] = self.tags.get(word, 0) | bits
        for text, bits in several.items():
            self._add_phrase(text, bits)
        for seconds in self.phrases.values():
            for same in seconds.values():
                if len(same) > 1:
                    same.sort(key=lambda phrase: -len(phrase.words))

        self.tags[","] = tag.COMMA  # the mark that is met most, and never more than that
        if lexicon.language == "en":
            self._compare()
        self._shortened: dict[str, list[str]] | None = None

    def _compare(self) -> None:
        """Comparatives that a list has: "brighter", among lights; a "trumpeter" is none."""
        known = self.tags
        for word, bits in known.items():
            if word.endswith("er") and not bits & (tag.PLAIN | tag.PEOPLE | tag.THING):
                known[word] = bits | self.compared(word)

    def compared(self, word: str) -> int:
        """What a comparative compares, with the bit of comparatives; 0 if the word is none."""
        stem = word[:-2]
        bases = (stem[:-1] + "y" if stem.endswith("i") else stem, stem + "e", stem[:-1])
        for base in bases:
            bits = self.tags.get(base, 0)
            if bits & _COMPARED:
                return tag.COMPARATIVE | bits & tag.TOPIC
        return 0

    @property
    def shortened(self) -> dict[str, list[str]]:
        """Verbs by what is left of them without one letter, made when a typo is first looked for."""
        if self._shortened is None:
            self._shortened = {}
            for form, verb in self.verbs.items():
                if form.isalpha() and "weak" not in verb.flags and self.tags[form] & tag.EDIT:
                    for shorter in shortened(form):
                        self._shortened.setdefault(shorter, []).append(form)
        return self._shortened

    def _add_phrase(self, text: str, bits: int) -> None:
        letters = text.replace(" ", "").isalpha()
        words = tuple(text.split() if letters else tokenize(text).words)
        if len(words) < 2:
            self.tags[text] = self.tags.get(text, 0) | bits
            return
        if bits & tag.FIXED:
            for word in words:
                bits |= self.tags.get(word, 0) & tag.TOPIC
        same = self.phrases.setdefault(words[0], {}).setdefault(words[1], [])
        same.append(Phrase(words, bits, text))


def shortened(word: str) -> list[str]:
    """The word, and the word less each of its letters."""
    return [word, *(word[:at] + word[at + 1 :] for at in range(len(word)))]


def _entries(lexicon: Lexicon, verbs: dict[str, Verb]) -> Iterator[tuple[str, int]]:
    """Every word of every list with its bits; `verbs` is filled on the way."""
    english = lexicon.language == "en"
    for name, bit in tag.LISTS.items():
        for entry in lexicon.entries(name):
            yield entry, bit
            if english and name in tag.NOUNS and not entry.endswith("s"):
                yield plural(entry), bit
    forms = dict(_fields(lexicon, "forms"))
    acts = ((act, "act weak act") for act in lexicon.entries("acts"))
    for base, described in chain(_fields(lexicon, "verbs"), acts):
        if base in verbs:
            continue
        kind, *flags = described.split()
        if kind == "remove":
            flags += _AWAY
        verb = Verb(base, kind, frozenset(flag.replace("_", " ") for flag in flags))
        for form, bit in _forms(base, forms, spelled=english):
            verbs.setdefault(form, verb)
            yield form, bit


def _forms(base: str, forms: dict[str, str], *, spelled: bool) -> Iterator[tuple[str, int]]:
    yield base, tag.EDIT
    word, blank, rest = base.partition(" ")
    if word in forms:
        third, running, *past = forms[word].split()
    elif spelled:
        third, running, *past = verb_forms(word)
    else:
        return
    bits = (tag.EDITS, tag.EDITING, *(tag.EDITED for _ in past))
    for form, bit in zip((third, running, *past), bits, strict=True):
        if form not in {"-", word}:
            yield form + blank + rest, bit


def _fields(lexicon: Lexicon, name: str) -> Iterator[tuple[str, str]]:
    """The entries of a list whose lines are `word: what is said of it`."""
    for entry in lexicon.entries(name):
        word, _, described = entry.partition(":")
        yield word.strip(), described.strip()
