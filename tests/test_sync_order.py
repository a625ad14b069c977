"""An intent is on the disk before the first byte of its POST: seen from below, in the order of system calls."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from checkout import Checkout
from emulated import running

JOBS = """
  sun: {from: a, prompt: Put the sun low}
  rain: {from: sun, prompt: Add light rain}
  fog: {from: b, prompt: Fill it with fog}
  snow: {from: b, prompt: Cover it with snow}
  lamps: {from: rain, prompt: Light the lamps}
"""
TRACE = "trace=rename,renameat,renameat2,fsync,fdatasync,pwrite64,write,writev,sendto,sendmsg"
CALL = re.compile(
    r"(?P<pid>\d+) +(?:<\.\.\. (?P<resumed>\w+) resumed>|(?P<name>\w+)\()(?P<rest>.*)"
)
SENT = re.compile(
    r'"POST /v1/videos/(?P<source>[^/]+)/.*?Idempotency-Key: (?P<uid>t_[0-9a-f]{32})', re.DOTALL
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One system call; `begun` and `ended` are lines of the trace."""

    name: str
    text: str
    begun: int
    ended: int


def strace() -> str:
    """Where CI says that nothing is skipped, a missing strace is a failure."""
    found = shutil.which("strace")
    if (
        found is not None
        and subprocess.run([found, "true"], capture_output=True, check=False).returncode == 0
    ):
        return found
    if os.environ.get("REMIXBATCH_NO_SKIPS") == "1":
        pytest.fail("strace is missing, or may not trace here")
    pytest.skip("strace is missing, or may not trace here")


def calls(trace: Path) -> Iterator[Call]:
    under_way: dict[str, tuple[str, str, int]] = {}
    for number, line in enumerate(trace.read_text("utf-8", "replace").splitlines()):
        found = CALL.match(line)
        if found is None:  # a signal, or the end of a thread
            continue
        pid, rest = found["pid"], found["rest"]
        if found["name"]:
            name, begin, begun = found["name"], f"{found['name']}(", number
        else:
            name, begin, begun = under_way.pop(pid, ("", "", number))
        if rest.endswith("<unfinished ...>"):
            under_way[pid] = (name, begin + rest, number)
        else:
            yield Call(name=name, text=begin + rest, begun=begun, ended=number)


def test_every_intent_is_synced_before_its_post(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    with running(tmp_path / "emulator", "--speed", "25") as emulator:
        checkout = Checkout(tmp_path, emulator, "sync", JOBS)
        under = (strace(), "-f", "-y", "-s", "10000", "-e", TRACE, "-o", str(trace))
        end = checkout.under(*under)
        assert end.code == 0, end
        asked = {entry["idempotency_key"]: entry for entry in checkout.books()}
    seen = list(calls(trace))
    trace.unlink()  # it has all that was sent, and so the key
    posts = {m["uid"]: (m["source"], call) for call in seen if (m := SENT.search(call.text))}
    assert posts.keys() == asked.keys()
    assert len(asked) == 5
    first = min(post.begun for _, post in posts.values())
    assert any(
        c.ended < first and re.search(r"sync\(\d+<[^>]*/\.remixbatch>\)", c.text) for c in seen
    )
    made = {entry["id"] for entry in asked.values()}
    for uid, (source, post) in posts.items():
        assert is_synced(seen, f'\\"uid\\":\\"{uid}', before=post.begun), uid
        if source in made:  # of a parent whose id must not be lost with this one's payment
            assert is_synced(seen, f'\\"id\\":\\"{source}', before=post.begun), source
    assert sum(source in made for source, _ in posts.values()) == 2
    a_new_lock_is_synced(seen, tmp_path)


def a_new_lock_is_synced(seen: list[Call], folder: Path) -> None:
    """Its bytes before it is put in place, the place itself afterwards."""
    put = [c for c in seen if c.name.startswith("rename") and '"spring.lock"' in c.text]
    assert put
    for rename in put:
        before = [c for c in seen if "/.spring.lock." in c.text and c.ended < rename.begun]
        assert before[-1].name == "fsync"
        after = [c for c in seen if c.begun > rename.ended and c.name == "fsync"]
        assert f"<{folder}>" in after[0].text


def is_synced(seen: list[Call], text: str, *, before: int) -> bool:
    """Whether the journal's log was written with these words, and then synced, before that line."""
    log = [call for call in seen if "spring.db-wal>" in call.text and call.ended < before]
    written = [c.ended for c in log if c.name == "pwrite64" and text in c.text]
    assert written, f"{text} is not in the log"
    return any(
        call.name in ("fsync", "fdatasync")
        and call.text.endswith("= 0")
        and call.begun > written[0]
        for call in log
    )
