"""How much memory the program takes whatever a service sends: measured in a process of its own, that of a user.

Not by `ru_maxrss`, which a process inherits from the one that started it.
"""

import subprocess
import sys
from collections.abc import Iterator
from itertools import count, repeat
from pathlib import Path

import pytest

from canary import heard
from inside import patched
from program import SPEC, Program
from remixbatch import inventory
from remixbatch.connection import PAGE_LIMIT
from remixbatch.inventory import Incomplete, Inventory
from remixbatch.reply import SMALL, VALUES, Reply, Unreadable, decoded
from speaking import profile_of
from tiny_server import Request, answer, serving

pytestmark = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="asks /proc")

MOST = 300 << 20  # bytes, all that the process ever held at once
MEASURED = """
import sys
from remixbatch.cli.main import main
try:
    main()
finally:
    status = open("/proc/self/status").read()
    print("PEAK", status.partition("VmHWM:")[2].split()[0], file=sys.stderr)
"""


def peak(program: Program, *words: str) -> tuple[int, int, str, str]:
    """Exit code, bytes, stdout and stderr of a command."""
    end = subprocess.run(
        [sys.executable, "-c", MEASURED, *words],
        cwd=program.folder,
        env=program.environ,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    heard("a process", end.stdout, end.stderr)
    said, _, told = end.stderr.rpartition("PEAK ")
    return end.returncode, int(told) << 10, end.stdout, said


ROOM = PAGE_LIMIT - 1000  # bytes of a page for its videos
OURS = '{{"id":"v{}","remixed_from_video_id":"OURS","prompt":"Make it dusk"}}'
# How one video looks of which a page is full, with its number; what the reading comes to.
VIDEOS = {
    "objects in objects": ('{{"":{{"":{{}}}}}}', "goes on after 96 MiB"),
    "lists in lists": ("[[],[],[]]", "something that is no video"),
    "empty ones": ("{{}}", "goes on after 96 MiB"),
    "a name of its own in each": ('{{"a long name of number {}":1}}', "goes on after 96 MiB"),
    "short ones": ('{{"id":"v{}"}}', "goes on after 96 MiB"),
    "of our source": (OURS, "goes on after 96 MiB"),
    "long prompts": (f'{{{{"id":"v{{}}","prompt":"{"x" * 700_000}"}}}}', "goes on after 96 MiB"),
}


QUICK = ("lists in lists", "long prompts")


def page(form: str, first: int, values: int) -> bytes:
    """As many videos as have so many values, in a page that is as large as one may be.

    One letter in it makes each letter of the text four bytes wide.
    """
    marks = sum(form.format(0).count(mark) for mark in "[{:,") + 1
    number = min(values // marks, ROOM // (len(form.format(first + VALUES)) + 2))
    videos = ",".join(map(form.format, range(first, first + number)))
    head = f'{{"has_more": true, "last_id": "v{first + number - 1}", "data": [{videos}], "more": "\U0001f680'
    return f'{head}{"x" * (ROOM - len(head))}"}}'.encode()


def refreshed(program: Program, pages: Iterator[bytes]) -> tuple[str, int]:
    """What `refresh` says of a service whose list has these pages, and what it took."""
    program.write("  dusk: {from: a, prompt: Make it dusk}\n", "provider: paid")

    def play(request: Request) -> bytes:
        return answer(200, next(pages)) if "?" in request.target else answer(404, {})

    with serving(play) as server:
        code, size, out, err = peak(program, "refresh", SPEC, "--json", "--base-url", server.url)
    assert code == 6, err
    return out, size


@pytest.mark.parametrize(
    "kind",
    [kind if kind in QUICK else pytest.param(kind, marks=pytest.mark.soak) for kind in VIDEOS],
)
def test_no_list_takes_more_memory_than_a_program_may(program: Program, kind: str) -> None:
    """Of all pages that are read: each has nearly as many values as it may."""
    form, outcome = VIDEOS[kind]
    form = form.replace("OURS", program.source("a"))
    pages = (page(form, n * VALUES, VALUES - 100) for n in count())
    out, size = refreshed(program, pages)
    assert outcome in out, out
    assert size < MOST


def test_a_page_of_nothing_but_values_is_not_read(program: Program) -> None:
    """It would take 285 MB beside the body and the program."""
    whole = page(VIDEOS["objects in objects"][0], 0, PAGE_LIMIT)
    out, size = refreshed(program, repeat(whole))
    assert size < MOST
    assert f"a page of the list: the body has more than {VALUES:,} values" in out


def test_an_answer_of_a_usual_size_is_read_whatever_it_holds() -> None:
    """An id that was paid for is in it."""
    body = b'{"id": "video_1", "x": [' + b"[]," * ((SMALL - 100) // 3) + b"0]}"
    assert body.count(b"[") > VALUES // 2
    assert decoded(Reply(status=200, headers={}, body=body))["id"] == "video_1"
    with pytest.raises(Unreadable, match="values"):
        decoded(Reply(status=200, headers={}, body=b"[" + b"0," * (SMALL // 2) + b"0]"))


def test_what_is_kept_of_a_list_is_counted_too() -> None:
    """Videos of twenty bytes take four hundred: the pages alone would let 2 GB through."""
    listing = profile_of("openai").listing
    assert listing is not None
    read = Inventory(listing, 1.0, lambda _: True)
    kept = 50_000
    with (
        patched(inventory, MOST=kept * inventory.VIDEO),
        pytest.raises(Incomplete, match="goes on after"),
    ):
        read.add(Reply(status=200, headers={}, body=page(VIDEOS["short ones"][0], 0, VALUES - 100)))
    assert kept * 0.9 < len(read.sightings) < kept
