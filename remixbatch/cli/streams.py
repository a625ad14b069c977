"""The standard streams of the process: all three are there, and no reader breaks them by leaving.

`remixbatch plan … | head -1` ends as it would have ended without `head`: quietly, with its own exit code. A disk
that is full under `> file` is an error of the disk, not a bug.

All that is printed passes here, whoever prints it, as text or as bytes: so here no key gets through.
"""

import io
import os
import select
import sys
from typing import TYPE_CHECKING

from remixbatch.errors import DiskError

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer


class _Sink(io.RawIOBase):
    """A descriptor that swallows what nobody reads any more."""

    def __init__(self, number: int) -> None:
        self._number = number

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._number

    def isatty(self) -> bool:
        return os.isatty(self._number)

    def write(self, data: "ReadableBuffer", /) -> int:
        """Raises DiskError where stdout cannot take the result; talk that cannot be written is let go."""
        while True:
            try:
                return os.write(self._number, data)
            except BlockingIOError:  # whoever shares the terminal made it so
                select.select([], [self._number], [])
            except OSError as error:
                self._leave()
                if isinstance(error, BrokenPipeError) or self._number != 1:
                    return memoryview(data).nbytes
                raise DiskError(
                    f"stdout: the result cannot be written: {error.strerror}",
                    hint="Make room where it goes, then call again; what was recorded is kept.",
                ) from None

    def _leave(self) -> None:
        """What follows goes nowhere: Python would try again at its end, and complain."""
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, self._number)
        os.close(nowhere)


class _Net(io.BufferedWriter):
    """Takes keys out of what is printed. A letter of a key is one byte in every encoding that a terminal has.

    Each write of a text comes whole, so no key is cut in two here.
    """

    def write(self, data: "ReadableBuffer", /) -> int:
        from remixbatch.keys import beware, hidden  # noqa: PLC0415 - not for a shell that completes

        beware(os.environ)
        told = bytes(data)
        super().write(hidden(told.decode("latin-1")).encode("latin-1"))
        return len(told)


def text_over(
    raw: io.RawIOBase | io.BytesIO, encoding: str = "utf-8", *, line_buffering: bool = False
) -> io.TextIOWrapper:
    """What may be printed to. A name of a file that is not text, or a letter that the terminal lacks, is spelled out."""
    return io.TextIOWrapper(
        _Net(raw), encoding=encoding, errors="backslashreplace", line_buffering=line_buffering
    )


def settle() -> None:
    """Stand the process's own streams on descriptors that are open and patient."""
    for number, flags in enumerate((os.O_RDONLY, os.O_WRONLY, os.O_WRONLY)):
        try:
            os.fstat(number)
        except OSError:  # closed: the next file that is opened would be taken for it
            os.dup2(os.open(os.devnull, flags), number)
    if sys.stdin is None:
        sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - of a descriptor
    if sys.stdout is sys.__stdout__:
        sys.stdout = _text(1, sys.stdout)
    if sys.stderr is sys.__stderr__:
        sys.stderr = _text(2, sys.stderr)


def _text(number: int, former: io.TextIOWrapper | None) -> io.TextIOWrapper:
    return text_over(
        _Sink(number),
        "utf-8" if former is None else former.encoding,
        line_buffering=number == 2 or os.isatty(number),
    )
