"""`gc`: what nobody needs is told from what is needed and from what is somebody's, and only then deleted."""

import json
import os
import shutil
from pathlib import Path

import pytest

from campaigns import Campaign, paid
from emulated import Emulator
from program import SPEC, Program
from remixbatch.kept import standing
from remixbatch.leftovers import Entry, Kind, Sorted, sort_out
from remixbatch.policy import Policy
from remixbatch.writer import one_writer

JOBS = """\
  dusk: {from: beach, prompt: Make it dusk}
  rain: {from: dusk, prompt: Add rain}
"""


def entry(path: str, number: int = 0, links: int = 1, digest: str | None = None) -> Entry:
    file = number or abs(hash(path))
    return Entry(path=path, bytes=1000, file=(1, file), links=links, digest=digest)


def sorted_out(told: Campaign, *entries: Entry, busy: bool = False, journal: bool = True) -> Sorted:
    return sort_out(
        entries,
        told.holdings,
        jobs=told.graph.jobs,
        stand=standing(told.plan, told.policy, told.holdings),
        busy=busy,
        journal=journal,
    )


def kinds(found: Sorted) -> dict[str, Kind]:
    return {each.path: each.kind for each in found.leftovers}


def played() -> Campaign:
    told = Campaign(paid(JOBS))
    told.finish("dusk", "video_before", prompt="Make it late", key="k1:before")  # t_1
    told.finish("gone", "video_gone", key="k1:gone")  # t_2
    told.finish("dusk", "video_dusk")  # t_3
    told.complete(told.submit("rain", "video_rain", parent="video_dusk"))  # not fetched
    return told


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("videos/dusk.1-t_1.mp4", Kind.HISTORY),
        ("videos/gone.1-t_2.mp4", Kind.HISTORY),
        ("videos/dusk.1-t_3.mp4", None),
        ("videos/rain.1-ideorain.mp4", None),
        ("videos/fog.3-abcd1234.mp4", Kind.UNNAMED),
        ("videos/fog.3-abcd1234.mp4.part", Kind.PART),
        ("videos/fog.3-abcd1234.mp4.part.etag", Kind.PART),
        ("videos/dusk.1-t_3.mp4.part", Kind.PART),
        ("videos/.dusk.mp4.4711", Kind.KILLED),
        (".report.md.0123456789abcdef.tmp", Kind.KILLED),
        ("..spec.0123456789abcdef.tmp", Kind.KILLED),
        (".report.md", "foreign"),
        (".mine.0123456789abcdef.tmp", "foreign"),
        ("report.md", None),
        (".stamp", None),
        ("videos/dusk.mp4", None),
        ("videos/gone.mp4", "foreign"),  # the name alone does not make it ours
        ("videos/my-cut.mp4", "foreign"),
        ("videos/my.cut.mp4.part", "foreign"),
        ("videos/fog.1-abcd1234.other-12345678.mp4", "foreign"),
        ("videos/fog.3-abcd1234.mp4/", "foreign"),  # a link or a device
        ("thumbs/fog.3-abcd1234.mp4", "foreign"),
        ("videos/more/fog.3-abcd1234.mp4", "foreign"),
    ],
)
def test_what_a_file_is(path: str, kind: Kind | str | None) -> None:
    found = sorted_out(played(), entry(path))
    assert kinds(found) == ({path: kind} if isinstance(kind, Kind) else {})
    assert found.others == (kind == "foreign")


def test_a_download_that_goes_on_is_needed() -> None:
    told = played()
    video = "videos/rain.1-ideorain.mp4"
    part, etag = entry(f"{video}.part"), entry(f"{video}.part.etag")
    assert kinds(sorted_out(told, part, etag)) == {}
    assert kinds(sorted_out(told, part)) == {part.path: Kind.PART}  # it cannot be resumed


def test_a_link_is_ours_by_its_file_or_its_bytes() -> None:
    told = played()
    video = entry("videos/gone.1-t_2.mp4", number=7, links=2)
    found = sorted_out(told, video, entry("videos/gone.mp4", number=7, links=2))
    assert kinds(found) == {video.path: Kind.HISTORY, "videos/gone.mp4": Kind.LINK}
    assert [each.frees for each in found.leftovers] == [1000, 0]
    assert [each.frees for each in sorted_out(told, video).leftovers] == [0]
    copy = entry("videos/gone.mp4", digest="ab" * 32)
    assert kinds(sorted_out(told, copy)) == {copy.path: Kind.LINK}


def test_while_a_run_goes_on_beginnings_are_its_own() -> None:
    paths = ("videos/fog.3-abcd1234.mp4.part", "videos/.dusk.mp4.4711")
    assert kinds(sorted_out(played(), *map(entry, paths), busy=True)) == {}


def test_without_a_journal_an_unknown_video_may_have_been_paid_for() -> None:
    found = sorted_out(played(), entry("videos/fog.3-abcd1234.mp4"), journal=False)
    assert (found.leftovers, found.doubtful) == ((), 1)


