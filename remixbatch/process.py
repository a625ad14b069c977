"""Processes of this machine: who lives, and under which name a process can be known again.

A pid alone is no name: after a while, or a new start of the machine, another process has it. With the moment in
which the process began it is one for ever.
"""

import os
import subprocess
from functools import cache
from pathlib import Path

_DEAD = "ZX"  # states of a process that has ended and was not collected yet
_ASK_WITHIN = 5.0  # seconds


def born(pid: int) -> str | None:
    """When a living process began, in words that only it has; None where there is no such process."""
    if not Path("/proc/self/stat").exists():
        return _told_by_ps(pid)
    try:
        told = Path(f"/proc/{pid}/stat").read_text("latin-1")
    except OSError:
        return None
    fields = told.rpartition(")")[2].split()  # its name stands in brackets, and may hold anything
    return None if fields[0] in _DEAD else f"{boot()}:{fields[19]}"


def lives(pid: int, since: str | None) -> bool:
    """Whether the process of that pid is still the one that was `born` then."""
    return since is not None and born(pid) == since


@cache
def boot() -> str:
    """This start of the machine; nothing where the system does not tell."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    except OSError:
        return ""


@cache
def realm() -> str:
    """Those processes whose pids mean something here: of this start of the machine, and of this container."""
    try:
        return f"{boot()}/{os.stat('/proc/self/ns/pid').st_ino}"  # noqa: PTH116 - a link of /proc, followed
    except OSError:
        return os.uname().nodename


def _told_by_ps(pid: int) -> str | None:
    command = ["/bin/ps", "-o", "lstart=", "-o", "stat=", "-p", str(pid)]
    try:
        told = subprocess.run(  # noqa: S603 - the system's own, with a number
            command,
            capture_output=True,
            text=True,
            env={"LC_ALL": "C", "TZ": "UTC"},
            stdin=subprocess.DEVNULL,
            timeout=_ASK_WITHIN,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    start, _, state = told.stdout.strip().rpartition(" ")
    return None if not start or state[0] in _DEAD else start.strip()
