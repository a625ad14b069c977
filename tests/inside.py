"""The program inside the test's own process: for what needs no kill, no signal and no terminal."""

import io
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import chdir, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from canary import heard
from remixbatch.cli.main import main
from remixbatch.cli.streams import text_over


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    code: int
    out: str
    err: str
    bug: str = ""  # what a bug was written to

    def __post_init__(self) -> None:
        heard("stdout or stderr", self.out, self.err)


def inside(
    words: Sequence[str],
    folder: Path,
    environ: Mapping[str, str],
    *,
    merged: bool = False,
    stdin: bytes = b"",
) -> Ended:
    """`remixbatch WORD…` in a folder, with this environment alone and nobody to ask.

    `merged`: what it says on stderr is in `out`, too, where it was said.
    """
    said = [io.BytesIO() for _ in range(1 if merged else 2)]
    out, *other = [text_over(raw) for raw in said]
    err = other[0] if other else out
    code = 0
    with (
        patched(
            sys,
            argv=["remixbatch", *words],
            stdout=out,
            stderr=err,
            stdin=io.TextIOWrapper(io.BytesIO(stdin), "utf-8"),
        ),
        environment(environ),
        patched(tempfile, tempdir=None),  # it is the environment's again
        chdir(folder),
    ):
        try:
            main()
        except SystemExit as left:
            code = int(left.code or 0)
    for stream in (out, err):
        stream.flush()
    texts = [io.TextIOWrapper(io.BytesIO(raw.getvalue()), "utf-8").read() for raw in said]
    return Ended(code=code, out=texts[0], err=texts[1] if other else "")


@contextmanager
def patched(thing: Any, **values: object) -> Iterator[None]:
    former = {name: getattr(thing, name) for name in values}
    try:
        for name, value in values.items():
            setattr(thing, name, value)
        yield
    finally:
        for name, value in former.items():
            setattr(thing, name, value)


@contextmanager
def environment(values: Mapping[str, str]) -> Iterator[None]:
    former = dict(os.environ)
    try:
        os.environ.clear()
        os.environ.update(values)
        yield
    finally:
        os.environ.clear()
        os.environ.update(former)
