"""The main job against servers of both shapes, with the shipped profiles: keys, ids, videos, books.

Only the pace of looks is another: these servers are quick.
"""

import re
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from checkout import tag_of
from emulated import Emulator, running
from program import KEY, SPEC, Program

JOBS = """\
  dusk: {from: a, prompt: Make it dusk}
  fog: {from: b, prompt: Fill it with fog}
"""
CHAIN = "  rain: {from: dusk, prompt: Add rain}\n"
DIALECTS = {"openai": "OPENAI_API_KEY", "toapis": "TOAPIS_API_KEY"}


@pytest.fixture(scope="module", params=list(DIALECTS))
def locked(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Emulator]:
    """It asks for a key, and is quick."""
    state, dialect = tmp_path_factory.mktemp("state"), str(request.param)
    with running(state, "--speed", "100", "--key", KEY, dialect=dialect) as one:
        yield one


@pytest.fixture
def client(locked: Emulator, tmp_path: Path, request: pytest.FixtureRequest) -> Program:
    environ = {DIALECTS[locked.dialect]: KEY}
    made = Program(tmp_path, locked, tag_of(request), environ)
    del made.environ["REMIXBATCH_BASE_URL"]
    return made


def test_the_main_job(client: Program) -> None:
    client.write(JOBS + CHAIN, f"provider: quick-{client.emulator.dialect}")
    end = client.on("run", "--yes", "--base-url", client.emulator.url)
    assert end.code == 0, end
    toapis = client.emulator.dialect == "toapis"
    assert ("the model behind this service ended" in end.err) == toapis
    # one POST a take, real ids in the lock, each from its parent
    books = {entry["id"]: entry for entry in client.books()}
    assert Counter(client.prompts()) == {"Make it dusk": 1, "Fill it with fog": 1, "Add rain": 1}
    takes = client.takes()
    assert {take["id"]: take["from"] for take in takes} == {
        id_: entry["source"] for id_, entry in books.items()
    }
    assert client.take("rain")["from"] == client.take("dusk")["id"]
    for take in takes:
        assert (take["seconds"], take["size"], take["status"]) == ("8", "1280x720", "completed")
        assert take["origin"] == client.emulator.url
        data = (client.folder / "output" / "spring" / take["file"]).read_bytes()
        assert data[4:8] == b"ftyp"
        assert sha256(data).hexdigest() == take["sha256"]
        assert take["model"] == ("sora-2-official" if toapis else None)
    assert KEY not in end.out + end.err + client.lock.read_text("utf-8")
    for file in (client.folder / ".remixbatch").iterdir():
        assert KEY.encode() not in file.read_bytes()


def test_a_wrong_key(client: Program) -> None:
    dialect = client.emulator.dialect
    client.write(JOBS, f"provider: {dialect}")
    client.environ[DIALECTS[dialect]] = "sk-another"
    url = client.emulator.url
    end = client.here("run", SPEC, "--yes", "--no-check-sources", "--base-url", url)
    assert end.code == 6, end
    assert "HTTP 401" in end.out
    assert "sk-another" not in end.out + end.err
    assert end.err.count("not taken yet") == 1  # the others were not even tried
    assert client.books() == []
    phases = [job["phase"] for job in client.json("status")["jobs"]]
    assert phases == ["ready", "ready"]


def test_a_vendor_that_has_shut_down(program: Program) -> None:
    """Told before anything is opened, though a key and a yes are there."""
    program.write(JOBS, "provider: openai")
    end = program.here("run", SPEC, "--yes", without=("REMIXBATCH_BASE_URL",))
    assert end.code == 6, end
    assert re.search(r"error: openai: .*shut .* down on 2026-09-24; nothing was sent", end.err)
    assert "--base-url" in end.err
    assert not program.lock.exists()
