"""A plan kept in a file: what would be submitted, from what, for how much, and which flags shaped it.

The file is JSON, `{"version": 1, "kind": "plan-file", …}`, one submission a line, so that a person can
review it and a diff shows what moved. `read` believes nothing that does not fit together.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar, cast

from remixbatch.asked import key_of
from remixbatch.errors import UsageError
from remixbatch.graph import Graph
from remixbatch.money import dollars, micros
from remixbatch.plan import Plan, total
from remixbatch.policy import Allowance
from remixbatch.problem import printable
from remixbatch.reply import duration
from remixbatch.report.data import to_json
from remixbatch.step import Decision, Step

VERSION = 1
KIND = "plan-file"
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """One take that the plan submits. Exactly one of `parent` and `after` is known."""

    job: str
    take: int  # its label
    key: str
    parent: str | None  # identity of what it starts from
    after: str | None  # the job whose new take it starts from, once that is made
    usd: int | None  # micro-dollars; None: unknown
    profile: str
    origin: str
    model: str | None
    params: Mapping[str, Any]
    prompt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """The flags that decided what is in a plan, and how far a run of it may go."""

    select: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    retry_failed: bool = False
    on_parent_change: str | None = None
    budget: int | None = None  # micro-dollars
    max_new: int | None = None

    @property
    def by_status(self) -> bool:
        """Where jobs stand decides who is selected: a run of the plan itself changes that."""
        return any("status:" in word for word in (*self.select, *self.exclude))


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """A plan file. Paths are absolute, or relative to the folder that the file lies in."""

    spec: str
    made: str  # RFC 3339
    shape: Shape
    base_url: str | None
    output_dir: str | None
    seconds: Mapping[str, Decimal]  # of sources, where it was the service that said so
    submissions: tuple[Submission, ...]

    @property
    def usd(self) -> int | None:
        """Price of all of it, micro-dollars; None where one is unknown."""
        return total(each.usd for each in self.submissions)

    def allowances(self) -> Mapping[str, Allowance]:
        """What a run of it may submit, by job."""
        return {s.job: Allowance(take=s.take, parent=s.parent) for s in self.submissions}


def submissions(graph: Graph, plan: Plan) -> tuple[Submission, ...]:
    """What a plan submits, parents first."""
    return tuple(submission(graph, step) for step in plan.of(Decision.SUBMIT))


def submission(graph: Graph, step: Step) -> Submission:
    """A step that submits, as it is kept."""
    job = graph.jobs[step.job]
    return Submission(
        job=step.job,
        take=step.take,
        key=job.key,
        parent=step.parent,
        after=job.parent if step.parent is None else None,
        usd=step.usd,
        profile=job.profile,
        origin=job.origin,
        model=job.model,
        params=job.params,
        prompt=job.prompt,
    )


# -- the file ----------------------------------------------------------------------------------------


def text(saved: Saved) -> str:
    """The file's text."""
    shape = saved.shape
    data = {
        "version": VERSION,
        "kind": KIND,
        "spec": saved.spec,
        "made": saved.made,
        "options": {
            "select": list(shape.select),
            "exclude": list(shape.exclude),
            "retry_failed": shape.retry_failed,
            "on_parent_change": shape.on_parent_change,
            "budget": _dollars(shape.budget),
            "max_new": shape.max_new,
            "base_url": saved.base_url,
            "output_dir": saved.output_dir,
        },
        "seconds": {name: str(seconds) for name, seconds in saved.seconds.items()},
        "totals": {"submissions": len(saved.submissions), "price": _dollars(saved.usd)},
        "steps": [_line(each) for each in saved.submissions],
    }
    return to_json(data) + "\n"


def _line(each: Submission) -> dict[str, Any]:
    return {
        "job": each.job,
        "take": each.take,
        "key": each.key,
        "parent": each.parent,
        "after": each.after,
        "price": _dollars(each.usd),
        "profile": each.profile,
        "origin": each.origin,
        "model": each.model,
        "params": dict(each.params),
        "prompt": each.prompt,
    }


def _dollars(amount: int | None) -> str | None:
    return None if amount is None else dollars(amount)


def kind_of(data: bytes) -> str | None:
    """The `kind` that a JSON file of this program names; None for a spec, and for all else.

    A file that was cut off, or edited until it is no JSON, is still what its first lines say.
    """
    head = data[:400].decode("utf-8", "replace").lstrip("\ufeff \t\r\n")
    if not head.startswith("{"):
        return None
    _, found, rest = head.partition('"kind"')
    quoted = rest.lstrip().removeprefix(":").lstrip().split('"')
    return quoted[1] if found and len(quoted) > 1 and not quoted[0] else None


