"""A document with its variables replaced, before anything else is read of it.

Variables stand in what is said to a service: prompts, the texts of prompt files and their paths, the
ids, urls and files of sources, models, parameters, tags. Names, parents and all else that gives a spec its
structure never depend on them, so that a spec has the same jobs on every machine.

What is expanded is counted before it is made: a spec cannot grow beyond `MOST_CHARACTERS`.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from remixbatch import passage, scalars
from remixbatch.document import Document, label
from remixbatch.passage import Passage
from remixbatch.problem import KeyPath, Place, Problem, quoted
from remixbatch.scalars import WrongError
from remixbatch.variables import TOKEN, Expanded, Scalar, Slip, Variables, misplaced
from remixbatch.yaml12 import BREAK

MOST_CHARACTERS = 30_000_000  # of all texts of a spec together
MOST_PROBLEMS = 1000
SHOWN = 8  # characters of the environment that a message may repeat
LONGEST = 32_000  # characters of a variable's value; the schema says so to the user

# What becomes of a text, by where it stands: ANY is every key, absent ones have no variables.
ANY = "*"
TEXT, TYPED, FREE = "text", "typed", "free"
JOB = {
    "prompt": TEXT,
    "prompt_file": TEXT,
    "model": TEXT,
    "params": {ANY: TYPED},
    "tags": {ANY: TEXT},
    "chain": {ANY: {ANY: TEXT}},
}
RULES: Mapping[str, Any] = {
    "vars": FREE,  # read first, by rules of their own
    "env": FREE,
    "sources": {ANY: {"": TEXT, "id": TEXT, "url": TEXT, "file": TEXT, "note": FREE}},
    "providers": {ANY: {"model": TEXT, "params": {ANY: TYPED}}},
    "defaults": JOB,
    "jobs": {ANY: JOB},
}
BLOCK = re.compile(r"(?:[&!]\S*\s+)*[|>]")  # the line before a text of several lines
Trail = tuple[Any, Any] | None  # a path as (path above, last step): most of them are never wanted


def prompt_files(document: Document) -> dict[str, KeyPath]:
    """The files to read before `read`, relative to the spec's folder and below it; who names them first."""
    jobs = document.value.get("jobs")
    holders: list[tuple[KeyPath, Any]] = [(("defaults",), document.value.get("defaults"))]
    holders += (
        [(("jobs", name), job) for name, job in jobs.items()] if isinstance(jobs, dict) else []
    )
    found: dict[str, KeyPath] = {}
    for path, each in holders:
        name = each.get("prompt_file") if isinstance(each, dict) else None
        if isinstance(name, str) and _is_below(name):
            found.setdefault(name, (*path, "prompt_file"))
    return found


def _is_below(name: str) -> bool:
    try:
        return bool(scalars.prompt_path(name))
    except WrongError:
        return False


