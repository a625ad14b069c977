"""The expanded jobs for a person: one line for each of many, a block with everything for a few."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from remixbatch.graph import Graph
from remixbatch.money import dollars
from remixbatch.report.block import field, pairs, value
from remixbatch.report.extras import costs_though_failed
from remixbatch.report.plan_text import missing_price
from remixbatch.report.text import cells, fit, pad, paint, plural, told, usd, wrap

GAP = 2
PROMPT = 24  # columns that a prompt should have; other columns make room for it, names never do
NARROWEST = 12
GIVE_WAY = ("needs", "params", "tags", "provider", "model", "price")  # the first to go first

Job = Mapping[str, Any]  # one of `show_data`


# -- many jobs ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Column:
    name: str
    cells: Sequence[str]
    width: int  # with the gap behind it

    @classmethod
    def of(cls, name: str, found: Sequence[str]) -> "_Column":
        return cls(name, found, GAP + max(map(cells, [name, *found])))


def show_table(data: Mapping[str, Any], *, width: int = 80, color: bool = False) -> str:
    """A line a job. Columns that say nothing are left out, then those that leave no room for prompts."""
    jobs = data["jobs"]
    columns = _narrowed([_Column.of(*column) for column in _columns(data) if any(column[1])], width)
    room = max(width - sum(column.width for column in columns), NARROWEST)
    head = "".join(pad(column.name, column.width) for column in columns) + "prompt"
    lines = [paint(head, "dim", color=color)]
    for job, *shown in zip(jobs, *(column.cells for column in columns), strict=True):
        row = (pad(cell, column.width) for cell, column in zip(shown, columns, strict=True))
        lines.append("".join(row) + fit(" ".join(told(job["prompt"]).split()), room))
    return "\n".join([*lines, "", *_ending(data, width)])


def _columns(data: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """Name and cells; empty cells where every job would say the same."""
    jobs = data["jobs"]
    several = len(data["providers"]) > 1
    models = len({job["model"] for job in jobs}) > 1
    free = _free(data)
    yield "job", [job["job"] for job in jobs]
    yield "from", [job["parent"] for job in jobs]
    yield "provider", [job["provider"] if several else "" for job in jobs]
    yield "model", [told(job["model"] or "") if models else "" for job in jobs]
    yield "params", [pairs(job["params"]) for job in jobs]
    yield "needs", [", ".join(job["needs"]) for job in jobs]
    yield "tags", [", ".join(map(told, job["tags"])) for job in jobs]
    yield "price", [_price(job, free) for job in jobs]


def _narrowed(columns: list[_Column], width: int) -> list[_Column]:
    for name in GIVE_WAY:
        if width - sum(column.width for column in columns) >= PROMPT:
            break
        columns = [column for column in columns if column.name != name]
    return columns


def _free(data: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(each["provider"] for each in data["providers"] if each["free"])


def _price(job: Job, free: frozenset[str]) -> str:
    if job["provider"] in free:
        return "free"
    return "unknown" if job["price"] is None else f"${job['price']}"


def _ending(data: Mapping[str, Any], width: int) -> list[str]:
    jobs, sources = plural(len(data["jobs"]), "job"), plural(len(data["sources"]), "source")
    lines = [f"{jobs} from {sources}"]
    for each in data["providers"]:
        at = "" if each["origin"] in each["profile"] else f" at {told(each['origin'])}"
        lines.append(f"provider {each['provider']}: {told(each['profile'])}{at}, {_tariff(each)}")
    if data["budget"] is not None:
        lines.append(f"budget ${data['budget']} a run")
    return [text for line in lines for text in wrap(line, width)]


def _tariff(provider: Mapping[str, Any]) -> str:
    if provider["free"]:
        return "free"
    if provider["per_take"] is not None:
        return f"${provider['per_take']} a take"
    if provider["per_second"] is not None:
        return f"${provider['per_second']} a second"
    return "of unknown price"


# -- few jobs ----------------------------------------------------------------------------------------


def show_blocks(
    data: Mapping[str, Any], graph: Graph, *, width: int = 80, color: bool = False
) -> str:
    """Everything about each job, its prompt whole; where a value is from when it is not the job's own."""
    return "\n\n".join(_block(job, graph, width, color=color) for job in data["jobs"])


def _block(job: Job, graph: Graph, width: int, *, color: bool) -> str:
    place = job["place"]
    lines = [
        f"{paint(job['job'], 'bold', color=color)}  {told(place['file'], 4000)}:{place['line']}"
    ]
    for label, text in _fields(job, graph):
        lines += field(label, text, width, color=color)
    return "\n".join(lines)


def _fields(job: Job, graph: Graph) -> Iterator[tuple[str, str]]:
    yield "prompt", job["prompt"]
    if "prompt" in job["origins"]:  # on a line of its own: it is no part of the prompt
        yield "", f"(from {job['origins']['prompt']['words']})"
    yield "from", f"{_parent(job)}{_from(job, 'from')}"
    if job["parent"] != job["source"]:
        yield "source", f"{job['source']}, {job['source_id']}"
    yield "provider", _provider(job) + _from(job, "provider")
    if job["model"] is not None:
        yield "model", job["model"] + _from(job, "model")
    yield from (
        ("params" if not index else "", f"{name}: {value(given)}{_from(job, f'params.{name}')}")
        for index, (name, given) in enumerate(sorted(job["params"].items()))
    )
    for key in ("needs", "tags"):
        if job[key]:
            yield key, ", ".join(job[key]) + _from(job, key)
    yield from _care(job, graph)
    yield "price", _priced(graph, job)
    yield "key", job["key"]


def _care(job: Job, graph: Graph) -> Iterator[tuple[str, str]]:
    """How the job is looked after, where that is not the usual way."""
    if job["timeout"] is not None:
        yield "timeout", f"{job['timeout']:g} s{_from(job, 'timeout')}"
    charged = job["retry"] > 0 and costs_though_failed(graph, job["job"])
    if charged or job["retry"] != 1:
        cost = "; a take that failed may be charged, too" if charged else ""
        yield "retry", f"{job['retry']}{_from(job, 'retry')}{cost}"
    if job["on_parent_change"] != "ask":
        yield "on change", f"{job['on_parent_change']}{_from(job, 'on_parent_change')}"
    if job["allow_failure"]:
        yield "failure", f"allowed{_from(job, 'allow_failure')}"


def _from(job: Job, key: str) -> str:
    found = job["origins"].get(key)
    return "" if found is None else f" ({found['words']})"


def _parent(job: Job) -> str:
    if job["parent"] == job["source"]:
        return f"{job['source']}, source {job['source_id']}"
    return str(job["parent"])


def _provider(job: Job) -> str:
    name = (
        job["provider"]
        if job["provider"] == job["profile"]
        else f"{job['provider']}: {job['profile']}"
    )
    return f"{name} at {job['origin']}"


def _priced(graph: Graph, job: Job) -> str:
    """The guess for one take and what it is made from."""
    bound = graph.jobs[job["job"]]
    provider = graph.providers[bound.provider]
    if provider.profile.free:
        return "free"
    if bound.usd is None:
        return f"unknown: add {missing_price(graph, bound, job['source'])}"
    if provider.per_take is not None:
        return f"{usd(bound.usd)} a take"
    assert provider.per_second is not None  # a known price is one of the two
    return f"{usd(bound.usd)}: {bound.seconds} s at ${dollars(provider.per_second)} a second"