def test_two_picks_keep_both_videos() -> None:
    told = played()
    told.finish("dusk", "video_second")
    told.policy = Policy(undecided=frozenset({"dusk"}))
    paths = [f"videos/dusk.1-t_{n}.mp4" for n in (1, 3, 5)]
    assert kinds(sorted_out(told, *map(entry, paths))) == {}


# -- the command -------------------------------------------------------------------------------------


def output(program: Program) -> Path:
    return program.folder / "output" / "spring"


@pytest.fixture(scope="module")
def made(service: Emulator, tmp_path_factory: pytest.TempPathFactory) -> Program:
    """A campaign whose first prompt was edited, with litter and with files of its owner."""
    program = Program(tmp_path_factory.mktemp("made"), service, "what-is-littered")
    program.write("  fog: {from: b, prompt: Fill it with fog}\n  dusk: {from: a, prompt: Dusk}\n")
    assert program.here("run", SPEC).code == 0
    program.write("  fog: {from: b, prompt: Fill it with thick fog}\n")
    assert program.here("run", SPEC).code == 0
    videos = output(program) / "videos"
    for name in ("x.1-abcd.mp4", "x.1-abcd.mp4.part", "my-cut.mp4"):
        (videos / name).write_bytes(b"x" * 2000)
    outside = program.folder / "outside.mp4"
    outside.write_bytes(b"mine")
    (videos / "y.1-abcd.mp4").symlink_to(outside)
    (output(program) / "more").symlink_to(program.folder)
    rehearsal = program.folder / ".remixbatch" / "rehearsal" / "spring"
    rehearsal.mkdir(parents=True)
    (rehearsal / "spring.lock").write_text("x" * 3000)
    return program


@pytest.fixture
def littered(program: Program, made: Program) -> Program:
    program.become(made)
    for link in ("videos/y.1-abcd.mp4", "more"):
        assert (output(program) / link).is_symlink()
    return program


def listing(program: Program) -> set[str]:
    """All but what SQLite keeps beside a journal while somebody reads it."""
    found = (str(path.relative_to(program.folder)) for path in program.folder.rglob("*"))
    return {name for name in found if not name.startswith(".remixbatch/spring.")}


def test_it_is_dry_until_it_is_asked(littered: Program) -> None:
    before = listing(littered)
    end = littered.here("gc", SPEC)
    assert end.code == 0, end
    assert listing(littered) == before
    assert "spring: 4 files, " in end.out
    assert "nothing was deleted, --delete does it" in end.out
    assert "2 older videos more (" in end.out
    assert "3 other files left alone" in end.out
    history = littered.here("gc", SPEC, "--history").out
    assert "  can be fetched until 20" in history


def test_it_deletes_what_it_showed(littered: Program) -> None:
    lock, before = littered.lock.read_bytes(), listing(littered)
    shown = json.loads(littered.here("gc", SPEC, "--history", "--json").out)["files"]
    end = littered.here("gc", SPEC, "--history", "--delete")
    assert (end.code, "6 files deleted, " in end.out) == (0, True), end
    rehearsal = littered.folder / ".remixbatch" / "rehearsal"
    names = {
        each["path"] if each["kind"] == "rehearsal" else f"output/spring/{each['path']}"
        for each in shown
    }
    gone = before - listing(littered)
    assert gone == names | {".remixbatch/rehearsal/spring/spring.lock"}
    assert rehearsal.is_dir()
    assert (littered.folder / "outside.mp4").read_bytes() == b"mine"
    assert littered.lock.read_bytes() == lock
    assert littered.here("lock", SPEC, "--check").code == 0
    assert littered.here("run", SPEC, "--locked").code == 0
    assert "nothing here that nobody needs" in littered.here("gc", SPEC).out


def test_a_run_that_holds_the_spec_is_in_the_way(littered: Program) -> None:
    before = listing(littered)
    state, me = littered.folder / ".remixbatch", {"pid": os.getpid(), "host": os.uname().nodename}
    with one_writer(state, "spring", {**me, "start": "now"}):
        end = littered.here("gc", SPEC, "--delete")
        dry = littered.here("gc", SPEC)
    assert (end.code, "another run holds this spec" in end.err) == (5, True), end
    assert "a run or a fetch is on" in dry.err
    assert ".part" not in dry.out
    assert listing(littered) == before


def test_only_a_folder_of_this_spec_is_looked_at(littered: Program) -> None:
    shutil.rmtree(littered.folder / ".remixbatch" / "rehearsal")
    mark = output(littered) / ".spec"
    mark.write_text("../../other.yaml\n")
    (littered.folder / "other.yaml").write_text("version: 1\n")
    end = littered.here("gc", SPEC, "--delete")
    assert (end.code, "output/spring belongs to the spec other.yaml" in end.err) == (2, True), end
    mark.unlink()
    end = littered.here("gc", SPEC, "--delete")
    assert (end.code, "has no mark of this spec" in end.err) == (0, True), end
    elsewhere = littered.folder / "elsewhere"
    output(littered).rename(elsewhere)
    output(littered).symlink_to(elsewhere)
    end = littered.here("gc", SPEC, "--delete")
    assert (end.code, "is a link; links are not followed" in end.err) == (0, True), end
    assert (elsewhere / "videos" / "x.1-abcd.mp4").exists()
