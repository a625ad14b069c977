"""The English lexicon made ready for reading: the bits of each word, phrases by their first two words, verbs by form."""

from collections.abc import Iterator
from itertools import chain, repeat

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
        for text, bits in found.items():
            if not text.isalpha():
                self._add_phrase(text, bits)
        for seconds in self.phrases.values():
            for same in seconds.values():
                if len(same) > 1:
                    same.sort(key=lambda phrase: -len(phrase.words))

        self.tags[","] = tag.COMMA  # the mark that is met most, and never more than that
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
        for entry in entries:
            found[entry] = found.get(entry, 0) | bit
    return found


def _take_verbs(lexicon: Lexicon, verbs: dict[str, Verb], found: dict[str, int]) -> None:
    """Fills in the verbs by their forms, and the bits of these."""
    forms = dict(_fields(lexicon, "forms"))
    acts = ((act, "act weak act") for act in lexicon.entries("acts"))
    kinds: dict[str, tuple[str, frozenset[str], int, frozenset[str]]] = {}
    for base, described in chain(_fields(lexicon, "verbs"), acts):
        if base in verbs:
            continue
        if described not in kinds:
            kinds[described] = _kind(described)
        verb = Verb(base, *kinds[described])
        for form, bit in _forms(base, forms):
            verbs.setdefault(form, verb)
            found[form] = found.get(form, 0) | bit


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


def _forms(base: str, forms: dict[str, str]) -> list[tuple[str, int]]:
    word, blank, rest = base.partition(" ")
    bent = forms[word].split() if word in forms else verb_forms(word)
    return [
        (form + blank + rest, bit)
        for form, bit in zip((word, *bent), _BITS, strict=False)
        if bit == tag.EDIT or form not in ("-", word)
    ]


def _fields(lexicon: Lexicon, name: str) -> Iterator[tuple[str, str]]:
    """The entries of a list whose lines are `word: what is said of it`."""
    for entry in lexicon.entries(name):
        word, _, described = entry.partition(":")
        yield word.strip(), described.strip()
