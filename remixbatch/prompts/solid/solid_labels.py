"""Labels of forms in text without spaces: 修改：…, 【不变】…, **変更**：…, 作業：…; also one in a line of its own.

A label is taken out of the plain text; so is what follows one that keeps, or that only tells what the job is. One that
only counts, カット5：…, is taken out, too.
"""

import re
from functools import cache

from remixbatch.prompts.lexicon import Lexicon
from remixbatch.prompts.reading import Segment

_MARKS = frozenset("：:】]\n")
_KINDS = ("asking", "keeping", "telling")
_END = "。；;\n"


@cache
def _pattern(lexicon: Lexicon) -> re.Pattern[str]:
    words = "|".join(
        f"(?P<{kind}>{'|'.join(sorted(lexicon.entries(f'labels_{kind}'), key=len, reverse=True))})"
        for kind in _KINDS
    )
    number = "[0-9一二三四五六七八九①②③④]?"
    asking = "|".join(lexicon.entries("labels_asking"))
    counting = "|".join(lexicon.entries("labels_counting"))
    return re.compile(
        rf"(?:(?<=[。；;\n】\]，、])|^)[ \u3000]*(?:"
        rf"(?P<counting>{counting})[0-9０-９一二三四五六七八九十]{{1,3}}(?:[：:]|で?[、，,])"
        rf"|[【\[](?:{words}){number}[】\]][：:]?"
        rf"|(?:{words.replace('?P<', '?P<_')}){number}(?:\*\*)?[：:]"
        rf"|(?P<__asking>{asking})(?=\n))"
    )


def without_labels(text: str, lexicon: Lexicon) -> tuple[str, list[Segment]]:
    """A plain text of the same length without labels and what is not asked below them; that, as segments."""
    if _MARKS.isdisjoint(text) and not text.startswith(lexicon.entries("labels_counting")):
        return text, []
    labels = list(_pattern(lexicon).finditer(text))
    kinds = [str(label.lastgroup).lstrip("_") for label in labels]
    asked = "asking" in kinds
    struck: list[Segment] = []
    for at, (label, kind) in enumerate(zip(labels, kinds, strict=True)):
        start, end = label.span()
        if kind == "keeping" or (kind == "telling" and asked):
            last = labels[at + 1].start() if at + 1 < len(labels) else len(text)
            low = end
            while low < last and text[low] in _END:
                low += 1  # 【不变】, and what stays in the next line
            end = min(
                [last, *(place for mark in _END if (place := text.find(mark, low, last)) > 0)]
            )
            if end > low:
                struck.append(Segment(kind="aside", start=low, end=end))
        elif kind == "telling":
            continue
        text = text[:start] + "\n" * (end - start) + text[end:]
    return text, struck
