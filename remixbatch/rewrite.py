"""A spec's text with jobs turned into chains: edits of the very places, so all else stays as it is written.

A prompt becomes `chain:` where it stood, in the style that the file has: block or brackets, its indentation,
its quotes, its line ends. A step that becomes several keeps its own name for the last of them, so that what
starts from it still starts from all of it. What cannot be edited without a doubt is refused, with the reason.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from remixbatch.layout import Layout, Part
from remixbatch.quoting import Style, folded, literal, scalar
from remixbatch.yaml12 import BREAK

__all__ = ["Edit", "Step", "UneditableError", "chained", "edited", "extended"]

WIDTH = 100  # columns that a line should not pass
Step = tuple[str, str]  # name and prompt, as it is written: dollar signs doubled where they must be

COLON = re.compile(r"[ \t]*:")
COMMENT = re.compile(
    r"(?P<comment>[ \t]+#[^\r\n\x85\u2028\u2029]*)?[ \t]*(?=[\r\n\x85\u2028\u2029]|\Z)"
)
HEADER = re.compile(r"(?:[&!]\S*[ \t]+)*[|>][0-9+-]*(?P<comment>[ \t]+#[^\r\n]*)?[ \t]*(?=[\r\n])")
DASH = re.compile(r"[ \t]*-[ \t]+")


class UneditableError(Exception):
    """Why a place cannot be edited safely, and what a person can do there."""

    def __init__(self, reason: str, hint: str) -> None:
        super().__init__(reason)
        self.reason, self.hint = reason, hint


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """Characters of the text from `start` to before `end`, and what takes their place."""

    start: int
    end: int
    text: str


def edited(text: str, edits: Iterable[Edit]) -> str:
    """The text with all edits made. They must not overlap."""
    parts, at = [], 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        parts += [text[at : edit.start], edit.text]
        at = edit.end
    return "".join([*parts, text[at:]])


def chained(layout: Layout, name: str, steps: Sequence[Step]) -> list[Edit]:
    """The job's prompt as a chain of these steps. Raises UneditableError."""
    job = _job(layout, name)
    key, value = _entry(layout, job, "prompt")
    place = _Place.of(layout, key, value)
    if job.style == "flow":
        new = _chain_in_brackets(place, steps)
        return [Edit(start=key.start, end=value.end, text=new)]
    return [_chain_below(place, steps)]


def extended(layout: Layout, name: str, index: int, steps: Sequence[Step]) -> list[Edit]:
    """One step of a job's chain as several. The last has the step's own name. Raises UneditableError."""
    job = _job(layout, name)
    _, chain = _entry(layout, job, "chain")
    item = chain.items[index] if index < len(chain.items) else chain
    _refuse_shared(layout, item)
    if len(item.entries) != 1:
        raise _elsewhere("the step")
    [(key, value)] = item.entries.values()
    _refuse_shared(layout, value)
    place = _Place.of(layout, key, value)
    *before, (_, last) = steps
    if chain.style == "flow":
        first = _items_before(place, item, before)
    else:
        first = _lines_before(place, item, before)
    return [first, _value_replaced(place, last, flow=item.style == "flow")]


# -- what must not be touched ------------------------------------------------------------------------

WRITE_OUT = "write the job out for itself, then call this again"


def _job(layout: Layout, name: str) -> Part:
    job = layout.jobs.get(name)
    for part in (*layout.around, *([job] if job is not None else ())):
        _refuse_shared(layout, part)
    if job is None:
        raise _elsewhere("the job")
    return job


def _entry(layout: Layout, job: Part, key: str) -> tuple[Part, Part]:
    """A key of the job's own and its value, neither of them another place's."""
    if key not in job.entries:
        raise _elsewhere(f"its {key}")
    place, value = job.entries[key]
    _refuse_shared(layout, place)
    _refuse_shared(layout, value)
    return place, value


def _elsewhere(what: str) -> UneditableError:
    return UneditableError(f"{what} stands elsewhere and comes here by `<<` or `*`", WRITE_OUT)


def _refuse_shared(layout: Layout, part: Part) -> None:
    """What an alias names is more than one place's."""
    if part.style == "*":
        alias = layout.text[part.start : part.end]
        raise UneditableError(f"it is written elsewhere, `{alias[:60]}` brings it here", WRITE_OUT)
    if part.anchor is not None and part.anchor in layout.used:
        line = layout.line(layout.used[part.anchor])
        reason = f"line {line} takes `&{part.anchor[:60]}` from here, and would change with it"
        raise UneditableError(reason, WRITE_OUT)


