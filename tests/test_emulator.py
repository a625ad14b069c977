"""The emulator speaks two services' API and behaves as they do."""

import contextlib
import http.client
import json
import re
import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests

from emulated import BEACH, TOAPIS_MODEL, Emulator, error_of, running, until
from faulty import faulty, posts
from remixbatch.emulator.video import minted, new_id


@pytest.fixture(scope="module")
def openai(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    with running(tmp_path_factory.mktemp("openai"), "--speed", "40", "--in-flight", "50") as one:
        yield one


@pytest.fixture(scope="module")
def toapis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    folder = tmp_path_factory.mktemp("toapis")
    with running(folder, "--speed", "40", "--in-flight", "50", dialect="toapis") as one:
        yield one


@pytest.fixture(params=["openai", "toapis"])
def either(request: pytest.FixtureRequest) -> Emulator:
    one = request.getfixturevalue(request.param)
    assert isinstance(one, Emulator)
    return one


# -- the OpenAI shape ----------------------------------------------------------------------------------


def test_openai_remix_look_and_content(openai: Emulator) -> None:
    made = openai.remix(BEACH, "Add fog").json()
    assert re.fullmatch(r"video_[0-9a-f]{32}", made["id"])
    assert made == {
        "id": made["id"],
        "object": "video",
        "model": "sora-2",
        "status": "queued",
        "progress": 0,
        "created_at": pytest.approx(time.time(), abs=5),
        "completed_at": None,
        "expires_at": None,
        "prompt": "Add fog",
        "seconds": "8",
        "size": "1280x720",
        "remixed_from_video_id": BEACH,
        "error": None,
    }
    done = openai.finish(made["id"])
    assert (done["status"], done["progress"]) == ("completed", 100)
    assert done["expires_at"] - done["completed_at"] == pytest.approx(86400, abs=1)
    content = openai.get(f"/v1/videos/{made['id']}/content")
    assert content.headers["Content-Type"] == "video/mp4"
    assert content.content[4:8] == b"ftyp"
    assert int(content.headers["Content-Length"]) == len(content.content)
    assert made["id"].encode() in content.content


def test_openai_list(tmp_path: Path) -> None:
    with running(tmp_path, "--speed", "100") as one:
        assert one.get("/v1/videos").json() == {
            "object": "list",
            "data": [],
            "first_id": None,
            "last_id": None,
            "has_more": False,
        }
        ids = [one.make(BEACH, f"prompt {n}") for n in range(5)]
        first = one.get("/v1/videos?limit=2").json()
        assert [job["id"] for job in first["data"]] == ids[:2:-1]
        assert (first["first_id"], first["last_id"]) == (ids[4], ids[3])
        assert first["has_more"]
        rest = one.get(f"/v1/videos?limit=3&after={ids[3]}").json()
        assert [job["id"] for job in rest["data"]] == ids[2::-1]
        assert not rest["has_more"]
        up = one.get(f"/v1/videos?order=asc&after={ids[1]}").json()
        assert [job["id"] for job in up["data"]] == ids[2:]
        assert one.get("/v1/videos?limit=0").json()["data"] == []


@pytest.mark.parametrize(
    "query", ["limit=101", "limit=-1", "limit=x", "limit=٣", "order=up", "after=nix"]
)
def test_openai_list_says_what_is_wrong(openai: Emulator, query: str) -> None:
    answer = openai.get(f"/v1/videos?{query}")
    assert answer.status_code == 400
    assert error_of(answer)["param"] == query.partition("=")[0]


def test_openai_delete(openai: Emulator) -> None:
    made = openai.make(BEACH, "to be deleted")
    openai.finish(made)
    for id_ in (made, "some-source"):
        gone = requests.delete(f"{openai.url}/v1/videos/{id_}", timeout=20).json()
        assert gone == {"id": id_, "object": "video.deleted", "deleted": True}
        assert openai.get(f"/v1/videos/{id_}").status_code == 404
        assert openai.remix(id_, "x").status_code == 404
    assert made in [entry["id"] for entry in openai.books()], "what was charged stays charged"
    assert made not in openai.get("/v1/videos?limit=100").text


# -- the shape of ToAPIs -------------------------------------------------------------------------------


def test_toapis_remix_look_and_file(toapis: Emulator) -> None:
    made = toapis.remix(BEACH, "Add fog").json()
    assert made == {
        "id": made["id"],
        "object": "video",
        "model": TOAPIS_MODEL,
        "status": "queued",
        "progress": 0,
        "created_at": pytest.approx(time.time(), abs=5),
        "remixed_from_video_id": BEACH,
        "seconds": "8",
        "size": "1280x720",
    }
    task = toapis.look(made["id"])
    assert task["object"] == "generation.task"
    assert set(task) == {"id", "object", "model", "status", "progress", "created_at"}
    done = toapis.finish(made["id"])
    assert done["expires_at"] - done["completed_at"] == pytest.approx(86400, abs=1)
    file = done["result"]["data"][0]
    assert done["result"]["type"] == "video"
    assert file["format"] == "mp4"
    assert file["url"].startswith(f"{toapis.url}/files/")
    assert requests.get(file["url"], timeout=20).content[4:8] == b"ftyp"


@pytest.mark.parametrize(
    "body", [{"prompt": "x"}, {"prompt": "x", "model": "sora-2"}, {"prompt": "x", "model": 1}]
)
def test_toapis_needs_its_model(toapis: Emulator, body: dict[str, object]) -> None:
    answer = requests.post(f"{toapis.url}/v1/videos/{BEACH}/remix", json=body, timeout=20)
    assert answer.status_code == 400
    assert error_of(answer) == {
        "code": 400,
        "message": "'model' must be 'sora-2-official' to remix a video.",
        "type": "invalid_request",
    }


def test_toapis_has_no_list_and_no_other_status(toapis: Emulator) -> None:
    for path in ("/v1/videos", f"/v1/videos/{BEACH}", f"/v1/videos/{BEACH}/content"):
        answer = toapis.get(path)
        assert answer.status_code == 404
        assert error_of(answer)["code"] == 404


# -- what both do --------------------------------------------------------------------------------------


def test_progress_grows_from_queued_to_completed(tmp_path: Path) -> None:
    with running(tmp_path, "--speed", "8") as one:
        id_ = one.make(BEACH, "x")
        seen = [one.look(id_)]
        while seen[-1]["status"] != "completed":
            time.sleep(0.03)
            seen.append(one.look(id_))
        words = list(dict.fromkeys(job["status"] for job in seen))
        assert words == ["queued", "in_progress", "completed"]
        progress = [job["progress"] for job in seen]
        assert progress == sorted(progress)
        assert len(set(progress)) > 3


def test_a_chain_and_its_lineage(either: Emulator) -> None:
    first = either.make(BEACH, "teal")
    early = either.remix(first, "rain")
    assert early.status_code == 400, "its source is not completed"
    assert "not completed" in error_of(early)["message"]
    either.finish(first)
    second = either.remix(first, "rain").json()
    assert second["remixed_from_video_id"] == first
    assert either.finish(second["id"])["status"] == "completed"


def test_a_range_of_the_file(either: Emulator) -> None:
    id_ = either.make(BEACH, "night")
    either.finish(id_)
    path = f"/v1/videos/{id_}/content" if either.dialect == "openai" else f"/files/{id_}.mp4"
    whole = either.get(path)
    part = either.get(path, headers={"Range": "bytes=1000-1999"})
    assert part.status_code == 206
    assert part.headers["Content-Range"] == f"bytes 1000-1999/{len(whole.content)}"
    assert part.content == whole.content[1000:2000]
    rest = either.get(path, headers={"Range": "bytes=5000-", "If-Range": whole.headers["ETag"]})
    assert (rest.status_code, rest.content) == (206, whole.content[5000:])
    other = either.get(path, headers={"Range": "bytes=5000-", "If-Range": '"another"'})
    assert (other.status_code, other.content) == (200, whole.content)
    beyond = either.get(path, headers={"Range": "bytes=99999999-"})
    assert beyond.status_code == 416
    assert beyond.headers["Content-Range"] == f"bytes */{len(whole.content)}"
    head = requests.head(either.url + path, timeout=20)
    assert (head.content, int(head.headers["Content-Length"])) == (b"", len(whole.content))


def test_equal_jobs_have_their_own_ids_and_files(openai: Emulator) -> None:
    ids = [openai.make(BEACH, "the same") for _ in range(2)]
    for id_ in ids:
        openai.finish(id_)
    files = [openai.get(f"/v1/videos/{id_}/content").content for id_ in ids]
    assert files[0] != files[1]


@pytest.mark.parametrize("prompt", ["", "  \n", None, 7, ["x"], "x" * 32001, "\ud800"])
def test_prompts_that_are_none(either: Emulator, prompt: object) -> None:
    answer = either.remix(BEACH, prompt)
    assert answer.status_code == 400
    assert "prompt" in error_of(answer)["message"]


def test_the_longest_prompt(openai: Emulator) -> None:
    assert openai.remix(BEACH, "ü" * 32000).status_code == 200


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'"x"', b"\xff\xfe", b"[" * 100_000, b"9" * 9000]
)
def test_bodies_that_are_no_json_object(either: Emulator, body: bytes) -> None:
    answer = requests.post(f"{either.url}/v1/videos/{BEACH}/remix", data=body, timeout=20)
    assert answer.status_code == 400
    assert "JSON" in error_of(answer)["message"]


