"""Versions of packages, and the bounds that are set to them."""

import re


def satisfies(found: str, wants: str) -> bool:
    """Whether a version fits bounds such as `>=3.16,<4`. Other forms are taken to fit."""
    return all(
        _compare(_numbers(found), sign, _numbers(bound))
        for sign, bound in re.findall(r"(>=|<=|==|!=|>|<)\s*([0-9][0-9.]*)", wants)
    )


def _numbers(version: str) -> tuple[int, ...]:
    leading = re.match(r"[0-9.]*", version)
    parts = [int(part) for part in (leading[0] if leading else "").split(".") if part]
    while parts and parts[-1] == 0:
        parts.pop()
    return tuple(parts)


def _compare(a: tuple[int, ...], sign: str, b: tuple[int, ...]) -> bool:
    return {">=": a >= b, "<=": a <= b, ">": a > b, "<": a < b, "==": a == b, "!=": a != b}[sign]