def read(data: bytes, name: str) -> Saved:
    """The plan in a file of that name. Raises UsageError for anything that does not fit together."""
    reader = _Reader(name)
    try:
        value = json.loads(data)
    except ValueError as error:  # UnicodeDecodeError, too
        raise reader.no(f"it is no JSON any more ({error})") from None
    except RecursionError:
        raise reader.no("it is nested too deep") from None
    top = reader.mapping({"": value}, "")
    version = reader.number(top, "version")
    if version > VERSION:
        raise UsageError(
            f"{name}: was written by a newer remixbatch (plan files of version {version}); nothing was sent",
            hint="Use that version, or plan again with this one.",
        )
    options, totals = reader.mapping(top, "options"), reader.mapping(top, "totals")
    saved = Saved(
        spec=reader.text(top, "spec"),
        made=reader.text(top, "made"),
        shape=Shape(
            select=reader.texts(options, "select"),
            exclude=reader.texts(options, "exclude"),
            retry_failed=reader.want(options, "retry_failed", bool),
            on_parent_change=reader.maybe(options, "on_parent_change", str),
            budget=reader.money(options, "budget"),
            max_new=reader.maybe(options, "max_new", int),
        ),
        base_url=reader.maybe(options, "base_url", str),
        output_dir=reader.maybe(options, "output_dir", str),
        seconds=reader.lengths(top, "seconds"),
        submissions=tuple(reader.submissions(top)),
    )
    told = (reader.number(totals, "submissions"), reader.money(totals, "price"))
    if told != (len(saved.submissions), saved.usd):
        raise reader.no("its totals are not those of its steps")
    return saved


class _Reader:
    """Reads values that must be there and be of a type; says of which field they are not."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._in = ""  # the step that is being read

    def no(self, why: str) -> UsageError:
        return UsageError(
            f"{self._name}: no plan to obey: {self._in}{printable(why)}; nothing was sent",
            hint="A plan file is not edited: `remixbatch plan SPEC --out FILE` makes it again.",
        )

    def want(self, data: Mapping[str, Any], field: str, kind: type[T]) -> T:
        value = data.get(field)
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise self.no(f"`{field}` is missing or of the wrong type" if field else "no object")
        return value

    def maybe(self, data: Mapping[str, Any], field: str, kind: type[T]) -> T | None:
        return None if data.get(field) is None else self.want(data, field, kind)

    def mapping(self, data: Mapping[str, Any], field: str) -> Mapping[str, Any]:
        return cast("Mapping[str, Any]", self.want(data, field, dict))

    def text(self, data: Mapping[str, Any], field: str) -> str:
        return self.want(data, field, str)

    def number(self, data: Mapping[str, Any], field: str) -> int:
        return self.want(data, field, int)

    def texts(self, data: Mapping[str, Any], field: str) -> tuple[str, ...]:
        values = self.want(data, field, list)
        if not all(isinstance(value, str) for value in values):
            raise self.no(f"`{field}` is not a list of texts")
        return tuple(values)

    def lengths(self, data: Mapping[str, Any], field: str) -> dict[str, Decimal]:
        found = {
            name: duration(value) if isinstance(value, str) else None
            for name, value in self.mapping(data, field).items()
        }
        if None in found.values():
            raise self.no(f"`{field}` has what is no length of a video")
        return {name: seconds for name, seconds in found.items() if seconds is not None}

    def money(self, data: Mapping[str, Any], field: str) -> int | None:
        amount = self.maybe(data, field, str)
        try:
            return None if amount is None else micros(amount)
        except ValueError as error:
            raise self.no(f"`{field}`: {error}") from None

    def submissions(self, top: Mapping[str, Any]) -> Iterable[Submission]:
        seen: set[str] = set()
        for index, value in enumerate(self.want(top, "steps", list)):
            self._in = f"step {index + 1}: "
            found = self._submission(self.mapping({"": value}, ""))
            if found.job in seen:
                raise self.no("a second one of the same job")
            seen.add(found.job)
            yield found
        self._in = ""

    def _submission(self, data: Mapping[str, Any]) -> Submission:
        found = Submission(
            job=self.text(data, "job"),
            take=self.number(data, "take"),
            key=self.text(data, "key"),
            parent=self.maybe(data, "parent", str),
            after=self.maybe(data, "after", str),
            usd=self.money(data, "price"),
            profile=self.text(data, "profile"),
            origin=self.text(data, "origin"),
            model=self.maybe(data, "model", str),
            params=self.mapping(data, "params"),
            prompt=self.text(data, "prompt"),
        )
        asked = (found.profile, found.model, found.prompt, found.params)
        try:
            key = key_of(*asked)
        except (TypeError, ValueError) as error:
            raise self.no(f"`params`: {error}") from None
        if key != found.key:
            raise self.no("what is asked for does not give its `key`")
        if (found.parent is None) == (found.after is None):
            raise self.no("it has to name one of `parent` and `after`")
        return found
