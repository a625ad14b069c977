"""The forms of a word: `cambiar` is met as cambia, cambie, cambiad, cambiando …, `hinzu|fügen` as füge … hinzu.

A lexicon names a verb once, as its infinitive, with what is irregular; rules of spelling make the rest. Forms that
nobody writes do no harm: they are only looked up.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

# Moods, as bits. DEMAND: an imperative, no other reading of weight. POLITE: Spanish subjunctive, which is also the
# imperative of usted; German third person and plural in -t. BARE: an infinitive. DOING: a gerund. DONE: a participle.
# TELLING: a form that only states. ASKED: the second person, as in a question: cambias, machst.
DEMAND, POLITE, BARE, DOING, DONE, TELLING, ASKED = (1 << bit for bit in range(7))

_PLAIN = str.maketrans("áéíóúàèìòùâêîôûüñ", "aeiouaeiouaeiouun")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verb:
    """An entry: `hinzu|fügen imp:…`, taken apart. `particle` is "" for a verb that does not part."""

    bare: str  # without the particle
    particle: str = ""
    given: dict[str, list[str]] = field(
        default_factory=dict
    )  # imp, sub, ind, par …: forms or stems


def verb_of(entry: str) -> Verb:
    """`encender ie`, `hacer imp:haz sub:hag`, `weg|nehmen imp:nimm`."""
    infinitive, *notes = entry.split()
    particle, _, bare = infinitive.rpartition("|")
    given: dict[str, list[str]] = {}
    for note in notes:
        kind, _, form = note.rpartition(":")
        given.setdefault(kind, []).append(form)
    return Verb(bare=bare, particle=particle, given=given)


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


def spanish(verb: Verb) -> Iterator[tuple[str, int]]:
    """Every form of a Spanish verb with its mood, accents left out."""
    bare = plain(verb.bare)
    stem, kind = bare[:-2], bare[-2:]
    if kind not in _ENDINGS:  # a user's word, as it is met
        yield bare, DEMAND
        return
    third, other, plural, doing, done = _ENDINGS[kind]
    notes = verb.given.get("", [])
    change = next((note for note in notes if note != "zc"), "")
    strong = _stressed(stem, change)
    weak = _stressed(stem, "i") if change == "i" else stem
    wishes = [plain(form) for form in verb.given.get("sub", [])]
    if not wishes:
        soft = stem[:-1] + "zc" if "zc" in notes else _spelled(strong, kind)
        wishes = [soft] if kind == "ar" or change != "ie" else [soft, _spelled(weak, kind)]
    yield bare, BARE
    for form in verb.given.get("imp", [strong + third]):
        yield plain(form), DEMAND
    yield stem + plural, DEMAND
    if "imp" in verb.given:
        yield strong + third, TELLING
    else:
        yield (stem + plural)[:-1], DEMAND  # vos: agregá, convertí
    for wish in wishes:
        for end in (other, other + "n", other + "mos"):
            yield wish + end, POLITE
        yield wish + other + "s", ASKED
    if "sub" not in verb.given:
        past = stem + "ara" if kind == "ar" else (stem + "yera" if change == "y" else weak + "iera")
        yield from ((past, POLITE), (past + "n", POLITE))  # "me gustaría que bailara"
    yield strong + third + "n", TELLING
    yield strong + third + "s", ASKED
    yield bare + "a", TELLING
    yield bare + "an", TELLING
    yield (weak + "yendo" if change == "y" else weak + doing), DOING
    for ending in ("o", "a", "os", "as"):
        for part in verb.given.get("par", [stem + done + "o"]):
            yield plain(part)[:-1] + ending, DONE


def _of_you(stem: str, imperatives: Iterable[str]) -> Iterator[tuple[str, int]]:
    """What "du" follows: nimmst, setzt."""
    for form in imperatives:
        yield form + "st", ASKED
    if stem.endswith(("s", "ß", "z", "x")):
        yield stem + "t", ASKED


def german(verb: Verb) -> Iterator[tuple[str, int]]:
    """Every form of a German verb with its mood; what is written as one word has its particle."""
    bare, particle = verb.bare, verb.particle
    if not bare.endswith("n"):  # a user's word, as it is met
        yield bare, DEMAND
        return
    stem = bare[:-2] if bare.endswith("en") else bare[:-1]
    imperatives = verb.given.get("imp", [])
    for form in sorted({stem, stem + "e", *imperatives}.difference(verb.given.get("not", ()))):
        yield form, DEMAND
    if stem.endswith(("el", "er")):
        yield stem[:-2] + stem[-1] + "e", DEMAND  # wechsle
    yield stem + ("et" if stem.endswith(("d", "t", "fn", "chn")) else "t"), POLITE
    yield stem + ("est" if stem.endswith(("d", "t", "fn", "chn")) else "st"), ASKED
    yield from _of_you(stem, imperatives)
    if not particle:
        yield bare, BARE
    else:
        yield particle + bare, BARE
        yield particle + "zu" + bare, BARE
    for form in verb.given.get("ind", []):
        yield form, TELLING
        yield form[:-1] + "st", ASKED  # fährst
        if form.endswith(("st", "ßt")):
            yield form, ASKED  # lässt
    for form in verb.given.get("par", []):
        yield form, DONE
    if particle:
        for form in (particle + stem + "t", particle + "ge" + stem + "t", particle + "ge" + bare):
            yield form, DONE
        yield particle + stem + "e", TELLING


def of_adjective(language: str, word: str) -> Iterator[str]:
    """An adjective with its endings."""
    yield word
    if language == "es":
        word = plain(word)
        yield word
        if word[-1] in "oe":
            stem = word[:-1]
            yield from (stem + "a", stem + "as", stem + "os", word + "s")
        elif word[-1] in "aiu":
            yield word + "s"
        else:
            yield from (word + "es", word[:-1] + "ces" if word[-1] == "z" else word + "a")
        return
    stems = [word, word[:-1]] if word.endswith("e") else [word]
    if word.endswith(("el", "er")):
        stems.append(word[:-2] + word[-1])
    for stem in (*stems, f"{word}er", f"{word}st"):
        for ending in ("e", "en", "er", "es", "em"):
            yield stem + ending


def of_noun(language: str, word: str) -> Iterator[str]:
    """A noun with the plurals it may have."""
    yield word
    if language == "es":
        word = plain(word)
        yield word
        if word.endswith("z"):
            yield word[:-1] + "ces"
        else:
            yield word + ("s" if word[-1] in "aeiou" else "es")
        return
    for ending in ("e", "en", "n", "er", "s", "es"):
        yield word + ending
