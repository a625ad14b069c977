"""`fetch`: what is missing comes back as it was, nothing is submitted, and the lock's hash is the judge."""

import json
import re
import shutil
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from campaigns import Campaign, paid
from emulated import Emulator
from inside import Ended
from locks import choice, facts_of, holding, line
from program import SPEC, Program
from remixbatch import events as e
from remixbatch.actions import Fetch
from remixbatch.asked import key_of
from remixbatch.emulator.video import new_id
from remixbatch.kept import standing, standing_by_lock
from remixbatch.leftovers import FETCHING
from remixbatch.lockfile import fold
from remixbatch.policy import Policy
from remixbatch.writer import one_writer
from tiny_server import Request, answer
from videos import DIGEST, NAME, VIDEO, got, left, ranged

JOBS = """\
  dusk: {from: a, prompt: Make it dusk}
  rain: {from: dusk, prompt: Add rain}
  fog: {from: b, prompt: Fill it with fog}
"""


@pytest.fixture(scope="module")
def made(service: Emulator, tmp_path_factory: pytest.TempPathFactory) -> Program:
    """The campaign, run once for all tests here."""
    program = Program(tmp_path_factory.mktemp("made"), service, "what-is-fetched")
    finished(program)
    return program


@pytest.fixture
def done(program: Program, made: Program) -> Program:
    return program.become(made)


def finished(program: Program, jobs: str = JOBS) -> None:
    program.write(jobs)
    end = program.here("run", SPEC)
    assert end.code == 0, end


def fetched(program: Program, *words: str) -> tuple[Ended, dict[str, str]]:
    """How a fetch ended, and what it says became of each job's video."""
    end = program.here("fetch", SPEC, "--json", *words)
    videos = json.loads(end.out)["videos"]
    return end, {video["job"]: video["fate"] for video in videos}


def videos(program: Program) -> Path:
    return program.folder / "output" / "spring" / "videos"


def file_of(program: Program, job: str) -> Path:
    return program.folder / "output" / "spring" / str(program.take(job)["file"])


def clone(program: Program, *names: str) -> Program:
    folder = program.folder / "clone"
    folder.mkdir()
    for name in names:
        shutil.copy(program.folder / name, folder)
    return Program(folder, program.emulator, program.tag)


def relock(program: Program, job: str, **fields: Any) -> None:
    """The lock as a stranger, or another machine, might have left it."""
    lines = [json.loads(line) for line in program.lock.read_text("utf-8").splitlines()]
    lines = [one | fields if one.get("job") == job else one for one in lines]
    program.lock.write_text("".join(f"{json.dumps(line)}\n" for line in lines), "utf-8")


def test_what_is_missing_or_differs_comes_back(done: Program) -> None:
    lock, books = done.lock.read_bytes(), done.books()
    dusk, fog = file_of(done, "dusk"), file_of(done, "fog")
    for path in (dusk, videos(done) / "dusk.mp4"):
        path.unlink()
    fog.write_bytes(b"mine")
    end, fates = fetched(done)
    assert (end.code, fates) == (0, {"dusk": "fetched", "rain": "here", "fog": "fetched"})
    for job in fates:
        whole = file_of(done, job).read_bytes()
        assert sha256(whole).hexdigest() == done.take(job)["sha256"]
        assert (videos(done) / f"{job}.mp4").samefile(file_of(done, job))
    [aside] = [video["aside"] for video in json.loads(end.out)["videos"] if video["aside"]]
    assert (done.folder / "output" / "spring" / aside).read_bytes() == b"mine"
    assert "what stood there is kept as videos/fog.1-" in end.err
    assert (done.lock.read_bytes(), done.books()) == (lock, books)
    assert "3 videos: 3 here already" in done.here("fetch", SPEC).out


def test_a_link_that_was_left_is_enough(done: Program) -> None:
    file_of(done, "fog").unlink()
    end, fates = fetched(done, "--select", "fog")
    assert (end.code, fates) == (0, {"fog": "here"})
    assert file_of(done, "fog").exists()


