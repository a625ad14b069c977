"""Japanese prompts: how many changes, where, and the chain they make.

Clauses are folded from left to right as in Chinese: one with an operation of its own begins a change, one
that only describes goes on with the change before it.
"""

from collections.abc import Sequence
from functools import partial
from typing import Literal

from remixbatch.prompts.late import lazy
from remixbatch.prompts.lexicon import Lexicon
from remixbatch.prompts.reading import Reading, Segment
from remixbatch.prompts.solid.draft import Draft, reading
from remixbatch.prompts.solid.japanese import cut, dictionary_forms, mended, plain
from remixbatch.prompts.solid.japanese_atoms import atoms
from remixbatch.prompts.solid.japanese_beside import facet_of, target_of, value_of
from remixbatch.prompts.solid.japanese_chain import END, manner_of, request
from remixbatch.prompts.solid.japanese_inside import look_inside
from remixbatch.prompts.solid.japanese_pieces import Atom
from remixbatch.prompts.solid.japanese_remarks import (
    aims,
    announces,
    newcomer,
    praises,
    statements,
    vague,
)
from remixbatch.prompts.solid.japanese_rules import begins
from remixbatch.prompts.solid.solid_labels import without_labels
from remixbatch.prompts.tokens import Tokens

_GONE = lazy(
    "(?<!変更)(?<!変化)(?<!修正)(?:なし|無し|抜き)(?:で|に)?(?:お願いします)?$|(?:いらない|要らない|いりません|要りません|不要)(?:です)?$"
)


_WISHED = lazy(
    "(?:も|が)(?:ある|いる|あった|いた|あれ|いれ)[とらば]*(?:いい|良い|嬉し|うれし|助か)[^を]*$"
)
_THIS_CLIP = lazy("[こそ]の[^はがを、]*(?:動画|映像|ビデオ|シーン|カット|クリップ)$")
# What goes on as before: 同じように蹴り続けて.
_STILL = lazy(
    "(?:同じように|同じ動きで|今まで(?:通り|どおり)|これまで(?:通り|どおり)|変わらず|引き続き).*(?:続け|まま)"
)


def read_japanese(prompt: str, lexicon: Lexicon, tokens: Tokens) -> Reading:
    """What a prompt in Japanese asks for."""
    text, others = without_labels(plain(prompt), lexicon)
    drafts: list[Draft] = []
    found = atoms(text, cut(text, lexicon))
    told = statements(found, text)
    if found and announces(found, text):
        told.add(0)
    for at, atom in enumerate(found):
        now = drafts[-1] if drafts else None
        kind = _no_change(atom, text, first=now is None, told=at in told)
        if kind is not None:
            others.append(Segment(kind=kind, start=atom.start, end=atom.end))
        elif now is None or begins(now, atom, text):
            drafts.append(_draft(atom, text, prompt, found[at + 1 :]))
        else:
            now.grow(atom.start, atom.end, atom.cuts, atom.joint)
            if atom.verb is not None and atom.kind == "edit":
                now.acts = atom.verb  # its instruction ends in the last verb
    if not drafts:
        drafts = _removals(found, text, prompt)
        others = [one for one in others if all(one.start != draft.start for draft in drafts)]
    for draft in drafts:
        look_inside(draft, text, prompt)
    return reading(
        prompt,
        language="ja",
        tokens=tokens,
        drafts=drafts,
        others=others,
        split=partial(_split, lexicon),
    )


def _removals(found: Sequence[Atom], text: str, prompt: str) -> list[Draft]:
    """What shall not be there, in a prompt that asks for nothing else: 雲なしで, 字幕はいらない."""
    gone = [atom for atom in found if _GONE.search(text, atom.start, atom.end)]
    for atom in gone:
        atom.kind, atom.list, atom.verb = "edit", "remove", None
    return [_draft(atom, text, prompt, []) for atom in gone[:1]]


def _no_change(
    atom: Atom, text: str, *, first: bool, told: bool
) -> Literal["preserve", "aside", "anchor"] | None:
    """What a piece is that asks for nothing."""
    if (told and (first or not newcomer(atom))) or praises(atom, text):
        return "aside"
    if _STILL.search(text, atom.start, atom.end):
        return "preserve"
    if atom.kind in ("preserve", "aside", "anchor"):
        return atom.kind
    if vague(atom) or (not first and aims(atom, text)):
        return "aside"
    unknown = atom.kind == "nominal" and (
        facet_of(atom, text) is None or _THIS_CLIP.match(text, atom.start, atom.end) is not None
    )
    return "anchor" if first and unknown else None


def _draft(atom: Atom, text: str, prompt: str, later: Sequence[Atom]) -> Draft:
    """A change that begins with a piece; `later` are those whose verb it may borrow."""
    gap = atom.kind == "gap"
    form = "edit" if gap else atom.kind
    assert form in ("edit", "declarative", "state", "nominal")
    lender = next((other for other in later if other.verb), None) if gap else atom
    start, end = value_of(atom, text)
    return Draft(
        form=form,
        verb=(lender.list if lender else atom.list or "make") or None,
        facet=facet_of(atom, text),
        cuts=list(atom.cuts),
        piece=(atom.start, atom.end),
        value=start,
        value_end=end,
        target=target_of(atom, text),
        acts=lender.verb if lender else None,
        gap=gap,
        first=_labelled(atom, prompt),
    )


def _labelled(atom: Atom, prompt: str) -> str | None:
    """壁：白 as an instruction: 壁を白に."""
    if atom.label is None:
        return None
    end, start = atom.label
    return f"{prompt[atom.start : end]}を{prompt[start : atom.end]}に"


def _split(lexicon: Lexicon, drafts: Sequence[Draft], prompt: str) -> tuple[str, ...]:
    """One imperative a change, as polite as the prompt."""
    prompt = mended(prompt)
    manner = manner_of(prompt, drafts[-1].acts)
    verbs = dictionary_forms(lexicon)
    return tuple(
        [
            request(draft, _WISHED.sub("", part), prompt, verbs, manner)
            for draft in drafts
            for part in draft.instructions(prompt, "、", END)
        ]
    )