def test_paths_and_methods_that_are_none(either: Emulator) -> None:
    for path in ("/", "/nix", "/v1/videos//x", "/%ff", "/v1/videos/a%2Fb/remix/c", "/files/"):
        answer = either.get(path)
        assert answer.status_code == 404, path
        assert "message" in error_of(answer)
    wrong = requests.put(f"{either.url}/v1/videos/{BEACH}/remix", timeout=20)
    assert wrong.status_code == 405
    assert "message" in error_of(wrong)


def test_words_that_refuse_and_fail(either: Emulator) -> None:
    before = len(either.books())
    refused = either.remix(BEACH, "a [refuse] b")
    if either.dialect == "openai":
        assert (refused.status_code, error_of(refused)["code"]) == (400, "moderation_blocked")
    else:
        assert (refused.status_code, error_of(refused)["type"]) == (422, "content_policy_violation")
    assert len(either.books()) == before
    later = either.finish(either.make(BEACH, "[refuse later]"))
    word = "moderation_blocked" if either.dialect == "openai" else "content_policy_violation"
    assert (later["status"], later["error"]["code"]) == ("failed", word)
    for _ in range(2):
        failed = either.finish(either.make(BEACH, "[fail]"))
        assert (failed["status"], failed["progress"]) == ("failed", 0)
        assert set(failed["error"]) == {"code", "message"}
        assert either.remix(failed["id"], "x").status_code == 400
    takes = [either.finish(either.make(BEACH, "[fail once]"))["status"] for _ in range(3)]
    assert takes == ["failed", "completed", "completed"]
    assert either.finish(either.make("other", "[fail once]"))["status"] == "failed"


