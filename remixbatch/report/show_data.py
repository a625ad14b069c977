"""The expanded jobs as they reach the engine, as plain data: what `show` says in every format."""

from collections.abc import Collection, Mapping
from dataclasses import asdict
from typing import Any

from remixbatch.entries import JobEntry, Source, Spec
from remixbatch.events import stamp
from remixbatch.graph import Graph, Job, Provider
from remixbatch.money import dollars
from remixbatch.problem import Place
from remixbatch.report.data import VERSION
from remixbatch.report.origin import Origin, origins
from remixbatch.report.row import roots_of


def show_data(spec: Spec, graph: Graph, chosen: Collection[str] | None = None) -> dict[str, Any]:
    """The jobs in the order of the spec, all or the chosen ones, with the sources and providers they name.

    Money is decimal text in US dollars, None where a figure is unknown; lengths are seconds.
    """
    entries = {entry.address: entry for entry in spec.jobs}
    roots = roots_of(graph)
    listed = [job for job in graph.jobs.values() if chosen is None or job.address in chosen]
    listed.sort(key=lambda job: job.order)
    sources = {roots[job.address] for job in listed}
    providers = {job.provider for job in listed}
    return {
        "version": VERSION,
        "kind": "show",
        "name": graph.name,
        "spec": spec.file,
        "budget": _dollars(graph.budget_run),
        "providers": [_provider(p) for p in graph.providers.values() if p.name in providers],
        "sources": [_source(s) for s in graph.sources.values() if s.name in sources],
        "jobs": [_job(spec, graph, entries[job.address], job, roots) for job in listed],
    }


def _job(
    spec: Spec, graph: Graph, entry: JobEntry, job: Job, roots: Mapping[str, str]
) -> dict[str, Any]:
    return {
        "job": job.address,
        "parent": job.parent,
        "source": roots[job.address],
        "source_id": graph.sources[roots[job.address]].identity,
        "prompt": job.prompt,
        "provider": job.provider,
        "profile": job.profile,
        "origin": job.origin,
        "model": job.model,
        "params": dict(job.params),
        "needs": list(job.needs),
        "tags": list(job.tags),
        "timeout": job.timeout,
        "retry": job.retry,
        "on_parent_change": job.on_parent_change,
        "allow_failure": job.allow_failure,
        "key": job.key,
        "price": _dollars(job.usd),
        "place": _place(job.place),
        "origins": {name: _origin(found) for name, found in origins(spec, entry, job).items()},
    }


def _origin(found: Origin) -> dict[str, Any]:
    place = None if found.place is None else _place(found.place)
    return {"kind": found.kind, "place": place, "words": found.words}


def _place(place: Place) -> dict[str, Any]:
    return asdict(place)


def _provider(provider: Provider) -> dict[str, Any]:
    return {
        "provider": provider.name,
        "profile": provider.profile.name,
        "origin": provider.origin,
        "free": provider.profile.free,
        "failed_is_free": provider.profile.failed_is_free,
        "model": provider.model,
        "params": dict(provider.params),
        "in_flight": provider.in_flight,
        "submits_per_minute": provider.submits_per_minute,
        "per_second": _dollars(provider.per_second),
        "per_take": _dollars(provider.per_take),
        "as_of": None if provider.as_of is None else provider.as_of.isoformat(),
        "retires": None if provider.retires is None else provider.retires.isoformat(),
    }


def _source(source: Source) -> dict[str, Any]:
    return {
        "source": source.name,
        "kind": source.kind,
        "identity": source.identity,
        "seconds": None if source.seconds is None else str(source.seconds),
        "size": source.size,
        "expires": None if source.expires is None else stamp(source.expires),
        "note": source.note,
        "place": _place(source.place),
    }


def _dollars(amount: int | None) -> str | None:
    return None if amount is None else dollars(amount)
