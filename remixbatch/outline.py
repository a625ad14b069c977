"""The names in a spec, for whoever only asks which there are: read leniently, in milliseconds.

Nothing is checked. What cannot be a name is left out, so that a name is safe on any command line.
"""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from remixbatch.yaml12 import Node, UnreadableError, compose

LIMIT = 1_500_000  # bytes: about 10,000 jobs; more takes longer than a person waits for a key
NOTE = 60  # characters of a prompt that tell what a job is
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_@-]{0,200}")


class Outline(NamedTuple):
    """Jobs and tags in the order of the file, each name with a few words on it."""

    jobs: Mapping[str, str]  # addresses
    chains: Mapping[str, str]  # names that mean their last step
    tags: tuple[str, ...]


NOTHING = Outline({}, {}, ())


def outline(data: bytes) -> Outline:
    """The names in a spec's bytes; none where they cannot be read as one."""
    if len(data) > LIMIT:
        return NOTHING
    try:
        root, _ = compose(data.decode("utf-8-sig"), depth=64, nodes=1_000_000, aliases=10_000)
    except (UnreadableError, UnicodeDecodeError):
        return NOTHING
    jobs: dict[str, str] = {}
    chains: dict[str, str] = {}
    tags = dict.fromkeys(_tags(_entries(root).get("defaults")))
    for name, job in _entries(_entries(root).get("jobs")).items():
        tags |= dict.fromkeys(_tags(job))
        steps = {f"{name}.{step}": note for step, note in _steps(job)}
        jobs |= steps or {name: _note(_entries(job).get("prompt"))}
        if steps:
            chains[name] = f"a chain of {len(steps)}; its last step"
    return Outline(jobs, chains, tuple(tags))


def _entries(node: Node | None) -> Mapping[str, Node]:
    """What a mapping holds under fit names."""
    found = {} if node is None else node.entries or {}
    return {name: inner for name, inner in found.items() if NAME.fullmatch(name)}


def _tags(holder: Node | None) -> Iterator[str]:
    tags = _entries(holder).get("tags")
    for node in [] if tags is None else tags.items or []:
        if isinstance(node.value, str) and NAME.fullmatch(node.value):
            yield node.value


def _steps(job: Node) -> Iterator[tuple[str, str]]:
    chain = _entries(job).get("chain")
    for step in [] if chain is None else chain.items or []:
        for name, prompt in _entries(step).items():
            yield name, _note(prompt)


def _note(prompt: Node | None) -> str:
    """The beginning of a prompt on one line, without anything that steers a terminal."""
    if prompt is None or not isinstance(prompt.value, str):
        return ""
    line = " ".join(prompt.value[: 4 * NOTE].split())
    plain = "".join(char for char in line if char.isprintable())
    return plain if len(plain) <= NOTE else plain[: NOTE - 1].rstrip() + "…"
