"""The forms of a word: `cambiar` is met as cambia, cambie, cambiad, cambiando …, `hinzu|fügen` as füge … hinzu.

A lexicon names a verb once, as its infinitive, with what is irregular; rules of spelling make the rest. Forms that
nobody writes do no harm: they are only looked up.
"""

from collections.abc import Iterable
from typing import NamedTuple

# Moods, as bits. DEMAND: an imperative, no other reading of weight. POLITE: Spanish subjunctive, which is also the
# imperative of usted; German third person and plural in -t. BARE: an infinitive. DOING: a gerund. DONE: a participle.
# TELLING: a form that only states. ASKED: the second person, as in a question: cambias, machst.
DEMAND, POLITE, BARE, DOING, DONE, TELLING, ASKED = (1 << bit for bit in range(7))

_PLAIN = str.maketrans("áéíóúàèìòùâêîôûüñ", "aeiouaeiouaeiouun")


class Verb(NamedTuple):
    """An entry: `hinzu|fügen imp:…`, taken apart. `particle` is "" for a verb that does not part."""

    bare: str  # without the particle
    particle: str
    given: dict[str, list[str]]  # imp, sub, ind, par …: forms or stems


def verb_of(entry: str) -> Verb:
    """`encender ie`, `hacer imp:haz sub:hag`, `weg|nehmen imp:nimm`."""
    infinitive, *notes = entry.split()
    particle, _, bare = infinitive.rpartition("|")
    given: dict[str, list[str]] = {}
    for note in notes:
        kind, _, form = note.rpartition(":")
        given.setdefault(kind, []).append(form)
    return Verb(bare, particle, given)


def plain(word: str) -> str:
    """A Spanish word without its accents, as people type it."""
    return word if word.isascii() else word.translate(_PLAIN)


_ENDINGS = {  # Spanish: 3rd person and tú, subjunctive, vosotros, gerund, participle
    "ar": ("a", "e", "ad", "ando", "ad"),
    "er": ("e", "a", "ed", "iendo", "id"),
    "ir": ("e", "a", "id", "iendo", "id"),
}
_SOFT = {
    "ar": (("c", "qu"), ("g", "gu"), ("z", "c")),
    "er": (("c", "z"), ("g", "j")),
    "ir": (("gu", "g"), ("g", "j")),
}


def _spelled(stem: str, kind: str) -> str:
    """The stem before the other vowel: coloc- coloqu-, recog- recoj-."""
    for end, other in _SOFT[kind]:
        if stem.endswith(end):
            return stem[: -len(end)] + other
    return stem


def _stressed(stem: str, change: str) -> str:
    old = {"ie": "e", "ue": "o", "i": "e"}.get(change)
    if old is None:
        return stem + "y" if change == "y" else stem
    at = stem.rfind(old)
    return stem if at < 0 else stem[:at] + change + stem[at + 1 :]


Forms = list[tuple[str, int]]  # of a verb, with their moods


def spanish(verb: Verb) -> Forms:
    """Every form of a Spanish verb with its mood, accents left out."""
    bare, given = plain(verb.bare), verb.given
    stem, kind = bare[:-2], bare[-2:]
    if kind not in _ENDINGS:  # a user's word, as it is met
        return [(bare, DEMAND)]
    third, other, plural, doing, done = _ENDINGS[kind]
    notes = given.get("", [])
    change = next((note for note in notes if note != "zc"), "")
    strong = _stressed(stem, change)
    weak = _stressed(stem, "i") if change == "i" else stem
    wishes = [plain(form) for form in given.get("sub", ())]
    if not wishes:
        soft = stem[:-1] + "zc" if "zc" in notes else _spelled(strong, kind)
        wishes = [soft] if kind == "ar" or change != "ie" else [soft, _spelled(weak, kind)]
    forms = [(bare, BARE)]
    if "imp" in given:
        forms += [(plain(form), DEMAND) for form in given["imp"]]
        forms += ((stem + plural, DEMAND), (strong + third, TELLING))
    else:
        vos = (stem + plural)[:-1]  # agregá, convertí
        forms += ((strong + third, DEMAND), (stem + plural, DEMAND), (vos, DEMAND))
    for wish in wishes:
        asked = wish + other
        forms += ((asked, POLITE), (asked + "n", POLITE), (asked + "mos", POLITE))
        forms.append((asked + "s", ASKED))
    if "sub" not in given:
        past = stem + "ara" if kind == "ar" else (stem + "yera" if change == "y" else weak + "iera")
        forms += ((past, POLITE), (past + "n", POLITE))  # "me gustaría que bailara"
    forms += ((strong + third + "n", TELLING), (strong + third + "s", ASKED))
    forms += ((bare + "a", TELLING), (bare + "an", TELLING))
    forms.append((weak + "yendo" if change == "y" else weak + doing, DOING))
    done_to = [plain(part)[:-1] for part in given.get("par", (stem + done + "o",))]
    forms += [(part + ending, DONE) for ending in ("o", "a", "os", "as") for part in done_to]
    return forms


