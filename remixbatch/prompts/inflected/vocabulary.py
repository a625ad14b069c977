"""What each word of a language can be: its roles, the operation it asks for, the kinds of thing or quality it names.

Made once a language from its lists. Words with a blank are phrases, found by their first word, the longest first.
"""

import re
from collections.abc import Collection, Iterable
from functools import cache, cached_property

from remixbatch.prompts.inflected.inflection import (
    BARE,
    DEMAND,
    POLITE,
    TELLING,
    Verb,
    german,
    of_adjective,
    of_noun,
    plain,
    spanish,
    verb_of,
)
from remixbatch.prompts.inflected.roles import ROLE
from remixbatch.prompts.lexicon import Lexicon
from remixbatch.prompts.tokens import words_in

_NOUNS = (
    *("weather", "times", "styles", "cameras", "audio", "traits", "lights", "places"),
    *("clothes", "palettes", "actors", "speeds"),
)
_QUALITIES = ("colors", "sizes", "ages", "materials", "patterns")
_NONE: frozenset[str] = frozenset()


class Word:
    """What a word, or a phrase, can be. Many share one, so it is never changed.

    `op`: the class of the operation, of a verb; `kinds`: weather …, and `set:7` or `quality:2` for lines of such lists;
    `homograph`: a verb only before an article.
    """

    __slots__ = ("homograph", "kinds", "mood", "op", "roles")

    def __init__(
        self,
        roles: int = 0,
        op: str = "",
        mood: int = 0,
        kinds: frozenset[str] = _NONE,
        homograph: bool = False,  # noqa: FBT001, FBT002 - by its place as the others are
    ) -> None:
        self.roles, self.op, self.mood, self.kinds = roles, op, mood, kinds
        self.homograph = homograph

    def or_else(self, other: "Word") -> "Word":
        """Both at once; the first verb stands."""
        if self is other:
            return self
        alike = self.op in ("", other.op) or not other.op
        return Word(
            self.roles | other.roles,
            self.op or other.op,
            self.mood | other.mood if alike else self.mood,
            self.kinds | other.kinds,
            self.homograph or other.homograph,
        )


@cache
def _verb(op: str, mood: int, homograph: bool) -> Word:  # noqa: FBT001 - a key of the cache
    """One record for all forms of a kind."""
    return Word(op=op, mood=mood, homograph=homograph)


UNKNOWN = Word()
_NOT_FOLDED = ("uña", "uñas")  # nails, which without the tilde are articles
Phrases = list[tuple[tuple[str, ...], Word]]
# How a word is looked up; what it can be; phrases it begins, by their second word; itself without accents.
Entry = tuple[str, Word, dict[str, Phrases] | None, str]
_MANY = 20_000  # words remembered
_COLORED = tuple(
    f"farb{end}{bent}" for end in ("en", "ig") for bent in ("", *("e", "en", "er", "es", "em"))
)
_IN_COLORS = frozenset(("colors", "traits"))  # "kupferfarben", but "Herbstfarben", too
_MOOD = "stimmung"
_WHEN = frozenset(("times", "weather"))  # Abendstimmung, Gewitterstimmung
_CLITICS = re.compile("(?:me|te|se|nos|os|le|les|lo|la|los|las)$")


_OF_VOS = ("é", "í")  # hacé, poné, salí
_SHORTEST, _LONG = (
    3,
    5,
)  # letters of a joint that may be misspelt; of one in which one may be left out
# Letters of Spanish that sound alike, each as one of them; in this order.
_ALIKE = (
    *(("ch", "ç"), ("h", ""), ("que", "ke"), ("qui", "ki"), ("ce", "se"), ("ci", "si"), ("z", "s")),
    *(("c", "k"), ("q", "k"), ("gue", "ğe"), ("gui", "ği"), ("ge", "je"), ("gi", "ji"), ("ğ", "g")),
    *(("v", "b"), ("ll", "y"), ("rr", "r"), ("np", "mp"), ("nb", "mb")),
)


def sound(word: str) -> str:
    """A Spanish word as it sounds: "haz" as "as", "quita" as "kita"."""
    word = plain(word)
    for spelt, said in _ALIKE:
        word = word.replace(spelt, said)
    return word


def _swiss(word: str) -> str:
    """A German word as the Swiss spell it."""
    return word.replace("ß", "ss")