def test_frozen_goes_by_the_lock_alone(done: Program) -> None:
    """No spec, no journal: a clone that has the lock has what it needs."""
    other = clone(done, "spring.lock")
    end, fates = fetched(other, "--frozen")
    assert (end.code, set(fates.values())) == (0, {"fetched"})
    assert all(file_of(other, job).read_bytes() == file_of(done, job).read_bytes() for job in fates)
    assert (videos(other) / "rain.mp4").exists()
    assert other.lock.read_bytes() == done.lock.read_bytes()
    assert not list(other.folder.glob(".remixbatch/*.db*"))


def test_one_fetch_at_a_time(done: Program) -> None:
    other = clone(done, "spring.lock")
    with one_writer(
        other.folder / "output" / "spring", FETCHING, {"pid": 1, "host": "x", "start": "y"}
    ):
        end = other.here("fetch", SPEC, "--frozen")
    assert (end.code, "another run holds this" in end.err) == (5, True), end


def test_a_broken_spec_still_names_the_folder(done: Program) -> None:
    other = clone(done, "spring.lock")
    (other.folder / SPEC).write_text("name: autumn\njobs: 7\nnonsense: 1\n", "utf-8")
    assert other.here("fetch", SPEC, "--frozen", "--select", "d*").code == 0
    assert [
        path.name for path in (other.folder / "output" / "autumn" / "videos").glob("????.mp4")
    ] == ["dusk.mp4"]


def test_without_a_hash_nothing_is_frozen(done: Program) -> None:
    other = clone(done, "spring.lock", SPEC)
    relock(other, "fog", sha256=None, file=None)
    end, fates = fetched(other, "--frozen")
    assert (end.code, fates["fog"]) == (4, "unhashed")
    end, fates = fetched(other)
    assert (end.code, fates["fog"]) == (0, "fetched")
    assert other.take("fog")["sha256"] == done.take("fog")["sha256"]


def test_what_the_service_has_no_more_stays_done(done: Program) -> None:
    other = clone(done, "spring.lock", SPEC)
    relock(other, "fog", id="expired-fog", expires="2026-01-02T03:04:05Z")
    lock = other.lock.read_bytes()
    for words in (("--frozen",), ()):
        end = other.here("fetch", SPEC, *words)
        assert end.code == 4, end
        said = (
            "1 × the service has it no more; it stays done: it expired at the service on 2026-01-02"
        )
        assert f"{said}: fog.1" in end.out
        assert "3 videos: 2 " in end.out
    assert json.loads(lock.splitlines()[1]) == json.loads(other.lock.read_bytes().splitlines()[1])
    end = other.here("run", SPEC, "--locked")
    assert end.code == 0, end
    assert "gone    1 video is not here, and the service has it no more\n" in end.out
    report = (other.folder / "output" / "spring" / "report.md").read_text("utf-8")
    assert re.search(r"\| fog\.1-\w+\.mp4 \(not here\) \|", report.replace("\\", ""))
    told = json.loads((other.folder / "output" / "spring" / "report.json").read_text("utf-8"))
    assert {job["job"]: job["here"] for job in told["jobs"]} == {
        "dusk": True,
        "rain": True,
        "fog": False,
    }


def test_a_stamp_says_that_the_videos_are_here(done: Program) -> None:
    other = clone(done, "spring.lock", SPEC)
    stamp = other.folder / "stamp"
    for words in (
        ("run", SPEC, "--locked"),
        ("wait", SPEC),
        ("run", SPEC, "--quiet"),
        ("run", SPEC, "--json"),
    ):
        end = other.here(*words, "--stamp", "stamp")
        assert (end.code, other.here(*words).code) == (4, 0), end
        said = "stamp is not touched, since not all videos are here; `remixbatch fetch spring.yaml` first"
        assert said in end.err
        assert not stamp.exists()
    assert other.here("fetch", SPEC, "--select", "rain").code == 0
    end = other.here("run", SPEC, "--stamp", "stamp")
    assert "  --stamp waits for 2 videos that are not here\n" in end.out
    assert "next    remixbatch fetch spring.yaml\n" in end.out
    end = other.here("run", SPEC)
    assert "videos  2 are not here; `remixbatch fetch spring.yaml` gets them" in end.out
    assert not stamp.exists()
    assert other.here("fetch", SPEC).code == 0
    end = other.here("run", SPEC, "--stamp", "stamp")
    assert (end.code, stamp.exists()) == (0, True)
    assert "not touched" not in end.err


