"""The English lexicon made ready for reading: the bits of each word, phrases by their first two words, verbs by form."""

from collections.abc import Iterator, Mapping
from functools import reduce
from itertools import chain, repeat
from operator import or_

from remixbatch.prompts.english import tag
from remixbatch.prompts.english.forms import plural, verb_forms
from remixbatch.prompts.lexicon import Lexicon
from remixbatch.prompts.tokens import tokenize

_COMPARED = tag.ATTRIBUTE | tag.ADJECTIVE | tag.LIGHT | tag.PALETTE | tag.WEATHER

_SINGULAR = ("ess", "us")  # endings of nouns that are no plural
_AWAY = ["from", "off", "out_of"]  # where what is removed was


class Verb:
    """A verb that edits. `kind` is the class of its operation; `flags` are those of verbs.txt, links and all.

    `takes`, `fits`: topics and words that make an object of a noun without an article behind a weak verb.
    """

    __slots__ = ("base", "fits", "flags", "kind", "takes")

    def __init__(
        self,
        base: str,
        kind: str,
        flags: frozenset[str],
        takes: int = 0,
        fits: frozenset[str] = frozenset(),
    ) -> None:
        self.base, self.kind, self.flags, self.takes, self.fits = base, kind, flags, takes, fits


class Phrase:
    """Several words that read as one."""

    __slots__ = ("tags", "text", "words")

    def __init__(self, words: tuple[str, ...], tags: int, text: str) -> None:
        self.words, self.tags, self.text = words, tags, text


class Grammar:
    """What the engine looks up. Phrases are keyed by their first two words, longest first."""

    __slots__ = (
        "_shortened",
        "brackets",
        "phrases",
        "suffixes",
        "tags",
        "templates",
        "verbs",
    )

    def __init__(self, lexicon: Lexicon) -> None:
        self.brackets = lexicon.words("rules/brackets")
        self.tags: dict[str, int] = {}
        self.verbs: dict[str, Verb] = {}
        self.phrases: dict[str, dict[str, list[Phrase]]] = {}
        self.templates = dict(_fields(lexicon, "templates"))
        self.suffixes = {
            suffix: tag.SHAPES[shape] for suffix, shape in _fields(lexicon, "suffixes")
        }
        found = _words(lexicon)
        _take_verbs(lexicon, self.verbs, found)
        _take_deeds(lexicon, self.verbs, found)
        self.tags.update({word: bits for word, bits in found.items() if word.isalpha()})
        self._take_phrases({text: bits for text, bits in found.items() if text not in self.tags})
        self.tags[","] = tag.COMMA  # the mark that is met most, and never more than that
        self._compare()
        self._shortened: dict[str, list[str]] | None = None

    def _compare(self) -> None:
        """Comparatives that a list has: "brighter", among lights; a "trumpeter" is none."""
        known = self.tags
        for word in [word for word in known if word.endswith("er")]:
            if not known[word] & (tag.PLAIN | tag.PEOPLE | tag.THING):
                known[word] |= self.compared(word)

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

    def _take_phrases(self, found: Mapping[str, int]) -> None:
        """Several words; a word with a mark in it may be one, or several too."""
        known, phrases = self.tags, self.phrases
        parts: dict[str, list[str]] = {}  # "don't", which many begin with
        several: list[list[Phrase]] = []
        for text, bits in found.items():
            words = text.split()
            if not text.replace(" ", "").isalpha():
                for part in words:
                    if part not in parts:
                        parts[part] = [part] if part.isalpha() else tokenize(part).words
                words = list(chain.from_iterable(map(parts.__getitem__, words)))
            if len(words) < 2:
                known[text] = known.get(text, 0) | bits
                continue
            topics = 0
            if bits & tag.FIXED:
                topics = reduce(or_, [known.get(word, 0) for word in words]) & tag.TOPIC
            phrase = Phrase(tuple(words), bits | topics, text)
            same = phrases.setdefault(words[0], {}).setdefault(words[1], [])
            same.append(phrase)
            if len(same) == 2:
                several.append(same)
        for same in several:
            same.sort(key=lambda phrase: -len(phrase.words))


