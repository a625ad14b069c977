"""A service that is sent the address of a parent's file and signs its addresses anew whenever it is asked.

What was sent is found again in its list all the same, without its signature, and no signature is kept.
"""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from email.utils import formatdate
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import yaml

from canary import found as files_with_the_key
from graphs import graph_of
from program import SHIPPED, SPEC, Program
from remixbatch import events as e
from remixbatch.actions import Connect
from remixbatch.aliases import aliases_of, identity_of
from remixbatch.contradiction import misdescribed
from remixbatch.engine import Engine
from remixbatch.fact import BadFactError, parse, write
from remixbatch.journal import Journal
from remixbatch.limits import Limits
from remixbatch.policy import Policy
from remixbatch.profile import parse as parse_profile
from remixbatch.service import Service
from remixbatch.take import Take
from speaking import intent, service_for
from tiny_server import Request, Server, answer, serving
from videos import VIDEO

BEACH, DUNES = "https://files.example/beach.mp4?key=abc", "https://files.example/dunes.mp4"
RAIN = "Add rain"
JOBS = f"""\
  dusk: {{from: beach, prompt: Make it dusk}}
  rain: {{from: dusk, prompt: {RAIN}}}
"""


@dataclass
class Signing:
    """`deaf`: prompts whose answer is lost; `unmade`: those that are lost with their answer."""

    deaf: set[str] = field(default_factory=set)
    unmade: set[str] = field(default_factory=set)
    listed: bool = True
    hides: bool = False  # prompts
    unknown: set[str] = field(default_factory=set)  # ids of which it tells nothing by themselves
    later: float = 0.0  # seconds that its clock has gone on meanwhile
    made: dict[str, dict[str, Any]] = field(default_factory=dict)
    ids: Iterator[int] = field(default_factory=lambda: count(1))
    signs: Iterator[int] = field(default_factory=lambda: count(1))
    sent: list[str] = field(default_factory=list)  # signatures that came with submissions
    told: list[str] = field(default_factory=list)  # those of the list
    repeats: int = 0  # the status with which it repeats the address of a file that it was sent
    server: Server | None = None

    def __call__(self, request: Request) -> bytes | None:
        path = request.target.partition("?")[0]
        if request.method == "POST":
            return self.post(request.json)
        if path == "/edits":
            return self.listing()
        if path.startswith("/files/"):
            return answer(200, VIDEO)
        if path[7:] not in self.made or path[7:] in self.unknown:
            return self.said({"error": {"code": "unknown"}}, 404)
        return self.said({"id": path[7:], **self.shown(self.made[path[7:]]), **self.at(path)})

    def at(self, path: str) -> dict[str, str]:
        return {"url": self.signed(f"{self.base}/files/{path[7:]}.mp4")}

    @property
    def base(self) -> str:
        assert self.server is not None
        return self.server.url

    def signed(self, address: str) -> str:
        return f"{address.partition('?')[0]}?sig=s{next(self.signs):06}#t=0"

    def post(self, asked: dict[str, str]) -> bytes | None:
        prompt, source = asked["prompt"], asked["video"]
        self.sent += re.findall("sig=(s[0-9]+)", source)
        if prompt in self.unmade:
            self.unmade.discard(prompt)
            return None
        if self.repeats and source.startswith(self.base):
            words = f"cannot read {source}, sorry"
            return self.said({"error": {"code": "bad_source", "message": words}}, self.repeats)
        id_ = self.make(source, prompt)
        if prompt in self.deaf:
            self.deaf.discard(prompt)
            return None
        return self.said({"id": id_, "source": self.signed(source)})

    def make(self, source: str, prompt: str) -> str:
        id_ = f"v{next(self.ids)}"
        self.made[id_] = {"source": source, "prompt": prompt, "created_at": time.time()}
        return id_

    def listing(self) -> bytes:
        if not self.listed:
            return self.said({"error": {"code": "down"}}, 404)
        rows = [
            {"id": id_, **self.shown(video), "source": self.signed_anew(video["source"])}
            for id_, video in reversed(self.made.items())
        ]
        return self.said({"data": rows, "has_more": False})

    def shown(self, video: dict[str, Any]) -> dict[str, Any]:
        told = {"status": "completed", **video}
        return {name: told[name] for name in told if name != "prompt" or not self.hides}

    def signed_anew(self, source: str) -> str:
        """Its own addresses with a new signature; hosts have no case."""
        if not source.startswith(self.base):
            return source
        address = self.signed(source).replace("http://", "HTTP://")
        self.told += re.findall("sig=(s[0-9]+)", address)
        return address

    def said(self, body: dict[str, Any], status: int = 200) -> bytes:
        date = formatdate(time.time() + self.later, usegmt=True)
        return answer(status, body, {"Date": date})

    def prompts(self) -> list[str]:
        return [video["prompt"] for video in self.made.values()]


