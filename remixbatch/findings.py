"""What the lint finds in a whole spec: each prompt's findings at their places, and what only the whole shows.

A prompt that several jobs have from one place (defaults, an anchor, a file) is told of once. What a job's
`lint_ignore` or a comment beside it suppresses is left out, and a suppression that suppresses nothing is found, too.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import NamedTuple

from remixbatch.entries import JobEntry, Spec
from remixbatch.passage import Passage
from remixbatch.preferences import Preferences, code_of, codes, meant
from remixbatch.problem import KeyPath, Level, Place, Problem, label, quoted
from remixbatch.prompts.finding import RULES, Finding, Verdict
from remixbatch.suppression import Comment, line_below

DUPLICATE, DEEP, UNUSED = "RMX604", "RMX605", "RMX901"
ENDS = " \t\n.!;,。！；，"  # what two wordings of one prompt may differ in


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A finding at its place. `jobs`: all that it is about, in the order of the spec.

    `end` is where its characters end; the same as `place` where only the beginning is known. `text` are those
    characters, `split` the chain that is proposed for the prompt. `source`: the line, where it stands in
    another file than the spec.
    """

    code: str
    name: str
    level: Level
    place: Place
    end: Place
    message: str
    hint: str | None
    jobs: tuple[str, ...] = ()
    path: KeyPath = ()
    prompt: str = ""
    text: str = ""
    parameter: str | None = None
    split: tuple[str, ...] = ()
    source: str | None = None

    def problem(self, why: str | None = None) -> Problem:
        """The same as other problems of a spec are told. `why`: why its rule matters."""
        where = f"{label(self.path)}: " if self.path else ""
        return Problem(
            code=self.code,
            place=self.place,
            message=f"{where}{self.message} [{self.name}]",
            hint=self.hint,
            level=self.level,
            path=self.path,
            source=self.source,
            end=self.end,
            why=why,
            about=f"{self.prompt}\0{self.text}" if self.prompt else None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """A spec with what is around its prompts: where each was written, and the comments on them."""

    spec: Spec
    passage: Callable[[KeyPath], Passage]
    lines: Sequence[str]
    comments: Sequence[Comment]


def findings(
    script: Script,
    preferences: Preferences,
    check: Callable[[str], Verdict],
    jobs: AbstractSet[str] | None = None,
) -> list[Found]:
    """All that the lint finds, in the order of the files; with `jobs` what is about these addresses alone."""
    quiet = _Suppressions(script)
    found = [*_of_prompts(script, check, quiet, jobs), *_of_jobs(script, preferences, quiet)]
    held = [each for each in found if each.code in preferences.rules]
    if jobs is not None:
        held = [each for each in held if not jobs.isdisjoint(each.jobs)]
    elif UNUSED in preferences.rules:
        held += quiet.unused(preferences.rules)
    graded = (replace(each, level=preferences.level(each.code)) for each in held)
    return sorted(graded, key=lambda f: (f.place.file, f.place.line, f.place.column, f.code))


# -- prompts -----------------------------------------------------------------------------------------


def _of_prompts(
    script: Script,
    check: Callable[[str], Verdict],
    quiet: "_Suppressions",
    jobs: AbstractSet[str] | None,
) -> Iterator[Found]:
    """Findings of single prompts, once for each place."""
    verdicts: dict[str, Verdict] = {}
    told: dict[tuple[Place, str], tuple[Passage, list[JobEntry]]] = {}
    for entry in script.spec.jobs:
        if jobs is not None and entry.address not in jobs:
            continue
        if entry.prompt not in verdicts:
            verdicts[entry.prompt] = check(entry.prompt)
        if verdicts[entry.prompt].findings:
            passage = script.passage(entry.prompt_path)
            told.setdefault((passage.start, entry.prompt), (passage, []))[1].append(entry)
    for (_, prompt), (passage, entries) in told.items():
        for finding in verdicts[prompt].findings:
            left = [e for e in entries if not quiet.covers(finding.code, e, passage)]
            if left:
                yield _found(finding, passage, left, verdicts[prompt])


def of_verdict(verdict: Verdict, passage: Passage, preferences: Preferences) -> list[Found]:
    """The findings of a prompt that belongs to no spec."""
    return [
        replace(_found(each, passage, (), verdict), level=preferences.level(each.code))
        for each in verdict.findings
        if each.code in preferences.rules
    ]


def _found(
    finding: Finding, passage: Passage, entries: Sequence[JobEntry], verdict: Verdict
) -> Found:
    place, end = passage.span(finding.start, finding.end)
    return Found(
        code=finding.code,
        name=finding.name,
        level=finding.level,
        place=place,
        end=end,
        message=finding.message,
        hint=finding.hint,
        jobs=tuple(entry.address for entry in entries),
        path=entries[0].prompt_path if entries else (),
        prompt=verdict.prompt,
        text=verdict.prompt[finding.start : finding.end],
        parameter=finding.parameter,
        split=verdict.split,
        source=passage.source(place),
    )


# -- what only the whole shows -----------------------------------------------------------------------


def _of_jobs(script: Script, preferences: Preferences, quiet: "_Suppressions") -> Iterator[Found]:
    spec = script.spec
    depths = _depths(spec)
    deepest = _deepest(spec, depths)
    for entry, other in _twins(spec.jobs):
        if not quiet.covers(DUPLICATE, entry, None):
            yield _at(DUPLICATE, entry, *_duplicate(entry, other))
    for entry in spec.jobs:
        depth = depths[entry.address]
        if depth == preferences.max_chain + 1 and not quiet.covers(DEEP, entry, None):
            yield _at(DEEP, entry, *_deep(depth, deepest[entry.address], preferences))


def _twins(jobs: Iterable[JobEntry]) -> Iterator[tuple[JobEntry, JobEntry]]:
    """Jobs that ask what one before them asks, of the same video and in the same way; each with that one."""
    seen: dict[object, JobEntry] = {}
    for entry in jobs:
        words = " ".join(entry.prompt.casefold().split()).strip(ENDS)
        params = tuple(sorted((name, repr(value)) for name, value in entry.params.items()))
        key = entry.parent, entry.provider, entry.model, params, words
        if (other := seen.setdefault(key, entry)) is not entry:
            yield entry, other


def _duplicate(entry: JobEntry, other: JobEntry) -> tuple[str, str]:
    twin = f"{label(other.path)} in line {other.place.line}"
    hint = (
        "take one of the two out; if two tries are meant, say so: `lint_ignore: [duplicate-prompt]`"
    )
    return f"asks the same of {quoted(entry.parent)} as {twin}", hint


def _depths(spec: Spec) -> dict[str, int]:
    """How many remixes each job is from its source, itself included. A spec without errors has no cycles."""
    parents = {entry.address: entry.parent for entry in spec.jobs}
    depths: dict[str, int] = {}
    for entry in spec.jobs:
        way, address = [], entry.address
        while address in parents and address not in depths:
            way.append(address)
            address = parents[address]
        depth = depths.get(address, 0)
        for each in reversed(way):
            depth += 1
            depths[each] = depth
    return depths


def _deepest(spec: Spec, depths: Mapping[str, int]) -> dict[str, int]:
    """The depth of the deepest job below each, itself included."""
    deepest = dict(depths)
    for entry in sorted(spec.jobs, key=lambda entry: -depths[entry.address]):
        if entry.parent in deepest:
            deepest[entry.parent] = max(deepest[entry.parent], deepest[entry.address])
    return deepest


def _deep(depth: int, deepest: int, preferences: Preferences) -> tuple[str, str]:
    further = f", and remixes of it go down to the {ordinal(deepest)}" if deepest > depth else ""
    message = (
        f"the {ordinal(depth)} remix in a row{further}: each keeps a little less of the source"
    )
    hint = f"start it from an earlier job, or let more than {preferences.max_chain} follow one another: `max_chain` in remixbatch.toml"
    return message, hint


def ordinal(number: int) -> str:
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number:,}{'th' if number % 100 in (11, 12, 13) else ending}"


