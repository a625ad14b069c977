"""Graphs for tests, bound to shipped profiles."""

from collections.abc import Mapping
from decimal import Decimal
from functools import cache

from remixbatch import catalog
from remixbatch.entries import JobEntry, ProviderUse, Rename, Source, Spec
from remixbatch.graph import Graph, bind
from remixbatch.problem import KeyPath, Place
from remixbatch.profile import Profile

HERE = Place("test.yaml", 1, 1)


class Anywhere(dict[KeyPath, Place]):
    """Every node of a document that was never written."""

    def __missing__(self, path: KeyPath) -> Place:
        return HERE


@cache
def profile(name: str) -> Profile:
    return catalog.load(name)


def graph_of(
    jobs: Mapping[str, str],
    *,
    needs: Mapping[str, tuple[str, ...]] | None = None,
    prompts: Mapping[str, str] | None = None,
    in_flight: int = 4,
    submits_per_minute: float | None = None,
    per_second: int | None = None,
    seconds: int | None = None,
    provider: str = "main",
    moved: Mapping[str, str] | None = None,
) -> Graph:
    """Job -> its parent, `@a` being the source `a`. With a price the provider is not free.

    There are two providers, `main` and `other`, of one profile.
    """
    name = "emulator" if per_second is None else "openai"
    uses = {
        each: ProviderUse(
            name=each,
            profile=name,
            in_flight=in_flight,
            submits_per_minute=submits_per_minute,
            per_second=per_second,
            place=HERE,
        )
        for each in ("main", "other")
    }
    sources = {parent[1:] for parent in jobs.values() if parent.startswith("@")}
    spec = Spec(
        file="test.yaml",
        name="test",
        providers=uses,
        sources={source: _source(source, seconds) for source in sorted(sources)},
        jobs=tuple(
            _entry(job, parent, provider, (prompts or {}).get(job), (needs or {}).get(job, ()))
            for job, parent in jobs.items()
        ),
        budget_run=None,
        moved=tuple(
            Rename(source=source, target=target, place=HERE)
            for source, target in (moved or {}).items()
        ),
        broken=frozenset(),
        places=Anywhere(),
        key_places=Anywhere(),
        sound=True,
    )
    graph, problems = bind(spec, {name: profile(name)})
    assert graph is not None, problems
    return graph


def _source(name: str, seconds: int | None) -> Source:
    return Source(
        name=name,
        identity=f"video_{name}",
        id=f"video_{name}",
        url=None,
        file=None,
        seconds=None if seconds is None else Decimal(seconds),
        size=None,
        expires=None,
        note=None,
        place=HERE,
    )


def _entry(
    job: str, parent: str, provider: str, prompt: str | None, needs: tuple[str, ...]
) -> JobEntry:
    return JobEntry(
        address=job,
        parent=parent.removeprefix("@"),
        prompt=prompt or f"Prompt of {job}",
        provider=provider,
        model=None,
        params={},
        needs=needs,
        tags=(),
        timeout=86_400.0,
        retry=1,
        on_parent_change="ask",
        allow_failure=False,
        lint_ignore=(),
        place=HERE,
        path=("jobs", job),
        prompt_path=("jobs", job, "prompt"),
    )
