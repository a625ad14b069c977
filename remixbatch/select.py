"""Which jobs `--select` and `--exclude` mean, in the grammar that dbt's users know.

teal  story  story.dusk  night-*     a job, a chain's last step, a step, all that fit
+teal  teal+  +teal+                 with all it waits for, with all that wait for it
tag:night  status:failed             by a tag, by where the job stands
source:beach                         all that start from a source
a b   a,b                            either, both
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from fnmatch import fnmatchcase

from remixbatch.errors import UsageError
from remixbatch.graph import Graph
from remixbatch.problem import did_you_mean, printable, quoted
from remixbatch.take import Phase

TERM = re.compile(r"(\+?)(?:(tag|status|source):)?([^+:]+)(\+?)")
HINT = "write names, globs, `tag:…`, `status:…`, `source:…`, with `+` before or behind"
STATUS = "`remixbatch status` lists the jobs of a spec"
MOST_TERMS = 1000


def choose(
    graph: Graph,
    select: Sequence[str],
    exclude: Sequence[str] = (),
    status: Mapping[str, Collection[str]] | None = None,
) -> frozenset[str]:
    """The addresses of the selected jobs less the excluded ones; all where nothing is selected.

    `status` gives the words for where each job stands. Raises UsageError where a term means no job:
    a typo must neither run nothing nor, in `exclude`, pay for what was to be left out.
    """
    if select and not any(selector.split() for selector in select):
        raise UsageError("the selection is empty", hint=HINT)
    chooser = _Chooser(graph, status or {})
    chosen = chooser.union(select) if select else frozenset(graph.jobs)
    return chosen - chooser.union(exclude)


class _Chooser:
    """Resolves terms against one graph."""

    def __init__(self, graph: Graph, status: Mapping[str, Collection[str]]) -> None:
        self._graph, self._status = graph, status
        self._last = _last_steps(graph.jobs)

    def union(self, selectors: Iterable[str]) -> frozenset[str]:
        terms = [term for selector in selectors for term in selector.split()]
        if len(terms) > MOST_TERMS:
            raise UsageError(f"a selection has at most {MOST_TERMS:,} terms", hint="use a tag")
        return frozenset().union(*(self._both(term) for term in terms))

    def _both(self, term: str) -> frozenset[str]:
        return frozenset.intersection(*(self._term(part) for part in term.split(",")))

    def _term(self, term: str) -> frozenset[str]:
        found = TERM.fullmatch(term)
        if found is None:
            raise UsageError(f"{quoted(printable(term))} cannot be read as a selection", hint=HINT)
        above, method, word, below = found.groups()
        methods = {"tag": self._tagged, "status": self._standing, "source": self._started}
        chosen = methods.get(method, self._named)(word)
        reached = set(chosen)
        if above:
            reached |= self._reach(chosen, self._above)
        if below:
            reached |= self._reach(chosen, lambda name: self._graph.dependants.get(name, ()))
        return frozenset(reached)

    def _named(self, word: str) -> set[str]:
        jobs = self._graph.jobs
        if word in jobs or word in self._last:
            return {word if word in jobs else self._last[word]}
        found = {name for name in jobs if fnmatchcase(name, word)}
        return found or self._nothing(f"no job is named {quoted(word)}", word, [*jobs, *self._last])

    def _tagged(self, word: str) -> set[str]:
        jobs = self._graph.jobs.values()
        found = {job.address for job in jobs if any(fnmatchcase(tag, word) for tag in job.tags)}
        tags = dict.fromkeys(tag for job in jobs for tag in job.tags)
        return found or self._nothing(f"no job has the tag {quoted(word)}", word, tags)

    def _started(self, word: str) -> set[str]:
        jobs, sources = self._graph.jobs.values(), self._graph.sources
        found = {
            job.address for job in jobs if job.parent in sources and fnmatchcase(job.parent, word)
        }
        return found or self._nothing(f"no job starts from a source {quoted(word)}", word, sources)

    def _standing(self, word: str) -> set[str]:
        """That no job stands there now is no typo, as long as one could."""
        words = {*Phase, *(each for known in self._status.values() for each in known)}
        if word not in words:
            listed = f"it is one of {', '.join(sorted(words))}"
            self._nothing(f"no job can be {quoted(word)}", word, sorted(words), listed)
        return {name for name, known in self._status.items() if word in known}

    def _nothing(
        self, message: str, word: str, words: Iterable[str], otherwise: str = STATUS
    ) -> set[str]:
        raise UsageError(printable(message), hint=did_you_mean(word, words, otherwise))

    def _above(self, name: str) -> Iterable[str]:
        job = self._graph.jobs[name]
        return (each for each in (job.parent, *job.needs) if each in self._graph.jobs)

    def _reach(self, names: Collection[str], following: Callable[[str], Iterable[str]]) -> set[str]:
        """All that can be reached from these names."""
        seen, todo = set(names), list(names)
        while todo:
            new = [name for name in following(todo.pop()) if name not in seen]
            seen.update(new)
            todo += new
        return seen


def _last_steps(jobs: Iterable[str]) -> dict[str, str]:
    """What the name of each chain means: its last step, as parents come first."""
    steps = (name.partition(".") for name in jobs)
    return {chain: f"{chain}.{step}" for chain, dot, step in steps if dot}
