"""Edits as data: "op=remove; target=tripod shadow", a list of JSON objects with an operation each. Every record is a change.

They are read by their keys. Imported where a prompt begins as such data do, which few will.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from remixbatch.prompts.english.grammar import Grammar
from remixbatch.prompts.reading import Change, Reading, Segment
from remixbatch.prompts.tokens import Tokens

_OBJECT = re.compile(r"\{[^{}]*\}")
_FIELD = re.compile(
    r"""["']?\b([a-z][a-z_ ]{0,15})["']?\s{0,3}[:=]\s{0,3}(?:"([^"]*)"|([^\s;|,"{}\[\]][^;|,\n"{}\[\]]*))""",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[.!?]\s+\w")
_ENDS = re.compile(r"[;|\n]")
_OPERATIONS = frozenset({"op", "operation", "action", "edit", "verb", "cmd", "command", "task"})
_TARGETS = frozenset({"target", "object", "subject", "element", "item", "what", "from", "old"})
_VALUES = frozenset({"value", "to", "with", "new", "color", "colour", "replacement", "into"})
_KEEPS = frozenset({"keep", "preserve", "hold", "lock", "none"})
_LINKS = {"replace": "with", "recolor": "", "add": "", "remove": "from"}
_BY_VERB = {"swap": "for", "make": "", "paint": "", "exchange": "for"}


class _Record(NamedTuple):
    start: int
    end: int
    verb: str
    target: str
    value: str


def records_in(prompt: str, tokens: Tokens, grammar: Grammar) -> Reading | None:
    """What a prompt asks for that is nothing but records; None for any other."""
    objects = [(found.start(), found.end()) for found in _OBJECT.finditer(prompt)]
    if _says_more(prompt, objects):
        return None
    spans = objects or _parted(prompt)
    told = [_record(prompt, span, grammar) for span in spans]
    found = [each for each in told if each and each.verb not in _KEEPS]
    if not found or None in told:
        return None
    segments = tuple(
        Segment(
            "edit", each.start, each.end, grammar.verbs[each.verb].kind, each.target, each.value
        )
        for each in found
    )
    changes = tuple(Change(((each.start, each.end),), "verb") for each in found)
    split = tuple(_told(each, grammar) for each in found) if len(found) > 1 else ()
    return Reading(prompt, "en", tokens, segments, changes, split)


def _says_more(prompt: str, objects: Sequence[tuple[int, int]]) -> bool:
    """ "{…} *and make the sky red*", "op=remove; target=cat; *also mute it*", "target=cat. *Make it red.*"."""
    if objects:
        return any(map(str.isalnum, _OBJECT.sub("", prompt)))
    if _SENTENCE.search(prompt):
        return True
    parts = _ENDS.split(_FIELD.sub("=", prompt))
    return any("=" not in part and any(map(str.isalnum, part)) for part in parts)


def _parted(prompt: str) -> Sequence[tuple[int, int]]:
    """Records without braces: each begins at its operation, or at what the first begins with: "id=1; op=…; id=2; op=…"."""
    fields = [(found[1].lower(), found.start()) for found in _FIELD.finditer(prompt)]
    starts = [start for key, start in fields if key in _OPERATIONS]
    firsts = [start for key, start in fields if key == fields[0][0]]
    starts = firsts if len(firsts) == len(starts) else starts
    return list(pairwise([*starts, len(prompt)]))


def _record(prompt: str, span: tuple[int, int], grammar: Grammar) -> _Record | None:
    verb = target = value = ""
    for key, said in _fields(prompt, span):
        if key in _OPERATIONS and not verb:
            verb = said.replace("_", " ").lower()
        elif key in _TARGETS and not target:
            target = said
        elif key in _VALUES and not value:
            value = said
    if verb in _KEEPS:
        return _Record(*span, verb, target, value)
    known = grammar.verbs.get(verb)
    if known is None or known.kind in {"act", "other"} or not (target or value):
        return None
    return _Record(*span, verb, target, value)


def _fields(prompt: str, span: tuple[int, int]) -> Iterator[tuple[str, str]]:
    for found in _FIELD.finditer(prompt, *span):
        yield found[1].lower().strip(), (found[2] or found[3] or "").strip()


def _told(each: _Record, grammar: Grammar) -> str:
    """ "Replace dog with fox." """
    link = _BY_VERB.get(each.verb, _LINKS.get(grammar.verbs[each.verb].kind, "to"))
    first, second = (each.target, each.value) if each.target else (each.value, "")
    if not second and grammar.verbs[each.verb].kind == "restyle":
        first = f"as {first}"
    told = " ".join(filter(None, [each.verb, first, link if second else "", second]))
    return told[:1].upper() + told[1:] + "."
