"""A spec as a person edits it between runs: each job keeps its lineage number, whatever it is called."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from random import Random

from graphs import graph_of, profile
from remixbatch.dialect import Idempotency
from remixbatch.graph import Graph
from remixbatch.profile import Profile
from remixbatch.simulator.service import LAG, LATE

REMEMBERS = 3600.0  # seconds that a service knows a key, where it honours them


SETTLE = LATE + LAG + 1  # seconds that the service may be late, told by its profile
KEY = Idempotency(header="Idempotency-Key", honoured=True, retention=REMEMBERS)


def at_service(graph: Graph, *, keyed: bool, complete: bool) -> Graph:
    """At a service that honours keys, and one whose list is complete."""
    return replace(
        graph,
        providers={
            name: replace(
                provider, profile=_told(provider.profile.name, keyed=keyed, complete=complete)
            )
            for name, provider in graph.providers.items()
        },
    )


@cache
def _told(name: str, *, keyed: bool, complete: bool) -> Profile:
    shipped = profile(name)
    assert shipped.listing is not None
    return replace(
        shipped,
        settle=SETTLE,
        listing=replace(shipped.listing, complete=complete),
        idempotency=KEY if keyed else shipped.idempotency,
    )


EDITS = (
    *("reword", "reword", "rename", "remove", "add", "add", "reorder", "regraft"),
    *("exchange", "take_back", "reuse", "insert", "insert", "close_up", "bring_back"),
)


NUMBERED = ("rename", "reuse", "insert", "close_up", "bring_back")


@dataclass(frozen=True)
class Wanted:
    """One job. `parent` and `needs` are lineage numbers; a source is a name."""

    lineage: int
    name: str
    parent: int | str
    prompt: str
    needs: tuple[int, ...] = ()


@dataclass
class ChangingSpec:
    """What is asked for now. Names that were given up are used again, by other jobs, too.

    Not where it is `shared` by two machines: what each of them takes a name for is then told by nothing.
    """

    rng: Random
    paid: bool
    keyed: bool  # the service honours the key of a submission that is sent again
    complete: bool  # the service's list is
    in_flight: int
    per_minute: int | None
    shared: bool = False
    uses: bool = False  # its jobs are at two providers of one service
    jobs: list[Wanted] = field(default_factory=list)
    moved: dict[str, str] = field(default_factory=dict)
    silent: tuple[int, int] | None = None  # lineages whose names were exchanged, and no word of it
    made: int = 0
    prompts: int = 0
    gone: list[Wanted] = field(default_factory=list)  # removed, and may come back
    given_up: set[str] = field(default_factory=set)  # names that no job has now
    fresh: bool = False  # jobs got others' names, and not every machine knows of it: no word of `moved` would be true
    _graph: Graph | None = None
    _former: tuple[int, str] | None = None

    @classmethod
    def at_random(cls, rng: Random) -> "ChangingSpec":
        spec = cls(
            rng=rng,
            paid=rng.random() < 0.7,
            keyed=rng.random() < 0.3,
            complete=rng.random() < 0.7,
            in_flight=rng.choice([1, 2, 4, 8]),
            per_minute=rng.choice([None, None, None, 2]),
        )
        for _ in range(rng.choice([1, 2, 3, 4, 5, 6, 8])):
            spec.add()
        return spec

    def graph(self) -> Graph:
        """Bound again only when something was edited."""
        if self._graph is None:
            self._graph = self._bound()
        return self._graph

    def _bound(self) -> Graph:
        names = {job.lineage: job.name for job in self.jobs}
        graph = graph_of(
            {
                job.name: job.parent if isinstance(job.parent, str) else names[job.parent]
                for job in self.jobs
            },
            needs={job.name: tuple(names[need] for need in job.needs) for job in self.jobs},
            prompts={job.name: job.prompt for job in self.jobs},
            in_flight=self.in_flight,
            submits_per_minute=self.per_minute,
            moved=self.moved,
            per_second=100_000 if self.paid else None,
            seconds=8 if self.paid else None,
        )
        graph = at_service(graph, keyed=self.keyed, complete=self.complete)
        return self._at_two(graph) if self.uses else graph

    def _at_two(self, graph: Graph) -> Graph:
        uses = {job.name: ("main", "other")[job.lineage % 2] for job in self.jobs}
        jobs = {name: replace(job, provider=uses[name]) for name, job in graph.jobs.items()}
        return replace(graph, jobs=jobs)

    def lineages(self) -> dict[str, int]:
        return {job.name: job.lineage for job in self.jobs}

    def told(self) -> str:
        """In one line: lineage and name, parent, prompt."""
        jobs = (
            f"{job.lineage}:{job.name}<{job.parent} {job.prompt[7:]} {job.needs or ''}"
            for job in self.jobs
        )
        return f"{'; '.join(jobs)} {self.moved or ''}"

    def edit(self, asked: Mapping[tuple[int, str, str], bool]) -> str:
        """One edit, and its name. `asked`: lineage, prompt and source of what was made, and whether
        it is there.

        Names that were exchanged without a word hold both jobs up; only a word, or the old names, end that.
        Any other edit would say, as the program does, that they were not exchanged.
        """
        self._graph = None
        before = {job.name for job in self.jobs}
        chosen = self._edit(asked)
        now = {job.name for job in self.jobs}
        self.given_up = (self.given_up | before) - now
        return chosen

    def _edit(self, asked: Mapping[tuple[int, str, str], bool]) -> str:
        if self.silent is not None:
            chosen = self.rng.choice(["say", "exchange_back"])
            getattr(self, chosen)()
            return chosen
        chosen = self.rng.choice(EDITS if not self.shared else EDITS[:-5])
        self.fresh = self.fresh or chosen in NUMBERED
        if chosen == "exchange":
            self.exchange(asked)
        else:
            getattr(self, chosen)()
        return chosen

    def add(self) -> None:
        above: list[int | str] = ["@a", "@b", *(job.lineage for job in self.jobs)]
        self.made += 1
        needs: tuple[int, ...] = ()
        if self.jobs and self.rng.random() < 0.15:
            needs = (self.rng.choice(self.jobs).lineage,)
        prompt = self._new_prompt()
        if self.jobs and self.rng.random() < 0.15:
            prompt = self.rng.choice(self.jobs).prompt  # a twin perhaps
        name = self._free_name() if self.rng.random() < 0.3 else f"j{self.made}"
        self.jobs.append(Wanted(self.made, name, self.rng.choice(above), prompt, needs))

    def _free_name(self) -> str:
        """One that was given up, or a new one."""
        told = {*self.moved, *self.moved.values()}
        free = sorted(self.given_up - told - {job.name for job in self.jobs})
        if free and not self.shared and self.rng.random() < 0.5:
            return self.rng.choice(free)
        self.prompts += 1
        return f"n{self.prompts}"

    def _new_prompt(self) -> str:
        self.prompts += 1
        return f"Prompt {self.prompts}"

    def _change(self, index: int, job: Wanted) -> None:
        self.jobs[index] = job

    def _any(self) -> int:
        return self.rng.randrange(len(self.jobs))

    def reword(self) -> None:
        index = self._any()
        former = self.jobs[index]
        self._change(index, replace(former, prompt=self._new_prompt()))
        self._former = (former.lineage, former.prompt)

    def take_back(self) -> None:
        """A prompt that was asked for before."""
        for index, job in enumerate(self.jobs):
            if self._former is not None and job.lineage == self._former[0]:
                self._change(index, replace(job, prompt=self._former[1]))

    def rename(self) -> None:
        index = self._any()
        if self.jobs[index].name in self.moved:
            return  # `moved` would tell of it what is not so any more
        self._change(index, replace(self.jobs[index], name=self._free_name()))

    def reuse(self) -> None:
        """A job is removed, and another gets its name."""
        if len(self.jobs) > 1:
            index = self._any()
            name = self.jobs[index].name
            self._drop(index)
            other = self._any()
            if {name, self.jobs[other].name}.isdisjoint({*self.moved, *self.moved.values()}):
                self._change(other, replace(self.jobs[other], name=name))

    def insert(self) -> None:
        """A job is put before others, which are numbered: each has the next one's name now, the last a free one."""
        at = self._any()
        self.add()
        self._renumber([self.jobs.pop(), *self.jobs[at:]], at)

    def _renumber(self, jobs: list[Wanted], at: int) -> None:
        """These stand from there on, and have the names that stood there, in order."""
        names = [job.name for job in self.jobs[at:]]
        names += [self._free_name()] * (len(jobs) - len(names))
        if not {*names}.isdisjoint({*self.moved, *self.moved.values()}):
            self.jobs[at:] = [*self.jobs[at:], *(j for j in jobs if j not in self.jobs)]
            return
        self.jobs[at:] = [replace(j, name=name) for j, name in zip(jobs, names, strict=False)]

    def close_up(self) -> None:
        """One is removed, and those after it have the names before theirs."""
        if len(self.jobs) > 1:
            index = self._any()
            names = [job.name for job in self.jobs[index:]]
            if {*names}.isdisjoint({*self.moved, *self.moved.values()}):
                self._drop(index)
                for at, name in zip(range(index, len(self.jobs)), names, strict=False):
                    self._change(at, replace(self.jobs[at], name=name))

    def bring_back(self) -> None:
        """One that was removed is there again, as it was, or under another name."""
        if self.gone:
            job = self.gone.pop(self.rng.randrange(len(self.gone)))
            there = {one.lineage for one in self.jobs}
            taken = job.name in {one.name for one in self.jobs}
            name = self._free_name() if taken or self.rng.random() < 0.3 else job.name
            if isinstance(job.parent, str) or job.parent in there:
                self.jobs.append(replace(job, name=name, needs=()))

    def remove(self) -> None:
        if len(self.jobs) > 1:
            self._drop(self._any())

    def _drop(self, index: int) -> None:
        self.gone.append(self.jobs.pop(index))
        gone = self.gone[-1].lineage
        for at, job in enumerate(self.jobs):
            parent = "@a" if job.parent == gone else job.parent
            needs = tuple(need for need in job.needs if need != gone)
            self._change(at, replace(job, parent=parent, needs=needs))

    def reorder(self) -> None:
        self.rng.shuffle(self.jobs)

    def regraft(self) -> None:
        """Another parent, one that does not start from it nor wait for it."""
        index = self._any()
        below = self._below(self.jobs[index].lineage)
        free: list[int | str] = [job.lineage for job in self.jobs if job.lineage not in below]
        self._change(index, replace(self.jobs[index], parent=self.rng.choice(["@a", "@b", *free])))

    def _below(self, lineage: int) -> set[int]:
        found = {lineage}
        while True:
            more = {
                job.lineage for job in self.jobs if job.parent in found or found & set(job.needs)
            }
            if more <= found:
                return found
            found |= more

    def exchange(self, asked: Mapping[tuple[int, str, str], bool]) -> None:
        """Two jobs that have run exchange their names; sometimes the spec says so at once."""
        words = {
            job: asked.get((job.lineage, job.prompt, f"video_{str(job.parent)[1:]}"))
            for job in self.jobs
            if job.name not in self.moved
        }
        if self.fresh:
            return
        able = [job for job, word in words.items() if word is not None]
        if len(able) > 1:
            one, two = self.rng.sample(able, 2)
            if not (words[one] or words[two]):
                return  # names whose takes are all over are exchanged at nobody's cost
            self._swap(one.lineage, two.lineage)
            self.silent = (one.lineage, two.lineage)
            if self.rng.random() < 0.5:
                self.say()

    def _swap(self, one: int, two: int) -> None:
        names = {job.lineage: job.name for job in self.jobs}
        names[one], names[two] = names[two], names[one]
        self.jobs = [replace(job, name=names[job.lineage]) for job in self.jobs]

    def say(self) -> None:
        assert self.silent is not None
        one, two = (job.name for job in self.jobs if job.lineage in self.silent)
        self.moved |= {one: two, two: one}
        self.silent = None

    def exchange_back(self) -> None:
        assert self.silent is not None
        self._swap(*self.silent)
        self.silent = None