def test_foreign_ids(either: Emulator) -> None:
    assert either.look("tsk_vid_01M150FM:a.b-c")["status"] == "completed"
    assert either.look("unfinished-1")["status"] == "in_progress"
    assert either.remix("unfinished-1", "x").status_code == 400
    assert either.look("expired-1")["status"] == "completed"
    assert either.look("expired-1")["expires_at"] < time.time()
    expired = either.remix("expired-1", "x")
    assert expired.status_code == 404
    assert "expired" in expired.text
    for absent in ("absent-1", "not(well", "x" * 513):
        answer = either.remix(absent, "x")
        assert answer.status_code == 404
        assert error_of(answer)["type"] in ("task_not_found", "invalid_request_error")
    assert either.get("/files/absent-1.mp4").status_code == 404


def test_an_id_that_an_emulator_made_is_never_a_source(either: Emulator) -> None:
    lost = new_id()
    assert minted(lost)
    assert not minted(BEACH)
    assert not minted("video_68ff7cef76cc8190b7eab9395e936d9e")
    assert either.remix(lost, "x").status_code == 404


def test_books(tmp_path: Path) -> None:
    with running(tmp_path, "--speed", "100", dialect="toapis") as one:
        ids = [one.make(BEACH, "x"), one.make(BEACH, "x")]
        ids.append(one.remix("city", "y", headers={"Idempotency-Key": "t_1"}).json()["id"])
        entries = one.books()
        assert [entry["id"] for entry in entries] == ids
        assert [entry["idempotency_key"] for entry in entries] == [None, None, "t_1"]
        last = entries[-1]
        assert (last["source"], last["prompt"], last["model"]) == ("city", "y", TOAPIS_MODEL)
        with contextlib.closing(sqlite3.connect(tmp_path / "toapis.db")) as db:
            assert [row[0] for row in db.execute("SELECT id FROM videos ORDER BY serial")] == ids


