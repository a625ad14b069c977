"""What a spec asks for and what a service was paid for, in the same words: source, prompt, prompt of its child, …"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

Lineage = tuple[str, ...]


def asked(spec: Path, source: Callable[[str], str]) -> Counter[Lineage]:
    """How many jobs of a spec ask for each lineage; `source`: the id of one by its name."""
    jobs: Mapping[str, Any] = yaml.safe_load(spec.read_text("utf-8"))["jobs"]

    def lineage(name: str) -> Lineage:
        if name not in jobs:
            return (source(name),)
        return (*lineage(jobs[name]["from"]), jobs[name]["prompt"])

    return Counter(map(lineage, jobs))


def made(entries: Iterable[tuple[str, str, str]]) -> dict[str, Lineage]:
    """The lineage of each video; `entries`: (id, source, prompt), in an order in which parents come first."""
    lineages: dict[str, Lineage] = {}
    for id_, source, prompt in entries:
        lineages[id_] = (*lineages.get(source, (source,)), prompt)
    return lineages
