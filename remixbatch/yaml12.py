"""YAML 1.2 text to plain data, with the place of every node.

One pass over the parser's events and no recursion: each limit is met before the work it limits, and
depth costs no stack. An alias shares what it stands for but counts in full, so a document's size is
what its readers will walk. Scalars are those of the 1.2 core schema (`NO`, `on`, `12:30` and dates
are text), except that numbers with leading zeros are text too. Keys are text as written.

JSON is YAML, but for two things that its parsers lag behind in; they are smoothed over.
"""

import re
from dataclasses import dataclass
from math import isinf
from typing import Any

import yaml

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")  # what the parser counts as the end of a line
SURROGATE = re.compile("[\ud800-\udfff]")
JSON_BEGINS = re.compile(r'\s*\{\s*"[^"\n]*"\s*:')
ESCAPE = re.compile(r"\\(?:u([dD][89abAB]..)\\u([dD][c-fC-F]..)|.)", re.DOTALL)  # of JSON

WORDS: dict[str, Any] = {"": None, "~": None} | {
    form: value
    for word, value in (("null", None), ("true", True), ("false", False))
    for form in (word, word.capitalize(), word.upper())
}
WORDS |= {
    f"{sign}.{form}": float(sign + "inf")
    for sign in ("", "+", "-")
    for form in ("inf", "Inf", "INF")
}
WORDS |= {form: float("nan") for form in (".nan", ".NaN", ".NAN")}
INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)|0o[0-7]+|0x[0-9a-fA-F]+")
FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
DIGITS = 400  # no number of 64 bits needs more, and longer ones take their time

CORE = "tag:yaml.org,2002:"
TEXT = ("!", CORE + "str")
KINDS: dict[str, tuple[type, ...]] = {
    CORE + "int": (int,),
    CORE + "float": (int, float),
    CORE + "bool": (bool,),
    CORE + "null": (type(None),),
}
MOST_FAULTS = 1000  # more are of no use to anybody

At = tuple[int, int]  # line and column, counted from 1


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with the text."""

    code: str
    at: At
    message: str
    hint: str
    shown: bool = True  # whether its line is worth a look


class UnreadableError(Exception):
    """A fault that ends the reading."""

    def __init__(self, code: str, at: At, message: str, hint: str, *, shown: bool = True) -> None:
        super().__init__(message)
        self.fault = Fault(code, at, message, hint, shown)


@dataclass(slots=True)
class Node:
    """A value and where it stands, with the nodes of a mapping's `entries` or of a list's `items`."""

    value: Any
    at: At
    entries: "dict[str, Node] | None" = None
    items: "list[Node] | None" = None
    key: At = (0, 0)  # where its key stands, in a mapping
    size: int = 1  # nodes, aliases counted in full
    height: int = 1


@dataclass(slots=True)
class _Open:
    """A mapping or list whose end has not come."""

    node: Node
    anchor: str | None
    before: int  # nodes counted when it began
    key: str | None = None  # the key that waits for its value
    at: At = (0, 0)
    merging: bool = False  # the key is a plain `<<`
    merged: list[Node] | None = None

    @property
    def wants_key(self) -> bool:
        return self.key is None and self.node.entries is not None


def compose(text: str, *, depth: int, nodes: int, aliases: int) -> tuple[Node, list[Fault]]:
    """The root node of the one document in a text, and what is wrong within. Raises UnreadableError."""
    tree = _Tree(depth, nodes, aliases)
    if text.lstrip().startswith("{"):
        _read_json(text, tree)
    else:
        _read(text, tree)
    if tree.root is None:
        hint = "`remixbatch init` writes one to begin with"
        raise UnreadableError("RMB103", (1, 1), "the file is empty", hint)
    return tree.root, tree.faults


def _read_json(text: str, tree: "_Tree") -> None:
    """JSON in the words of parsers that know no paired escapes and, the pure one, no tabs."""
    import json  # noqa: PLC0415 - most specs are none, and completion is in a hurry

    try:
        json.loads(text)
    except json.JSONDecodeError as error:  # so YAML's own rules hold
        try:
            _read(text, tree)
        except UnreadableError as no:
            if no.fault.code != "RMB101" or not JSON_BEGINS.match(text):
                raise
            raise _no_json((error.lineno, error.colno), error.msg) from None
    except (RecursionError, ValueError):  # ValueError: a number of thousands of digits
        _read(text, tree)
    else:
        _read(_smooth(text), tree)


def smoothed(text: str) -> str | None:
    """What parsers are given of a text that is JSON: as long, but for paired escapes. None: it is not."""
    import json  # noqa: PLC0415

    try:
        return _smooth(text) if text.lstrip().startswith("{") and json.loads(text) else None
    except (RecursionError, ValueError):
        return None


def _smooth(text: str) -> str:
    return ESCAPE.sub(_unpaired, text).replace("\t", " ")


def _no_json(at: At, said: str) -> UnreadableError:
    """What JSON's own reader says of a text that means to be JSON: it knows the place better."""
    hint = "close what is open, and look at the commas and quotes before this place"
    return UnreadableError("RMB101", at, f"not valid JSON: {said}", hint)


