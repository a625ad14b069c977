"""A plan of faults as its users write it: YAML or JSON, checked whole before anything starts."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from remixbatch.commands.loaded import SpecError, schema
from remixbatch.document import Document, check, parse
from remixbatch.emulator.faults import Plan, flaws
from remixbatch.files import read_bytes
from remixbatch.problem import Problem, label, ordered
from remixbatch.report.text import plural

LIMIT = 1_000_000  # bytes of a plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Faults:
    """A plan without flaws. `value` is what the emulator is given."""

    path: Path
    value: dict[str, Any]
    plan: Plan

    def told(self) -> str:
        """For a person: the plan's name, seed and rules."""
        plan = self.plan
        head = f"Faults: {self.path}, seed {plan.seed}, {plural(len(plan.rules), 'rule')}"
        return "\n".join([head, *(f"  {rule.index + 1}  {rule.told()}" for rule in plan.rules)])


def load_faults(path: Path) -> Faults:
    """Raises SpecError, with all that is wrong in the file, and UsageError where it cannot be read."""
    document, problems = parse(read_bytes(path, LIMIT), str(path))
    if document is not None:
        problems += check(document, schema("faults"))
        problems += [] if problems else _flaws(document)
    if document is None or problems:
        lines = [] if document is None else document.lines
        raise SpecError(ordered(problems), lines, "plan of faults")
    return Faults(path=path, value=document.value, plan=Plan.read(document.value))


def _flaws(document: Document) -> Iterator[Problem]:
    for index, rule in enumerate(document.value["rules"]):
        for key, wrong, hint in flaws(rule):
            path = ("rules", index, key)
            message = f"{label(path)}: {wrong}"
            yield Problem("RMB203", document.place(path), message, hint, path=path)
