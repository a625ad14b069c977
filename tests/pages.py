"""Pages of documentation as sessions: what they show a user to type is typed, and what they show is compared.

A page's blocks run from its top to its end, in one folder of their own:

- ```console: a line `$ COMMAND` is run by a shell, what follows is what it must print. A line `…` stands for any
  lines, `…` inside a line for anything there. Times, ids and hashes of one look need not be the same.
- ```yaml title=PATH (any language): is written to that file.
- ```sh: is run; it must end well, each line by itself. A comment `# exit N` says that it ends otherwise.
- A comment <!-- stage: NAME --> asks for a state that a page cannot type, such as a lost answer.
"""

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

STAGE = re.compile(r"<!-- stage: ([\w-]+) -->")
FENCE = re.compile(r"```(\w*) ?(.*)")
ANY = "…"
# What is of no two runs the same, and a word for it.
VARYING = (
    (re.compile(r"(?<=_)[0-9a-f]{24,32}\b"), "ID"),
    (re.compile(r"\b[0-9a-f]{8}\.mp4\b"), "TAIL.mp4"),
    (re.compile(r"\b[0-9a-f]{64}\b"), "SHA256"),
    (re.compile(r"\bk1:[0-9a-f]{32}\b"), "KEY"),
    (re.compile(r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"), "TIME"),
    (re.compile(r"\b\d+:\d\d(:\d\d)?\b"), "SPAN"),
    (re.compile(r"127\.0\.0\.1:\d+"), "LOOPBACK"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    kind: str  # console, sh, file, stage
    info: str  # of a file its path, of a stage its name
    text: str
    line: int

    def commands(self) -> Iterator[tuple[str, str]]:
        """(command, what it prints) of a console block; of a sh block each line, which may print anything."""
        if self.kind == "sh":
            yield from (
                (line, "") for line in self.text.splitlines() if line and not line.startswith("#")
            )
            return
        for part in re.split(r"^\$ ", self.text, flags=re.MULTILINE)[1:]:
            command, _, shown = part.partition("\n")
            while command.endswith("\\"):
                more, _, shown = shown.partition("\n")
                command = command[:-1] + more.removeprefix("> ")
            yield command, shown


def blocks(page: Path) -> Iterator[Block]:
    lines = iter(enumerate(page.read_text("utf-8").splitlines(), 1))
    for number, line in lines:
        if stage := STAGE.fullmatch(line.strip()):
            yield Block(kind="stage", info=stage[1], text="", line=number)
        elif fence := FENCE.fullmatch(line):
            held = []
            for _, inside in lines:
                if inside == "```":
                    break
                held.append(inside)
            kind, info = fence[1], fence[2]
            title = info.removeprefix("title=") if info.startswith("title=") else None
            kind = "file" if title is not None else kind
            if kind in ("console", "sh", "file"):
                yield Block(kind=kind, info=title or "", text="\n".join(held) + "\n", line=number)


def commands(page: Path) -> Iterator[str]:
    """Every command that a page shows."""
    for block in blocks(page):
        if block.kind in ("console", "sh"):
            yield from (command for command, _ in block.commands())


def normal(text: str) -> str:
    for pattern, word in VARYING:
        text = pattern.sub(word, text)
    return "\n".join(line.rstrip() for line in text.strip("\n").splitlines())


def shows(expected: str, printed: str) -> bool:
    """Whether a page's words are what was printed."""
    pattern = ""
    for line in normal(expected).splitlines():
        if line.strip() == ANY:
            pattern += r"(?:.*\n)*?"
        else:
            pattern += ".*".join(map(re.escape, line.split(ANY))) + "\n"
    return re.fullmatch(pattern, normal(printed) + "\n" if printed.strip("\n") else "") is not None


def shell(command: str, folder: Path, environ: dict[str, str]) -> tuple[int, str]:
    """Exit code, and what it printed on both streams, in order."""
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=120,
        check=False,
    )
    return done.returncode, done.stdout
