"""What services and the way to them do wrong: each is told with place, cause and next move; nothing is paid twice.

unreachable: refused port, unknown name           here; that a POST was not sent: test_connection
TLS: self-signed, none where it should be, and    here; an authority of one's own: test_connection
  where it should not be
a proxy that is not there, or refuses             here; what it is told: test_connection
401, 402, 403 on the POST, on looks               here; on the question for a source: test_sources
a key that is repeated                            here, test_sources; in any encoding: test_redact
unknown, unfinished and expired sources           test_sources; unasked: test_outcomes
HTML, a server that closes at once                here; every broken answer to a POST: test_answers
a model that is gone                              here; a vendor that is gone: test_two_dialects
keys: missing, with a line break, open to all     here; every key that no header carries: test_keys
`resolve`, `wait` where nobody answers            here; `fetch`: test_fetch; `doctor`: test_doctor
"""

import io
import json
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from campaigns import Campaign, paid
from inside import Ended
from program import KEY, Program
from remixbatch import events as e
from remixbatch.errors import Exit
from remixbatch.progress import Progress
from tiny_server import Play, Server, answer, serving

PAID = "provider: paid"
JOBS = """\
  dusk: {from: a, prompt: Make it dusk}
  fog: {from: a, prompt: Fill it with fog}
"""
THERE = answer(200, {"id": "video_x", "status": "completed", "seconds": "8"})
PAGE = b"<!DOCTYPE html><title>Sign in</title>"


def error(status: int, message: str, code: str = "some_code") -> bytes:
    return answer(status, {"error": {"message": message, "code": code}})


def told(end: Ended, code: int, *words: str) -> None:
    """All of it for a user, and never the key."""
    assert end.code == code, end
    for each in words:
        assert each in end.out + end.err, end
    assert KEY not in end.out + end.err


def posts(server: Server) -> int:
    return sum(request.method == "POST" for request in server.requests)


@contextmanager
def nothing_written(program: Program) -> Iterator[None]:
    """Neither lock nor videos; the journal has no event."""
    yield
    assert not program.lock.exists()
    assert not (program.folder / "output").exists()
    assert json.loads(program.on("status", "--json").out)["totals"]["takes"] == 0


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        return int(nobody.getsockname()[1])


# -- no way there ------------------------------------------------------------------------------------


def test_nobody_listens(program: Program) -> None:
    program.write(JOBS, PAID)
    url = f"http://127.0.0.1:{free_port()}"
    with nothing_written(program):
        end = program.on("run", "--yes", "--base-url", url)
    told(end, 6, f"error: paid ({url}) cannot be reached: 127.0.0.1: Connection refused; nothing")
    told(end, 6, "help: check the address and the network, then run again: nothing is lost")
    told(program.on("plan", "--refresh", "--base-url", url), 6, f"paid ({url}) cannot be reached")


