"""What services call their videos is opaque: any printable text is paid for, polled, fetched and adopted alike."""

import re
import time
from email.utils import formatdate
from urllib.parse import unquote

import pytest

from program import Program
from speaking import STRANGE, intent, service_for
from tiny_server import Request, answer, serving
from videos import VIDEO

JOBS = """\
  dusk: {from: a, prompt: Make it dusk}
  rain: {from: dusk, prompt: Add rain}
"""
SEGMENT = re.compile(r"(?:[A-Za-z0-9_.~-]|%[0-9A-F]{2})+")


def ident(text: object) -> str:
    return ascii(text)[:20]


@pytest.mark.parametrize("id_", STRANGE, ids=ident)
def test_an_id_is_one_segment_on_the_wire(id_: str) -> None:
    """As it leaves: no library between here and the socket decodes it, or climbs."""
    with serving(lambda _: answer(200, {"id": "video_9", "status": "queued"})) as server:
        service = service_for(server)
        service.look("t_1", id_, {})
        service.describe(id_)
        service.send(service.connect(), intent(parent=id_))
        with service.open_result(id_, {}):
            pass
        service.close()
    shapes = [
        (r.method, *r.target.split("/")[1:3], r.target.split("/")[4:]) for r in server.requests
    ]
    assert shapes == [
        ("GET", "v1", "videos", []),
        ("GET", "v1", "videos", []),
        ("POST", "v1", "videos", ["remix"]),
        ("GET", "v1", "videos", ["content"]),
    ]
    for request in server.requests:
        segment = request.target.split("/")[3]
        assert SEGMENT.fullmatch(segment)
        assert unquote(segment) == id_


class Shop:
    """A service that gives the ids it is told to, in turn, and forgets to answer the first POST if `mute`."""

    def __init__(self, *ids: str, mute: bool = False) -> None:
        self.ids, self.mute, self.made = list(ids), mute, dict[str, dict[str, str]]()
        self.posts = 0

    def __call__(self, request: Request) -> bytes | None:
        parts = [unquote(part) for part in request.target.split("/")]
        if request.method == "POST":
            self.posts += 1
            id_ = self.ids.pop(0)
            self.made[id_] = {"remixed_from_video_id": parts[3], "prompt": request.json["prompt"]}
            return None if self.mute and self.posts == 1 else answer(200, self.told(id_))
        if len(parts) == 5:
            return answer(200, VIDEO, {"Content-Type": "video/mp4"})
        return answer(200, self.told(parts[3]))

    def told(self, id_: str) -> dict[str, str]:
        return {"id": id_, "status": "completed", "seconds": "8", **self.made.get(id_, {})}


@pytest.mark.parametrize("id_", ["video_ab/cd==", "..a/b", "vidéo", "x" * 1024], ids=ident)
def test_a_run(id_: str, program: Program) -> None:
    """The id is a parent, too. Its file stays in its folder."""
    program.write(JOBS)
    shop = Shop(id_, "video_2")
    with serving(shop) as server:
        program.environ["REMIXBATCH_BASE_URL"] = server.url
        end = program.on("run")
        assert end.code == 0, end
        assert program.on("run").code == 0
    assert (program.take("dusk")["id"], program.take("rain")["from"]) == (id_, id_)
    files = [path for path in program.folder.rglob("*.mp4") if path.parent.name == "videos"]
    assert len(files) == len(list(program.folder.rglob("*.mp4"))) >= 2
    assert shop.posts == 2


@pytest.mark.parametrize("id_", ["video_ab/cd==", "..a", "-rf", "a'b c", "é" * 1024], ids=ident)
def test_a_paid_id_can_be_taken_over(id_: str, program: Program) -> None:
    """The answer was lost; the id is read at the service, and typed as the program shows it."""
    program.write("  dusk: {from: a, prompt: Make it dusk}\n", "provider: hasty")
    shop = Shop(id_, mute=True)
    with serving(shop) as server:
        program.environ["REMIXBATCH_BASE_URL"] = server.url
        assert program.on("run").code == 7
        end = program.on("resolve", "dusk", "--adopt", id_)
        assert end.code == 0, end
        assert program.on("run").code == 0
    assert program.take("dusk")["id"] == id_
    assert shop.posts == 1


def test_what_cannot_be_an_id_is_refused_in_its_own_words(program: Program) -> None:
    program.write("  dusk: {from: a, prompt: Make it dusk}\n", "provider: hasty")
    with serving(Shop("..")) as server:
        program.environ["REMIXBATCH_BASE_URL"] = server.url
        assert program.on("run").code == 7
        end = program.on("resolve", "dusk", "--adopt", "..")
    assert end.code == 6, end
    assert "'..' cannot be an id; nothing was changed" in end.err
    assert "network" not in end.err


@pytest.mark.parametrize(
    "odd",
    ["..", pytest.param(7, marks=pytest.mark.soak), pytest.param(None, marks=pytest.mark.soak)],
    ids=ident,
)
@pytest.mark.parametrize("prompt", ["Make it dusk", "Make it gold"])
def test_a_list_with_what_cannot_be_an_id(odd: object, prompt: str, program: Program) -> None:
    """It may be the lost video, and then nothing is sent again; else it is in nobody's way."""
    program.write("  dusk: {from: a, prompt: Make it dusk}\n", "provider: frank")
    shop = Shop("video_1", mute=True)

    def play(request: Request) -> bytes | None:
        if request.method == "POST" or request.target.count("/") > 2:
            return shop(request)
        now = time.time()
        made = {"remixed_from_video_id": program.source("a"), "created_at": int(now)}
        items = [{"id": odd, "prompt": prompt, "status": "completed", **made}]
        if "video_1" in shop.made and prompt != "Make it dusk":
            items.append({"id": "video_1", "prompt": "Make it dusk", "status": "completed", **made})
        page = {"object": "list", "data": items, "has_more": False}
        return answer(200, page, {"Date": formatdate(now, usegmt=True)})

    with serving(play) as server:
        program.environ["REMIXBATCH_BASE_URL"] = server.url
        end = program.on("run")
    assert shop.posts == 1
    if prompt == "Make it dusk":
        assert end.code == 7, end
        assert "adopted" not in end.err
    else:
        assert end.code == 0, end
        assert program.take("dusk")["id"] == "video_1"