# -- a key and its value in the text -----------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """A key, its scalar and what is around them.

    `end`: where the scalar's own text ends. `between`: from the colon to the value.
    `comment`: with the blanks before it, on the line where a block's text begins or any other ends.
    """

    layout: Layout
    key: Part
    value: Part
    end: int
    between: str
    comment: str

    @classmethod
    def of(cls, layout: Layout, key: Part, value: Part) -> "_Place":
        """Raises UneditableError where the two are not `key: value`."""
        text = layout.text
        colon = COLON.match(text, key.end, value.start)
        if colon is None:
            raise _unusual(layout, key)
        end, comment = value.end, COMMENT.match(text, value.end)
        if value.style in ("|", ">"):
            comment = HEADER.match(text, value.start)
            if comment is None:
                raise _unusual(layout, key)
            body = text[comment.end() : value.end].rstrip()
            end = layout.end(comment.end() + len(body))
        return cls(
            layout=layout,
            key=key,
            value=value,
            end=end,
            between=text[colon.end() : value.start],
            comment="" if comment is None else (comment["comment"] or "").rstrip(),
        )

    @property
    def begin(self) -> int:
        """Where the key's line begins."""
        return self.layout.begin(self.key.start)

    @property
    def stop(self) -> int:
        """Where the text ends, and a comment behind it."""
        return self.end if self.value.style in ("|", ">") else self.end + len(self.comment)

    @property
    def newline(self) -> str:
        """What lines end with here."""
        found = BREAK.search(self.layout.text, self.key.end) or BREAK.search(self.layout.text)
        return found[0] if found is not None and found[0] in ("\n", "\r\n", "\r") else "\n"

    @property
    def lead(self) -> str:
        """The line before the key."""
        return self.layout.text[self.begin : self.key.start]

    @property
    def margin(self) -> str:
        """The blanks that the key's line begins with."""
        return self.lead[: len(self.lead) - len(self.lead.lstrip(" \t"))]

    @property
    def style(self) -> Style:
        """The quotes of the value."""
        return "'" if self.value.style == "'" else '"' if self.value.style == '"' else ""

    @property
    def is_long(self) -> bool:
        """Whether the prompt was written over several lines."""
        return bool(BREAK.search(self.layout.text, self.value.start, self.end))

    def scalar(self, text: str, *, flow: bool) -> str:
        return scalar(text, self.style, flow=flow, json=self.layout.json)

    def name(self, word: str) -> str:
        """A key in the quotes that keys have here."""
        quote = self.layout.text[self.key.start]
        return f"{quote}{word}{quote}" if quote in "\"'" else word


def _unusual(layout: Layout, part: Part) -> UneditableError:
    line = layout.line(part.start)
    return UneditableError(f"line {line} is laid out in a way that is not edited here", WRITE_OUT)


def _unit(place: _Place) -> str:
    """By how much the file indents: the key's line against the nearest one above that is less deep."""
    if "\t" in place.margin:
        return "\t"
    layout, depth = place.layout, len(place.margin)
    for line in range(layout.line(place.key.start) - 2, -1, -1):
        start = layout.starts[line]
        text = layout.text[start : layout.end(start)]
        bare = text.lstrip(" ")
        if bare[:1] not in ("", "#") and len(text) - len(bare) < depth:
            return " " * min(8, depth - len(text) + len(bare))
    return "  "


# -- blocks ------------------------------------------------------------------------------------------


def _chain_below(place: _Place, steps: Sequence[Step]) -> Edit:
    """`chain:` in place of `prompt:`, a line a step below it."""
    rest = COMMENT.match(place.layout.text, place.end)
    if place.lead.strip() or rest is None:
        raise _unusual(place.layout, place.key)
    margin = place.margin + _list_indent(place)
    breaks = [found.end() for found in BREAK.finditer(place.between)]
    if breaks:  # the value has lines of its own: comments above it stay, the one behind it ends the last step
        above, tail = place.between[: breaks[-1]], place.comment
    else:
        above, tail = place.comment + place.newline, ""
    *first, last = steps
    lines = [line for step in first for line in _step_lines(place, margin, step, "")]
    lines += _step_lines(place, margin, last, tail)
    text = f"{place.name('chain')}:{above}{place.newline.join(lines)}"
    return Edit(start=place.key.start, end=rest.end(), text=text)


