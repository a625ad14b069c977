"""Planted faults: a text of the program is changed, and what plays on it must notice.

A fault is (file, old text, new text). The program is imported anew with that one module changed, beside the
real one, and so is what of the tests stands on it; afterwards all is as it was.
"""

import importlib.abc
import importlib.machinery
import importlib.util
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).parent.parent
ABOVE = (
    "worlds",
    "oracle",
    "specs_that_change",
    "graphs",
)  # what of the tests is imported anew, too


@dataclass(frozen=True)
class Fault:
    """`name` says what is broken; `file` is below the repository's root. `old` stands there exactly once."""

    name: str
    file: str
    old: str
    new: str

    def text(self) -> str:
        """The file with the fault in it."""
        text = (ROOT / self.file).read_text("utf-8")
        assert text.count(self.old) == 1, (
            f"{self.name}: {text.count(self.old)} places in {self.file}"
        )
        return text.replace(self.old, self.new)

    @property
    def module(self) -> str:
        return self.file.removesuffix(".py").replace("/", ".")


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds the one module, with the fault in it."""

    def __init__(self, fault: Fault) -> None:
        self._fault = fault

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        return importlib.util.spec_from_loader(name, self) if name == self._fault.module else None

    def exec_module(self, module: ModuleType) -> None:
        code = compile(self._fault.text(), str(ROOT / self._fault.file), "exec")
        exec(code, module.__dict__)


def _ours(name: str) -> bool:
    return name in ABOVE or name == "remixbatch" or name.startswith("remixbatch.")


@contextmanager
def planted(fault: Fault) -> Iterator[ModuleType]:
    """`worlds` as it is over a program with the fault."""
    saved = {name: module for name, module in sys.modules.items() if _ours(name)}
    finder = _Finder(fault)
    for name in saved:
        del sys.modules[name]
    sys.meta_path.insert(0, finder)
    try:
        yield importlib.import_module("worlds")
    finally:
        sys.meta_path.remove(finder)
        for name in [name for name in sys.modules if _ours(name)]:
            del sys.modules[name]
        sys.modules.update(saved)
