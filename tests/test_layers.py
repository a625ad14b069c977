"""Imports run one way, pure modules touch nothing of the world, and what must start fast imports little.

ROWS is the table of docs/architecture.md; a new module must be placed in both.
"""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import click
import pytest

from remixbatch.cli.main import cli

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "remixbatch"
# Each row: pure modules, then the others. A package counts as one module and stands for all that is in it.
ROWS: list[tuple[str, str]] = [
    (
        "__init__ canonical claims depfile dialect errors events limits money mounts order pacing problem redact yaml12",
        "process",
    ),
    (
        "address asked document entries layout names outline param passage prompts/ quoting reply result scalars suppression take template variables",
        "place",
    ),
    (
        "actions expansion fact health/ holdings policy profile rewrite rules spec toml",
        "journal_file route",
    ),
    (
        "amendment answers graph inventory lockfile preferences spending unfinished",
        "accounts catalog connection files journal keys request writer",
    ),
    (
        "account aliases contradiction exchange findings gifts leftovers merge reconcile rehearsal rename select sendings sources step",
        "probe service",
    ),
    ("agenda care doubts drift knowledge permit plan roster", "download"),
    ("judgement kept report/ resends submissions", "driver"),
    ("engine saved", ""),
    ("flights following loop stale", ""),
    ("forecast simulator/", "bars emulator/"),
    ("", "progress"),
    ("", "commands/"),
    ("", "cli/"),
    ("", "__main__"),
]
WORLD = {  # what a pure module does not import
    *(
        "http",
        "os",
        "random",
        "requests",
        "secrets",
        "shutil",
        "signal",
        "socket",
        "sqlite3",
        "ssl",
    ),
    *("subprocess", "sys", "tempfile", "threading", "time", "urllib3"),
}
HEAVY = {
    *("filelock", "importlib.metadata", "jinja2", "jsonschema", "platformdirs", "requests", "rich"),
    *("sqlite3", "tabulate", "urllib3", "werkzeug"),
}
ROW_OF = {name: row for row, names in enumerate(ROWS) for half in names for name in half.split()}
PURE = {name for names, _ in ROWS for name in names.split()}


def modules() -> dict[str, str]:
    """Dotted name of each module below the package -> the name that the table has for it."""
    found = {}
    for path in PACKAGE.rglob("*.py"):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        found[".".join(parts)] = parts[0] if len(parts) == 1 else f"{parts[0]}/"
    return found


MODULES = modules()


@cache
def tree(name: str) -> ast.Module:
    return ast.parse((PACKAGE / f"{name.replace('.', '/')}.py").read_text("utf-8"))


def imported(name: str) -> Iterator[tuple[str, list[str]]]:
    """(module, names from it) of every import, inside functions too."""
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, []) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name} imports relatively"
            yield str(node.module), [alias.name for alias in node.names]


def own(name: str) -> set[str]:
    """Modules of the package that a module imports."""
    found = set()
    for module, names in imported(name):
        if module == "remixbatch":
            found |= {each if each in MODULES else "__init__" for each in names}
        elif module.startswith("remixbatch."):
            inner = module.removeprefix("remixbatch.")
            found.add(inner if inner in MODULES else f"{inner}.__init__")
    return found


def test_every_module_has_a_row() -> None:
    assert set(MODULES.values()) == set(ROW_OF)
    assert sum(len(half.split()) for names in ROWS for half in names) == len(ROW_OF)


def test_the_table_is_the_documented_one() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    rows = re.findall(r"^\| (\d+) \| [^|]* \| ([^|]*) \| ([^|]*) \|$", text, re.MULTILINE)
    told = [
        (int(row), *(re.findall(r"`([\w/]+)`", cell) for cell in cells)) for row, *cells in rows
    ]
    assert told == [(row, pure.split(), rest.split()) for row, (pure, rest) in enumerate(ROWS)]


@pytest.mark.parametrize("name", sorted(MODULES))
def test_imports_go_up(name: str) -> None:
    home = MODULES[name]
    for other in own(name):
        there = MODULES[other]
        assert there == home or ROW_OF[there] < ROW_OF[home], f"{name} imports {other}"


def test_no_circles_within_a_package() -> None:
    TopologicalSorter({name: own(name) - {name} for name in MODULES}).prepare()


@pytest.mark.parametrize("name", sorted(name for name, home in MODULES.items() if home in PURE))
def test_pure_modules(name: str) -> None:
    for module, names in imported(name):
        if (module, names) == ("random", ["Random"]):  # a type; the caller brings the value
            continue
        assert module.split(".")[0] not in WORLD, f"{name} imports {module}"
        assert "Path" not in names, f"{name} imports Path, which reads and writes"
    calls = {node.func for node in ast.walk(tree(name)) if isinstance(node, ast.Call)}
    named = {func.id for func in calls if isinstance(func, ast.Name)}
    assert not named & {"open", "input", "print", "Random"}


def test_the_driver_has_the_only_threads() -> None:
    for name, home in MODULES.items():
        if home not in ("driver", "emulator/"):
            called = {node.attr for node in ast.walk(tree(name)) if isinstance(node, ast.Attribute)}
            assert not called & {"Thread", "Timer", "ThreadPoolExecutor"}, name


def test_the_emulator_knows_nothing_of_the_runner() -> None:
    inside = {name for name, home in MODULES.items() if home == "emulator/"}
    for name in inside:
        assert own(name) <= inside, name


@pytest.mark.parametrize("words", [["--version"], ["--help"], ["nonsense"]])
def test_what_starts_fast(words: list[str]) -> None:
    started([words])


def test_help_of_every_command_starts_fast() -> None:
    groups = {"providers": ["list", "show"]}
    names = set(cli.list_commands(click.Context(cli))) - {"emulate"}  # its help is the server's own
    calls = [[name, *inner, "--help"] for name in names for inner in [[], *_each(groups.get(name))]]
    said = started(calls)
    assert said.count("Usage: remixbatch ") == len(calls)


def _each(names: list[str] | None) -> list[list[str]]:
    return [[name] for name in names or ()]


@pytest.mark.parametrize(
    ("line", "said"),
    [("va", "plain,validate"), ("resolve specs/quickstart.yaml tea", "plain,teal-rain")],
)
def test_completion_starts_fast(line: str, said: str) -> None:
    asks = {"_REMIXBATCH_COMPLETE": "bash_complete", "COMP_WORDS": f"remixbatch {line}"}
    assert said in started([[]], **asks)


def started(calls: list[list[str]], **environ: str) -> str:
    """What it says to these calls; it has loaded nothing heavy for that."""
    script = (
        "import ast, atexit, sys\n"
        "atexit.register(lambda: print('loaded', *sys.modules))\n"
        "from remixbatch.cli.main import main\n"
        "for words in ast.literal_eval(sys.argv.pop()):\n"
        "    sys.argv[:] = ['remixbatch', *words]\n"
        "    try:\n"
        "        main()\n"
        "    except SystemExit:\n"
        "        pass\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", script, repr(calls)],
        capture_output=True,
        text=True,
        env=os.environ | environ,
        check=False,
        cwd=ROOT,
    )
    said, _, rest = told.stdout.partition("loaded ")
    loaded = set(rest.split())
    assert "click" in loaded
    assert not HEAVY & loaded
    slow = ("remixbatch.commands", "remixbatch.prompts")
    assert not {name for name in loaded if name.startswith(slow)}
    return said
