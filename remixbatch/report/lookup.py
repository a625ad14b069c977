"""Which take, or which source, a person means: by id, uid, file, job, or the end of an id."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from heapq import nlargest

from remixbatch.errors import UsageError
from remixbatch.graph import Graph
from remixbatch.holdings import Holdings
from remixbatch.problem import did_you_mean, printable, quoted
from remixbatch.report.next import command
from remixbatch.step import Step

ENOUGH = 8  # characters of an id's end that a table shows, and a file's name has
LIKELY = 20  # ids that a mistyped one is compared with
GRAM = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One of both."""

    handle: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup:
    graph: Graph
    holdings: Holdings
    steps: Mapping[str, Step]
    spec: str  # its words for a shell

    def find(self, word: str) -> Found:
        """What a word means. Raises UsageError with the nearest words, or the list where it means several."""
        handles = self._takes(word)
        if len(handles) > 1:
            raise UsageError(
                f"{quoted(printable(word))} means {len(handles)} takes: {self._listed(handles)}",
                hint="name one by its uid or its id",
            )
        if handles:
            return Found(handle=handles[0])
        for source in self.graph.sources.values():
            if word in (source.name, source.identity):
                return Found(source=source.name)
        raise self._unknown(word)

    def _takes(self, word: str) -> list[str]:
        """The first way of naming that means any take."""
        ways = (
            self._by_uid,
            self._by_id,
            self._by_job,
            self._by_label,
            self._by_file,
            self._by_end,
        )
        return next((found for way in ways if (found := list(dict.fromkeys(way(word))))), [])

    def _by_uid(self, word: str) -> Iterator[str]:
        handle = self.holdings.handle(word)
        if handle in self.holdings.takes:
            yield handle

    def _by_id(self, word: str) -> Iterator[str]:
        return (handle for handle, take in self.holdings.takes.items() if take.id == word)

    def _by_job(self, word: str) -> Iterator[str]:
        """The take that stands for a job, or for a chain's last step; of an orphan the latest."""
        steps = [name for name in self.graph.jobs if name.startswith(f"{word}.")]
        job = word if word in self.graph.jobs or not steps else steps[-1]
        handles = self.holdings.handles(job)
        step = self.steps.get(job)
        if handles:
            yield handles[-1] if step is None or step.handle is None else step.handle
        elif job in self.graph.jobs:
            raise UsageError(
                f"{job} has no take yet", hint=f"`{command('why', self.spec, job)}` says why"
            )

    def _by_label(self, word: str) -> Iterator[str]:
        job, _, label = word.rpartition(".")
        for handle in self.holdings.handles(job):
            if str(self.holdings.takes[handle].take) == label:
                yield handle

    def _by_file(self, word: str) -> Iterator[str]:
        name = word.replace("\\", "/").rsplit("/", 1)[-1]
        for handle, take in self.holdings.takes.items():
            if take.file is not None and take.file.rsplit("/", 1)[-1] == name:
                yield handle
        job, _, kind = name.rpartition(".")
        if any((take.file or "").endswith(f".{kind}") for take in self.holdings.of(job)):
            yield from self._by_job(job)  # the link to the take that stands for it

    def _by_end(self, word: str) -> Iterator[str]:
        end = word.lstrip("…")
        if len(end) >= ENOUGH:
            for handle, take in self.holdings.takes.items():
                if take.id is not None and take.id.endswith(end):
                    yield handle

    def _listed(self, handles: list[str]) -> str:
        names = (
            f"{self.holdings.job_of(h)}.{self.holdings.takes[h].take} {h}" for h in handles[:5]
        )
        more = f" and {len(handles) - 5} more" if len(handles) > 5 else ""
        return printable("; ".join(names)) + more

    def _unknown(self, word: str) -> UsageError:
        job, _, label = word.rpartition(".")
        if label.isdecimal() and (handles := self.holdings.handles(job)):
            return UsageError(f"{job} has no take {label}", hint=f"it has {self._listed(handles)}")
        words = [*self._likely(word), *self.graph.jobs, *self.graph.sources]
        hint = did_you_mean(
            word, words, "`remixbatch status` lists ids, `remixbatch show` the jobs"
        )
        message = f"{quoted(printable(word))} is no video, take, file or job that is known here"
        return UsageError(message, hint=hint)

    def _likely(self, word: str) -> list[str]:
        """The ids and uids that share most with a word. A cheap measure: there may be 100,000 of them."""
        grams = {word[at : at + GRAM] for at in range(len(word) - GRAM + 1)}
        names = [
            name for take in self.holdings.takes.values() for name in (take.id, take.uid) if name
        ]
        scored = (
            (sum(name[at : at + GRAM] in grams for at in range(len(name) - GRAM + 1)), name)
            for name in names
        )
        return [name for score, name in nlargest(LIKELY, scored) if score]