def _unpaired(escape: re.Match[str]) -> str:
    if escape[1] is None:
        return escape[0]
    high, low = int(escape[1], 16) - 0xD800, int(escape[2], 16) - 0xDC00
    return f"\\U{0x10000 + high * 0x400 + low:08x}"


def _read(text: str, tree: "_Tree") -> None:
    loader = LOADER(text)
    try:
        while type(event := loader.get_event()) is not yaml.StreamEndEvent:
            _take(event, tree)
    except yaml.YAMLError as error:
        if "nesting depth" in str(error):  # it looks ahead, so its own limit may be met before ours
            raise tree.too_deep(_at(getattr(error, "problem_mark", None))) from None
        raise _reworded(error, text) from None
    finally:
        loader.dispose()


def _take(event: Any, tree: "_Tree") -> None:
    kind, mark = type(event), event.start_mark
    at = mark.line + 1, mark.column + 1
    if kind is yaml.ScalarEvent:
        tag = "!" if event.style and event.tag is None else event.tag  # quoted: text
        tree.scalar(event.value, tag, event.anchor, at)
    elif kind is yaml.MappingStartEvent:
        tree.begin(Node({}, at, entries={}), event.tag, event.anchor)
    elif kind is yaml.SequenceStartEvent:
        tree.begin(Node([], at, items=[]), event.tag, event.anchor)
    elif kind in (yaml.MappingEndEvent, yaml.SequenceEndEvent):
        tree.end()
    elif kind is yaml.AliasEvent:
        tree.alias(event.anchor, at)
    elif kind is yaml.DocumentStartEvent and tree.root is not None:
        hint = "keep one document a file: remove what follows `---`, or move it to its own file"
        raise UnreadableError("RMB103", at, "a second document begins here", hint)


