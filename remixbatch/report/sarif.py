"""Findings in SARIF 2.1.0, which code hosts and editors read.

A fingerprint is made of the rule, the prompt and the words in it alone: a finding stays the same one when lines
are put above it, when its job is renamed, when its file is.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from remixbatch import __version__
from remixbatch.problem import Level, Problem
from remixbatch.rules import Rule

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS: Mapping[Level, str] = {"error": "error", "warning": "warning", "suggestion": "note"}
ROOT = "%SRCROOT%"
NUMBER = re.compile(r"\d+")


def sarif(
    problems: Sequence[Problem], rules: Sequence[Rule], levels: Mapping[str, Level]
) -> dict[str, Any]:
    """One run with these results. `rules`: what may be found; `levels`: how grave each is, by code."""
    index = {rule.code: number for number, rule in enumerate(rules)}
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "remixbatch",
                        "semanticVersion": __version__,
                        "rules": [_rule(rule, levels.get(rule.code, "error")) for rule in rules],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "results": [
                    _result(problem, index, mark)
                    for problem, mark in zip(problems, fingerprints(problems), strict=True)
                ],
            }
        ],
    }


def fingerprints(problems: Sequence[Problem]) -> list[str]:
    """One for each: 16 hex digits of what it is, and which of those that are the same."""
    seen = Counter[str]()
    found = []
    for problem in problems:
        what = problem.about or NUMBER.sub("", problem.message)  # of lines, which move
        digest = sha256(f"{problem.code}\0{what}".encode("utf-8", "surrogatepass")).hexdigest()[:16]
        seen[digest] += 1
        found.append(f"{digest}:{seen[digest]}")
    return found


def _rule(rule: Rule, level: Level) -> dict[str, Any]:
    text = f"{rule.means} {rule.why}\n\nInstead of\n\n{rule.wrong}\nwrite\n\n{rule.right}"
    fence = "```yaml"
    markdown = (
        f"{rule.means} {rule.why}\n\nInstead of\n\n{fence}\n{rule.wrong}```\n\n"
        f"write\n\n{fence}\n{rule.right}```\n"
    )
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": rule.title[:1].upper() + rule.title[1:]},
        "fullDescription": {"text": rule.means},
        "help": {"text": text, "markdown": markdown},
        "defaultConfiguration": {"level": LEVELS[level]},
        "properties": {"tags": ["prompt" if rule.code.startswith("RMX") else "spec"]},
    }


def _result(problem: Problem, index: Mapping[str, int], mark: str) -> dict[str, Any]:
    help_ = f"\n{problem.hint}" if problem.hint else ""
    result = {
        "ruleId": problem.code,
        "level": LEVELS[problem.level],
        "message": {"text": problem.message + help_},
        "locations": [{"physicalLocation": _where(problem)}],
        "partialFingerprints": {"primaryLocationLineHash": mark},
    }
    return result | ({"ruleIndex": index[problem.code]} if problem.code in index else {})


def _where(problem: Problem) -> dict[str, Any]:
    place, end = problem.place, problem.end or problem.place
    region = {"startLine": place.line, "startColumn": place.column}
    if (end.line, end.column) > (place.line, place.column):
        region |= {"endLine": end.line, "endColumn": end.column}
    return {"artifactLocation": _artifact(place.file), "region": region}


def _artifact(file: str) -> dict[str, str]:
    """Relative to the top of the sources; whoever shows it knows where that is."""
    path = PurePath(file)
    if path.is_absolute():
        return {"uri": path.as_uri()}
    uri = "stdin" if file == "-" else quote(path.as_posix().encode("utf-8", "surrogateescape"))
    return {"uri": uri, "uriBaseId": ROOT}
