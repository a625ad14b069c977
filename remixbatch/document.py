"""A YAML file as plain data that knows where each value stands, and the problems found in it.

Everything that is wrong is told at once, in people's words: keys by their path
(`jobs.teal.prompt`), values by what they are ("a number"), and the next move beside it.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from math import isfinite
from typing import Any

from remixbatch.problem import (
    KeyPath,
    Place,
    Problem,
    did_you_mean,
    label,
    nearest,
    ordered,
    quoted,
    render,
    render_all,
)
from remixbatch.yaml12 import BREAK, Fault, Node, UnreadableError, compose

__all__ = [
    "Caps",
    "Document",
    "Place",
    "Problem",
    "check",
    "label",
    "nearest",
    "parse",
    "render",
    "render_all",
]

MOST_PROBLEMS = 1000  # of one check; a file with more of them has one cause
LOOK = 8000  # bytes at the beginning that show what a file is
UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A parsed file: plain data, its lines, and the place of each value and of each key."""

    file: str
    value: Any
    lines: Sequence[str]
    places: Mapping[KeyPath, Place] = field(repr=False)
    key_places: Mapping[KeyPath, Place] = field(repr=False)

    def place(self, path: KeyPath) -> Place:
        """Where to point for a path: at a single value, at the key of a mapping or of what is absent."""
        while path not in self.places:
            path = path[:-1]
        value = self.value
        for step in path:
            value = value[step]
        keyed = isinstance(value, dict | list) and path in self.key_places
        return self.key_places[path] if keyed else self.places[path]


@dataclass(frozen=True, slots=True, kw_only=True)
class Caps:
    """What is read of a file, checked before the work."""

    bytes: int = 10_000_000
    depth: int = 64
    nodes: int = 3_000_000  # values and keys, aliases counted in full
    aliases: int = 100_000


class _Places(Mapping[KeyPath, Place]):
    """Places by path, made when asked for: a large document has a million."""

    def __init__(self, file: str, root: Node, of: Callable[[Node], tuple[int, int]]) -> None:
        self._file, self._root, self._of = file, root, of

    def __getitem__(self, path: KeyPath) -> Place:
        node = self._root
        for step in path:
            if node.entries is not None and isinstance(step, str):
                node = node.entries[step]
            elif node.items is not None and isinstance(step, int) and step < len(node.items):
                node = node.items[step]
            else:
                raise KeyError(path)
        line, column = self._of(node)
        if not line:
            raise KeyError(path)
        return Place(self._file, line, column)

    def __iter__(self) -> Iterator[KeyPath]:
        todo: list[tuple[KeyPath, Node]] = [((), self._root)]
        while todo:
            path, node = todo.pop()
            if self._of(node)[0]:
                yield path
            todo += [((*path, key), inner) for key, inner in (node.entries or {}).items()]
            todo += [((*path, index), inner) for index, inner in enumerate(node.items or ())]

    def __len__(self) -> int:
        return sum(1 for _ in self)


def parse(text: bytes, file: str, caps: Caps = Caps()) -> tuple[Document | None, list[Problem]]:
    """The document in a file's bytes, and its problems; no document where it cannot be read at all."""
    try:
        lines, root, faults = _composed(text, caps)
    except UnreadableError as error:
        fault = error.fault
        place, line = Place(file, *fault.at), None if fault.shown else ""
        return None, [Problem(fault.code, place, fault.message, fault.hint, source=line)]
    document = Document(
        file=file,
        value=root.value,
        lines=lines,
        places=_Places(file, root, lambda node: node.at),
        key_places=_Places(file, root, lambda node: node.key),
    )
    return document, [Problem(f.code, Place(file, *f.at), f.message, f.hint) for f in faults]


def _composed(data: bytes, caps: Caps) -> tuple[list[str], Node, list[Fault]]:
    """Lines, root and faults of a file that holds a mapping. Raises UnreadableError."""
    if len(data) > caps.bytes:
        hint = f"at most {caps.bytes:,} bytes are read; make several specs of it"
        raise UnreadableError("RMB104", (1, 1), "the file is too large", hint)
    text = _decoded(data)
    root, faults = compose(text, depth=caps.depth, nodes=caps.nodes, aliases=caps.aliases)
    if root.entries is None:
        hint = "write `key: value` lines; `remixbatch init` shows how"
        raise UnreadableError("RMB202", root.at, "the file does not hold a mapping", hint)
    return BREAK.split(text), root, faults


