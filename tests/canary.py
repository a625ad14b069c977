"""One key for the whole suite, and who looks for it: no stream and no file of a test may hold it, in any dress.

`heard` is asked about every output of the program as it ends; `found` about every file below a folder, once
at the end of a session (conftest.py). Both are quick: a piece of 12 characters holds one whole block of 6 that
begins at a multiple of 6, so a text without any of those few blocks has no piece.
"""

import base64
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote

KEY = "sk-canary/0123456789+abcdefXYZ"  # a character that addresses spell otherwise is in it
PIECE, BLOCK = 12, 6
MOST = 64 << 20  # of a file
PLANTED = {
    "key",
    "OPENAI_API_KEY",
    "TOAPIS_API_KEY",
    ".env",
}  # files that a test gives it to, as a user would


def _spellings() -> Iterator[bytes]:
    yield KEY.encode()
    yield quote(KEY, safe="").encode()
    for before in range(3):  # wherever it stands in what is encoded
        whole = base64.b64encode(b"\0" * before + KEY.encode())
        start, end = -(-before * 4 // 3), (len(KEY) + before) * 4 // 3
        yield whole[start:end]
        yield whole[start:end].replace(b"+", b"-").replace(b"/", b"_")


SPELLINGS = tuple(dict.fromkeys(_spellings()))
BLOCKS = tuple(
    dict.fromkeys(
        form[at : at + BLOCK] for form in SPELLINGS for at in range(0, len(form) - BLOCK + 1, BLOCK)
    )
)
PIECES = tuple(
    dict.fromkeys(
        form[at : at + PIECE] for form in SPELLINGS for at in range(len(form) - PIECE + 1)
    )
)


def sung(data: bytes) -> bytes | None:
    """A piece of the key that is in there."""
    if not any(block in data for block in BLOCKS):
        return None
    return next((piece for piece in PIECES if piece in data), None)


def heard(what: str, *streams: str) -> None:
    """Raises AssertionError where a stream of the program tells the key."""
    for stream in streams:
        piece = sung(stream.encode("utf-8", "surrogatepass"))
        assert piece is None, f"{what} tells of the key: {piece!r} in {stream!r}"


def found(folders: Iterable[Path]) -> list[str]:
    """Every file below the folders that holds the key, or has it in its name, and the piece of it."""
    told, seen = [], set()
    for folder in folders:
        for path in _files(folder):
            piece = sung(os.fsencode(path.name))
            status = path.lstat()
            if (status.st_dev, status.st_ino) not in seen:
                seen.add((status.st_dev, status.st_ino))
                piece = piece or _in_file(path)
            if piece is not None:
                told.append(f"{path}: {piece.decode()}")
    return told


def _files(folder: Path) -> Iterator[Path]:
    for where, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name not in ("site-packages", "__pycache__")]
        for name in names:
            path = Path(where) / name
            if name not in PLANTED and path.is_file() and not path.is_symlink():
                yield path


def _in_file(path: Path) -> bytes | None:
    try:
        with path.open("rb") as file:
            return sung(file.read(MOST))
    except OSError:  # a test took the right to read it, and its file is not the program's
        return None