def test_an_empty_file_is_no_video(done: Program) -> None:
    """As a full disk or a copy that was stopped leaves one."""
    fog = file_of(done, "fog")
    (videos(done) / "fog.mp4").unlink()
    fog.unlink()
    fog.touch()
    end = done.here("run", SPEC, "--stamp", "stamp")
    assert (end.code, (done.folder / "stamp").exists()) == (4, False)
    assert "--stamp waits for 1 video that is not here" in end.out
    assert done.here("fetch", SPEC).code == 0
    assert done.here("run", SPEC, "--stamp", "stamp").code == 0


def test_what_is_gone_for_good_holds_no_stamp_up(done: Program) -> None:
    other = clone(done, "spring.lock", SPEC)
    relock(other, "fog", id="expired-fog", expires="2026-01-02T03:04:05Z")
    assert other.here("run", SPEC, "--stamp", "stamp").code == 4
    end = other.here("fetch", SPEC)
    assert end.code == 4
    assert other.take("fog")["gone"]
    assert other.take("fog")["status"] == "completed"
    end = other.here("run", SPEC, "--stamp", "stamp")
    assert (end.code, "not touched" in end.err) == (0, False)
    assert "gone    1 video is not here, and the service has it no more\n" in end.out
    assert (other.folder / "stamp").exists()


def test_what_a_person_says_is_lost_holds_no_stamp_up(done: Program) -> None:
    other = clone(done, "spring.lock", SPEC)
    relock(other, "fog", id="absent-fog")
    end = other.here("fetch", SPEC, "--select", "fog")
    assert end.code == 4
    word = ("resolve", SPEC, "fog", "--take", str(other.take("fog")["uid"]), "--lost")
    assert f"next    remixbatch {' '.join(word)}" in end.out
    assert other.take("fog")["gone"] is None
    assert other.here("fetch", SPEC, "--exclude", "fog").code == 0
    assert other.here("run", SPEC, "--stamp", "stamp").code == 4
    assert not (other.folder / "stamp").exists()
    assert other.here(*word).code == 0
    assert other.here("run", SPEC, "--stamp", "stamp").code == 0
    assert (other.folder / "stamp").exists()


def test_a_404_is_no_proof_though_others_arrive(done: Program) -> None:
    """The campaign may be of two accounts, and the key at hand the other one's."""
    other = clone(done, "spring.lock", SPEC)
    relock(other, "fog", id="absent-fog")
    end, fates = fetched(other)
    assert (end.code, fates) == (4, {"dusk": "fetched", "rain": "fetched", "fog": "gone"})
    assert other.take("fog")["gone"] is None
    end = other.here("fetch", SPEC)
    assert "1 × the service does not find it by this key; it stays done: HTTP 404" in end.out
    assert (
        f"next    remixbatch resolve {SPEC} fog --take {other.take('fog')['uid']} --lost" in end.out
    )


def test_the_second_video_of_one_uid_is_gone_and_not_the_first(done: Program) -> None:
    """Two branches adopted differently: one submission, two ids."""
    other = clone(done, "spring.lock", SPEC)
    fog = other.take("fog")
    late = next(id_ for id_ in iter(new_id, None) if id_ > fog["id"])
    twin = fog | {
        "id": late,
        "expires": "2026-01-02T03:04:05Z",
        "file": "videos/fog.1-redfog.mp4",
    }
    with other.lock.open("a", encoding="utf-8") as lock:
        lock.write(f"{json.dumps(twin)}\n")
    assert other.here("fetch", SPEC, "--all").code == 4
    assert {take["id"]: bool(take["gone"]) for take in other.takes() if take["job"] == "fog"} == {
        fog["id"]: False,
        late: True,
    }


