"""Rights that a test takes from itself: root without its power over files is like anybody else."""

import ctypes
import os
import resource
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

VERSION = 0x20080522  # of Linux's capability sets of 64 bits
OVERRIDE = 0b110  # CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH


@contextmanager
def of_anybody() -> Iterator[bool]:
    """Inside, modes of files bind this thread, whoever it runs as. False where that cannot be had."""
    if os.geteuid() != 0:
        yield True
        return
    if not sys.platform.startswith("linux"):
        yield False
        return
    libc = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(VERSION, 0)
    sets = (ctypes.c_uint32 * 6)()  # effective, permitted, inheritable; then their upper halves
    had = libc.capget(header, sets) == 0
    former = sets[0]
    sets[0] = former & ~OVERRIDE
    bound = had and libc.capset(header, sets) == 0
    try:
        yield bound
    finally:
        if bound:
            sets[0] = former
            libc.capset(header, sets)


@contextmanager
def mode(path: Path, bits: int) -> Iterator[None]:
    former = path.stat().st_mode
    path.chmod(bits)
    try:
        yield
    finally:
        path.chmod(former)


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """Writes beyond so many bytes fail, as on a disk that is full."""
    former = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, former[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, former)
