"""One thing wrong in a document, and how it is shown.

specs/night.yaml:7:13: RMB202 jobs.teal.prompt: expected text, found a number
  7 |     prompt: 3
    |             ^
  help: quote it: "3"
"""

import difflib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

CODES = {
    "RMB101": "syntax: not YAML, or YAML that is not read here",
    "RMB102": "encoding: not UTF-8, or a character that cannot be printed",
    "RMB103": "documents: none or several in one file",
    "RMB104": "limit: on size, depth, values, aliases or jobs",
    "RMB105": "duplicate-key: a key that stands twice in one mapping",
    "RMB106": "number: too large to be kept as it is",
    "RMB107": "tag: other than YAML's core, or at odds with its value",
    "RMB201": "unknown-key: a key that nothing reads",
    "RMB202": "wrong-type: such as a number where text is expected",
    "RMB203": "wrong-value: of the right type, but not allowed here",
    "RMB204": "missing-key: a key that must be there",
    "RMB205": "not-yet: a key that this version does not have",
    "RMB206": "forbidden: a host, header or key, which no spec can set",
    "RMB301": "name: not fit for an address and a file name",
    "RMB302": "collision: two names that would be one address or one file",
    "RMB303": "prompt-empty: a job without a prompt's text",
    "RMB304": "prompt-too-long: for the service, or for any",
    "RMB305": "prompt-text: a character that is not sent",
    "RMB306": "prompt-file: outside of the spec's folder, or unreadable",
    "RMB307": "provider: none, unknown, or more than one way of naming it",
    "RMB308": "source: not one id, url or file, or one that cannot be used",
    "RMB309": "price: not one amount of money",
    "RMB310": "time: not a time, date or length of time",
    "RMB311": "moved: a rename that does not fit the jobs",
    "RMB312": "variable: not declared, not allowed, or without a value",
    "RMB313": "variable-form: `${…}` that cannot be read, or where none is read",
    "RMB401": "unknown-job: a parent or a needed job that is not there",
    "RMB402": "cycle: jobs that wait for each other",
    "RMB403": "profile: none of that name",
    "RMB404": "model: needed, or not one of the service's",
    "RMB405": "param: not one of the service's, or of another type",
    "RMB406": "source-kind: not what the service starts from",
    "RMB407": "origin: a parent at another service",
    "RMB408": "unused-source: a source that no job starts from",
    "RMB409": "unused-variable: a variable that no text names",
    "RMB501": "source-unknown: the service has no video of that id",
    "RMB502": "source-unfinished: the service is still making the video",
    "RMB503": "source-failed: the service could not make the video",
    "RMB504": "source-expired: the video is not to be had any more",
    "RMB505": "source-seconds: the service says another length than the spec",
}
# What many places may have from one slip, told in one message: it names what is wrong, not where.
ONE_CAUSE = frozenset(
    {"RMB201", "RMB204", "RMB205", "RMB206", "RMB306", "RMB307", "RMB312", "RMB313"}
    | {"RMB401", "RMB404", "RMB405", "RMB406", "RMB407"}
)
Level = Literal["error", "warning", "suggestion"]
TINTS = {"error": "31", "warning": "33", "suggestion": "36"}
KeyPath = tuple[str | int, ...]  # of keys and positions, from the top of a document

WORD = re.compile("[A-Za-z0-9_-]+")
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")  # all but tab and newline
NEEDLESS = ("RMB201", "RMB205", "RMB206")
WIDTH = 100  # columns of a source line that are shown
MOST_LINES = 8  # that are named of one cause
MOST_WORDS = 1000  # compared for one did-you-mean


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a file; line and column count from 1."""

    file: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong. `path` leads to what it is about, from the top of its document.

    `source` is the line it stands in, where that is in another file than the document. `end` is where the words
    end that it is about, if that is known; `why` is a sentence on why it matters; `about` is what makes it the same
    problem wherever it stands.
    """

    code: str
    place: Place
    message: str
    hint: str | None = None
    level: Level = "error"
    path: KeyPath = ()
    source: str | None = None
    end: Place | None = None
    why: str | None = None
    about: str | None = None


def ordered(problems: Iterable[Problem]) -> list[Problem]:
    """In the order of the file, each once."""
    return sorted(
        dict.fromkeys(problems), key=lambda p: (p.place.file, p.place.line, p.place.column, p.code)
    )


def label(path: KeyPath) -> str:
    """A path as people write it: `jobs.teal.needs[0]`."""
    text = "".join(map(_step, path)).removeprefix(".") or "the file"
    return text if len(text) <= 120 else text[:120] + "…"


def _step(step: str | int) -> str:
    if isinstance(step, int):
        return f"[{step}]"
    return f".{step}" if WORD.fullmatch(step) else f'["{step}"]'


def apart(known: Sequence[Problem], found: Sequence[Problem]) -> list[Problem]:
    """Problems of variables and of the schema, one of them where both speak of one value.

    Of a key that should not be there at all, the schema's.
    """
    needless = {problem.path for problem in found if problem.code in NEEDLESS}
    kept = [problem for problem in known if problem.path not in needless]
    taken = {problem.path for problem in kept}
    return [*kept, *(problem for problem in found if problem.path not in taken)]


def nearest(word: str, words: Iterable[str]) -> str | None:
    """The word that was probably meant. Cheap among 100,000: only look-alikes are compared."""
    likely: list[str] = []
    for each in words:
        if each.casefold() == word.casefold():
            return each
        if len(likely) < MOST_WORDS and _alike(word, each):
            likely.append(each)
    return next(iter(difflib.get_close_matches(word, likely, n=1, cutoff=0.6)), None)