def test_the_stamp_of_several_specs_waits_for_the_videos_of_each(done: Program) -> None:
    other = clone(done, "spring.lock", SPEC)
    other.write("  snow: {from: a, prompt: Cover it with snow}\n", name="two.yaml")
    end = other.here("run", SPEC, "two.yaml", "--stamp", "stamp")
    assert end.code == 4, end
    assert "here; `remixbatch fetch spring.yaml` first" in end.err
    assert not (other.folder / "stamp").exists()


def test_what_was_never_fetched_and_is_gone_is_lost(program: Program) -> None:
    finished(program, "  fog: {from: b, prompt: Fill it with fog}\n")
    other = clone(program, "spring.lock", SPEC)
    relock(other, "fog", id="expired-fog", expires="2026-01-02T03:04:05Z", sha256=None, file=None)
    end, fates = fetched(other)
    assert (end.code, fates) == (1, {"fog": "lost"})
    assert other.take("fog")["gone"]


def test_a_key_goes_where_a_profile_says(done: Program) -> None:
    """The lock names another server: exit 5 with both, and no word to either."""
    other = clone(done, "spring.lock")
    key = key_of("paid", None, "Fill it with fog", {})
    relock(other, "fog", profile="paid", key=key, origin="https://elsewhere.example")
    addresses = {(): done.emulator.url, ("REMIXBATCH_BASE_URL",): "https://videos.example"}
    for unset, asked in addresses.items():
        end = other.here("fetch", SPEC, "--frozen", "--select", "fog", without=unset)
        assert end.code == 5, end
        assert f"made at https://elsewhere.example, and paid would be asked at {asked}" in end.err
    assert not videos(other).exists()


def test_a_word_that_means_no_job_of_the_lock(done: Program) -> None:
    end = done.here("fetch", SPEC, "--frozen", "--select", "fgo")
    assert (end.code, "did you mean `fog`?" in end.err) == (2, True), end
    end = done.here("fetch", SPEC, "--frozen", "--select", "tag:night")
    assert "names and globs, no `+`, `tag:` or `status:`" in end.err
    done.lock.unlink()
    end = done.here("fetch", SPEC, "--frozen")
    assert (end.code, "there is no such lock" in end.err) == (2, True), end


def test_older_takes_on_request(done: Program) -> None:
    finished(done, JOBS.replace("with fog", "with thick fog"))
    shutil.rmtree(videos(done))
    end = done.here("fetch", SPEC)
    assert "3 videos: 3 fetched" in end.out, end
    end = done.here("fetch", SPEC, "--all")
    assert "4 videos: 3 here already, 1 fetched" in end.out, end


def test_nothing_finished_is_nothing_to_fetch(program: Program) -> None:
    program.write(JOBS)
    assert program.here("run", SPEC, "--no-wait").code == 4
    end = program.here("fetch", SPEC)
    assert (end.code, "nothing to fetch" in end.out) == (0, True), end
    assert "note: 2 takes in flight; `remixbatch wait spring.yaml` sees to that" in end.err


# -- the bytes ---------------------------------------------------------------------------------------


def test_the_same_bytes_again(tmp_path: Path) -> None:
    (tmp_path / NAME).parent.mkdir()
    (tmp_path / NAME).write_bytes(VIDEO[:-1] + b"?")
    event, _ = got(ranged, tmp_path, sha256=DIGEST)
    assert isinstance(event, e.Restored)
    assert (tmp_path / NAME).read_bytes() == VIDEO
    assert event.aside is not None
    assert (tmp_path / event.aside).read_bytes() == VIDEO[:-1] + b"?"


