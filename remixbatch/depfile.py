"""A rule for make: what a stamp depends on. As compilers write them, so that a prompt's file counts, too."""

from collections.abc import Iterable

_ESCAPED = {" ": "\\ ", "#": "\\#", "$": "$$", ":": "\\:"}


def rule(target: str, files: Iterable[str]) -> str:
    """The rule, and an empty one for each file: make goes on when a file was renamed or removed."""
    names = [_escaped(name) for name in files]
    lines = [f"{_escaped(target)}: {' '.join(names)}", *(f"{name}:" for name in names)]
    return "\n".join(lines) + "\n"


def _escaped(name: str) -> str:
    """A name as make reads it. It has no way to write a line break."""
    return "".join(_ESCAPED.get(char, char) for char in name)
