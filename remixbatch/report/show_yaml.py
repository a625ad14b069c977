"""The expanded jobs as a flat listing in YAML, made to be compared: `git diff` of two shows what changed.

Jobs go by name, since their order in a spec means nothing; there are no line numbers, and what follows
from a provider or a source (prices, addresses) stands there once and not at every job.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

# Plain in every YAML, old and new: it begins with a letter, has no `: ` and no ` #`, and is no other type's word.
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_@./ ,;'()-]*(?<! )")
_TYPED = frozenset(("y", "n", "yes", "no", "on", "off", "true", "false", "null"))
_BLOCK = re.compile(r"[^\W_][^\n]*(?:\n(?:\S[^\n]*)?)+(?<!\n)")  # lines that none but a block keeps
_UNSAFE = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\xa0\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]|[\ud800-\udfff]"
)
_USUAL = {"retry": 1, "on_parent_change": "ask"}  # what a spec need not say
_PROVIDER = (
    *("profile", "origin", "model", "params", "in_flight", "submits_per_minute"),
    *("per_second", "per_take", "as_of", "retires"),
)
_SOURCE = ("identity", "seconds", "size", "expires", "note")
_JOB = (
    *("parent", "prompt", "provider", "model", "params", "needs", "tags", "timeout", "retry"),
    *("on_parent_change", "allow_failure", "key"),
)
_NAMES = {"parent": "from", "identity": "video"}


def show_yaml(data: Mapping[str, Any]) -> str:
    """What `show_data` has, as YAML 1.2 that YAML 1.1 reads alike. Ends without a line break."""
    lines = [
        f"version: {data['version']}",
        f"name: {scalar(data['name'])}",
        *([] if data["budget"] is None else [f"budget: {{run: {scalar(data['budget'])}}}"]),
        *_section("providers", "provider", data["providers"], _PROVIDER),
        *_section("sources", "source", data["sources"], _SOURCE),
        *_section("jobs", "job", data["jobs"], _JOB),
    ]
    return "\n".join(lines)


def _section(
    title: str, name: str, entries: Sequence[Mapping[str, Any]], keys: Sequence[str]
) -> Iterator[str]:
    yield ""
    yield f"{title}:" if entries else f"{title}: {{}}"
    for entry in sorted(entries, key=lambda entry: str(entry[name])):
        yield f"  {scalar(entry[name])}:"
        for key in keys:
            if not _left_out(key, entry[key]):
                yield from _pair("    ", _NAMES.get(key, key), entry[key])


def _left_out(key: str, value: Any) -> bool:
    return value in (None, False) or value in ({}, []) or _USUAL.get(key) == value


def _pair(indent: str, key: str, value: Any) -> Iterator[str]:
    head = f"{indent}{scalar(key)}:"
    if isinstance(value, Mapping):
        yield head
        for name in sorted(value):
            yield from _pair(indent + "  ", name, value[name])
    elif isinstance(value, list):
        yield f"{head} [{', '.join(map(quoted, value))}]"
    elif isinstance(value, str) and _BLOCK.fullmatch(value) and not _UNSAFE.search(value):
        yield f"{head} |-"
        yield from (f"{indent}  {line}" if line else "" for line in value.split("\n"))
    else:
        yield f"{head} {scalar(value)}"


def scalar(value: Any) -> str:
    """A value on one line: as it is where that means itself, else in quotes as JSON, which is YAML."""
    if isinstance(value, str) and _PLAIN.fullmatch(value) and value.casefold() not in _TYPED:
        return value
    return quoted(value)


def quoted(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