def test_other_bytes_are_kept_beside_and_never_for_the_first(tmp_path: Path) -> None:
    event, _ = got(ranged, tmp_path, sha256="00" * 32)
    assert isinstance(event, e.FetchFailed)
    assert event.kind == "other"
    [name] = left(tmp_path)
    assert name != NAME
    assert Path(name).name in event.reason
    assert (tmp_path / name).read_bytes() == VIDEO


def test_gone_after_it_was_fetched_is_not_lost(tmp_path: Path) -> None:
    def play(_: Request) -> bytes:
        return answer(404, {"error": {"message": "no such video"}})

    event, _ = got(play, tmp_path, sha256=DIGEST)
    assert isinstance(event, e.FetchFailed)
    assert event.kind == "missing"


def test_what_runs_out_first_is_fetched_first() -> None:
    told = Campaign(
        paid(JOBS.replace("from: a", "from: beach").replace("from: b,", "from: beach,"))
    )
    uids = {job: told.submit(job) for job in ("fog", "dusk")}
    told.engine.actions(told.at)  # looks
    for job, seconds in (("fog", 9000.0), ("dusk", 60.0)):
        told.tell(e.Completed(at=told.at, uid=uids[job], expires=told.at + seconds))
    fetches = [a for a in told.engine.actions(told.at) if isinstance(a, Fetch)]
    assert [fetch.uid for fetch in fetches] == [uids["dusk"], uids["fog"]]


# -- which are wanted --------------------------------------------------------------------------------

CHAIN = """\
  dusk: {from: beach, prompt: Make it dusk}
  rain: {from: dusk, prompt: Add rain}
"""


def test_what_children_start_from_is_kept(tmp_path: Path) -> None:
    told = Campaign(paid(CHAIN))
    old = told.finish("dusk", "video_old", prompt="Make it late", key="k1:old")
    rain = told.finish("rain", "video_rain", parent="video_old")
    new = told.finish("dusk", "video_new")
    idle = told.finish("gone", "video_gone", key="k1:gone")
    stand = standing(told.plan, told.policy, told.holdings)
    assert stand == {old, rain, new}
    assert idle not in stand


def test_nothing_is_idle_while_a_person_has_to_decide() -> None:
    told = Campaign(paid(CHAIN))
    one, two = told.finish("dusk", "video_1"), told.finish("dusk", "video_2")
    orphan = told.finish("gone", "video_gone", key="k1:gone")
    undecided = Policy(undecided=frozenset({"dusk"}))
    assert {one, two} <= standing(replace_plan(told, undecided), undecided, told.holdings)
    ambiguous = Policy(ambiguous={"rain": "it may be a rename of gone"})
    assert orphan in standing(told.plan, ambiguous, told.holdings)


def replace_plan(told: Campaign, policy: Policy) -> Any:
    told.policy = policy
    return told.plan


def test_by_the_lock_alone_the_last_that_was_asked_stands() -> None:
    def made(uid: str, at: int, **more: Any) -> dict[str, Any]:
        when = f"2026-11-23T08:00:0{at}Z"
        return line(uid, f"video_{uid}", status="completed", submitted=when, sha256="ab", **more)

    old, first, second = made("u1", 1, key="k1:old"), made("u2", 2), made("u3", 3)
    child = made("u4", 4, job="rain", **{"from": "video_u3"})
    for lines, wanted in (
        ((old, first, second), {"u2"}),
        ((old, first, second, child), {"u3", "u4"}),
        ((old, first, second, choice("pick", "p1", "u1")), {"u1"}),
        ((old, first, second, choice("reject", "p1", "u2")), {"u3"}),
        ((first, second, choice("pick", "p1", "u2"), choice("pick", "p2", "u3")), {"u2", "u3"}),
    ):
        facts = facts_of(*lines)
        assert standing_by_lock(fold(facts), holding(facts)) == wanted
