"""The chain from one video back to its source, through takes of today's jobs and of those that are gone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from remixbatch.events import unstamp
from remixbatch.graph import Graph
from remixbatch.holdings import Holdings
from remixbatch.report.row import Spending, spending
from remixbatch.take import Take


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One take of the chain. `sources`: names that the spec gives to the very same video."""

    handle: str
    take: Take
    job: str  # as it is called today
    sources: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return f"{self.job}.{self.take.take}"

    @property
    def making(self) -> float | None:
        """Seconds from its submission until it was seen completed."""
        if self.take.submitted is None or self.take.completed is None:
            return None
        return unstamp(self.take.completed) - unstamp(self.take.submitted)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lineage:
    """`links`: the video first, then what each was made from. `root`: the identity the oldest was made from."""

    links: tuple[Link, ...]
    root: str
    sources: tuple[str, ...]  # names of the root in the spec; none where nobody knows it
    circular: bool  # the oldest says that it was made from one of the others
    children: tuple[Link, ...]  # made from the video itself
    money: Spending  # of the links

    @property
    def wall(self) -> float | None:
        """Seconds from the first submission to the last completion; None while there is none."""
        begun = [unstamp(link.take.submitted) for link in self.links if link.take.submitted]
        done = [unstamp(link.take.completed) for link in self.links if link.take.completed]
        return max(done) - min(begun) if begun and done else None

    @property
    def making(self) -> float:
        """Seconds of all makings together."""
        return sum(link.making or 0.0 for link in self.links)


def lineage_of(graph: Graph, holdings: Holdings, handle: str) -> Lineage:
    """The lineage of a take."""
    family = _Family(graph, holdings)
    links, circular = family.upwards(handle)
    root = links[-1].take.parent
    return family.lineage(links, root, links[0].take.id, circular=circular)


def lineage_of_source(graph: Graph, holdings: Holdings, identity: str) -> Lineage:
    """Of a source itself: nothing above it, all that was made from it below."""
    return _Family(graph, holdings).lineage([], identity, identity, circular=False)


class _Family:
    """Who was made from what."""

    def __init__(self, graph: Graph, holdings: Holdings) -> None:
        self._graph, self._holdings = graph, holdings
        self._handles = {take.id: handle for handle, take in holdings.takes.items() if take.made}

    def upwards(self, handle: str) -> tuple[list[Link], bool]:
        links: dict[str, Link] = {}
        above: str | None = handle
        while above is not None and above not in links:
            links[above] = self._link(above)
            take = links[above].take
            above = self._holdings.owner(take.origin, take.parent) or self._handles.get(take.parent)
        return list(links.values()), above is not None

    def lineage(
        self, links: Sequence[Link], root: str, id_: str | None, *, circular: bool
    ) -> Lineage:
        return Lineage(
            links=tuple(links),
            root=root,
            sources=self._sources(root),
            circular=circular,
            children=tuple(self._children(id_)),
            money=spending(self._graph, [link.take for link in links]),
        )

    def _link(self, handle: str) -> Link:
        take = self._holdings.takes[handle]
        job = self._holdings.job_of(handle)
        return Link(handle=handle, take=take, job=job, sources=self._sources(take.id))

    def _sources(self, identity: str | None) -> tuple[str, ...]:
        if identity is None:
            return ()
        sources = self._graph.sources.values()
        return tuple(source.name for source in sources if source.identity == identity)

    def _children(self, id_: str | None) -> Iterator[Link]:
        for handle, take in self._holdings.takes.items():
            if id_ is not None and take.parent == id_:
                yield self._link(handle)
