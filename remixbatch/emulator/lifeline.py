"""The end of the emulator when the process that started it ends, however that ends."""

import os
import signal
import sys
import threading

_PR_SET_PDEATHSIG = 1


def die_with_parent() -> None:
    """End this process once its parent is gone or closes our stdin.

    Stdin is what works everywhere: the parent holds the other end of a pipe and the system closes it. On Linux the
    system also kills us, which holds even where something else inherited the pipe; note that it does so at the
    end of the *thread* that started us.
    """
    parent = os.getppid()
    # Ctrl-C at a terminal reaches us too, but it is for the parent, which may still want our answers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        _kill_us_with_parent()
    if os.getppid() != parent:  # it ended before we had asked
        os._exit(0)
    threading.Thread(target=_until_stdin_ends, daemon=True).start()


def _kill_us_with_parent() -> None:
    import ctypes  # noqa: PLC0415 - not needed elsewhere

    # Where the call is missing or forbidden stdin still holds, so its answer is of no use.
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _until_stdin_ends() -> None:
    try:
        while os.read(0, 4096):
            pass
    except OSError:
        pass  # closed from the start: nobody holds the other end
    os._exit(0)  # all that counts is committed, and other threads may be waiting