class _Tree:
    """What the events have built so far."""

    def __init__(self, depth: int, nodes: int, aliases: int) -> None:
        self.root: Node | None = None
        self.faults: list[Fault] = []
        self._depth, self._nodes, self._aliases = depth, nodes, aliases
        self._open: list[_Open] = []
        self._anchors: dict[str, Node] = {}
        self._count = 0

    def scalar(self, text: str, tag: str | None, anchor: str | None, at: At) -> None:
        """A scalar of this tag: None where it is plain, `!` where it is text."""
        if not text.isascii() and SURROGATE.search(text):
            hint = "write the character itself"
            raise UnreadableError("RMB102", at, "an escape names half a character", hint)
        node = Node(text, at)
        if self._open and self._open[-1].wants_key:
            if tag is not None and tag not in TEXT:
                self._bad_tag(tag, at)
            self._spend(node)
            parent = self._open[-1]
            parent.key, parent.at = text, at
            parent.merging = tag is None and text == "<<"
        else:
            node.value = self._value(node, tag)
            self._place(node)
        if anchor is not None:
            self._anchors[anchor] = node

    def begin(self, node: Node, tag: str | None, anchor: str | None) -> None:
        self._refuse_as_key(node.at)
        if len(self._open) >= self._depth:
            raise self.too_deep(node.at)
        if tag not in (None, "!", CORE + ("map" if node.items is None else "seq")):
            self._bad_tag(str(tag), node.at)
        if anchor is not None:
            self._anchors.pop(anchor, None)  # an alias to it before its end would hold itself
        self._open.append(_Open(node, anchor, self._count))

    def end(self) -> None:
        done = self._open.pop()
        for part in done.merged or ():
            _merge(done.node, part)
        done.node.size = self._count - done.before + 1
        if done.anchor is not None:
            self._anchors[done.anchor] = done.node
        self._count = done.before  # `_place` counts it whole
        self._place(done.node)

    def alias(self, anchor: str, at: At) -> None:
        self._refuse_as_key(at)
        self._aliases -= 1
        if self._aliases < 0:
            hint = "write the values out, or use `defaults`"
            raise UnreadableError("RMB104", at, "the file holds too many aliases", hint)
        target = self._anchors.get(anchor)
        if target is None:
            message = f"`*{anchor[:60]}` names no anchor that ends above"
            hint = "put `&name` before the value it stands for, or quote the text"
            raise UnreadableError("RMB101", at, message, hint)
        if len(self._open) + target.height > self._depth + 1:
            raise self.too_deep(at)
        node = Node(target.value, at, target.entries, target.items)
        node.size, node.height = target.size, target.height
        self._place(node)

    def _refuse_as_key(self, at: At) -> None:
        if self._open and self._open[-1].wants_key:
            hint = "a key is plain text; quote text that begins with `{`, `[` or `*`"
            raise UnreadableError("RMB101", at, "a key must be text", hint)

    def too_deep(self, at: At) -> UnreadableError:
        hint = f"at most {self._depth} levels are read, aliases counted in full"
        return UnreadableError("RMB104", at, "mappings and lists are nested too deep", hint)

    def _spend(self, node: Node) -> None:
        self._count += node.size
        if self._count > self._nodes:
            hint = f"at most {self._nodes:,} values are read, aliases counted in full"
            raise UnreadableError("RMB104", node.at, "the file holds too many values", hint)

    def _place(self, node: Node) -> None:
        """Put a finished node where it belongs."""
        self._spend(node)
        if not self._open:
            self.root = node
            return
        parent = self._open[-1]
        holder = parent.node
        holder.height = max(holder.height, node.height + 1)
        if holder.items is not None:
            holder.items.append(node)
            holder.value.append(node.value)
            return
        assert holder.entries is not None
        assert parent.key is not None
        key, node.key, parent.key = parent.key, parent.at, None
        if parent.merging:
            self._note_merge(parent, node)
        elif key in holder.entries:
            self._repeated(key, holder.entries[key], node)
        else:
            holder.entries[key] = node
            holder.value[key] = node.value

    def _repeated(self, key: str, former: Node, node: Node) -> None:
        line, column = former.key
        shown = key if len(key) <= 60 else key[:60] + "…"
        message = f"key `{shown}` is repeated: it stands at {line}:{column} already"
        self._fault("RMB105", node.key, message, "remove one of the two, or rename it")

    def _note_merge(self, parent: _Open, node: Node) -> None:
        parts = [node] if node.items is None else node.items
        if parent.merged is None and all(part.entries is not None for part in parts):
            parent.merged = parts
            return
        hint = "write `<<: *anchor`, or for several `<<: [*one, *two]`"
        self._fault("RMB101", node.key, "`<<` takes mappings, and once in a mapping", hint)

    def _value(self, node: Node, tag: str | None) -> Any:
        if tag in TEXT:
            return node.value
        if tag is not None and tag not in KINDS:
            self._bad_tag(tag, node.at)
            return node.value
        try:
            value = resolve(node.value)
        except OverflowError:
            message = "the number is too large to be kept as it is"
            self._fault("RMB106", node.at, message, "quote it if it is text")
            return node.value
        if tag is not None and type(value) not in KINDS[tag]:
            self._bad_tag(tag, node.at)
        return value

    def _bad_tag(self, tag: str, at: At) -> None:
        shown = tag.replace(CORE, "!!", 1)[:60]
        hint = "remove it: values need no tag; quote text that begins with `!`"
        self._fault("RMB107", at, f"tag `{shown}` does not fit here", hint)

    def _fault(self, code: str, at: At, message: str, hint: str) -> None:
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(Fault(code, at, message, hint))