def _alike(word: str, other: str) -> bool:
    same_end = word[:1] == other[:1] or word[-1:] == other[-1:]
    return same_end and abs(len(word) - len(other)) <= 3 and len(word) <= 100


def did_you_mean(word: str, words: Iterable[str], otherwise: str) -> str:
    """A hint that offers the nearest word."""
    meant = nearest(word, words)
    return otherwise if meant is None else f"did you mean `{meant}`?"


def quoted(text: str, most: int = 60) -> str:
    """A user's word inside a message."""
    return f"`{text if len(text) <= most else text[:most] + '…'}`"


# -- on a terminal -----------------------------------------------------------------------------------


def render(
    problem: Problem,
    lines: Sequence[str],
    color: bool = False,  # noqa: FBT001, FBT002 - the contract's
    also: Sequence[Place] = (),
) -> str:
    """A problem with its source line, a caret under the column, and the next move; where else it is."""
    place, paint = problem.place, _paint if color else _plain
    word = "" if problem.level == "error" else f"{problem.level}: "
    tint = TINTS[problem.level]
    head = f"{printable(place.file)}:{place.line}:{place.column}: "
    shown = [f"{paint(head, '1')}{paint(problem.code, tint)} {word}{printable(problem.message)}"]
    line = problem.source
    if line is None:
        line = lines[place.line - 1] if place.line <= len(lines) else ""
    if line.strip():
        text, caret = _window(line, place.column)
        gutter = f"  {place.line} | "
        marks = "^" * _length(problem, line, columns(text) - caret)
        shown += [gutter + text, f"{'| ':>{len(gutter)}}{' ' * caret}{paint(marks, tint)}"]
    if also:
        shown.append(f"  {elsewhere(place, also)}")
    if problem.why is not None:
        shown.append(f"  {paint('why:', '36')}  {printable(problem.why)}")
    if problem.hint is not None:
        shown.append(f"  {paint('help:', '36')} {printable(problem.hint)}")
    return "\n".join(shown)


def _length(problem: Problem, line: str, room: int) -> int:
    """How many columns are marked: the words that it is about, as far as they stand in the line shown."""
    place, end = problem.place, problem.end
    if end is None or end.line < place.line:
        return 1
    last = end.column - 1 if end.line == place.line else len(line.rstrip())
    return max(1, min(columns(printable(line[place.column - 1 : last])), room))


def render_all(
    problems: Sequence[Problem],
    lines: Sequence[str],
    limit: int = 20,
    color: bool = False,  # noqa: FBT001, FBT002 - as `render`
) -> str:
    """The first problems, those of one cause as one, and how many more there are."""
    causes = joined(problems)
    shown = [render(problem, lines, color, also) for problem, also in causes[:limit]]
    if len(causes) > limit:
        shown.append(f"… and {len(causes) - limit:,} more")
    return "\n".join(shown)


def joined(problems: Iterable[Problem]) -> list[tuple[Problem, list[Place]]]:
    """Problems of one cause as one, with the places of the others: a source that is gone, say."""
    causes: dict[object, tuple[Problem, list[Place]]] = {}
    for problem in problems:
        said = _without_label(problem)
        one = problem.code in ONE_CAUSE
        key: object = (problem.code, problem.level, said) if one else problem
        first, also = causes.setdefault(key, (problem, []))
        if problem is not first:
            also.append(problem.place)
    return list(causes.values())


def _without_label(problem: Problem) -> str:
    for path in (problem.path, problem.path[:-1]):  # what is absent is told at what should have it
        prefix = f"{label(path)}: "
        if path and problem.message.startswith(prefix):
            return problem.message.removeprefix(prefix)
    return problem.message


def elsewhere(first: Place, also: Sequence[Place]) -> str:
    """Where the other problems of a cause are: `also in lines 9, 11, 12 and 400 more`."""
    lines = list(dict.fromkeys(place.line for place in also if place.line != first.line))
    if not lines:
        return (
            f"also {len(also):,} more in this line" if len(also) > 1 else "also later in this line"
        )
    told = ", ".join(map(str, lines[:MOST_LINES]))
    more = f" and {len(lines) - MOST_LINES:,} more" if len(lines) > MOST_LINES else ""
    return f"also in line{'s' * (len(lines) > 1)} {told}{more}"


def printable(text: str) -> str:
    """Text that does nothing to a terminal: controls and invisible characters are spelled out."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_spelled(char) for char in text)


def _spelled(char: str) -> str:
    if char == "\t":
        return " "
    if char.isprintable() or unicodedata.category(char) == "Zs" or char in "\u200c\u200d":
        return char
    return f"\\u{ord(char):04x}"


def _window(line: str, column: int) -> tuple[str, int]:
    """The part of a line that is shown, and how many columns of it stand before the caret."""
    first, last = max(0, column - 1 - WIDTH), column - 1 + WIDTH
    before, after = printable(line[first : column - 1]), printable(line[column - 1 : last])
    kept = _fit(before[::-1], max(WIDTH - columns(after), WIDTH * 3 // 4))[::-1]
    rest = _fit(after, WIDTH - columns(kept))
    left = "…" if first or len(kept) < len(before) else ""
    right = "…" if last < len(line) or len(rest) < len(after) else ""
    return left + kept + rest + right, columns(left + kept)


def _fit(text: str, room: int) -> str:
    """As much of a text's beginning as fits."""
    for index, char in enumerate(text):
        room -= _width(char)
        if room < 0:
            return text[:index]
    return text


def columns(text: str) -> int:
    """How wide a terminal shows a text."""
    return len(text) if text.isascii() else sum(map(_width, text))


def _width(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _paint(text: str, code: str) -> str:
    return f"\x1b[{code}m{text}\x1b[0m"


def _plain(text: str, _: str) -> str:
    return text
