"""The figures of the README, measured here: `make bench`. CPU seconds, median of five.

Machines are noisy: the last column compares each figure with the same run's `python -c pass`.
"""

import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

RUNS = 5
PROGRAM = [sys.executable, "-m", "remixbatch"]
SIMULATE = """
import sys; sys.path.insert(0, {tests!r})
from random import Random
from graphs import graph_of
from remixbatch.engine import Engine
from remixbatch.limits import Limits
from remixbatch.policy import Policy
from remixbatch.simulator.disk import Disk
from remixbatch.simulator.performers import Simulator, simulate
from remixbatch.simulator.service import Books, Weather
graph = graph_of({{f"j{{i}}": "@a" if i % 3 == 0 else f"j{{i - 1}}" for i in range(1000)}}, in_flight=50)
books = Books()
assert simulate(Engine(graph, Limits(), Policy()), Disk(), Simulator(books, Weather(), Random(1), 0.0))
assert len(books.videos) == 1000
"""


def main() -> None:
    tests = str(Path(__file__).parent.parent / "tests")
    with tempfile.TemporaryDirectory() as folder:
        spec = Path(folder) / "big.yaml"
        spec.write_text(big_spec(10_000))
        some = Path(folder) / "some.yaml"
        some.write_text(big_spec(300))
        rows = [
            ("python -c pass", [sys.executable, "-c", "pass"]),
            ("remixbatch --version", [*PROGRAM, "--version"]),
            ("remixbatch --help", [*PROGRAM, "--help"]),
            ("remixbatch run --help", [*PROGRAM, "run", "--help"]),
            ("complete a command", asking("remixbatch va")),
            ("complete one of 300 jobs", asking(f"remixbatch plan {some} --select j1")),
            ("validate 10,000 jobs", [*PROGRAM, "validate", str(spec)]),
            ("plan 10,000 jobs", [*PROGRAM, "plan", str(spec)]),
            ("simulate 1,000 takes", [sys.executable, "-c", SIMULATE.format(tests=tests)]),
        ]
        base = None
        print(f"{'':26} {'CPU s':>8} {'x python':>9}")
        for name, command in rows:
            median = statistics.median(cpu(command) for _ in range(RUNS))
            base = median if base is None else base
            print(f"{name:26} {median:8.3f} {median / base:9.1f}")


def asking(line: str) -> list[str]:
    """What a shell starts when a person presses TAB behind a line."""
    asks = ["_REMIXBATCH_COMPLETE=bash_complete", f"COMP_WORDS={line}"]
    return ["env", *asks, *PROGRAM]


def big_spec(jobs: int) -> str:
    lines = ["version: 1", "provider: emulator", "sources: {a: video_a}", "jobs:"]
    for index in range(jobs):
        parent = "a" if index % 4 == 0 else f"j{index - 1}"
        lines.append(f"  j{index}: {{from: {parent}, prompt: Add {index} red balloons}}")
    return "\n".join(lines) + "\n"


def cpu(command: list[str], given: bytes = b"") -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, input=given, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    main()
