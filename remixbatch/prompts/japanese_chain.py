"""A change of a Japanese prompt as an instruction of its own: its verb in the form that the prompt asks in."""

import re
from collections.abc import Mapping
from typing import Literal

from remixbatch.prompts.conjugation import te
from remixbatch.prompts.cut import Cut
from remixbatch.prompts.draft import Draft

END = " \u3000\n，,、。.！!？?：:（）()・"
_POLITE = re.compile("くださ|下さ|お願い|ます|ませ|ましょう|です|でしょう|いただ|頂")
_ADDED = ("sound", "effect", "text")

Manner = Literal["polite", "te", "plain"]


def manner_of(prompt: str, verb: Cut | None) -> Manner:
    """How a prompt asks: 変えてください, 変えて, 変える."""
    if _POLITE.search(prompt):
        return "polite"
    return "te" if verb is not None and not verb.list.endswith((":dict", ":noun")) else "plain"


def request(draft: Draft, own: str, prompt: str, verbs: Mapping[str, str], manner: Manner) -> str:
    """The words of a change as a request. `verbs`: any form -> the dictionary form."""
    stem, verb = _parts(draft, own.strip(END), prompt, verbs)
    if verb is None:
        return stem + "。"
    return stem + {"polite": te(verb) + "ください", "te": te(verb), "plain": verb}[manner] + "。"


def _parts(draft: Draft, own: str, prompt: str, verbs: Mapping[str, str]) -> tuple[str, str | None]:
    """What stands before the verb of a request, and that verb."""
    if draft.form == "nominal":
        return (
            (own + "を", "追加する")
            if draft.facet in _ADDED
            else (own.removesuffix("で") + "に", "する")
        )
    verb = draft.acts
    if draft.gap:
        own = own.replace("は", "を", 1).removesuffix("で")
        joined = own if own.endswith(("に", "へ", "く", "と", "を")) else own + "に"
        word = prompt[verb.start : verb.end].lower() if verb else ""
        whole = verbs.get(word, "する")
        return joined, whole[1:] if whole[0] in "にく" and len(whole) > 1 else whole
    if verb is None:
        return (own, "する") if own.endswith(("に", "へ", "く")) else (own, None)
    word = prompt[verb.start : verb.end]
    whole = verbs.get(word.lower(), word)
    before, found, _ = own.rpartition(word)
    if not found:
        return own, None
    if draft.verb == "turn":
        changed = before.replace("が", "を", 1) if "が" in before else before.replace("は", "を", 1)
        return changed + {"と": "に"}.get(word[0], word[0]) if word[
            0
        ] in "にくと" else changed, "する"
    if draft.form in ("declarative", "state"):
        return before + whole + "ように", "する"
    return before, whole