class Vocabulary:
    """The words of one language."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.language = lexicon.language
        self.folded_anew = plain if lexicon.language == "es" else _swiss
        self.words: dict[str, Word] = {}
        self.phrases: dict[str, dict[str, Phrases]] = {}  # by their first word, and their second
        self.particles: dict[tuple[str, str], str] = {}  # (form of a verb, particle) -> operation
        # Nouns of what is done to a thing: its operation and, in Spanish, the command.
        deeds = (entry.partition(": ") for entry in lexicon.entries("actions"))
        self.actions = {self.folded_anew(noun): deed for noun, _, deed in deeds}
        self.known: dict[str, Entry] = {}
        self._take_roles(lexicon)
        self._take_nouns(lexicon)
        self._take_verbs(lexicon)
        self._sort_phrases()
        for text in _NOT_FOLDED:
            self.words.setdefault(text, UNKNOWN)

    def _sort_phrases(self) -> None:
        for seconds in self.phrases.values():
            for entries in seconds.values():
                entries.sort(key=lambda entry: -len(entry[0]))

    def _put(self, text: str, word: Word) -> None:
        parts = (text,) if text.isalpha() else tuple(words_in(text))
        if len(parts) > 1:
            parts = tuple(map(self.folded_anew, parts))
            entries = self.phrases.setdefault(parts[0], {}).setdefault(parts[1], [])
            for at, (known, old) in enumerate(entries):
                if known == parts:
                    entries[at] = (parts, old.or_else(word))
                    return
            entries.append((parts, word))
            return
        before = self.words.get(parts[0])
        self.words[parts[0]] = word if before is None else before.or_else(word)

    def folded(self, word: str) -> str:
        """A word as it is looked up."""
        return word if word in self.words else self.folded_anew(word)

    def _take_roles(self, lexicon: Lexicon) -> None:
        for name, bit in ROLE.items():
            if name in ("keeps", "touches"):
                continue
            word = Word(roles=bit)
            for entry in lexicon.entries(name):
                forms = of_adjective(self.language, entry) if name == "praise" else (entry,)
                for form in forms:
                    self._put(form, word)
        for text, word in list(self.words.items()):
            if not text.isascii():
                self.words.setdefault(self.folded_anew(text), word)

    def _take_nouns(self, lexicon: Lexicon) -> None:
        for name in _NOUNS:
            word = Word(kinds=frozenset((name,)))
            for entry in lexicon.entries(name):
                self._nominal(entry, word, adjective=name in ("weather", "times", "speeds"))
        for name in _QUALITIES:
            word = Word(kinds=frozenset((name,)))
            stuff = name == "materials" and self.language == "es"
            for entry in lexicon.entries(name):
                bends = not stuff or entry.endswith("ico")  # "acero" makes no "acera"
                self._nominal(entry, word, adjective=bends)
        for name, kind in (("sets", "set"), ("manners", "quality")):
            for line, entry in enumerate(lexicon.entries(name)):
                word = Word(kinds=frozenset((f"{kind}:{line}",)))
                for part in entry.split(","):
                    self._nominal(part.strip(), word, adjective=kind == "quality")

    def _nominal(self, entry: str, word: Word, *, adjective: bool) -> None:
        if " " in entry:
            self._put(entry, word)
            return
        forms = set(of_noun(self.language, entry) if not adjective or self.language == "es" else ())
        if adjective:
            forms.update(of_adjective(self.language, entry))
        if not entry.isascii():
            forms.update([self.folded_anew(form) for form in forms])
        if entry.isalpha():
            self._put_words(forms, word)
            return
        for form in forms:
            self._put(form, word)

    def _put_words(self, forms: Iterable[str], word: Word) -> None:
        """Words of nothing but letters."""
        words = self.words
        for form in forms:
            before = words.get(form)
            words[form] = word if before is None else before.or_else(word)

    def _take_verbs(self, lexicon: Lexicon) -> None:
        fresh: dict[str, Word] = {}
        shared = lexicon.words("verb_nouns")
        homographs = {self.folded_anew(word) for word in shared}
        for name in ("verbs", "keeps", "touches"):
            # A verb that does not part comes first: "mach" is to make, not to make away.
            for entry in sorted(lexicon.entries(name), key=lambda entry: "|" in entry):
                text, _, rest = entry.partition(":")
                op, _, notes = rest.strip().partition(" ")
                if name != "verbs":
                    text, _, notes = entry.partition(" ")
                    op = name
                self._take_verb(verb_of(f"{text} {notes}"), op, homographs, fresh)
        known = [key for key in self.words if key in fresh]
        both = {key: self.words[key].or_else(fresh[key]) for key in known}
        self.words.update(fresh)
        self.words.update(both)
        for particle in {particle for _, particle in self.particles}:
            self._put(particle, Word(roles=ROLE["particles"]))

    def _take_verb(
        self, verb: Verb, op: str, homographs: Collection[str], fresh: dict[str, Word]
    ) -> None:
        particle = verb.particle
        if self.language == "es":
            forms = spanish(verb)  # without accents as they are
        else:
            forms = [(_swiss(form), mood) for form, mood in german(verb)]
        for form, mood in forms:
            # The rest of a verb that parts is one only before an object ("eng … ein").
            parted = particle != "" and not form.startswith(particle)
            if parted:
                self.particles[form, particle] = op
            old = fresh.get(form)
            if old is None:
                fresh[form] = _verb(op, mood, parted or form in homographs)
            elif old.op == op and old.mood != mood:
                fresh[form] = _verb(op, old.mood | mood, old.homograph)

    def entry(self, text: str) -> Entry:
        """How a word in lower case is looked up, what it can be, and the phrases that begin with it."""
        known = self.known.get(text)
        if known is None:
            if len(self.known) > _MANY:
                self.known.clear()
            bare = self.folded_anew(text)
            known = (self.folded(text), self.word(text), self.phrases.get(bare), bare)
            self.known[text] = known
        return known

    def word(self, text: str) -> Word:
        """What a word in lower case can be."""
        found = self.words.get(text)
        if found is not None:
            return found
        voseo = text.endswith(_OF_VOS)
        text = self.folded_anew(text)
        found = self.words.get(text)
        if found is not None:
            demand = voseo and self.language == "es" and found.mood == TELLING
            return _verb(found.op, DEMAND, found.homograph) if demand else found
        made = self._with_clitic(text) if self.language == "es" else self._compound(text)
        return made or UNKNOWN

    def _with_clitic(self, text: str) -> Word | None:
        """ponle, cambiarlo, quitaselo: a verb with pronouns at its end."""
        base = text
        for _ in range(2):
            cut = _CLITICS.sub("", base)
            if cut == base or len(cut) < 2:
                return None
            base = cut
            word = self.words.get(base)
            if word is not None and word.mood == TELLING and base.endswith("e"):
                return Word(op=word.op, mood=DEMAND)  # vos: ponele, hacelo
            if word is not None and word.op and word.mood & (DEMAND | POLITE | BARE):
                return Word(op=word.op, mood=word.mood & (DEMAND | POLITE | BARE))
        return None

    def _compound(self, text: str) -> Word | None:
        """A German word by its end: Abendlicht is a light, Anime-Stil a style, verdunkle- an umlaut in two letters."""
        for pair, umlaut in (("ae", "ä"), ("oe", "ö"), ("ue", "ü")):
            if pair in text:
                found = self.words.get(text.replace(pair, umlaut))
                if found is not None:
                    return found
        if text.endswith(("'s", "’s")):
            return self.words.get(text[:-2])  # "soll's", "mach's"
        if len(text) < 6:
            return None
        _, dash, last = text.rpartition("-")
        if dash:
            return Word(kinds=self.word(last).kinds)
        if text.endswith("rot") and not text.endswith(("brot", "schrot")):
            return Word(kinds=self.word("rot").kinds)  # Bordeauxrot: too short for what follows
        return self._by_its_end(text)

    def _by_its_end(self, text: str) -> Word | None:
        if text.endswith(_COLORED):
            return Word(kinds=_IN_COLORS if text.endswith("en") else self.word("rot").kinds)
        if text.endswith(_MOOD):
            when = self.word(text[: -len(_MOOD)].removesuffix("s")).kinds & _WHEN
            return Word(kinds=when | self.word(_MOOD).kinds)
        for at in range(2, len(text) - 3):
            found = self.words.get(text[at:])
            if found is not None and found.kinds and not found.roles & ~ROLE["anchors"]:
                return Word(kinds=found.kinds)
        return None

    def heard(self, text: str) -> Word | None:
        """The Spanish command that sounds like a word: "as que", "kita", "canviale"; None where there is none."""
        found = self._sounds.get(sound(text))
        if found is None and (cut := _CLITICS.sub("", text)) != text:
            found = self._sounds.get(sound(cut))
        return found

    @cached_property
    def _sounds(self) -> dict[str, Word]:
        return {
            sound(text): word
            for text, word in self.words.items()
            if word.op and word.mood & (DEMAND | BARE) and not word.homograph and not word.roles
        }

    @cached_property
    def mistyped(self) -> dict[str, Word]:
        """Joints ("und", "luego") with a letter twice, or two exchanged, or without one, behind the first and before the last."""
        found: dict[str, Word] = {}
        joints = ROLE["and"] | ROLE["also"] | ROLE["then"] | ROLE["but"]
        for text, word in self.words.items():
            if not word.roles & joints or word.roles & ~joints or len(text) < _SHORTEST:
                continue
            for at in range(1, len(text) - 1):
                head, one, other, tail = text[:at], text[at], text[at + 1], text[at + 2 :]
                lacks = head + other + tail if len(text) >= _LONG else text
                for slip in (lacks, f"{head}{one}{one}{other}{tail}", f"{head}{other}{one}{tail}"):
                    if slip not in self.words:
                        found[slip] = word
        return found

    @cached_property
    def shortened(self) -> dict[str, list[str]]:
        """Imperatives and infinitives of five letters and more, by themselves and by what is left without a letter."""
        found: dict[str, list[str]] = {}
        for text, word in self.words.items():
            if len(text) < _LONG or not word.op or word.homograph:
                continue
            if word.mood & (DEMAND | BARE):
                for at in range(-1, len(text)):
                    shorter = text[:at] + text[at + 1 :] if at >= 0 else text
                    found.setdefault(shorter, []).append(text)
        return found
