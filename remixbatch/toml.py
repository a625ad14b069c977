"""TOML with the place of every key and value, which the standard library's reader does not tell.

The reader checks the text first, so what is walked here is well formed: strings are only skipped, and a key is told
from a value by where it stands.
"""

import re
import tomllib

from remixbatch.document import Document
from remixbatch.problem import KeyPath, Place, Problem

SAID = re.compile(
    r"(?P<said>.*) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)"
)
SKIP = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
BLANKS = re.compile(r"[ \t]*")
KEY = re.compile(r"""(?P<bare>[A-Za-z0-9_-]+)|(?P<quoted>"(?:[^"\\]|\\.)*"|'[^']*')""")
STRINGS = (r'"""(?:[^\\]|\\.)*?"{3,5}', r"'''.*?'{3,5}", r'"(?:[^"\\\n]|\\.)*"', r"'[^'\n]*'")
STRING = re.compile("|".join(STRINGS), re.DOTALL)
PLAIN = re.compile(r"[^,\]}#\n]*")  # a number, a date, true or false


def read(text: str, file: str) -> tuple[Document | None, list[Problem]]:
    """The document in a text, or what is wrong with it."""
    try:
        value = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = SAID.fullmatch(str(error))
        line, column = _end(text) if found is None or not found["line"] else found.group(2, 3)
        said = str(error) if found is None else found["said"]
        place = Place(file, int(line), int(column))
        hint = "write `key = value` lines below `[lint]`; text stands in quotes"
        return None, [Problem("RMB101", place, f"not valid TOML: {said}", hint)]
    walk = _Walk(text.replace("\r\n", "\n"), file)
    walk.all()
    return Document(
        file=file,
        value=value,
        lines=text.splitlines(),
        places={(): Place(file, 1, 1), **walk.places},
        key_places=walk.key_places,
    ), []


def _end(text: str) -> tuple[int, int]:
    lines = text.split("\n")
    return len(lines), len(lines[-1]) + 1


class _Walk:
    """Goes through a well-formed text once, from its first key to its last value."""

    def __init__(self, text: str, file: str) -> None:
        self.places: dict[KeyPath, Place] = {}
        self.key_places: dict[KeyPath, Place] = {}
        self._text, self._file, self._at = text, file, 0
        self._counts: dict[KeyPath, int] = {}  # tables of an array so far

    def all(self) -> None:
        above: KeyPath = ()
        while self._skip(SKIP) < len(self._text):
            if self._text[self._at] == "[":
                above = self._header()
            else:
                self._pair(above)

    def _header(self) -> KeyPath:
        many = self._text.startswith("[[", self._at)
        self._at += 1 + many
        path = self._key((), table=True)
        self._at += 1 + many
        if many:
            self._counts[path] = self._counts.get(path, -1) + 1
            path = (*path, self._counts[path])
            self.places.setdefault(path, self.places[path[:-1]])
        return path

    def _pair(self, above: KeyPath) -> None:
        path = self._key(above, table=False)
        self._at += 1  # =
        self._skip(BLANKS)
        self._value(path)

    def _key(self, above: KeyPath, *, table: bool) -> KeyPath:
        """The path of a key with its dots; each part of it is a place."""
        path = above
        while True:
            self._skip(BLANKS)
            found = KEY.match(self._text, self._at)
            assert found is not None
            name = found["bare"] or str(tomllib.loads(f"k = {found['quoted']}")["k"])
            path = (*path, name)
            place = self._place()
            self.key_places.setdefault(path, place)
            self.places.setdefault(path, place)
            self._at = found.end()
            self._skip(BLANKS)
            if table and path in self._counts:
                path = (*path, self._counts[path])
            if self._text[self._at] != ".":
                return path[:-1] if table and path and isinstance(path[-1], int) else path
            self._at += 1

    def _value(self, path: KeyPath) -> None:
        self.places[path] = self._place()
        start = self._text[self._at]
        if start == "[":
            self._many(path, "]")
        elif start == "{":
            self._many(path, "}")
        else:
            found = STRING.match(self._text, self._at) or PLAIN.match(self._text, self._at)
            assert found is not None
            self._at = found.end()

    def _many(self, path: KeyPath, closing: str) -> None:
        """The values of an array, or the pairs of an inline table."""
        self._at += 1
        index = 0
        while self._text[self._skip(SKIP)] != closing:
            if self._text[self._at] == ",":
                self._at += 1
            elif closing == "}":
                self._pair(path)
            else:
                self._value((*path, index))
                index += 1
        self._at += 1

    def _skip(self, what: re.Pattern[str]) -> int:
        found = what.match(self._text, self._at)
        assert found is not None
        self._at = found.end()
        return self._at

    def _place(self) -> Place:
        line = self._text.count("\n", 0, self._at)
        begin = self._text.rfind("\n", 0, self._at) + 1
        return Place(self._file, line + 1, self._at - begin + 1)
