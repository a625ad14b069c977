"""What lies around a run: the program's packages, the terminal, the shell, disks, git."""

import os
import platform
import re
import shutil
import sqlite3
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import click
import yaml

from remixbatch import __version__
from remixbatch.catalog import keyless
from remixbatch.commands.console import colored
from remixbatch.health.facts import Folder, Git, Machine, Package, Terminal
from remixbatch.place import file_system

GIT_WITHIN = 10.0  # seconds
# Where each shell has completions, below the home folder; those that end in rc or profile must name us.
COMPLETIONS = {
    "bash": (
        ".local/share/bash-completion/completions/remixbatch",
        "/usr/share/bash-completion/completions/remixbatch",
        "/etc/bash_completion.d/remixbatch",
        ".bashrc",
        ".bash_profile",
    ),
    "zsh": (
        ".zfunc/_remixbatch",
        "/usr/local/share/zsh/site-functions/_remixbatch",
        "/usr/share/zsh/site-functions/_remixbatch",
        ".zshrc",
    ),
    "fish": (
        ".config/fish/completions/remixbatch.fish",
        "/etc/fish/completions/remixbatch.fish",
        ".config/fish/config.fish",
    ),
    "pwsh": (".config/powershell/Microsoft.PowerShell_profile.ps1",),
}
SETTINGS = re.compile(r"rc$|profile$|\.ps1$|config\.fish$")


def machine() -> Machine:
    shell = Path(os.environ.get("SHELL", "")).name
    known = shell if shell in COMPLETIONS else None
    return Machine(
        version=__version__,
        python=platform.python_version(),
        needs_python=_needs_python(),
        packages=_packages(),
        sqlite=sqlite3.sqlite_version,
        threads=sqlite3.threadsafety,
        libyaml=hasattr(yaml, "CSafeLoader"),
        system=platform.system(),
        platform=platform.platform(aliased=True, terse=False),
        shell=known,
        completion=None if known is None else completion_of(known),
        absent=tuple(name for name in named_folders() if not Path(name).is_dir()),
        terminal=terminal(),
    )


def named_folders() -> list[str]:
    """The folders of the variable for profiles."""
    return [each for each in os.environ.get("REMIXBATCH_PROFILES", "").split(os.pathsep) if each]


def _needs_python() -> str:
    try:
        return str(metadata.metadata("remixbatch").json.get("requires_python") or "")
    except metadata.PackageNotFoundError:
        return ""


def _packages() -> tuple[Package, ...]:
    """What the program asks for, and what is there; nothing of extras."""
    try:
        wanted = metadata.requires("remixbatch") or []
    except metadata.PackageNotFoundError:
        return ()
    plain = (text for text in wanted if "extra ==" not in text)
    split = (re.match(r"([A-Za-z0-9._-]+)\s*([^;]*)", text) for text in plain)
    return tuple(
        Package(name=found[1], wants=found[2].strip(), found=_version(found[1]))
        for found in split
        if found is not None
    )


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


# -- terminal and shell ------------------------------------------------------------------------------


def terminal() -> Terminal:
    on = sys.stdout.isatty()
    named = os.environ.get("COLUMNS", "").isdecimal()
    width = shutil.get_terminal_size((100, 24)).columns
    return Terminal(
        on=on,
        color=colored(sys.stdout),
        color_by=color_reason(on=on),
        width=width,
        width_by="COLUMNS" if named else "its own" if on else "taken where nobody says",
        encoding=sys.stdout.encoding or "unknown",
    )


def color_reason(*, on: bool) -> str:
    """What decided on colour, in the order that `colored` asks."""
    context = click.get_current_context(silent=True)
    told = "auto" if context is None else context.meta.get("remixbatch.color", "auto")
    if told != "auto":
        return f"flag: --color {told}"
    for name in ("NO_COLOR", "FORCE_COLOR"):
        if os.environ.get(name):
            return f"{name} is set"
    if on and os.environ.get("TERM") == "dumb":
        return "TERM=dumb"
    return "a person looks" if on else "nobody looks"


def completion_of(shell: str) -> str | None:
    """The first file that has the completions of a shell."""
    for name in COMPLETIONS[shell]:
        path = Path.home() / name
        try:
            if SETTINGS.search(name):
                if "remixbatch completion" in path.read_text("utf-8", "replace"):
                    return str(path)
            elif path.exists():
                return str(path)
        except OSError:
            continue
    return None


# -- disks -------------------------------------------------------------------------------------------


def folder(path: Path) -> Folder:
    """What a folder, or the nearest one above it that is there, can take."""
    there = path.absolute()
    while not there.exists():
        there = there.parent
    return Folder(
        path=str(path),
        writable=there.is_dir() and os.access(there, os.W_OK | os.X_OK),
        free=shutil.disk_usage(there).free,
        kind=file_system(there),
    )


# -- git ---------------------------------------------------------------------------------------------


def git(spec: Path, lock: Path, state: Path) -> Git | str:
    """What git makes of a spec's files; in words, why there is nothing to tell."""
    here = spec.absolute().parent
    if shutil.which("git") is None:
        return "git is not installed"
    if not here.is_dir():
        return "there is no such folder"
    prefix = _ran(["git", "rev-parse", "--show-prefix"], here)
    if prefix is None or prefix.returncode != 0:
        if prefix is not None and "safe.directory" in prefix.stderr:
            return (
                "the repository belongs to another user, and git does not read it (safe.directory)"
            )
        return "not in a git repository: nothing shares the lock with other machines"
    told = _said(["git", "check-attr", "-z", "merge", "eol", "text", "--", lock.name], here) or ""
    fields = told.split("\0")
    changed = _said(["git", "status", "--porcelain", "-z", "--", spec.name, lock.name], here) or ""
    return Git(
        folder=prefix.stdout.rstrip("\n"),
        attributes=dict(zip(fields[1::3], fields[2::3], strict=False)),
        lock_ignored=_ignored(lock, here),
        state_ignored=_ignored(state / "any", here),
        changed=tuple(
            str(path)
            for path in (spec, lock)
            if any(line.endswith(path.name) for line in changed.split("\0"))
        ),
    )


def _ignored(path: Path, here: Path) -> bool:
    return _said(["git", "check-ignore", "-q", "--", str(path.absolute())], here) is not None


def _said(command: list[str], folder: Path) -> str | None:
    """What a command printed; None where it failed, or took too long."""
    ended = _ran(command, folder)
    return None if ended is None or ended.returncode != 0 else ended.stdout


def _ran(command: list[str], folder: Path) -> subprocess.CompletedProcess[str] | None:
    try:
        return subprocess.run(  # noqa: S603 - git and mount, with arguments of ours
            command,
            cwd=folder,
            env={**keyless(os.environ), "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"},
            capture_output=True,
            text=True,
            errors="replace",
            stdin=subprocess.DEVNULL,
            timeout=GIT_WITHIN,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