def test_a_name_that_nobody_has(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere(program, "https://videos.invalid")
    with nothing_written(program):
        end = program.on("run", "--yes")
    told(
        end,
        6,
        "paid (https://videos.invalid) cannot be reached: videos.invalid: ",
        "nothing was sent",
    )


def elsewhere(program: Program, origin: str) -> None:
    """The paid profile, its origin another, spoken to without --base-url and without a proxy.

    It lies in the user's own folder: from another it would not be given the key.
    """
    program.write(JOBS, PAID)
    own = program.folder / ".config" / "remixbatch" / "profiles"
    own.mkdir(parents=True)
    file = (program.folder / "profiles" / "paid.yaml").rename(own / "paid.yaml")
    file.write_text(file.read_text("utf-8").replace("https://videos.example", origin), "utf-8")
    del program.environ["REMIXBATCH_BASE_URL"]
    for name in [name for name in program.environ if name.lower().endswith("_proxy")]:
        del program.environ[name]


@pytest.mark.parametrize("name", ["HTTPS_PROXY", "all_proxy"])
def test_a_proxy_that_is_not_there(program: Program, name: str) -> None:
    elsewhere(program, "https://videos.invalid")
    program.environ[name] = f"http://me:pass-word@127.0.0.1:{(port := free_port())}"
    end = program.on("run", "--yes")
    way = f"videos.invalid through the proxy 127.0.0.1:{port} of {name} (NO_PROXY names hosts"
    told(end, 6, f"cannot be reached: {way} to reach without): Connection refused")
    assert "pass-word" not in end.err


def test_a_proxy_that_is_passed_by(program: Program) -> None:
    elsewhere(program, "https://videos.invalid")
    program.environ |= {"HTTPS_PROXY": "http://127.0.0.1:1", "NO_PROXY": "videos.invalid"}
    end = program.on("run", "--yes")
    told(end, 6, "videos.invalid without the proxy of HTTPS_PROXY, as NO_PROXY says: ")


def test_authorities_that_are_not_there(program: Program) -> None:
    program.write(JOBS, PAID)
    program.environ["REQUESTS_CA_BUNDLE"] = "/nowhere/ca.pem"
    told(program.on("run", "--yes"), 6, "REQUESTS_CA_BUNDLE names /nowhere/ca.pem, which cannot be")


# -- TLS ---------------------------------------------------------------------------------------------


def test_a_certificate_of_its_own(program: Program, tls: ssl.SSLContext) -> None:
    program.write(JOBS, PAID)
    with serving(lambda _: THERE, tls) as server, nothing_written(program):
        end = program.on("run", "--yes", "--base-url", server.url)
    told(end, 6, "its certificate is not trusted: self", "REQUESTS_CA_BUNDLE can name a file")
    assert server.requests == []


def test_https_at_a_server_without(program: Program) -> None:
    program.write(JOBS, PAID)
    with plain(b"HTTP/1.1 400 Bad Request\r\n\r\n") as port, nothing_written(program):
        end = program.on("run", "--yes", "--base-url", f"https://127.0.0.1:{port}")
    told(end, 6, "it does not speak TLS there; is it an http:// address?")


@contextmanager
def plain(words: bytes) -> Iterator[int]:
    """A server that says the same to everybody; its port."""
    from threading import Thread  # noqa: PLC0415

    def serve() -> None:
        while True:
            try:
                sock, _ = listener.accept()
            except OSError:
                return
            with sock:
                sock.recv(1000)
                sock.sendall(words)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = Thread(target=serve, daemon=True)
        thread.start()
        yield int(listener.getsockname()[1])
        listener.shutdown(socket.SHUT_RDWR)
    thread.join(5)


def test_http_at_a_server_with_tls(program: Program, tls: ssl.SSLContext) -> None:
    program.write(JOBS, PAID)
    with serving(lambda _: THERE, tls) as server, nothing_written(program):
        url = server.url.replace("https", "http")
        end = program.on("run", "--yes", "--base-url", url)
    told(end, 6, f"error: paid ({url}) cuts every call: ", "nothing was sent")
    with plain(b"\x15\x03\x01\x00\x02\x02\x46\r\n") as port:
        end = program.on("run", "--yes", "--base-url", f"http://127.0.0.1:{port}")
    told(end, 6, "what it answers is no HTTP; is it an https:// address?")


# -- answers -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Case:
    """`play`: what the service answers to a POST; `sent`: how many it gets, however often one runs."""

    play: bytes
    code: int
    words: tuple[str, ...]
    sent: int
    again: int  # requests of a second run


REFUSED = ") refuses the key of OPENAI_API_KEY: HTTP "
NEXT = "(once key, account, address and network are right)"
CASES = {
    "401, the key repeated": Case(
        error(401, f"Incorrect API key provided: {KEY}"),
        6,
        (f"{REFUSED}401: Incorrect API key provided: [key]", NEXT, "2 × not submitted: dusk, fog"),
        1,
        1,
    ),
    "402": Case(error(402, "Your balance is 0"), 6, (f"{REFUSED}402: Your balance", NEXT), 1, 1),
    "403": Case(error(403, "Not your plan"), 6, (f"{REFUSED}403: Not your plan", NEXT), 1, 1),
    "a model that is gone": Case(
        error(404, "The model `sora-2` has been retired", "model_not_found"),
        1,
        (
            "2 × failed: model_not_found: HTTP 404: The model `sora-2` has been retired: dusk, fog",
            "--retry-failed",
        ),
        2,
        2,
    ),
    "a page": Case(
        answer(200, PAGE),
        7,
        (
            "HTTP 200, but the body is a web page, no JSON",
            "unclear: it may have been paid for: dusk, fog",
            " dusk --adopt ID\n",
        ),
        2,
        0,
    ),
    "a page that refuses": Case(
        answer(403, PAGE), 7, ("HTTP 403: the body is a web page, no JSON",), 2, 0
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_an_answer_to_a_submission(program: Program, name: str) -> None:
    case = CASES[name]
    program.write(JOBS, PAID)
    play: Play = lambda request: THERE if request.method == "GET" else case.play  # noqa: E731
    with serving(play) as server:
        flags = ("--yes", "--base-url", server.url)
        told(program.on("run", *flags), case.code, *case.words)
        assert posts(server) == case.sent
        assert program.on("run", *flags).code == case.code
        assert posts(server) == case.sent + case.again
        for file in (program.folder / ".remixbatch").iterdir():
            assert KEY.encode() not in file.read_bytes()
    assert len(program.takes()) == (2 if case.code == 7 else 0)


def test_a_server_that_closes_at_once(program: Program) -> None:
    program.write(JOBS, PAID)
    with serving(lambda _: None) as server, nothing_written(program):
        end = program.on("run", "--yes", "--base-url", server.url)
        told(
            end, 6, "cuts every call: it closed the connection without an answer; nothing was sent"
        )
        told(end, 6, "`run --no-check-sources` if it refuses this question alone")
    assert posts(server) == 0


def test_looks_that_the_key_may_not_make(program: Program) -> None:
    """What was paid for stays in flight, and a later run goes on with it."""
    program.write("  dusk: {from: a, prompt: Make it dusk}\n", PAID)
    looks = [THERE, error(402, f"no: {KEY}")]

    def play(request: object) -> bytes:
        if getattr(request, "method", "") == "POST":
            return answer(200, {"id": "video_made", "status": "queued"})
        return looks[min(len(server.requests) - 1, 1)]

    with serving(play) as server:
        flags = ("--base-url", server.url)
        end = program.on("run", "--yes", "--no-wait", *flags)
        assert end.code == 4, end
        end = program.on("wait", *flags)
        told(
            end,
            6,
            f"paid ({server.url}) refuses the key of OPENAI_API_KEY: HTTP 402: no: [key]",
        )
        told(end, 6, "gives no answer that helps: HTTP", "in flight: dusk")
        assert posts(server) == 1
    assert program.take("dusk")["id"] == "video_made"


# -- keys --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (
            None,
            ("no key for paid: the variable OPENAI_API_KEY is not set", "export OPENAI_API_KEY="),
        ),
        (
            f"{KEY}\nx",
            ("the variable OPENAI_API_KEY holds characters that no key has", "line breaks"),
        ),
        ("", ("the variable OPENAI_API_KEY holds no key",)),
    ],
)
def test_a_key_that_cannot_be_used(
    program: Program, value: str | None, words: tuple[str, ...]
) -> None:
    program.write(JOBS, PAID)
    del program.environ["OPENAI_API_KEY"]
    program.environ |= {} if value is None else {"OPENAI_API_KEY": value}
    with nothing_written(program):
        told(program.on("run", "--yes"), 6, *words)
        told(program.on("plan", "--refresh"), 6, *words)
    assert program.books() == []


