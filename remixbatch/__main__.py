"""Where the process begins: `remixbatch`, and `python -m remixbatch`.

It heeds signals before it imports anything of weight: on a busy machine that takes a second, in which a person
may think better of it.
"""

import gc
import os
import signal
import sys
from types import FrameType

HEEDED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
YOUNG = 10_000  # objects that are made before rings are looked for: most are of modules and lists, and stay


def main() -> None:
    """The program in a process of its own. What the caller ignores stays so."""
    for number in HEEDED:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _leave)
    gc.set_threshold(YOUNG)
    from remixbatch.cli.main import ignore_signals  # noqa: PLC0415
    from remixbatch.cli.main import main as program  # noqa: PLC0415

    code: object = 0
    try:
        program(alone=True)
    except SystemExit as end:
        code = end.code
    # What was cut off in the middle ends only now that nothing holds it any more, and gives signals back to
    # whom they belonged to before: the outcome stands, and they would be told as errors of the interpreter.
    ignore_signals()
    gc.freeze()  # nor does anything look for rings in what goes with the process: a sixth of a `validate`
    sys.exit(code)  # type: ignore[arg-type]


def _leave(_: int, __: FrameType | None) -> None:
    """Nothing was begun, and nothing is held: there is nothing to take back, and no module is half imported."""
    os.write(2, b"Interrupted; nothing was begun.\n")
    os._exit(130)


if __name__ == "__main__":
    main()