def test_a_key(tmp_path: Path) -> None:
    with running(tmp_path, "--key", "k-1", "--speed", "100", dialect="toapis") as one:
        for headers in (
            {},
            {"Authorization": "Bearer k-2"},
            {"Authorization": "Bearer ü".encode()},
        ):
            answer = one.remix(BEACH, "x", headers=headers)
            assert (answer.status_code, error_of(answer)["type"]) == (401, "unauthorized")
            assert one.get("/nix", headers=headers).status_code == 401
        good = {"Authorization": "Bearer k-1"}
        assert one.remix(BEACH, "x", headers=good).status_code == 200
        done = one.get(f"/v1/videos/generations/{BEACH}", headers=good).json()
        assert requests.get(done["result"]["data"][0]["url"], timeout=20).status_code == 200


def test_too_many_in_flight(tmp_path: Path) -> None:
    with running(tmp_path, "--in-flight", "2", "--speed", "2") as one:
        ids = [one.make(BEACH, "x") for _ in range(2)]
        answer = one.remix(BEACH, "x")
        assert (answer.status_code, error_of(answer)["code"]) == (429, "rate_limit_exceeded")
        assert 1 <= int(answer.headers["Retry-After"]) <= 4
        assert len(one.books()) == 2
        until(lambda: one.look(ids[0])["status"] == "completed")
        until(lambda: one.remix(BEACH, "x").status_code == 200)


def test_too_many_a_minute(tmp_path: Path) -> None:
    with running(tmp_path, "--submits-per-minute", "2", "--speed", "100", dialect="toapis") as one:
        assert [one.remix(BEACH, "x").status_code for _ in range(3)] == [200, 200, 429]
        answer = one.remix(BEACH, "x")
        assert error_of(answer)["type"] == "rate_limit_exceeded"
        assert 50 <= int(answer.headers["Retry-After"]) <= 60