def _decoded(data: bytes) -> str:
    """The text of UTF-8 bytes, all of it printable. Raises UnreadableError."""
    if (found := _other_than_utf8(data[:LOOK])) is not None:
        hint = "save the file as UTF-8: editors have it under `save with encoding`"
        if found == "binary":
            hint = "name a spec: a text file in YAML, such as `remixbatch init` writes"
        message = f"the file is {found}, not text in UTF-8"
        raise UnreadableError("RMB102", (1, 1), message, hint, shown=False)
    hint = "save the file as UTF-8"
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        before = data[: error.start].decode()
        message = f"byte 0x{data[error.start]:02x} is not UTF-8"
        raise UnreadableError("RMB102", _position(before, len(before)), message, hint) from None
    if odd := UNPRINTABLE.search(text):
        message = f"control character U+{ord(odd[0]):04X} in the file"
        hint = "remove it, or write it as an escape in a double-quoted text"
        raise UnreadableError("RMB102", _position(text, odd.start()), message, hint)
    return text


def _other_than_utf8(start: bytes) -> str | None:
    """What a file seems to be instead: another encoding, with its mark or without, or no text at all."""
    marks = {b"\xff\xfe\0\0": "UTF-32", b"\0\0\xfe\xff": "UTF-32"}
    marks |= {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}
    marked = next((name for mark, name in marks.items() if start.startswith(mark)), None)
    if marked is not None or b"\0" not in start:
        return marked
    for half, rest in ((start[::2], start[1::2]), (start[1::2], start[::2])):
        if not any(half) and all(rest[: len(half)]):
            return "UTF-16"
    text = start.decode(errors="replace")
    odd = text.count("\0") + text[:-1].count("\ufffd")  # the last letter may be cut
    return "binary" if odd > 1 and odd * 20 > len(text) else None


def _position(text: str, offset: int) -> tuple[int, int]:
    """Line and column of an offset."""
    line, start = 1, 0
    for found in BREAK.finditer(text, 0, offset):
        line, start = line + 1, found.end()
    return line, offset - start + 1


# -- a document against a schema ---------------------------------------------------------------------


def check(document: Document, schema: Mapping[str, Any]) -> list[Problem]:
    """What a schema does not allow in a document, in the order of the file."""
    from jsonschema import Draft7Validator, validators  # noqa: PLC0415 - heavy

    types = Draft7Validator.TYPE_CHECKER.redefine_many(
        {"number": lambda _, value: _is_number(value), "integer": lambda _, value: _is_whole(value)}
    )
    finite = validators.extend(Draft7Validator, type_checker=types)  # type: ignore[no-untyped-call]
    validator = finite(_inlined(schema, schema))
    errors = islice(validator.iter_errors(document.value), MOST_PROBLEMS)
    return ordered(problem for error in errors for problem in _problems(document, error))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)


def _is_whole(value: Any) -> bool:
    return _is_number(value) and bool(value == int(value))


def _inlined(part: Any, schema: Mapping[str, Any]) -> Any:
    """The schema without its references: following them costs more than all the rest."""
    if isinstance(part, list):
        return [_inlined(each, schema) for each in part]
    if not isinstance(part, Mapping):
        return part
    left_out = ("$ref", "$id", "definitions")
    own = {key: _inlined(value, schema) for key, value in part.items() if key not in left_out}
    if "$ref" not in part:
        return own
    target: Any = schema
    for step in part["$ref"].removeprefix("#/").split("/"):
        target = target[step]
    return {**_inlined(target, schema), **own}


def _problems(document: Document, error: Any) -> Iterable[Problem]:
    path: KeyPath = tuple(error.absolute_path)
    if error.validator == "additionalProperties":
        return _unknown_keys(document, error, path)
    if error.validator == "required":
        return _missing_keys(document, error, path)
    if "propertyNames" in error.absolute_schema_path:
        return [_wrong(document.key_places, error, (*path, error.instance), "RMB301")]
    code = "RMB202" if error.validator == "type" else "RMB203"
    return [_wrong(document.places, error, path, code)]


def _wrong(places: Mapping[KeyPath, Place], error: Any, path: KeyPath, code: str) -> Problem:
    message, hint = _worded(error)
    return Problem(code, places[path], f"{label(path)}: {message}", hint, path=path)


def _unknown_keys(document: Document, error: Any, path: KeyPath) -> Iterator[Problem]:
    known = list(error.schema.get("properties", {}))
    patterns = error.schema.get("patternProperties", {})
    refused = error.schema.get("x-refused", {})
    for key in error.instance:
        if key in known or any(re.search(pattern, key) for pattern in patterns):
            continue
        where = (*path, key)
        code, message, hint = _unknown(key, known, refused.get(key))
        if error.instance[key] is None and " " in key:
            hint = "quote the text before it: inside `{ }` a comma ends it"
        place = document.key_places[where]
        yield Problem(code, place, f"{_prefix(path)}{message}", hint, path=where)