def _at(code: str, entry: JobEntry, message: str, hint: str) -> Found:
    """A finding about a whole job, at its key."""
    return Found(
        code=code,
        name=RULES[code].name,
        level=RULES[code].level,
        place=entry.place,
        end=entry.place,
        message=message,
        hint=hint,
        jobs=(entry.address,),
        path=entry.prompt_path if len(entry.prompt_path) > 3 else entry.path,
        prompt=entry.prompt,
    )


# -- what is suppressed ------------------------------------------------------------------------------


class _Word(NamedTuple):
    """A rule that is named in a suppression: as it is written, its code, and where it stands."""

    text: str
    code: str | None
    place: Place
    path: KeyPath


class _Suppressions:
    """Which rule is suppressed for which job, and which suppressions were of use."""

    def __init__(self, script: Script) -> None:
        self._script = script
        self._used: set[Place] = set()
        self._by_line: dict[int, list[_Word]] = defaultdict(list)
        self._above: dict[int, list[_Word]] = defaultdict(list)
        for comment in script.comments:
            held = self._above if comment.above else self._by_line
            words = (_Word(text, code_of(text), place, ()) for text, place in comment.names)
            held[line_below(comment, script.lines)] += words
        self._listed: dict[KeyPath, list[_Word]] = {}

    def covers(self, code: str, entry: JobEntry, passage: Passage | None) -> bool:
        """Whether a rule is suppressed for a job; whatever says so is of use then."""
        words = [*self._of_list(entry), *self._of_comments(entry, passage)]
        found = [word.place for word in words if word.code == code]
        self._used.update(found)
        return bool(found)

    def _of_list(self, entry: JobEntry) -> list[_Word]:
        if not entry.lint_ignore:
            return []
        path, _ = self._script.spec.where(entry, "lint_ignore")
        if path not in self._listed:
            places = self._script.spec.places
            self._listed[path] = [
                _Word(text, code_of(text), places[*path, index], (*path, index))
                for index, text in enumerate(entry.lint_ignore)
            ]
        return self._listed[path]

    def _of_comments(self, entry: JobEntry, passage: Passage | None) -> Iterator[_Word]:
        """Comments in the lines of the prompt or of the job's key, and above either."""
        if not self._by_line and not self._above:
            return
        keys = self._script.spec.key_places
        first, job = keys[entry.prompt_path].line, keys[entry.path].line
        last = max(first, self._last(entry, passage))
        for line in {*range(first, last + 1), job}:
            yield from self._by_line.get(line, ())
        for line in {first, job}:
            yield from self._above.get(line, ())

    def _last(self, entry: JobEntry, passage: Passage | None) -> int:
        """The last line of a prompt that stands in the spec itself."""
        found = self._script.passage(entry.prompt_path) if passage is None else passage
        if found.lines is not None or found.spots is None:
            return self._script.spec.places[entry.prompt_path].line
        return found.spots[-1][0]

    def unused(self, rules: Iterable[str]) -> Iterator[Found]:
        """What suppresses nothing. Of rules that do not hold nothing can be said."""
        hold = frozenset(rules)
        for entry in self._script.spec.jobs:
            self._of_list(entry)
        lists = [word for words in self._listed.values() for word in words]
        for comment in self._script.comments:
            if not comment.names:
                yield _unused(comment.place, (), *_blanket(comment))
        said = [w for held in (self._by_line, self._above) for ws in held.values() for w in ws]
        for word in (*lists, *said):
            if word.code is None:
                yield _unused(word.place, word.path, *_no_rule(word.text), word.text)
            elif word.code in hold and word.code != UNUSED and word.place not in self._used:
                yield _unused(word.place, word.path, *_idle(word), word.text)


def _no_rule(text: str) -> tuple[str, str]:
    hint = meant(text)
    if codes(text):
        hint = "name each rule: the beginning of a code is for flags and settings alone"
    return f"there is no rule {quoted(text)}, so this suppresses nothing", hint


def _idle(word: _Word) -> tuple[str, str]:
    hint = "take it out"
    if not word.path:
        hint += (
            "; a comment counts in the lines of a prompt or of a job's name, or right above them"
        )
    return f"{quoted(word.text)} finds nothing here that could be suppressed", hint


def _blanket(comment: Comment) -> tuple[str, str]:
    hint = "name the rules: `# remixbatch: ignore[multi-change]`"
    if comment.readable:
        return "it names no rule, so this suppresses nothing", hint
    return "the lint does not understand this comment, so it suppresses nothing", hint


def _unused(place: Place, path: KeyPath, message: str, hint: str, text: str = "") -> Found:
    return Found(
        code=UNUSED,
        name=RULES[UNUSED].name,
        level=RULES[UNUSED].level,
        place=place,
        end=Place(place.file, place.line, place.column + len(text)),
        message=message,
        hint=hint,
        path=path,
        text=text,
    )
