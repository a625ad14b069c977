"""JSON values in one spelling, and in one order: what hashes and joins are made over."""

from collections.abc import Callable
from functools import cache
from typing import Any


def canonical(value: Any) -> str:
    """One text for one JSON value."""
    return _encoder()(value)


@cache
def _encoder() -> Callable[[Any], str]:
    import json  # noqa: PLC0415 - keeps `--version` light

    return json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode


def greater(a: Any, b: Any) -> Any:
    """A value beats none, else the greater canonical text."""
    if a is b or (isinstance(a, str) and a == b):
        return a
    if a is None or b is None:
        return b if a is None else a
    return max(a, b, key=canonical)
