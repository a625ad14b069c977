"""A lineage as plain data."""

from typing import Any

from remixbatch.money import dollars
from remixbatch.report.data import VERSION, take_data
from remixbatch.report.lineage import Lineage, Link


def trace_data(found: Lineage, *, name: str, spec: str, folder: str) -> dict[str, Any]:
    """`videos`: the one asked for first. Times in seconds, money in US dollars, None where unknown."""
    return {
        "version": VERSION,
        "kind": "trace",
        "name": name,
        "spec": spec,
        "source": {
            "identity": found.root,
            "known": bool(found.sources),
            "names": list(found.sources),
            "circular": found.circular,
        },
        "totals": {
            "videos": len(found.links),
            "usd": dollars(found.money.total),
            "usd_in_flight": dollars(found.money.open),
            "unpriced_takes": found.money.unpriced,
            "wall_seconds": found.wall,
            "making_seconds": found.making,
        },
        "videos": [_link(link, folder) for link in found.links],
        "children": [_link(link, folder) for link in found.children],
    }


def _link(link: Link, folder: str) -> dict[str, Any]:
    take = link.take
    return {
        "job": link.job,
        **take_data(take),
        "key": take.key,
        "prompt": take.prompt,
        "model": take.model,
        "params": dict(take.params),
        "profile": take.profile,
        "path": None if take.file is None else f"{folder}/{take.file}",
        "making_seconds": link.making,
        "sources": list(link.sources),
    }