@pytest.fixture
def signer(program: Program) -> Iterator[Signing]:
    signing = Signing()
    text = yaml.safe_dump(signing_profile())
    (program.folder / "profiles" / "signing.yaml").write_text(text, "utf-8")
    with serving(signing) as signing.server:
        program.environ["REMIXBATCH_BASE_URL"] = signing.base
        yield signing


def signing_profile() -> dict[str, Any]:
    profile: dict[str, Any] = yaml.safe_load((SHIPPED / "emulator.yaml").read_text("utf-8"))
    del profile["rehearsal"], profile["idempotency"]
    look = {"path": "/edits/{id}", "first": 0.02, "every": 0.02, "most": 0.05, "lineage": "source"}
    profile |= {
        "name": "signing",
        "auth": {"header": "Authorization", "env": "OPENAI_API_KEY"},
        "source": {"kind": "url", "from_parent": "result_url"},
        "remix": {"path": "/edits", "body": {"video": "{source}", "prompt": "{prompt}"}},
        "answer": {"id": "id", "lineage": "source"},
        "look": {**profile["look"], **look},
        "result": {"kind": "url", "url": "url"},
        "list": {**profile["list"], "path": "/edits", "lineage": "source"},
        "deadlines": {"connect": 5, "read": 1, "total": 1, "download": 60},
        "settle": 1,
    }
    return profile


@contextmanager
def speaking(signer: Signing) -> Iterator[Service]:
    service = service_for(signer.base, parse_profile(signing_profile(), "signing.yaml"))
    yield service
    service.close()


def spec(program: Program, jobs: str = JOBS) -> None:
    sources = f"  beach: {{url: '{BEACH}', seconds: 8}}\n  dunes: {{url: '{DUNES}', seconds: 8}}\n"
    head = f"version: 1\nprovider: signing\nsources:\n{sources}jobs:\n"
    (program.folder / SPEC).write_text(head + jobs, "utf-8")


