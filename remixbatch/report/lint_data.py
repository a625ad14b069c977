"""What the lint found, as data: one document, or one object a line."""

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

from remixbatch.findings import Found
from remixbatch.problem import Problem
from remixbatch.report.data import harmless

VERSION = 1


def found_data(found: Found) -> dict[str, Any]:
    """One finding. Lines and columns count from 1; the end is the first column behind it."""
    return {
        "code": found.code,
        "name": found.name,
        "level": found.level,
        "file": found.place.file,
        "line": found.place.line,
        "column": found.place.column,
        "end_line": found.end.line,
        "end_column": found.end.column,
        "jobs": list(found.jobs),
        "prompt": found.prompt or None,
        "text": found.text or None,
        "message": found.message,
        "hint": found.hint,
        "parameter": found.parameter,
        "split": list(found.split),
    }


def problem_data(problem: Problem) -> dict[str, Any]:
    """One problem of a spec, or one finding of the lint as `validate` tells of it."""
    end = problem.end
    return {
        "code": problem.code,
        "level": problem.level,
        "file": problem.place.file,
        "line": problem.place.line,
        "column": problem.place.column,
        "end_line": None if end is None else end.line,
        "end_column": None if end is None else end.column,
        "message": problem.message,
        "hint": problem.hint,
    }


def lint_data(found: Sequence[Found], broken: Sequence[Problem]) -> dict[str, Any]:
    """`problems` are of specs that cannot be linted before they are mended."""
    levels = Counter(each.level for each in found)
    return {
        "version": VERSION,
        "kind": "lint",
        "totals": {"findings": len(found), "levels": dict(sorted(levels.items()))},
        "findings": [found_data(each) for each in found],
        "problems": [problem_data(each) for each in broken],
    }


def lint_lines(found: Sequence[Found], broken: Sequence[Problem]) -> str:
    rows = [*map(problem_data, broken), *map(found_data, found)]
    return "\n".join(harmless(json.dumps(row, ensure_ascii=False)) for row in rows)
