"""`emulate`: the emulator as a server of its own."""

from pathlib import Path

from remixbatch.emulator import Options, serve
from remixbatch.errors import Exit


def emulate(*, dialect: str, port: int, state: Path, speed: float, seed: int) -> Exit:
    serve(Options(dialect=dialect, port=port, state=state, speed=speed, seed=seed))
    return Exit.DONE
