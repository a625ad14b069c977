"""One thing that was looked at: ok, a warning or a problem, with the next move."""

from dataclasses import dataclass
from typing import Literal

from remixbatch.errors import Exit
from remixbatch.health.facts import Fault

Level = Literal["ok", "warning", "problem"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    section: str
    name: str
    level: Level
    text: str
    help: str | None = None
    exit: Exit | None = None  # of a problem: what a run would end with


class Section:
    """Makes checks of one section."""

    def __init__(self, title: str) -> None:
        self._title = title

    def ok(self, name: str, text: str, help: str | None = None) -> Check:  # noqa: A002 - the word that is printed
        return Check(section=self._title, name=name, level="ok", text=text, help=help)

    def warn(self, name: str, text: str, help: str) -> Check:  # noqa: A002
        return Check(section=self._title, name=name, level="warning", text=text, help=help)

    def bad(self, name: str, fault: Fault) -> Check:
        return Check(
            section=self._title,
            name=name,
            level="problem",
            text=fault.text,
            help=fault.help,
            exit=fault.exit,
        )

    def fault(self, name: str, fault: Fault, *, needed: bool) -> Check:
        """A problem where a spec needs it; else it is good to know."""
        return self.bad(name, fault) if needed else self.warn(name, fault.text, fault.help)
