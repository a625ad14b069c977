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
from remixbatch.engine import Engine, Limits
from remixbatch.plan import Policy
from remixbatch.simulator import Books, Disk, Simulator, Weather, simulate
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
        rows = [
            ("python -c pass", [sys.executable, "-c", "pass"]),
            ("remixbatch --version", [*PROGRAM, "--version"]),
            ("remixbatch run --help", [*PROGRAM, "run", "--help"]),
            ("validate 10,000 jobs", [*PROGRAM, "validate", str(spec)]),
            ("plan 10,000 jobs", [*PROGRAM, "plan", str(spec)]),
            ("simulate 1,000 takes", [sys.executable, "-c", SIMULATE.format(tests=tests)]),
        ]
        base = None
        print(f"{'':24} {'CPU s':>8} {'x python':>9}")
        for name, command in rows:
            median = statistics.median(cpu(command) for _ in range(RUNS))
            base = median if base is None else base
            print(f"{name:24} {median:8.3f} {median / base:9.1f}")


def big_spec(jobs: int) -> str:
    lines = ["version: 1", "provider: emulator", "sources: {a: video_a}", "jobs:"]
    for index in range(jobs):
        parent = "a" if index % 4 == 0 else f"j{index - 1}"
        lines.append(f"  j{index}: {{from: {parent}, prompt: Add {index} red balloons}}")
    return "\n".join(lines) + "\n"


def cpu(command: list[str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    main()
