"""`read_inflected`: a Spanish or German prompt, read."""

from functools import cache

from remixbatch.prompts.inflected.attributes import bind
from remixbatch.prompts.inflected.chain import chain, spans_of
from remixbatch.prompts.inflected.clause import Clause
from remixbatch.prompts.inflected.clauses import clauses_of, joined
from remixbatch.prompts.inflected.counting import Count
from remixbatch.prompts.inflected.headings import has_labels, mark_labels
from remixbatch.prompts.inflected.ordering import leave, ordered, unwrap
from remixbatch.prompts.inflected.roles import (
    ARTICLE,
    BEFORE_NOUN,
    COPULA,
    DEFINITE,
    LINK,
    PLACE,
    THAT,
)
from remixbatch.prompts.inflected.shapes import WHOLE, is_quality, is_to_whom, kinds_of
from remixbatch.prompts.inflected.slips import mend
from remixbatch.prompts.inflected.small import raise_nouns
from remixbatch.prompts.inflected.sorting import sort
from remixbatch.prompts.inflected.talk import strike_signature, strike_talk
from remixbatch.prompts.inflected.units import Unit, units_of
from remixbatch.prompts.inflected.vocabulary import Vocabulary
from remixbatch.prompts.inflected.wishes import mark_wishes
from remixbatch.prompts.lexicon import Lexicon
from remixbatch.prompts.reading import Change, Kind, Reading, Segment
from remixbatch.prompts.tokens import Tokens

_KINDS: dict[str, Kind] = {
    "edit": "edit",
    "tells": "declarative",
    "wish": "nominal",
    "phrase": "nominal",
    "keeps": "preserve",
    "anchor": "anchor",
    "while": "aside",
    "aside": "aside",
    "remark": "aside",
}


@cache
def _vocabulary(lexicon: Lexicon) -> Vocabulary:
    return Vocabulary(lexicon)


def read_inflected(prompt: str, tokens: Tokens, lexicon: Lexicon) -> Reading:
    """What a prompt in the language of the lexicon asks for."""
    words = _vocabulary(lexicon)
    units = units_of(prompt, tokens, words)
    shouted = prompt.isupper()
    mend(units, words, shouted=shouted)
    if words.language == "de" and (shouted or prompt.islower()):
        raise_nouns(units)
    if words.language == "de":
        bind(units)
    cut = clauses_of(units, words)
    if has_labels(cut):
        cut = mark_labels(cut, spanish=words.language == "es")
    if words.language == "de":
        unwrap(cut)
    else:
        mark_wishes(cut)
    found = sort(cut, words, shouted=shouted)
    if words.language == "de":
        leave(found)
    clauses = joined(found)
    if len(clauses) > 1:
        strike_talk(clauses, tokens, spanish=words.language == "es")
        strike_signature(clauses)
    count = Count(spanish=words.language == "es")
    count.listed = sum(1 for unit in units if unit.text == "item") > 1
    segments = [_segment(tokens, clause) for clause in clauses]
    for clause in clauses:
        count.take(clause)
    asked = count.end()
    return Reading(
        prompt=prompt,
        language=words.language,
        tokens=tokens,
        segments=tuple(segments),
        changes=tuple([Change(spans=spans_of(tokens, one), why=one.why) for one in asked]),
        split=chain(prompt, tokens, asked, words.language) if len(asked) > 1 else (),
    )


def _segment(tokens: Tokens, clause: Clause) -> Segment:
    units = clause.units
    target, value = _parts(clause)
    return Segment(
        kind=_KINDS[clause.kind],
        start=tokens.starts[units[0].first],
        end=tokens.ends[units[-1].last - 1],
        verb=clause.op or None,
        target=" ".join([unit.text for unit in target]) or _pronoun(clause),
        value=" ".join([unit.text for unit in value]),
    )


def _of_verb(clause: Clause, rest: list[Unit]) -> tuple[list[Unit], list[Unit]] | None:
    """Spanish: "píntalo | de rojo"; "haz | que el mantel sea negro"."""
    if len(rest) == 1:
        return None
    if clause.op == "cause" and _is_of_it(rest):
        return [], rest[1:]
    if not rest[0].word.roles & (THAT | LINK):
        return None
    if rest[0].word.roles & LINK:
        return ([], rest[1:]) if _pronoun(clause) else None
    at = next((at for at, unit in enumerate(rest) if unit.word.roles & COPULA), 0)
    return (rest[1:at], rest[at + 1 :]) if at > 1 else None


def _is_of_it(units: list[Unit]) -> bool:
    """Spanish: "(que) sea de lunares": said of the thing before, not of the hour, or the look, of all."""
    named = units[1].word.roles & BEFORE_NOUN or kinds_of(units) & WHOLE
    return units[0].text in _BE and not named


def _plain_state(clause: Clause, rest: list[Unit]) -> tuple[list[Unit], list[Unit]] | None:
    """ "el carro | déjalo | rojo"; German: "lass | die Wand | weiß"."""
    if len(rest) >= _FEW or not is_quality(rest[-1]):
        return None
    if _pronoun(clause) and not rest[0].word.roles & (LINK | BEFORE_NOUN):
        topic = clause.units[0].word.roles & DEFINITE and clause.at
        return clause.units[: clause.at] if topic else [], rest
    german = clause.op == "have" and len(rest) > 1 and not rest[-1].capital
    return (rest[:-1], rest[-1:]) if german else None


def _taken(clause: Clause, rest: list[Unit]) -> tuple[list[Unit], list[Unit]] | None:
    """German: "(nimm) dem König | die Krone (ab)": what goes, and not whom it is taken from."""
    if clause.op != "remove" or not is_to_whom(rest):
        return None
    at = next((at for at in range(2, len(rest) - 1) if rest[at].word.roles & DEFINITE), 0)
    placed = rest[at - 1].word.roles & (PLACE | LINK)  # "den Fleck auf dem Hemd"
    return (rest[at:], []) if at and not placed else None


def _pronoun(clause: Clause) -> str:
    """Spanish: "píntalo" is done to "lo"."""
    if clause.op == "cause" and len(clause.rest) > 1 and _is_of_it(clause.rest):
        return "lo"
    verb = clause.units[clause.at].text
    return "lo" if clause.op in _DONE and verb.endswith(_IT) else ""


_DONE = frozenset(("paint", "make", "turn", "put", "change", "remove", "replace", "act"))
_BE = frozenset(("sea", "sean", "quede", "queden"))
_FEW = 4  # words of a plain state, and one more
_IT = ("lo", "la", "los", "las")


def _parts(clause: Clause) -> tuple[list[Unit], list[Unit]]:
    """What it is done to, and its new state."""
    units = clause.units
    if clause.op == "state":
        return units[: clause.at], units[clause.at + 1 :]
    rest = clause.rest
    if rest:
        found = ordered(clause) or _plain_state(clause, rest) or _of_verb(clause, rest)
        if found := found or _taken(clause, rest):
            return found
    for at in range(1, len(rest)):
        if rest[at].word.roles & LINK and rest[at].text not in ("de", "von"):
            return rest[:at], rest[at + 1 :]
    if clause.op in ("make", "give", "turn", "paint") and len(rest) > 1:
        for at in range(1, len(rest)):
            if rest[at].word.roles & ARTICLE:
                return rest[:at], rest[at:]
        return rest[:-1], rest[-1:]
    colored = clause.op == "put" and len(rest) > 2 and "colors" in rest[-1].word.kinds
    return (rest[:-1], rest[-1:]) if colored else (rest, [])
