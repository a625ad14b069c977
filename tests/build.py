"""Graphs for tests, bound from a spec as a user would write it."""

from collections.abc import Mapping
from pathlib import Path

import yaml

from remixbatch.commands.campaign import schema
from remixbatch.document import parse
from remixbatch.graph import Graph, bind
from remixbatch.profile import Profile
from remixbatch.profile import parse as parse_profile
from remixbatch.spec import read

PROFILES = Path(__file__).parent.parent / "remixbatch" / "profiles"


def profile(name: str) -> Profile:
    text = (PROFILES / f"{name}.yaml").read_text(encoding="utf-8")
    return parse_profile(yaml.safe_load(text), f"{name}.yaml")


def spec_of(
    jobs: Mapping[str, str],
    *,
    needs: Mapping[str, tuple[str, ...]] | None = None,
    prompts: Mapping[str, str] | None = None,
    in_flight: int = 4,
    per_second: int | None = None,
    seconds: int | None = None,
) -> dict[str, object]:
    """A spec as data: job -> its parent, `@a` being the source `a`."""
    sources = sorted({parent[1:] for parent in jobs.values() if parent.startswith("@")})
    provider: dict[str, object] = {
        "profile": "emulator" if per_second is None else "openai",
        "limits": {"in_flight": in_flight},
    }
    if per_second is not None:
        provider["price"] = {"per_second": f"{per_second / 1_000_000:.6f}", "as_of": "2026-11-01"}
    return {
        "version": 1,
        "name": "test",
        "providers": {"main": provider},
        "defaults": {"provider": "main"},
        "sources": {
            name: {"id": f"video_{name}", **({"seconds": seconds} if seconds else {})}
            for name in sources
        },
        "jobs": {
            name: {
                "from": parent.removeprefix("@"),
                "prompt": (prompts or {}).get(name, f"Prompt of {name}"),
                **({"needs": list((needs or {})[name])} if name in (needs or {}) else {}),
            }
            for name, parent in jobs.items()
        },
    }


def graph_of(
    jobs: Mapping[str, str],
    *,
    needs: Mapping[str, tuple[str, ...]] | None = None,
    prompts: Mapping[str, str] | None = None,
    in_flight: int = 4,
    per_second: int | None = None,
    seconds: int | None = None,
) -> Graph:
    """The graph of `spec_of`."""
    spec = spec_of(
        jobs,
        needs=needs,
        prompts=prompts,
        in_flight=in_flight,
        per_second=per_second,
        seconds=seconds,
    )
    document, problems = parse(yaml.safe_dump(spec, sort_keys=False).encode(), "test.yaml")
    assert document is not None, problems
    found, problems = read(document, schema("spec"), {})
    assert found is not None, problems
    names = {use.profile for use in found.providers.values()}
    graph, problems = bind(found, {name: profile(name) for name in names})
    assert graph is not None, problems
    return graph