def _of_you(stem: str, imperatives: Iterable[str]) -> Forms:
    """What "du" follows: nimmst, setzt."""
    forms = [(form + "st", ASKED) for form in imperatives]
    if stem.endswith(("s", "ß", "z", "x")):
        forms.append((stem + "t", ASKED))
    return forms


def german(verb: Verb) -> Forms:
    """Every form of a German verb with its mood; what is written as one word has its particle."""
    bare, particle, given = verb.bare, verb.particle, verb.given
    if not bare.endswith("n"):  # a user's word, as it is met
        return [(bare, DEMAND)]
    stem = bare[:-2] if bare.endswith("en") else bare[:-1]
    imperatives = given.get("imp", [])
    demanded = {stem, stem + "e", *imperatives}.difference(given.get("not", ()))
    forms = [(form, DEMAND) for form in sorted(demanded)]
    if stem.endswith(("el", "er")):
        forms.append((stem[:-2] + stem[-1] + "e", DEMAND))  # wechsle
    link = "e" if stem.endswith(("d", "t", "fn", "chn")) else ""
    forms += ((stem + link + "t", POLITE), (stem + link + "st", ASKED))
    forms += _of_you(stem, imperatives)
    forms.append((particle + bare, BARE))
    if particle:
        forms.append((particle + "zu" + bare, BARE))
    for form in given.get("ind", ()):
        forms += ((form, TELLING), (form[:-1] + "st", ASKED))  # fährst
        if form.endswith(("st", "ßt")):
            forms.append((form, ASKED))  # lässt
    forms += [(form, DONE) for form in given.get("par", ())]
    if particle:
        done = (stem + "t", "ge" + stem + "t", "ge" + bare)
        forms += [(particle + form, DONE) for form in done]
        forms.append((particle + stem + "e", TELLING))
    return forms


def of_adjective(language: str, word: str) -> list[str]:
    """An adjective with its endings."""
    if language == "es":
        bare = plain(word)
        if bare[-1] in "oe":
            stem = bare[:-1]
            bent = [stem + "a", stem + "as", stem + "os", bare + "s"]
        elif bare[-1] in "aiu":
            bent = [bare + "s"]
        else:
            bent = [bare + "es", bare[:-1] + "ces" if bare[-1] == "z" else bare + "a"]
        return [word, bare, *bent]
    stems = [word, word[:-1]] if word.endswith("e") else [word]
    if word.endswith(("el", "er")):
        stems.append(word[:-2] + word[-1])
    stems += (f"{word}er", f"{word}st")
    return [word, *[stem + end for stem in stems for end in ("e", "en", "er", "es", "em")]]


def of_noun(language: str, word: str) -> list[str]:
    """A noun with the plurals it may have."""
    if language == "es":
        bare = plain(word)
        if bare.endswith("z"):
            return [word, bare, bare[:-1] + "ces"]
        return [word, bare, bare + ("s" if bare[-1] in "aeiou" else "es")]
    return [word, *[word + end for end in ("e", "en", "n", "er", "s", "es")]]