def _merge(node: Node, part: Node) -> None:
    """Own keys win over merged ones, earlier parts over later ones."""
    assert node.entries is not None
    assert part.entries is not None
    for key, inner in part.entries.items():
        if key not in node.entries:
            node.entries[key] = inner
            node.value[key] = inner.value


def resolve(text: str) -> Any:
    """The value of a plain scalar. Raises OverflowError for a number beyond 64 bits."""
    if text in WORDS:
        return WORDS[text]
    if text[0] not in "-+.0123456789":
        return text
    if INTEGER.fullmatch(text):
        return _integer(text)
    if FLOAT.fullmatch(text):
        real = float(text[:DIGITS])
        if len(text) > DIGITS or isinf(real):
            raise OverflowError
        return real
    return text


def _integer(text: str) -> int:
    base = {"0o": 8, "0x": 16}.get(text[:2], 10)
    digits = text if base == 10 else text[2:]
    if len(digits) > DIGITS or not -(2**63) <= int(digits, base) < 2**63:
        raise OverflowError
    return int(digits, base)


# -- the parser's words ------------------------------------------------------------------------------

# What the parser says, in libyaml's words or the pure one's: what a person can use, and the next move.
MISFIT = "this line does not fit the lines above it"
QUOTE = "a quote is opened here and never closed"
BRACKET = "a list or mapping in brackets begins here and is not closed, or lacks a comma"
WORDING = {
    "mapping values are not allowed": (
        "a `key: value` cannot stand here",
        "quote the text if it holds a colon and a space; else look at the indentation",
    ),
    "could not find expected ':'": (
        "a key without its colon",
        "write `key: value`; text over several lines needs `|`, `>` or quotes",
    ),
    "did not find expected (key|'-' indicator)|expected <block end>": (
        MISFIT,
        "look at its indentation, and for text after a closing quote",
    ),
    "unexpected end of stream|unexpected document": (
        QUOTE,
        "close it; inside single quotes a quote is written twice",
    ),
    r"expected ',' or '[\]}]'": (
        BRACKET,
        "close the bracket; quote text that holds brackets or commas",
    ),
    "unknown escape|invalid Unicode|expected escape sequence|escape sequence of": (
        "a backslash escape that YAML does not know",
        "write the backslash twice, or use single quotes",
    ),
}


def _reworded(error: yaml.YAMLError, text: str) -> UnreadableError:
    said = str(getattr(error, "problem", None) or "it cannot be read")
    at = _at(getattr(error, "problem_mark", None))
    if "cannot start any token" in said or "found a tab" in said:
        return _bad_start(text, at)
    for pattern, (message, hint) in WORDING.items():
        if re.search(pattern, said):
            if message == MISFIT and (closing := _closing_before(text, at)):
                return _trailing(closing, at)
            opened = message in (QUOTE, BRACKET)
            at = _at(getattr(error, "context_mark", None)) if opened else at
            return UnreadableError("RMB101", at, message, hint)
    hint = "quote the text if it holds characters that YAML reads as its own"
    return UnreadableError("RMB101", at, f"not valid YAML: {said}", hint)


def _at(mark: Any) -> At:
    return (1, 1) if mark is None else (mark.line + 1, mark.column + 1)


def _closing_before(text: str, at: At) -> str:
    """What ends a value on the same line just before that place: a bracket or a quote, else nothing."""
    line, column = at
    before = BREAK.split(text)[line - 1][: column - 1].rstrip()
    return before[-1:] if before[-1:] in ("]", "}", '"', "'") else ""


def _trailing(closing: str, at: At) -> UnreadableError:
    message = f"the value ends at the {closing} before this, and text follows"
    hint = "put the whole value in single quotes: '…' (a single quote inside is written twice)"
    return UnreadableError("RMB101", at, message, hint)


def _bad_start(text: str, at: At) -> UnreadableError:
    line, column = at
    rest = BREAK.split(text)[line - 1][column - 1 :]
    if rest.startswith("\t"):
        hint = "indent with spaces; most editors can convert the file"
        return UnreadableError("RMB101", at, "a tab indents this line; YAML wants spaces", hint)
    message = f"a value cannot begin with the character {rest[:1]}"
    return UnreadableError("RMB101", at, message, "put the text in quotes")
