"""Plants faults in a copy of the package, one at a time, and shows that the suite finds each.

    python scripts/planted_faults.py [--quick] [--list] [--trust] [--jobs N] [WORD…]

The faults are data: planted_faults.yaml. A fault whose old text is not there exactly once, one that no test
notices, and tests that fail without any fault make this fail, too. With words: the faults whose name has one.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import yaml

HERE = Path(__file__).absolute().parent
ROOT = HERE.parent
LINKED = ("bench", "docs", "schemas", "scripts", "specs", "README.md", "CHANGELOG.md", "Makefile")
LIMIT = 150  # seconds for the tests of one fault; those that hang are red, too
LONGEST = 1500  # seconds for all of them together, without a fault
# What fails need not be made small.
UNSHRUNK = """from hypothesis import Phase, settings
settings.register_profile("unshrunk", phases=[Phase.explicit, Phase.generate], database=None)
settings.load_profile("unshrunk")
"""
PASSED, FAILED = 0, 1  # pytest's own exit codes


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """`file` is below the package; `tests` are below tests/, files or single tests, fastest first."""

    name: str
    file: str
    old: str
    new: str
    why: str
    tests: Sequence[str]
    quick: bool = False


class Rotten(Exception):  # noqa: N818 - it tells what became of the fault
    """The fault cannot be planted any more."""


def faults() -> list[Fault]:
    listed = yaml.safe_load((HERE / "planted_faults.yaml").read_text("utf-8"))
    return [Fault(**each) for each in listed]


def copy(root: Path) -> None:
    """The package and its tests; what tests only read is linked."""
    leave = shutil.ignore_patterns("__pycache__")
    for folder in ("remixbatch", "tests"):
        shutil.copytree(ROOT / folder, root / folder, symlinks=True, ignore=leave)
    shutil.copy(ROOT / "pyproject.toml", root)
    (root / "unshrunk.py").write_text(UNSHRUNK, "utf-8")
    for name in LINKED:
        (root / name).symlink_to(ROOT / name)


def there(test: str) -> bool:
    """A file of tests, or the function of one in it."""
    name, _, function = test.partition("::")
    file = ROOT / "tests" / name
    return file.exists() and f"def {function.partition('[')[0]}" in file.read_text("utf-8")


def spoiled(root: Path, fault: Fault) -> str:
    """The file's text with the fault. Raises Rotten."""
    text = (root / "remixbatch" / fault.file).read_text("utf-8")
    if (count := text.count(fault.old)) != 1:
        raise Rotten(f"its old text is {count} times in remixbatch/{fault.file}")
    if missing := [test for test in fault.tests if not there(test)]:
        raise Rotten(f"there is no {missing[0]}")
    return text.replace(fault.old, fault.new)


def ask(root: Path, tests: Sequence[str], *more: str, limit: float = LIMIT) -> tuple[int, str]:
    """Pytest's exit code, and what it said last. `limit`: seconds."""
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-x",
        "-p",
        "no:cacheprovider",
        "-p",
        "unshrunk",
        *more,
    ]
    command += ["-m", "not soak", *(f"tests/{test}" for test in tests)]
    environ = {**os.environ, "PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1"}
    environ.pop("PYTEST_XDIST_WORKER", None)  # inside of the suite
    with subprocess.Popen(
        command,
        cwd=root,
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            out, _ = process.communicate(timeout=limit)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, 9)  # its own processes, too
            process.communicate()
            return FAILED, f"it did not end within {limit} s"
    return process.returncode, out


def noticed(fault: Fault) -> str | None:
    """Why the fault does not count as caught; None where it was."""
    with tempfile.TemporaryDirectory(prefix="fault-") as folder:
        root = Path(folder)
        try:
            text = spoiled(ROOT, fault)
        except Rotten as rotten:
            return str(rotten)
        copy(root)
        (root / "remixbatch" / fault.file).write_text(text, "utf-8")
        code, out = ask(root, fault.tests, "-n", "0")
    if code == PASSED:
        return f"SURVIVES {' '.join(fault.tests)}: {fault.why}"
    return None if code == FAILED else f"pytest ended with {code}:\n{out[-1500:]}"


def sound(chosen: Sequence[Fault], jobs: int) -> str | None:
    """Without a fault the same tests pass, else what they say."""
    tests = sorted({test for fault in chosen for test in fault.tests})
    with tempfile.TemporaryDirectory(prefix="fault-") as folder:
        copy(Path(folder))
        workers = str(jobs if jobs > 1 else 0)
        code, out = ask(Path(folder), tests, "-n", workers, limit=LONGEST)
    return None if code == PASSED else f"without a fault:\n{out[-3000:]}"


def show(chosen: Sequence[Fault]) -> int:
    """A line for each; 1 where one cannot be planted any more."""
    rotten = 0
    for fault in chosen:
        try:
            spoiled(ROOT, fault)
            print(f"{fault.file}: {fault.name}; {fault.why}")
        except Rotten as why:
            rotten = 1
            print(f"ROTTEN  {fault.file}: {fault.name}: {why}")
    return rotten


def main(words: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="four of them, within seconds")
    parser.add_argument("--list", action="store_true", help="show them, and plant none")
    parser.add_argument("--jobs", type=int, default=2, help="how many at a time")
    parser.add_argument("--trust", action="store_true", help="that the tests pass without a fault")
    parser.add_argument("word", nargs="*", help="only faults with such a word in their name")
    asked = parser.parse_args(words)
    chosen = [
        fault
        for fault in faults()
        if (fault.quick or not asked.quick)
        and (not asked.word or any(word in fault.name for word in asked.word))
    ]
    if asked.list:
        return show(chosen)
    begun = time.monotonic()
    problems = 0
    if not (asked.quick or asked.trust) and (
        red := sound(chosen, asked.jobs)
    ):  # the suite itself shows it
        print(red)
        problems += 1
    with ThreadPoolExecutor(asked.jobs) as pool:
        for fault, missed in zip(chosen, pool.map(noticed, chosen), strict=True):
            problems += missed is not None
            print(f"{'caught' if missed is None else 'MISSED'}  {fault.file}: {fault.name}")
            if missed is not None:
                print(f"        {missed}")
            sys.stdout.flush()
    took = time.monotonic() - begun
    print(f"{len(chosen)} faults planted, {problems} problems, {took:.0f} s")
    return 1 if problems or not chosen else 0


if __name__ == "__main__":
    sys.exit(main())