def shortened(word: str) -> list[str]:
    """The word, and the word less each of its letters."""
    return [word, *(word[:at] + word[at + 1 :] for at in range(len(word)))]


def _words(lexicon: Lexicon) -> dict[str, int]:
    """Every word of every list with its bits."""
    found: dict[str, int] = {}
    for name, bit in tag.LISTS.items():
        entries = lexicon.entries(name)
        if name in tag.NOUNS:
            entries += tuple(
                [
                    plural(entry)
                    for entry in entries
                    if entry[-1] != "s" or entry.endswith(_SINGULAR)
                ]
            )
        again = {entry: found[entry] | bit for entry in entries if entry in found}
        found.update(dict.fromkeys(entries, bit))
        found.update(again)
    return found


def _take_verbs(lexicon: Lexicon, verbs: dict[str, Verb], found: dict[str, int]) -> None:
    """Fills in the verbs by their forms, and the bits of these."""
    forms = dict(_fields(lexicon, "forms"))
    acts = ((act, "act weak act") for act in lexicon.entries("acts"))
    # By the first word of a verb: "take", of "take off".
    bent: dict[str, list[tuple[str, int]]] = {}
    kinds: dict[str, tuple[str, frozenset[str], int, frozenset[str]]] = {}
    for base, described in chain(_fields(lexicon, "verbs"), acts):
        if base in verbs:
            continue
        if described not in kinds:
            kinds[described] = _kind(described)
        verb = Verb(base, *kinds[described])
        word, blank, rest = base.partition(" ")
        if word not in bent:
            bent[word] = _forms(word, forms)
        for form, bit in bent[word]:
            text = form + blank + rest
            verbs.setdefault(text, verb)
            found[text] = found.get(text, 0) | bit


def _take_deeds(lexicon: Lexicon, verbs: dict[str, Verb], found: dict[str, int]) -> None:
    """ "removal of", "the removal of": read as the -ing form of their verb."""
    for noun, base in _fields(lexicon, "deeds"):
        if noun.endswith(" to"):  # "a switch to": its bare form is a verb
            verbs[f"a {noun}"] = verbs[f"the {noun}"] = verbs[base]
            found[f"a {noun}"] = found[f"the {noun}"] = tag.EDITING
            continue
        for form in (f"{noun} of", f"a {noun} of", f"an {noun} of", f"the {noun} of"):
            verbs[form], found[form] = verbs[base], tag.EDITING


def _kind(described: str) -> tuple[str, frozenset[str], int, frozenset[str]]:
    described, _, objects = described.partition(">")
    kind, *flags = described.split()
    if kind == "remove":
        flags += _AWAY
    takes, fits = 0, []
    for name in objects.split():
        if name in tag.LISTS:
            takes |= tag.LISTS[name]
        else:
            fits.append(name)
    links = frozenset([flag.replace("_", " ") for flag in flags])
    return kind, links, takes, frozenset(fits)


_BITS = (tag.EDIT, tag.EDITS, tag.EDITING, *repeat(tag.EDITED, 9))  # of the forms of a verb


def _forms(word: str, forms: Mapping[str, str]) -> list[tuple[str, int]]:
    bent = forms[word].split() if word in forms else verb_forms(word)
    return [
        (form, bit)
        for form, bit in zip((word, *bent), _BITS, strict=False)
        if bit == tag.EDIT or form not in ("-", word)
    ]


def _fields(lexicon: Lexicon, name: str) -> Iterator[tuple[str, str]]:
    """The entries of a list whose lines are `word: what is said of it`."""
    for entry in lexicon.entries(name):
        word, _, described = entry.partition(":")
        yield word.strip(), described.strip()
