"""A request as data: texts that are placeholders, and what becomes of those without a value.

No conditions and no expressions: a placeholder that has no value drops its key, so one template
serves with and without a model.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import quote

PLACEHOLDER = re.compile(r"\{([A-Za-z0-9_.-]+)\}")
_DROP = object()  # the value of a placeholder that has none


def fill(template: Any, values: Mapping[str, Any]) -> Any:
    """The template with its placeholders replaced by their values, dropped where there is none."""
    if isinstance(template, str):
        whole = PLACEHOLDER.fullmatch(template)
        return values.get(whole[1], _DROP) if whole else template
    if isinstance(template, Mapping):
        pairs = ((key, fill(part, values)) for key, part in template.items())
        return {key: part for key, part in pairs if part is not _DROP}
    if isinstance(template, list | tuple):
        return [part for part in (fill(each, values) for each in template) if part is not _DROP]
    return template


def fill_path(template: str, values: Mapping[str, str]) -> str:
    """The path with each value percent-encoded as one segment; a model keeps its slashes.

    A model in a path comes from the profile's own list, an id may hold anything.
    """
    return PLACEHOLDER.sub(
        lambda found: quote(values[found[1]], safe="/" if found[1] == "model" else ""), template
    )


def placeholders(template: Any) -> frozenset[str]:
    """The names that a template takes values for."""
    return frozenset(name for text in texts(template) for name in PLACEHOLDER.findall(text))


def texts(template: Any) -> Iterator[str]:
    """Every text in a template, its keys left out."""
    if isinstance(template, str):
        yield template
        return
    parts: Iterable[Any] = ()
    if isinstance(template, Mapping):
        parts = template.values()
    elif isinstance(template, list | tuple):
        parts = template
    for part in parts:
        yield from texts(part)
