"""Work in a process of its own, for what a test says of memory: the peak of one that did other things before says nothing.

    apart.py MODULE FUNCTION     calls it with the JSON array on stdin; prints the bytes by which the process grew

`ru_maxrss` will not do on Linux: a process inherits there the peak of the one that started it.
"""

import json
import resource
import subprocess
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

HERE = Path(__file__).parent
STATUS = Path("/proc/self/status")


def grown(work: Callable[..., object], *words: object) -> int:
    """Bytes by which a fresh process grew at most over what it had when it began `work`, a function of a test module.

    Raises AssertionError where the work does.
    """
    done = subprocess.run(
        [sys.executable, __file__, work.__module__, work.__name__],
        input=json.dumps(words),
        capture_output=True,
        text=True,
        check=False,
        cwd=HERE.parent,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return int(done.stdout.splitlines()[-1])


def taken(line: str) -> int:
    """Bytes of memory, now (VmRSS) or at most (VmHWM)."""
    if STATUS.exists():
        rows = dict(row.split(":", 1) for row in STATUS.read_text("ascii").splitlines())
        return int(rows[line].split()[0]) << 10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # bytes, where there is no /proc


def main(module: str, function: str, words: Sequence[object]) -> None:
    work = getattr(import_module(module), function)
    before = taken("VmRSS")
    work(*words)
    print(taken("VmHWM") - before)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], json.load(sys.stdin))