def _unknown(key: str, known: Sequence[str], refusal: str | None) -> tuple[str, str, str]:
    if refusal == "later":
        hint = "leave it out; what this version has is in the README"
        return "RMB205", f"{quoted(key)} is not in this version", hint
    if refusal == "never":
        hint = "a spec names a profile; hosts, headers and keys come from elsewhere"
        return "RMB206", f"a spec can never set {quoted(key)}", hint
    hint = refusal or did_you_mean(key, known, "known here: " + ", ".join(known))
    return "RMB201", f"unknown key {quoted(key)}", hint


def _missing_keys(document: Document, error: Any, path: KeyPath) -> Iterator[Problem]:
    """Keys that must be there; not those that stand there with a typo, which are unknown keys."""
    known = error.schema["properties"]
    extra = [key for key in error.instance if key not in known]
    for key in error.validator_value:
        if key in error.instance or any(nearest(each, known) == key for each in extra):
            continue
        message = f"{_prefix(path)}{quoted(key)} is missing"
        told = known[key]
        hint = f"add `{key}: {told['const']}`" if "const" in told else f"add it. {_help(told)}"
        yield Problem("RMB204", document.place(path), message, hint, path=(*path, key))


# -- people's words ----------------------------------------------------------------------------------


def _prefix(path: KeyPath) -> str:
    return f"{label(path)}: " if path else ""


TYPES = {
    "string": "text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "object": "a mapping",
    "array": "a list",
    "null": "nothing",
}
NEXT = {
    "string": "write text; quote it where it looks like something else",
    "number": "write digits, without quotes or a unit",
    "integer": "write digits, without quotes or a unit",
    "boolean": "write `true` or `false`",
    "object": "write `key: value` lines below it, indented",
    "array": "write a list, such as `[one, two]`",
    "null": "leave it empty",
}


MESSAGES = {
    "const": "expected {limit}",
    "minimum": "must be at least {limit}",
    "maximum": "must be at most {limit}",
    "exclusiveMinimum": "must be more than {limit}",
    "minLength": "must not be empty",
    "maxLength": "is longer than {limit} characters",
    "minItems": "must not be empty",
    "maxItems": "holds more than {limit} entries",
    "minProperties": "must not be empty",
    "maxProperties": "holds more than {limit} keys",
}


def _found(value: Any) -> str:
    """What a value is, for "expected …, found …"."""
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, float) and not isfinite(value):
        return "a number without end" if value == value else "no number"  # noqa: PLR0124 - not a number
    names = {str: "text", int: "a number", float: "a number", dict: "a mapping", list: "a list"}
    return names.get(type(value), "nothing")


def _wrong_type(error: Any) -> tuple[str, str]:
    wanted = error.validator_value
    kinds = [wanted] if isinstance(wanted, str) else wanted
    value = error.instance
    message = f"expected {' or '.join(TYPES[kind] for kind in kinds)}, found {_found(value)}"
    if kinds[0] == "string" and isinstance(value, int | float):
        return message, f'quote it: "{str(value).lower() if isinstance(value, bool) else value}"'
    if kinds[0] == "boolean" and str(value).lower() in ("yes", "no", "on", "off", "y", "n"):
        return message, f"write `true` or `false`: {quoted(str(value))} is text in YAML 1.2"
    if value is None:
        return message, "write the value after the colon, or leave the key out"
    return message, NEXT[kinds[0]]


def _worded(error: Any) -> tuple[str, str]:
    """Message and hint for a value that a keyword of the schema refuses."""
    if error.validator == "type":
        return _wrong_type(error)
    limit, hint = error.validator_value, _help(error.schema)
    if error.validator == "enum":
        word = str(error.instance)
        meant = did_you_mean(word, limit, hint)
        return f"{quoted(word)} is none of {', '.join(map(str, limit))}", meant
    if error.validator == "pattern":
        return error.schema.get("patternErrorMessage", "this text does not fit"), hint
    return MESSAGES.get(error.validator, "this does not fit").format(limit=limit), hint


def _help(schema: Mapping[str, Any]) -> str:
    """What the schema says about a value, as the next move."""
    told = str(schema.get("description", "`remixbatch schema` prints what may stand here"))
    examples = schema.get("examples", ())
    return told + (f" For example: {examples[0]}" if examples else "")