class Expansion:
    """`document` with its variables replaced; what could not be stands there as written, in `problems`.

    `spoilt` are the paths of texts with a variable that has problems itself, so that nothing more is said of
    them. `keys` are the variables that hold a service's key. Nothing of the environment is read but what
    the spec allows itself.
    """

    def __init__(
        self, document: Document, environ: Mapping[str, str], keys: Collection[str] = ()
    ) -> None:
        self.problems: list[Problem] = []
        self.spoilt: set[KeyPath] = set()
        self._written, self._room = document, MOST_CHARACTERS
        self._veils: dict[str, str] = {}
        self._variables = Variables(
            declared={}, allowed=_allowed(document.value), environ=environ, keys=keys
        )
        self._refuse_keys(document.value)
        vars_ = self._declare(document.value.get("vars"))
        value = self._walk(document.value, RULES, None)
        if vars_:
            value = {**value, "vars": {**value["vars"], **vars_}}
        self.document = replace(document, value=value)

    def text(self, name: str, text: str, used_by: KeyPath) -> str:
        """The text of a prompt file, `name` as it is shown; its problems have places in it."""
        expanded = self._variables.expand(text) if "$" in text else Expanded(value=text)
        for slip in expanded.slips:
            line, start = 1, 0
            for found in BREAK.finditer(text, 0, slip.offset):
                line, start = line + 1, found.end()
            place = Place(name, line, slip.offset - start + 1)
            shown = BREAK.split(text[start : start + 10_000], maxsplit=1)[0]
            self._add(
                Problem(slip.code, place, slip.message, slip.hint, path=used_by, source=shown)
            )
        return str(self._counted(text, expanded, lambda: used_by))

    def passage(self, path: KeyPath, files: Mapping[str, tuple[str, str]]) -> Passage:
        """Where each character of a job's prompt was written; of a spec without errors.

        `path` leads to the prompt, or to the name of its file; `files` has for such a name the file as it is
        shown and what stands in it.
        """
        raw = self._written.value
        for step in path:
            raw = raw[step]
        if path[-1] == "prompt_file" and "chain" not in path[:-1]:
            name = self._variables.expand(raw).value
            shown, text = files[str(name)]
            return passage.of_file(shown, text, self._variables.pieces(text))
        start, lines = self._written.places[path], self._written.lines
        return passage.of_scalar(lines, start, raw, self._variables.pieces(raw))

    def unused(self) -> list[Problem]:
        """Variables that nothing uses: warnings, for a spec without errors."""
        names = [name for name in self._variables.declared if name not in self._variables.used]
        paths: list[KeyPath] = [("vars", name) for name in names]
        return [
            Problem(
                "RMB409",
                self._written.key_places[path],
                f"{label(path)}: nothing uses this variable",
                "remove it, or use it",
                level="warning",
                path=path,
            )
            for path in paths
        ]

    def veiled(self, problems: Iterable[Problem]) -> list[Problem]:
        """Problems that name a text as it was written, where the environment is part of it."""
        return [replace(each, message=self._veil(each.message)) for each in problems]

    def _veil(self, message: str) -> str:
        for text, written in self._veils.items():
            message = message.replace(text, written)
        return message

    # -- what may be named

    def _refuse_keys(self, value: Any) -> None:
        for index, name in enumerate(_allow_list(value)):
            reason = self._variables.refusal(name) if isinstance(name, str) else None
            if reason is not None:
                path: KeyPath = ("env", "allow", index)
                hint = "take it out: prompts are sent and kept in the lockfile, a key never is"
                self._add(Problem("RMB206", self._written.places[path], reason, hint, path=path))

    def _declare(self, raw: Any) -> dict[str, Scalar]:
        """The declared variables that the environment has a part in, as they now are."""
        if not isinstance(raw, dict):
            return {}
        declared: dict[str, Scalar | None] = {}
        made: dict[str, Scalar] = {}
        foreign = set()
        for name, value in raw.items():
            sound = isinstance(value, Scalar) and not (
                isinstance(value, str) and len(value) > LONGEST
            )
            declared[name] = value if sound else None
            if isinstance(value, str) and sound and "$" in value:
                expanded = self._variables.expand(value, declaring=True)
                self._note(("vars", name), value, expanded.slips)
                made[name] = expanded.value
                declared[name] = None if expanded.slips else expanded.value
                if expanded.foreign:
                    foreign.add(name)
        self._variables.declared, self._variables.foreign = declared, foreign
        return made

    # -- the walk

    def _walk(self, value: Any, rule: Any, trail: Trail) -> Any:
        """The value, the very same where nothing in it changes."""
        if isinstance(value, str):
            own = rule.get("") if isinstance(rule, Mapping) else rule
            return self._leaf(value, own, trail) if "$" in value else value
        if rule == FREE or not isinstance(value, dict | list):
            return value
        changed = {}
        for key, part in value.items() if isinstance(value, dict) else enumerate(value):
            new = self._walk(part, _below(rule, key), (trail, key))
            if new is not part:
                changed[key] = new
        if not changed:
            return value
        if isinstance(value, dict):
            return {**value, **changed}
        return [changed.get(index, part) for index, part in enumerate(value)]

    def _leaf(self, text: str, rule: str | None, trail: Trail) -> Scalar:
        if rule == FREE or len(self.problems) >= MOST_PROBLEMS or self._room < 0:
            return text
        if rule is None:
            if (slip := misplaced(text)) is not None:
                self._note(_path(trail), text, [slip])
            return text
        expanded = self._variables.expand(text, typed=rule == TYPED)
        if expanded.slips:
            self._note(_path(trail), text, expanded.slips)
        elif expanded.spoilt:
            self.spoilt.add(_path(trail))
        return self._counted(text, expanded, lambda: _path(trail))

    def _counted(self, text: str, expanded: Expanded, path: Callable[[], KeyPath]) -> Scalar:
        """The value, if there is room for it yet."""
        value = expanded.value
        if isinstance(value, str) and value is not text:
            self._room -= len(value)
            if self._room < 0:
                hint = f"at most {MOST_CHARACTERS:,} characters, variables replaced; make several specs of it"
                place = self._written.place(path())
                message = f"{label(path())}: from here on the texts are too long together"
                self._add(Problem("RMB104", place, message, hint, path=path()))
                return text
        if expanded.foreign and isinstance(value, str) and len(value) > SHOWN:
            self._veils |= {quoted(value): quoted(text), repr(value): quoted(text)}
        return value

    # -- problems

    def _note(self, path: KeyPath, text: str, slips: Iterable[Slip]) -> None:
        for slip in slips:
            place = self._within(path, text, slip)
            message = f"{label(path)}: {slip.message}"
            self._add(Problem(slip.code, place, message, slip.hint, path=path))

    def _add(self, problem: Problem) -> None:
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(problem)

    def _within(self, path: KeyPath, text: str, slip: Slip) -> Place:
        """Where a token stands in the file; where the text begins, if escapes or folding hide it."""
        start = self._written.places[path]
        lines, first = self._written.lines, start.line - 1
        wanted = [token[0] for token in TOKEN.finditer(text)][slip.number :][:1]
        rest = lines[first][start.column - 1 :]
        if not wanted or rest.startswith("*"):  # an alias: the text stands elsewhere
            return start
        skipped = BLOCK.match(rest) is not None
        seen = -1
        for line in range(first + skipped, len(lines)):
            begin = start.column - 1 if line == first else 0
            for token in TOKEN.finditer(lines[line], begin):
                seen += 1
                if seen == slip.number:
                    same = wanted[0].startswith(token[0].rstrip()) or token[0].startswith(wanted[0])
                    return Place(start.file, line + 1, token.start() + 1) if same else start
        return start


def _below(rule: Any, key: str | int) -> Any:
    """The rule of what stands at a key."""
    if isinstance(rule, Mapping):
        if key in rule:
            return rule[key]
        if ANY in rule:
            return rule[ANY]
    return FREE if isinstance(key, str) and key.startswith("x-") else None


def _path(trail: Trail) -> KeyPath:
    steps: list[str | int] = []
    while trail is not None:
        trail, step = trail
        steps.append(step)
    return tuple(reversed(steps))


def _allow_list(value: Any) -> list[Any]:
    env = value.get("env")
    names = env.get("allow") if isinstance(env, dict) else None
    return names if isinstance(names, list) else []


def _allowed(value: Any) -> frozenset[str]:
    return frozenset(name for name in _allow_list(value) if isinstance(name, str))