def test_a_key_file_that_others_may_read(program: Program, tmp_path: Path) -> None:
    program.write(JOBS, PAID)
    del program.environ["OPENAI_API_KEY"]
    file = tmp_path / "key"
    file.write_text(KEY, "utf-8")
    file.chmod(0o644)
    program.environ["OPENAI_API_KEY_FILE"] = str(file)
    with nothing_written(program):
        end = program.on("run", "--yes")
        told(end, 6, f"OPENAI_API_KEY_FILE names {file}, which others may use (mode 0644)")
        told(end, 6, f"help: chmod 600 {file}")
    assert program.books() == []


# -- commands that go on -----------------------------------------------------------------------------


def test_resolve_where_nobody_answers(program: Program) -> None:
    """Nothing is changed, so it can be said again."""
    program.write("  dusk: {from: a, prompt: Make it dusk}\n", PAID)
    play: Play = lambda request: THERE if request.method == "GET" else answer(200, PAGE)  # noqa: E731
    with serving(play) as server:
        flags = ("--base-url", (url := server.url))
        assert program.on("run", "--yes", *flags).code == 7
    before = program.lock.read_bytes()
    end = program.on("resolve", "dusk", "--adopt", "video_1", *flags)
    told(
        end, 6, f"paid at {url} tells nothing of 'video_1': Connection refused; nothing was changed"
    )
    told(end, 6, "help: check the address and the network, then say it again")
    assert program.lock.read_bytes() == before


def test_waiting_where_nobody_answers() -> None:
    """It is told once, until somebody answers; after ten minutes asking ends, and nothing is concluded."""
    going = Campaign(paid("  dusk: {from: beach, prompt: Make it dusk}\n"))
    stream = io.StringIO()
    progress = Progress(going.graph, going.engine, stream, interactive=False, verbosity=0)
    uid, begun = going.submit("dusk"), going.at
    for after in (1, 2, 300, 602):
        failed = e.LookFailed(at=begun + after, uid=uid, kind="silent", reason="Connection refused")
        progress.event(going.tell(failed))
    told_once = (
        "main gives no answer that helps: Connection refused; asking again, for 10 minutes at"
    )
    assert stream.getvalue().count(told_once) == 1
    codes = going.engine.verdict()
    assert codes[Exit.PROVIDER] == [
        "openai (https://api.openai.com) gave no answer that helps for 10 minutes: Connection refused"
    ]
    assert Exit.UNFINISHED in codes