def _list_indent(place: _Place) -> str:
    """Whether lists stand deeper than their key here, by the first one in the file; else by the file's step."""
    depth = place.layout.list_depth
    return _unit(place) if depth is None else " " * depth


def _step_lines(place: _Place, margin: str, step: Step, comment: str) -> list[str]:
    name, text = step
    head = f"{margin}- {place.name(name)}:"
    return _valued(place, head, margin + "    ", text, comment)


def _valued(place: _Place, head: str, deeper: str, text: str, comment: str) -> list[str]:
    """A key and its text, on one line or, where the original had several and they are needed, on more."""
    if "\n" in text and (lines := literal(text)) is not None:
        return [f"{head} |-{comment}", *(f"{deeper}{line}" if line else "" for line in lines)]
    line = f"{head} {place.scalar(text, flow=False)}"
    if place.is_long and len(line) > WIDTH:
        lines = folded(text, WIDTH - len(deeper))
        if lines is not None and len(lines) > 1:
            return [f"{head} >-{comment}", *(deeper + line for line in lines)]
    return [line + comment]


def _lines_before(place: _Place, item: Part, steps: Sequence[Step]) -> Edit:
    """Items of a block, each on a line as the item's own."""
    begin = place.layout.begin(item.start)
    if DASH.fullmatch(place.layout.text, begin, item.start) is None:
        raise _unusual(place.layout, place.key)
    dash = place.layout.text[begin : item.start]
    lines: list[str] = []
    for name, text in steps:
        if item.style == "flow":
            lines.append(dash + _braced(place, (name, text)))
        else:
            deeper = " " * (len(dash) + 2)
            lines += _valued(place, f"{dash}{place.name(name)}:", deeper, text, "")
    new = "".join(line + place.newline for line in lines)
    return Edit(start=begin, end=begin, text=new)


def _value_replaced(place: _Place, text: str, *, flow: bool) -> Edit:
    """The step's own text gives way to the last part of it."""
    if flow or not place.is_long:
        return Edit(start=place.value.start, end=place.end, text=place.scalar(text, flow=flow))
    if BREAK.search(place.between):
        if place.comment and place.value.style in ("|", ">"):
            raise _unusual(place.layout, place.key)
        return Edit(start=place.value.start, end=place.end, text=place.scalar(text, flow=False))
    head = place.layout.text[place.begin : place.key.end] + ":"
    deeper = " " * (len(place.lead) + 2)
    whole = place.newline.join(_valued(place, head, deeper, text, place.comment))
    return Edit(start=place.begin, end=place.stop, text=whole)


# -- brackets ----------------------------------------------------------------------------------------


def _braced(place: _Place, step: Step) -> str:
    name, text = step
    return f"{{{place.name(name)}: {place.scalar(text, flow=True)}}}"


def _chain_in_brackets(place: _Place, steps: Sequence[Step]) -> str:
    """`chain: [{…}, {…}]` on one line where it fits, else an item a line."""
    if "#" in place.between:
        raise _unusual(place.layout, place.key)
    items = [_braced(place, step) for step in steps]
    short = f"{place.name('chain')}: [{', '.join(items)}]"
    line = place.layout.end(place.end) - place.begin
    longer = len(short) - (place.end - place.key.start)
    alone = not place.lead.strip()
    packed = line > WIDTH or not BREAK.search(place.layout.text)  # nobody breaks lines here
    if not alone and (packed or line + longer <= WIDTH):
        return short
    deeper = place.newline + place.margin + _unit(place)
    closing = place.newline + place.margin if alone else ""
    return f"{place.name('chain')}: [{deeper}{f',{deeper}'.join(items)}{closing}]"


def _items_before(place: _Place, item: Part, steps: Sequence[Step]) -> Edit:
    """Items inside brackets, laid out as the item is: on its line, or each on its own."""
    text = place.layout.text
    braces = text[item.start : item.start + 1] == "{"
    if not braces and item.start != place.key.start:
        raise _unusual(place.layout, place.key)
    lead = text[place.layout.begin(item.start) : item.start]
    gap = " " if lead.strip() else place.newline + lead
    new = [f"{word if braces else word[1:-1]},{gap}" for word in (_braced(place, s) for s in steps)]
    return Edit(start=item.start, end=item.start, text="".join(new))