def test_in_flight_holds_when_all_ask_at_once(tmp_path: Path) -> None:
    with running(tmp_path, "--in-flight", "5") as one:
        codes: list[int] = []
        threads = [
            threading.Thread(target=lambda: codes.append(one.remix(BEACH, "x").status_code))
            for _ in range(20)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(codes) == [200] * 5 + [429] * 15
        assert len(one.books()) == 5


def test_files_expire(tmp_path: Path) -> None:
    with running(tmp_path, "--retention", "0.3", "--speed", "50") as one:
        id_ = one.make(BEACH, "x")
        one.finish(id_)
        assert one.get(f"/v1/videos/{id_}/content").status_code == 200
        until(lambda: one.get(f"/v1/videos/{id_}/content").status_code == 404)
        gone = one.get(f"/v1/videos/{id_}/content")
        assert error_of(gone)["code"] == "expired"
        assert one.look(id_)["status"] == "completed"
        assert one.remix(id_, "x").status_code == 404


def test_booked_before_it_is_answered(openai: Emulator) -> None:
    """A client that leaves between sending and answer has bought something."""
    address = urlsplit(openai.url)
    assert address.hostname is not None
    mark = f"[slow answer 20] {time.time()}"
    link = http.client.HTTPConnection(address.hostname, address.port, timeout=20)
    link.request("POST", f"/v1/videos/{BEACH}/remix", json.dumps({"prompt": mark}))
    until(lambda: [entry for entry in openai.books() if entry["prompt"] == mark])
    link.close()
    assert openai.get("/v1/videos").status_code == 200


def test_answer_delay(tmp_path: Path) -> None:
    with running(tmp_path, "--answer-delay", "0.4", "--speed", "100") as one:
        began = time.monotonic()
        one.make(BEACH, "x")
        assert time.monotonic() - began >= 0.4
        one.get("/v1/videos")
        assert time.monotonic() - began < 5


def test_keys_are_honoured_where_that_is_asked_for(tmp_path: Path) -> None:
    key = {"headers": {"Idempotency-Key": "t_1"}}
    with running(tmp_path, "--honour-keys") as emulator:
        first = emulator.remix(BEACH, "Make it dusk", **key).json()
        assert emulator.remix(BEACH, "Make it dusk", **key).json()["id"] == first["id"]
        other = emulator.remix(BEACH, "Make it gold", **key)
        assert (other.status_code, len(emulator.books())) == (400, 1)
        assert emulator.make(BEACH, "Make it dusk") != first["id"]


def test_keys_in_another_header_are_honoured_too(tmp_path: Path) -> None:
    with running(tmp_path, "--honour-keys", "--key-header", "X-Request-Id") as emulator:
        for name in ("X-Request-Id", "Idempotency-Key"):
            key = {"headers": {name: f"t_{name}"}}
            first = emulator.remix(BEACH, "Make it dusk", **key).json()
            assert emulator.remix(BEACH, "Make it dusk", **key).json()["id"] == first["id"]
        assert len(emulator.books()) == 2


def test_posts_by_the_page(tmp_path: Path) -> None:
    with running(tmp_path, "--in-flight", "1000") as emulator:
        for n in range(2):
            emulator.remix(BEACH, f"Make it {n}")
        assert emulator.get("/emulator/posts").json()["posts"] == posts(emulator)
        page = emulator.get("/emulator/posts?after=1").json()
        assert (page["next"], [each["prompt"] for each in page["posts"]]) == (None, ["Make it 1"])
        for after in ("x", "-1", "²", "9" * 30):
            refused = emulator.get("/emulator/posts", params={"after": after})
            assert refused.status_code == 400
            assert error_of(refused)["param"] == "after"


def test_under_a_key_a_late_effect_and_a_second_request_make_one_video(tmp_path: Path) -> None:
    key = {"headers": {"Idempotency-Key": "t_1"}}
    rule = {"on": "submit", "fault": "error", "status": 504, "when": "late", "delay": 0.2}
    with faulty(tmp_path, [{**rule, "nth": [1]}], "--honour-keys") as emulator:
        assert emulator.remix(BEACH, "Make it dusk", **key).status_code == 504
        made = emulator.remix(BEACH, "Make it dusk", **key).json()["id"]
        until(lambda: not any(post["due"] for post in posts(emulator)))
        assert [entry["id"] for entry in emulator.books()] == [made]
