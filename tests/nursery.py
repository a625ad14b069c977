"""Real processes that begin at once: forked from one that has imported the program already.

A nursery is a process of one thread, which forks a child for each line it is asked in; a child has its own
folder, environment, pipes and signals, and ends as any process does. So kill -9 and signals mean what they
mean everywhere, and the half second in which Python reads the program is spent once.
"""

import atexit
import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from canary import heard

HEEDED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
WARM = (
    *("crash_start", "remixbatch.commands.run", "remixbatch.commands.resolve", "remixbatch.bars"),
    *("remixbatch.cli.spend", "remixbatch.emulator.__main__", "jinja2", "jsonschema", "tabulate"),
)


class Child:
    """A process of the nursery, as far as tests ask it: what `subprocess.Popen` answers, and what it said so far."""

    def __init__(self, nursery: "Nursery", pid: int, pipes: Sequence[int]) -> None:
        self._nursery = nursery
        self._said = dict.fromkeys(pipes, b"")  # stdout, stderr
        self._open = list(pipes)
        self.pid = pid
        self.returncode: int | None = None

    def poll(self) -> int | None:
        if self.returncode is None:
            self.returncode = self._nursery.ask({"poll": self.pid})
        return self.returncode

    def wait(self, timeout: float = 30.0) -> int:
        end = time.monotonic() + timeout
        while (code := self.poll()) is None:
            if time.monotonic() > end:
                raise subprocess.TimeoutExpired(str(self.pid), timeout)
            time.sleep(0.005)
        return code

    def communicate(self, timeout: float = 30.0) -> tuple[str, str]:
        end = time.monotonic() + timeout
        while self._open:
            self._hear(end)
        self.wait(max(0.0, end - time.monotonic()))
        heard("a process", *self.said())
        return self.said()

    def said(self) -> tuple[str, str]:
        """On stdout and stderr, as far as it was heard."""
        out, err = (said.decode() for said in self._said.values())
        return out, err

    def until_said(self, words: str, timeout: float = 30.0) -> None:
        end = time.monotonic() + timeout
        while not any(words in said for said in self.said()):
            assert self._open, f"it ended without a word of {words!r}: {self.said()}"
            self._hear(end)

    def _hear(self, end: float) -> None:
        ready, _, _ = select.select(self._open, [], [], max(0.0, end - time.monotonic()))
        if not ready:
            raise subprocess.TimeoutExpired(str(self.pid), 0)
        for pipe in ready:
            said = os.read(pipe, 65536)
            self._said[pipe] += said
            if not said:
                self._open.remove(pipe)
                os.close(pipe)

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.communicate()


class Nursery:
    """Asked by one process, a line at a time; it ends with that process.

    `preload`: a library that its children call before libc.
    """

    def __init__(self, preload: Path | None = None) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="nursery-")
        self._count = 0
        self._process = subprocess.Popen(
            [sys.executable, __file__],
            env={**os.environ, **({} if preload is None else {"LD_PRELOAD": str(preload)})},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            preexec_fn=_heed,  # noqa: PLW1509 - it takes no lock
        )

    def ask(self, asked: Mapping[str, Any]) -> Any:
        process = self._process
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(asked) + "\n")
        process.stdin.flush()
        answer = process.stdout.readline()
        assert answer, "the nursery could not begin; its stderr says why"
        return json.loads(answer)

    def end(self) -> None:
        self._process.communicate()
        self._folder.cleanup()

    def start(
        self,
        program: str,
        words: Sequence[str],
        *,
        folder: Path | None = None,
        environ: Mapping[str, str] | None = None,
        point: str | None = None,
        heeds: Iterable[int] = HEEDED,
    ) -> Child:
        """`program`: remixbatch or emulator; `point`: where crash_start.py lets it end; `heeds`: signals that
        are not ignored from the start.
        """
        self._count += 1
        files = [f"{self._folder.name}/{self._count}.{end}" for end in ("out", "err")]
        for file in files:
            os.mkfifo(file)
        pipes = [os.open(file, os.O_RDONLY | os.O_NONBLOCK) for file in files]
        asked = {
            "program": program,
            "words": list(words),
            "folder": str(folder or Path.cwd()),
            "environ": dict(os.environ if environ is None else environ),
            "point": point,
            "ignored": [int(number) for number in HEEDED if number not in set(heeds)],
            "files": files,
        }
        pid = self.ask(asked)
        for file in files:
            Path(file).unlink()
        return Child(self, pid, pipes)


@cache
def nursery() -> Nursery:
    """The one of this process."""
    made = Nursery()
    atexit.register(made.end)
    return made


def _heed() -> None:
    """Whoever runs the tests may ignore signals (nohup, a background job); these processes must not."""
    for number in HEEDED:
        signal.signal(number, signal.SIG_DFL)


# -- in the nursery ------------------------------------------------------------------------------------


def _tend() -> Mapping[str, Any] | None:
    """Answer what is asked until nobody asks any more. In a child: what it is to do."""
    for line in sys.stdin:
        asked: Mapping[str, Any] = json.loads(line)
        if "poll" in asked:
            pid, status = os.waitpid(asked["poll"], os.WNOHANG)
            answer = os.waitstatus_to_exitcode(status) if pid else None
        else:
            streams = [os.open(os.devnull, os.O_RDONLY)]
            streams += [os.open(file, os.O_WRONLY) for file in asked["files"]]
            answer = os.fork()
            if answer == 0:
                return {**asked, "streams": streams}
            for stream in streams:
                os.close(stream)
        print(json.dumps(answer), flush=True)
    return None


def _begin(asked: Mapping[str, Any]) -> None:
    for number in HEEDED:
        plain = signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL
        signal.signal(number, signal.SIG_IGN if number in asked["ignored"] else plain)
    for stream, opened in enumerate(asked["streams"]):
        os.dup2(opened, stream)
        os.close(opened)
    os.chdir(asked["folder"])
    os.environ.clear()
    os.environ.update(asked["environ"])
    sys.argv = [asked["program"], *asked["words"]]


def _main(asked: Mapping[str, Any]) -> None:
    if asked["program"] == "emulator":
        sys.exit(import_module("remixbatch.emulator.__main__").main(asked["words"]))
    if asked["point"] is not None:
        import_module("crash_start").prepare(asked["point"])
    import_module("remixbatch.__main__").main()


if __name__ == "__main__":
    for name in WARM:
        import_module(name)
    task = _tend()
    if task is not None:
        _begin(task)
        _main(task)
