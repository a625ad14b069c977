"""`emulate`: the emulator as a server, with the faults of a plan where one is given."""

from collections.abc import Sequence
from pathlib import Path

from remixbatch.commands.faults import load_faults
from remixbatch.emulator.__main__ import main
from remixbatch.emulator.faults import Plan


def emulate(arguments: Sequence[str]) -> int:
    """The exit code. Raises SpecError, UsageError where the plan of faults cannot be used."""
    return main(arguments, prog="remixbatch emulate", read=_plan)


def _plan(path: Path) -> Plan:
    return load_faults(path).plan