def bytes_of(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def test_what_was_sent_is_found_in_the_list_under_another_signature(
    program: Program, signer: Signing
) -> None:
    """And a signature stands nowhere: not in a file, and not in what is told."""
    spec(program)
    signer.deaf, signer.listed = {RAIN}, False
    streams = []
    lost = program.on("run")
    assert lost.code == 7, lost
    rain = program.take("rain")
    assert (rain["status"], rain["from"]) == ("unclear", program.take("dusk")["id"])
    assert rain["address"] == f"{signer.base}/files/{rain['from']}.mp4"
    assert "address" not in program.take("dusk"), "it was sent what the spec says"
    signer.listed = True
    found = program.on("run")
    assert found.code == 0, found
    assert program.take("rain")["note"] == "found in the service's list"
    assert signer.prompts() == ["Make it dusk", RAIN], "it was paid for once"
    assert len(signer.sent) == 1
    assert signer.told
    streams += [program.on(word) for word in ("status", "refresh", "plan")]
    streams.append(program.on("trace", "rain"))
    for end in (lost, found, *streams):
        assert "sig=" not in end.out + end.err
    kept = bytes_of(program.folder)
    assert not [sign for sign in (*signer.sent, *signer.told) if sign.encode() in kept]
    assert b"sig=" not in program.lock.read_bytes() + bytes_of(program.folder / "output")
    assert not files_with_the_key([program.folder])


def test_a_clone_that_has_the_lock_alone_finds_it(program: Program, signer: Signing) -> None:
    """The lock says what was sent, though not when by the service's clock: a person is shown the video."""
    spec(program)
    signer.deaf, signer.listed = {RAIN}, False
    assert program.on("run").code == 7
    state = program.folder / ".remixbatch"
    state.rename(program.folder / "before")
    signer.listed = True
    end = program.on("run")
    assert end.code == 7, end
    assert "--adopt v2" in end.out
    early = program.on("resolve", "rain", "--not-submitted")
    assert "the service's list shows v2" in early.err
    end = program.on("resolve", "rain", "--adopt", "v2")
    assert (end.code, "note: the service tells the source" in end.err) == (0, False), end
    assert program.on("run").code == 0
    assert signer.prompts() == ["Make it dusk", RAIN]


OTHER = f"""\
  dawn: {{from: dunes, prompt: Make it dawn}}
  wet: {{from: dawn, prompt: {RAIN}}}
"""


def test_what_was_made_of_another_parent_is_not_taken(program: Program, signer: Signing) -> None:
    """A stranger's, of an address that nobody here knows: a person decides. Ours: it says nothing of this one."""
    spec(program, OTHER)
    assert program.on("run").code == 0
    wet = program.take("wet")
    spec(program, JOBS + OTHER)
    signer.unmade, signer.listed = {RAIN}, False
    assert program.on("run").code == 7
    foreign = signer.make(f"{signer.base}/files/v77.mp4?sig=old", RAIN)
    again = signer.make(f"{signer.base}/files/{wet['from']}.mp4?sig=old", RAIN)
    signer.listed, signer.later = True, 30
    held = program.on("run")
    assert held.code == 7, held
    assert program.take("rain")["status"] == "unclear"
    assert f"--adopt {foreign}" in held.out
    assert f"{again} --" not in held.out
    assert "with another prompt or source than was sent" in held.err
    wrong = program.on("resolve", "rain", "--adopt", again)
    assert wrong.code == 2, wrong
    assert f"{again} was made from {wet['from']}, this take starts from" in wrong.err
    stray = program.on("refresh")
    assert again in stray.out
    del signer.made[foreign]
    end = program.on("run")
    assert end.code == 0, end
    assert signer.prompts().count(RAIN) == 3, "that of wet, the stray one, and rain's own"
    assert program.take("rain")["id"] not in (foreign, again)


def test_adopt_knows_a_parent_by_the_address_that_it_has_now(
    program: Program, signer: Signing
) -> None:
    dawn = signer.make(DUNES, "Make it dawn")
    wet = signer.make(f"{signer.base}/files/{dawn}.mp4?sig=old", RAIN)
    foreign = signer.make(f"{signer.base}/files/v77.mp4?sig=old", RAIN)
    spec(program, OTHER)
    for id_, address in ((wet, dawn), (foreign, "v77")):
        end = program.on("adopt", "wet", id_)
        assert end.code == 2, end
        said = f"{id_} was made from {signer.base}/files/{address}.mp4, and that is no video of dawn here"
        assert said in end.err
    assert program.on("adopt", "dawn", dawn).code == 0
    end = program.on("adopt", "wet", wet)
    assert end.code == 0, end
    assert program.take("wet")["from"] == dawn
    assert program.on("adopt", "wet", foreign).code == 2
    assert b"sig=" not in program.lock.read_bytes() + end.err.encode()
    assert program.on("run").code == 0
    assert len(signer.made) == 3, "nothing was submitted"


def test_a_child_may_start_from_what_was_adopted(program: Program, signer: Signing) -> None:
    """The service calls its parent by an address, the lock by its id: that is no contradiction."""
    dawn = signer.make(DUNES, "Make it dawn")
    wet = signer.make(f"{signer.base}/files/{dawn}.mp4?sig=old", RAIN)
    spec(program, f"{OTHER}  cold: {{from: wet, prompt: Add snow}}\n")
    assert program.on("adopt", "dawn", dawn).code == 0
    assert program.on("adopt", "wet", wet).code == 0
    assert program.on("wait").code == 4
    end = program.on("run")
    assert end.code == 0, end
    assert program.take("cold")["from"] == wet
    assert b"sig=" not in program.lock.read_bytes()


def as_older(program: Program) -> None:
    """Journal and lock do not say what was sent, as where the parent's address could not be had."""
    rows = program.lock.read_text("utf-8")
    program.lock.write_text(re.sub(r',"address":"[^"]*"', "", rows), "utf-8")
    [path] = (program.folder / ".remixbatch").glob("*.db")
    with Journal.open(path) as journal:
        written = [e.to_row(event) for event in journal.events()]
    path.unlink()
    with Journal.open(path) as journal:
        for position, (kind, fields) in enumerate(written):
            fields.pop("address", None)
            journal.append(e.from_row(kind, fields), position)


def hidden(program: Program, signer: Signing) -> None:
    """`rain` is unclear, its video v2 is there, and had its time; its prompt is not told, and what was sent not known."""
    spec(program)
    signer.deaf, signer.listed = {RAIN}, False
    assert program.on("run").code == 7
    as_older(program)
    signer.listed, signer.hides, signer.later = True, True, 30


def test_a_video_of_an_unknown_address_without_its_prompt_is_no_proof_of_absence(
    program: Program, signer: Signing
) -> None:
    hidden(program, signer)
    early = program.on("resolve", "rain", "--not-submitted")
    assert early.code == 2, early
    assert "the service's list shows v2" in early.err
    assert "resolve spring.yaml rain --adopt v2` takes it over" in early.err
    assert program.on("run").code == 7
    end = program.on("resolve", "rain", "--adopt", "v2")  # its parent has that address now
    assert end.code == 0, end
    assert "tells the source" not in end.err
    assert "note: the service does not tell the prompt of v2" in end.err
    assert program.on("run").code == 0
    assert signer.prompts() == ["Make it dusk", RAIN], "it was paid for once"


def test_a_source_that_cannot_be_compared_is_taken_on_a_persons_word(
    program: Program, signer: Signing
) -> None:
    """Its parent has no address any more. What is known to be another's is not taken, whatever is said."""
    hidden(program, signer)
    signer.unknown = {"v1"}
    other = signer.make(BEACH, "Add snow")
    end = program.on("resolve", "rain", "--adopt", "v2")
    assert end.code == 2, end
    assert f"v2 was made from {signer.base}/files/v1.mp4, this take starts from v1" in end.err
    assert "--force adopts it on your word" in end.err
    wrong = program.on("resolve", "rain", "--adopt", other, "--force")
    assert wrong.code == 2, wrong
    assert f"{other} was made from https://files.example/beach.mp4, this take" in wrong.err
    end = program.on("resolve", "rain", "--adopt", "v2", "--force")
    assert end.code == 0, end
    assert "note: the service tells the source of v2 otherwise than was sent" in end.err
    assert "note: the service does not tell the prompt of v2" in end.err
    assert "sig=" not in end.err
    assert program.on("run").code == 0
    assert signer.prompts().count(RAIN) == 1


def test_what_was_sent_is_taken_by_a_person_though_its_address_is_that_of_two(
    program: Program, signer: Signing
) -> None:
    spec(program)
    signer.deaf, signer.listed = {RAIN}, False
    assert program.on("run").code == 7
    spec(program, JOBS + "  copy: {from: same, prompt: Add fog}\n")
    path = program.folder / SPEC
    same = f"sources:\n  same: {{url: '{signer.base}/files/v1.mp4', seconds: 8}}\n"
    path.write_text(path.read_text("utf-8").replace("sources:\n", same), "utf-8")
    assert program.on("run").code == 7
    signer.listed, signer.hides, signer.later, signer.unknown = True, True, 30, {"v1"}
    early = program.on("resolve", "rain", "--not-submitted")
    assert "the service's list shows v2" in early.err
    end = program.on("resolve", "rain", "--adopt", "v2")
    assert (end.code, "tells the source" in end.err) == (0, False), end
    assert signer.prompts() == ["Make it dusk", RAIN, "Add fog"]


def test_what_an_older_version_wrote_reads_as_before(program: Program, signer: Signing) -> None:
    """It does not say what was sent: the list's address is another source's, as far as can be told."""
    spec(program)
    signer.deaf, signer.listed = {RAIN}, False
    assert program.on("run").code == 7
    as_older(program)
    signer.listed, signer.later = True, 30
    end = program.on("run")
    assert end.code == 7, end
    assert "with another prompt or source than was sent" in end.err
    assert '"address"' not in program.lock.read_text("utf-8")
    assert program.on("resolve", "rain", "--adopt", "v2").code == 0
    assert program.on("run").code == 0
    assert signer.prompts() == ["Make it dusk", RAIN]


@pytest.mark.parametrize("parent", ["busy", "lost", BEACH, "sha256:00"])
def test_of_what_has_no_address_none_is_sent(signer: Signing, parent: str) -> None:
    """Then the answer to the submission says why, as ever."""
    signer.made = {"busy": {"status": "in_progress"}}
    with speaking(signer) as service:
        assert service.locate(parent) is None


def test_an_address_that_the_intent_does_not_tell_of_is_not_sent(signer: Signing) -> None:
    """Its parent may be another by then: what is sent is what the journal says, or asked for anew."""
    signer.made = {"p1": {}, "p2": {}}
    with speaking(signer) as service:
        address = service.locate("p2")
        assert address is not None
        asked = intent("signing", parent="p1", prompt=RAIN)
        for sure in (asked, replace(asked, address=f"{signer.base}/files/p1.mp4")):
            assert isinstance(service.send(service.connect(), sure, address), e.Submitted)
    assert {video["source"].partition("?")[0] for video in signer.made.values() if video} == {
        f"{signer.base}/files/p1.mp4"
    }


def test_an_address_of_another_kind_is_asked_for_anew() -> None:
    """No intent can tell of it: what it is without a signature is not known."""
    sent: list[str] = []

    def store(request: Request) -> bytes:
        if request.method == "POST":
            sent.append(request.json["video"])
            return answer(200, {"id": "v1"})
        id_ = request.target.rpartition("/")[2]
        return answer(200, {"status": "completed", "url": f"s3://bucket/{id_}.mp4?sig=1"})

    with serving(store) as server:
        service = service_for(server, parse_profile(signing_profile(), "signing.yaml"))
        asked = intent("signing", parent="p1", prompt=RAIN)
        for parent in ("p1", "p2"):
            address = service.locate(parent)
            assert address == f"s3://bucket/{parent}.mp4?sig=1"
            assert isinstance(service.send(service.connect(), asked, address), e.Submitted)
        service.close()
    assert sent == ["s3://bucket/p1.mp4?sig=1"] * 2


def test_the_engine_takes_no_address_of_another_parent() -> None:
    """Between the question and the open connection another take may have become its job's: then it is asked anew."""
    engine = Engine(graph_of({"j": "@a"}), Limits(), Policy())
    engine.replay([e.Run(at=100.0, pid=1, host="h", version="0", command="run")])
    [connect] = engine.actions(100.0)
    assert isinstance(connect, Connect)
    late = e.Connected(at=101.0, job="j", parent="another", address=FILE)
    assert engine.admit(late, "t_1") is None
    assert engine.actions(101.0) == [replace(connect, not_before=101.0)]
    admitted = engine.admit(replace(late, parent=connect.parent), "t_1")
    assert isinstance(admitted, e.Intent)
    assert admitted.address == FILE


@pytest.mark.parametrize("status", [400, 500])
def test_a_service_that_repeats_what_it_was_sent_tells_no_signature(
    program: Program, signer: Signing, status: int
) -> None:
    spec(program)
    signer.repeats, signer.listed = status, False
    end = program.on("run")
    assert f"cannot read {signer.base}/files/v1.mp4" in end.out + end.err + program.on("status").out
    assert signer.sent
    assert "sig=" not in end.out + end.err
    assert b"sig=" not in program.lock.read_bytes() + bytes_of(program.folder / "output")
    assert signer.sent[0].encode() not in bytes_of(program.folder)


@pytest.mark.parametrize(
    "address",
    [
        "https://cdn.example/v.mp4?Expires=1&Signature=SECRET",
        r"https://cdn.example/v.mp4?Expires=1\u0026Signature=SECRET",
        r"https:\/\/cdn.example\/v.mp4?Signature=SECRET",
        "https://user:SECRET@cdn.example/v.mp4",
    ],
)
def test_nothing_that_a_service_says_keeps_a_signature_however_it_is_spelled(address: str) -> None:
    """Not what it says of a submission, of a video, or of a source: all of it may be kept, and is shown."""
    failed = {"status": "failed", "error": {"code": address, "message": f"cannot read {address}"}}

    def says(request: Request) -> bytes:
        if request.method == "POST":
            return answer(200, {"id": [address]}) if request.json["prompt"] else answer(400, failed)
        return answer(200, failed)

    with serving(says) as server:
        service = service_for(server, parse_profile(signing_profile(), "signing.yaml"))
        asked = intent("signing", parent=BEACH, prompt="")
        told: list[Any] = [service.send(service.connect(), asked)]
        told += [service.send(service.connect(), replace(asked, prompt=RAIN))]
        told += [service.look("t_1", "v1", {}), service.standing("v1", 5.0)]
        service.close()
    assert [type(each).__name__ for each in told] == ["Rejected", "Unclear", "Failed", "Standing"]
    for each in told:
        assert "SECRET" not in repr(each)
        assert "cdn.example" in repr(each), "it is told all the same"


def test_the_lock_takes_no_signed_address() -> None:
    written = take("a", "v1", FILE).line()
    assert parse(write(written)) == written
    assert "address" not in write(take("a", "v1").line())
    for wrong in (f"{FILE}?sig=1", "v1", 7):
        with pytest.raises(BadFactError, match="address must be an address without query"):
            parse(write({**written, "address": wrong}))


ORIGIN = "https://service.example"


def take(uid: str, parent: str, address: str | None = None, **more: Any) -> Take:
    asked = {"uid": uid, "job": uid, "take": 1, "key": "k1:0", "profile": "p", "prompt": RAIN}
    asked |= {"origin": ORIGIN, "from": parent, "address": address}
    return Take.from_line({**asked, **more})


FILE = "https://cdn.example/v1.mp4"


@pytest.mark.parametrize(
    ("others", "known"),
    [
        ((), "v1"),
        ((take("b", "v1", FILE),), "v1"),
        ((take("b", "v2", FILE),), None),  # sent for another parent, too
        ((take("b", "v0", id="v1", links={"result": f"{FILE}?sig=1"}),), "v1"),
        ((take("b", "v0", id="v2", links={"result": f"{FILE}?sig=1"}),), None),
        ((take("b", f"{FILE}?id=2"),), None),  # a source of that address
        ((take("b", "v2", FILE, origin="https://other.example"),), "v1"),
    ],
)
def test_an_address_of_two_names_neither(others: tuple[Take, ...], known: str | None) -> None:
    aliases = aliases_of([take("a", "v1", FILE), *others], ORIGIN)
    told = f"{FILE}?sig=2"
    assert identity_of(told, aliases) == (known or told)


def test_what_is_no_known_address_stays_as_it_is() -> None:
    aliases = aliases_of([take("a", "v1", FILE)], ORIGIN)
    for told in (None, "v9", "https://cdn.example/v9.mp4?sig=1"):
        assert identity_of(told, aliases) == told
        assert identity_of(told, {}) == told


def test_a_video_that_is_described_by_its_signed_source_is_the_one() -> None:
    sent = take("a", "v1", FILE, id="v2")
    assert misdescribed(sent, lineage=f"{FILE}?sig=1", prompt=RAIN) is None
    told = misdescribed(sent, lineage="https://cdn.example/v9.mp4?sig=1", prompt=RAIN)
    assert told == "has v2 as made from https://cdn.example/v9.mp4, not from v1"
