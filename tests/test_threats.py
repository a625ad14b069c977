"""What strangers can send, and the test that shows what becomes of it.

Specs and locks come in pull requests, answers from services, variables from shells; none of them is trusted
with the key, with files beside ours, with money, with a terminal or with the machine's memory. A star stands
for tests whose names begin so.

spec: Python's tags                       here: test_no_tag_of_a_spec_makes_an_object
spec: laughs, recursion                   test_document: test_limits_hold_before_the_work, test_what_is_not_read; here: test_laughs_*
spec: brackets, 100 MB, encodings         test_document: test_limits_*, test_only_printable_utf8_is_read; here: test_a_file_of_100_mb_*
spec: many jobs, long values              test_spec: test_too_many_jobs_*, test_prompts_have_a_limit; test_variables: test_expansion_*
spec: long chains, circles, no parent     test_bad_input: test_a_long_chain_is_no_mistake, test_a_spec; here: test_a_circle_of_2_000_*
names                                     test_spec: test_names_that_no_file_can_have; test_bad_input: test_names_that_are_one_file
output: links, hard links                 here: test_links_in_the_output_folder_*; test_download: test_links_are_not_followed_out; test_gc: test_only_a_folder_*
templates                                 here: test_no_language_is_run_*; test_profile: test_a_value_is_never_a_template_itself
templates: the environment                test_variables: test_no_key_is_ever_read, test_the_environment_is_not_repeated_*
prompt files out of the folder            test_spec: test_prompt_files_stay_*; test_bad_input: test_a_prompt_file
source ids                                test_spec: test_ids_are_printable; test_service: test_a_source_that_is_no_id_*, test_an_odd_source_*
provider address                          test_address: test_base_addresses_that_must_not_get_a_key; here: test_a_spec_sets_no_address
redirects                                 test_hostile_services: test_headers_of_ours_*, test_neither_a_post_*, test_a_circle_*, test_a_download_is_not_*
netrc, cookies, proxies                   test_connection: test_cookies_*, test_a_proxy_of_*; test_hostile_services: test_netrc_*
key: files, arguments, children, .env     test_keys: test_key_files_*; test_hostile_services: test_no_command_*, test_the_emulator_is_*, test_an_env_file_*
key: repeated by a service                test_redact: test_*; test_hostile_services: test_a_service_that_repeats_*, test_nothing_that_is_kept_*, test_an_etag_*; test_answers: test_text_*
key: printed, in any form                 test_sinks: test_no_document_*, test_no_other_form_*, test_a_picture_*, test_a_process_*, test_the_summary_*
key: crashes, every file and stream       test_hostile_services: test_a_crash_file_*, test_what_gets_past_*; test_sinks: test_a_bug_is_one_line_*, test_the_trace_*; test_canary: test_*
server text: escapes, a MiB               test_redact: test_clean_*, test_long_*; test_hostile_services: test_a_service_that_repeats_*
server body: endless, bombs               test_hostile_services: test_an_endless_*, test_a_bomb_*, test_a_list_*; test_memory: test_*; test_answers: test_an_encoded_*
server body: a drip                       test_connection: test_a_post_ends_*, test_a_look_ends_*; test_download: test_a_dripping_*
server JSON                               test_answers: test_a_success_that_cannot_*, test_no_answer_raises; test_fuzz: test_answers*
server ids                                test_answers: test_an_unusable_id_*; test_going_on: test_*
server waits                              test_answers: test_retry_after; test_hostile_services: test_a_wait_*
downloads                                 test_download: test_what_is_no_whole_*, test_more_than_*, test_memory_*, test_without_a_length_*
reports                                   test_report: test_hostile_text_*, test_no_text_*; test_report_forms: test_no_cell_*, test_junit_is_xml_*; test_tree: test_a_string_of_dot_*
lock: strict, markers, versions           test_lock_reading: test_*; test_bad_input: test_a_lock, test_a_lock_with_*
lock: edited lines                        here: test_a_line_that_belies_itself_*, test_exchanged_ids_*, test_a_request_that_was_*, test_a_source_as_a_video_*, test_a_video_of_*, test_a_line_that_was_put_*, test_a_pick_in_the_*, test_the_way_out_*
lock: ids and addresses in it             test_service: test_an_id_from_*, test_a_link_from_*; test_bad_input: test_a_lock; here: test_a_key_never_goes_*
lock: 100 MB                              here: test_a_great_lock_*
profiles of a pull request                test_profile: test_a_folder_cannot_*; here: test_a_profile_*
state, two runs                           test_one_writer: test_*
"""

import json
import re
import time
import tracemalloc
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from apart import grown
from inside import inside
from locks import choice
from program import KEY, SHIPPED, SPEC, Program
from remixbatch.document import parse
from remixbatch.errors import LockError
from remixbatch.lockfile import EMPTY, read
from test_document import laughs
from tiny_server import answer, serving

JOBS = "  teal: {from: a, prompt: Shift to teal}\n  fog: {from: b, prompt: Add fog}\n"
HERE = Path(__file__).parent


def rows() -> list[tuple[str, str]]:
    """(file, beginning or name of a test) of every proof in the table."""
    found = []
    for line in str(__doc__).splitlines():
        for place, names in re.findall(r"(here|test_\w+): (test_[\w*, ]+)", line[40:]):
            found += [(place, name.strip()) for name in names.split(",")]
    return found


def test_every_row_has_its_proof() -> None:
    for place, name in rows():
        file = HERE / f"{'test_threats' if place == 'here' else place}.py"
        tests = re.findall(r"^def (test_\w+)\(", file.read_text("utf-8"), re.MULTILINE)
        assert [t for t in tests if re.fullmatch(name.replace("*", r"\w*"), t)], (place, name)


def test_every_documented_row_is_here_with_a_proof_and_no_other() -> None:
    """The table of docs/reliability.md and the one above have the same rows, in one order."""
    text = (HERE.parent / "docs" / "reliability.md").read_text("utf-8")
    table = text.partition("\n## What strangers can send\n")[2].partition("\n## ")[0]
    told = re.findall(r"^\| ([^|]*?) \| [^|]+ \|$", table, re.MULTILINE)[1:]
    lines = str(__doc__).splitlines()
    proven = [
        line[:40].strip() for line in lines if re.search(r"(here|test_\w+): test_", line[40:])
    ]
    assert told == proven
    assert len(set(told)) == len(told) > 30


# -- specs -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "tag",
    [
        "!!python/object/apply:os.system [touch owned]",
        "!!python/object/new:os.system [touch owned]",
        "!!python/object:os.system {}",
        "!!python/name:os.system",
        "!!python/module:os",
        "!!python/tuple [1]",
        "!<tag:yaml.org,2002:python/object/apply:os.system> [touch owned]",
        "!os.system x",
        "!!js/function x",
    ],
)
def test_no_tag_of_a_spec_makes_an_object(program: Program, tag: str) -> None:
    path = program.write(JOBS, "provider: swift")
    path.write_text(path.read_text("utf-8") + f"x-owned: {tag}\n")
    for command in ("validate", "plan", "run"):
        end = program.here(command, SPEC)
        assert end.code == 2
        assert "spring.yaml:9:10: RMB107" in end.err + end.out
    assert not (program.folder / "owned").exists()


@pytest.mark.parametrize("brackets", ["[]", "{}"])
def test_laughs_take_neither_time_nor_memory(brackets: str) -> None:
    text = laughs(*brackets).encode()
    tracemalloc.start()
    begun = time.process_time()
    document, problems = parse(text, "a.yaml")
    took, (_, peak) = time.process_time() - begun, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (document, problems[0].code) == (None, "RMB104")
    assert took < 1
    assert peak < 100 << 20


def test_a_file_of_100_mb_is_not_read_to_its_end(tmp_path: Path) -> None:
    with (tmp_path / SPEC).open("wb") as file:
        file.truncate(100_000_000)
    assert grown(not_read, str(tmp_path)) < 60 << 20


def not_read(folder: str) -> None:
    end = inside(["validate", SPEC], Path(folder), {"HOME": folder})
    assert end.code == 2
    assert "is larger than 10,000,000 bytes" in end.out


def test_a_circle_of_2_000_jobs_is_named(program: Program) -> None:
    jobs = "".join(f"  j{n}: {{from: j{(n + 1) % 2_000}, prompt: Go}}\n" for n in range(2_000))
    program.write(jobs)
    end = program.here("validate", SPEC)
    assert end.code == 2
    assert "RMB402" in end.out + end.err
    assert len(end.out + end.err) < 2000


EXPRESSIONS = "{{ ''.__class__.__mro__ }} {0.__globals__} {prompt} {params.x} %(name)s {% for x in y %} #{x} $(id) `id`"


def test_no_language_is_run_on_a_prompt(program: Program) -> None:
    program.write(f"  teal: {{from: a, prompt: {json.dumps(EXPRESSIONS)}}}\n")
    end = program.on("run", "--no-lint")
    assert end.code == 0, end
    assert program.prompts() == [EXPRESSIONS]


def test_a_spec_sets_no_address(program: Program) -> None:
    for key in ("base_url", "origin", "headers", "auth", "api_key", "url", "host", "proxy"):
        program.write(JOBS, f"provider: main\nproviders: {{main: {{profile: swift, {key}: x}}}}")
        end = program.here("run", SPEC)
        assert end.code == 2
        assert re.search(r"spring.yaml:3:\d+: RMB20[16]", end.err), end
    assert program.books() == []


# -- the output folder -------------------------------------------------------------------------------


def linked_folder(program: Program, outside: Path) -> None:
    (program.folder / "output/spring").mkdir(parents=True)
    (program.folder / "output/spring/videos").symlink_to(outside)


def linked_pick(program: Program, outside: Path) -> None:
    videos = program.folder / "output/spring/videos"
    videos.mkdir(parents=True)
    (videos / "teal.mp4").symlink_to(outside / "secret")
    (videos / "fog.mp4").hardlink_to(outside / "secret")


def linked_files(program: Program, outside: Path) -> None:
    folder = program.folder / "output/spring"
    folder.mkdir(parents=True)
    for name in ("report.md", "report.json", ".spec", ".stamp"):
        (folder / name).symlink_to(outside / name.strip("."))
    program.lock.symlink_to(outside / "lock")
    (outside / "lock").write_text(EMPTY)


@pytest.mark.parametrize(
    ("plant", "code"), [(linked_folder, 9), (linked_pick, 0), (linked_files, 9)]
)
def test_links_in_the_output_folder_lead_nowhere(
    program: Program,
    tmp_path_factory: pytest.TempPathFactory,
    plant: Callable[[Program, Path], None],
    code: int,
) -> None:
    """What a pull request may have put there: nothing outside is written, read or deleted."""
    outside = tmp_path_factory.mktemp("outside")
    (outside / "secret").write_text("of the user's")
    program.write(JOBS)
    plant(program, outside)
    before = {path.name: path.read_bytes() for path in outside.iterdir()}
    end = program.on("run", "--stamp", "output/spring/.stamp")
    assert end.code == code, end
    program.here("gc", SPEC, "--delete")
    program.here("fetch", SPEC)
    assert {path.name: path.read_bytes() for path in outside.iterdir()} == before
    assert len(program.books()) == 2


def test_a_pick_is_never_a_link_to_something_else(program: Program) -> None:
    program.write(JOBS)
    assert program.on("run").code == 0
    secret = program.folder / "secret"
    secret.write_text("of the user's")
    video = program.folder / "output/spring" / program.take("teal")["file"]
    video.unlink()
    video.symlink_to(secret)
    end = program.on("run")
    assert (end.code, "is a link, or leads out of the output folder" in end.out) == (9, True), end
    assert (program.folder / "output/spring/videos/teal.mp4").read_bytes() != secret.read_bytes()


# -- locks from pull requests ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def honest(service: Any, tmp_path_factory: pytest.TempPathFactory) -> Program:
    """Two jobs that were run."""
    made = Program(tmp_path_factory.mktemp("honest"), service, "threats")
    made.write(JOBS)
    assert made.on("run").code == 0
    return made


@pytest.fixture
def done(program: Program, honest: Program) -> Program:
    for path in (program.folder / "profiles").iterdir():
        path.unlink()
    (program.folder / "profiles").rmdir()
    return program.become(honest)


def edited(program: Program, edit: Callable[[dict[str, dict[str, Any]]], None]) -> None:
    """The lock with its take lines, by job, changed."""
    takes = {take["job"]: take for take in program.takes()}
    edit(takes)
    program.lock.write_text(EMPTY + "".join(f"{json.dumps(takes[job])}\n" for job in sorted(takes)))


def refused(program: Program, *words: str) -> None:
    """By whoever would spend or take it in, with its line; nothing was sent, and nothing was taken in."""
    sent, lock = len(program.books()), program.lock.read_bytes()
    for command in ("plan", "run", "wait"):
        end = program.here(command, SPEC)
        assert end.code == 5, end
        for word in ("spring.lock:", "Nothing was sent", "back from git", *words):
            assert word in end.err, end
    assert (len(program.books()), program.lock.read_bytes()) == (sent, lock)


def clone(program: Program) -> None:
    """As on another machine: the lock alone."""
    for path in (program.folder / ".remixbatch").glob("spring.db*"):
        path.unlink()


@pytest.mark.parametrize(
    "change",
    [
        {"prompt": "Something else"},
        {"params": {"steps": 3}},
        {"model": "other"},
        {"profile": "emulator"},
        {"key": "k1:" + "0" * 32},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_line_that_belies_itself_is_refused(done: Program, change: Mapping[str, Any]) -> None:
    """A key is the hash of what was asked: one that is copied onto other words makes them look paid for."""
    edited(done, lambda takes: takes["fog"].update(change))
    refused(done, "spring.lock:2: ", "its key is not that of its own profile, model, params and")
    assert done.here("lock", SPEC, "--show").code == 5


def test_its_own_source_is_no_video(done: Program) -> None:
    edited(done, lambda takes: takes["fog"].update(id=takes["fog"]["from"]))
    refused(done, "spring.lock:2: ", "its video is the one that it was made from")


def test_exchanged_ids_are_refused_where_the_journal_knows(done: Program) -> None:
    def exchange(takes: dict[str, dict[str, Any]]) -> None:
        takes["teal"]["id"], takes["fog"]["id"] = takes["fog"]["id"], takes["teal"]["id"]

    edited(done, exchange)
    refused(done, "the journal has its video", "as that of another request")


def test_one_video_is_not_of_two_requests(done: Program) -> None:
    """Nor on a machine that has the lock alone: one of the jobs would never be made."""
    edited(done, lambda takes: takes["fog"].update(id=takes["teal"]["id"]))
    clone(done)
    refused(done, "another line has its video", "as that of another request")


def test_a_request_that_was_rewritten_is_refused(done: Program) -> None:
    def rewrite(takes: dict[str, dict[str, Any]]) -> None:
        takes["fog"] = {**takes["teal"], "uid": takes["fog"]["uid"], "id": takes["fog"]["id"]}

    edited(done, rewrite)
    refused(done, "the journal knows", "as a request of fog with another prompt, setting or parent")


def test_a_source_as_a_video_is_told(done: Program) -> None:
    """A line that fits, made up whole: what can be known of it is said, and nothing is paid because of it."""
    edited(done, lambda takes: takes["fog"].update(id=done.source("a")))
    clone(done)
    before = len(done.books())
    for command in ("plan", "run"):
        end = done.here(command, SPEC)
        assert (
            f"warning: spring.lock: the video of fog.1 is {done.source('a')}, the source a"
            in end.err
        )
    assert len(done.books()) == before


def foreign(program: Program) -> str:
    """A finished video that somebody else had made at the service, of something else."""
    id_ = program.emulator.make(program.source("c"), "A stranger's own prompt")
    program.emulator.finish(id_)
    return id_


@pytest.mark.parametrize("child", [False, True])
def test_a_video_of_somebody_else_is_told_and_never_paid_from(
    done: Program, *, child: bool
) -> None:
    """A line that fits in itself, with a stranger's id: the service knows better, and is asked."""
    stranger = foreign(done)
    edited(done, lambda takes: takes["fog"].update(id=stranger, sha256=None, file=None))
    clone(done)
    if child:
        done.write(f"{JOBS}  rain: {{from: fog, prompt: Add rain}}\n")
    before = len(done.books())
    end = done.on("run")
    told = f'has {stranger} as made of another prompt: "A stranger\'s own prompt"'
    assert f"spring.lock:2: the service {told}" in end.err
    assert (f"the lock alone tells of fog.1, and the service {told}" in end.out) == child
    assert end.code == (5 if child else 0), end
    assert len(done.books()) == before


def test_a_line_that_is_in_the_journal_already_is_asked_about_before_its_child_is_paid(
    done: Program,
) -> None:
    """`git pull`, `fetch`, and only then a job that starts from it."""
    stranger = foreign(done)
    edited(done, lambda takes: takes["fog"].update(id=stranger, sha256=None, file=None))
    clone(done)
    assert done.on("fetch").code == 0
    later = "  snow: {from: b, prompt: Add snow}\n  rain: {from: fog, prompt: Add rain, needs: [snow]}\n"
    done.write(JOBS + later)  # what starts from it is not due yet
    before = len(done.books())
    end = done.on("run")
    assert end.code == 5, end
    assert f"the lock alone tells of fog.1, and the service has {stranger} as made" in end.out
    assert [book["prompt"] for book in done.books()[before:]] == ["Add snow"]


def test_a_line_that_was_put_right_leaves_the_wrong_one_in_the_journal(done: Program) -> None:
    """Each `fetch` journals what the lock has; both are takes then, and the one that the service knows is used."""
    right, own = done.lock.read_bytes(), done.take("fog")["id"]
    stranger = foreign(done)
    edited(done, lambda takes: takes["fog"].update(id=stranger, sha256=None, file=None))
    clone(done)
    assert done.on("fetch").code == 0
    done.lock.write_bytes(right)
    assert done.on("fetch").code == 0
    done.write(f"{JOBS}  rain: {{from: fog, prompt: Add rain}}\n")
    before = len(done.books())
    end = done.on("run")
    assert end.code == 0, end
    assert [book["source"] for book in done.books()[before:]] == [own]


def test_a_pick_in_the_lock_is_as_good_as_the_lock(done: Program) -> None:
    """Who makes up a line makes up a pick of it."""
    stranger = foreign(done)
    edited(done, lambda takes: takes["fog"].update(id=stranger))
    pick = choice("pick", "p_1", done.take("fog")["uid"]) | {"job": "fog"}
    with done.lock.open("a") as lock:
        lock.write(f"{json.dumps(pick)}\n")
    clone(done)
    done.write(f"{JOBS}  rain: {{from: fog, prompt: Add rain}}\n")
    before = len(done.books())
    end = done.on("run")
    assert end.code == 5, end
    assert f"the lock alone tells of fog.1, and the service has {stranger} as made" in end.out
    assert f"rain is not made of {stranger}: a lock alone tells of that" in end.err
    assert len(done.books()) == before


def test_the_way_out_that_is_told_is_one(done: Program) -> None:
    """`name the right one as a source and start from that`."""
    own, stranger = done.take("fog")["id"], foreign(done)
    edited(done, lambda takes: takes["fog"].update(id=stranger))
    clone(done)
    done.write(f"{JOBS}  rain: {{from: fog, prompt: Add rain}}\n")
    before = len(done.books())
    assert done.on("run").code == 5
    path = done.write(f"{JOBS}  rain: {{from: mist, prompt: Add rain}}\n")
    path.write_text(path.read_text().replace("sources:\n", f"sources:\n  mist: {{id: {own}}}\n", 1))
    end = done.on("run")
    assert end.code == 0, end
    assert [book["source"] for book in done.books()[before:]] == [own]


def test_what_another_machine_made_is_taken_over_without_a_word(done: Program) -> None:
    edited(done, lambda takes: takes["fog"].update(sha256=None, file=None))
    clone(done)
    end = done.on("run")
    assert (end.code, "warning" in end.err) == (0, False), end


def test_a_key_never_goes_where_a_lock_says(done: Program) -> None:
    with serving(lambda _: answer(200, {})) as attacker:
        edited(
            done,
            lambda takes: takes["fog"].update(
                status="running", origin=attacker.url, links={"poll": f"{attacker.url}/x"}
            ),
        )
        clone(done)
        for command in ("run", "wait", "fetch", "plan"):
            assert done.here(command, SPEC).code in (4, 5)
        assert attacker.connections == 0


@pytest.mark.parametrize("size", [10, pytest.param(100, marks=pytest.mark.soak)])
def test_a_great_lock_is_read_or_refused_in_bounds(size: int) -> None:
    """A line of that many MB, and none: by its first byte that is wrong, or whole."""
    assert grown(read_great, size) < (size << 20) * 12


def read_great(size: int) -> None:
    begun = time.process_time()
    with pytest.raises(LockError):
        read(EMPTY.encode() + b'{"t":"x","y":"' + b"x" * (size << 20), "x.lock")
    assert read(EMPTY.encode() + b"\n" * (size << 18), "x.lock").takes == {}
    assert time.process_time() - begun < 0.2 * size


# -- profiles that lie around ------------------------------------------------------------------------


def test_a_profile_of_a_shipped_name_is_never_taken(program: Program) -> None:
    """`openai` is the one that came with the program, whatever the folder says."""
    with serving(lambda _: answer(200, {"id": "video_x", "status": "completed"})) as attacker:
        profile = yaml.safe_load((SHIPPED / "openai.yaml").read_text("utf-8"))
        profile |= {"origin": attacker.url}
        del profile["retires"]
        (program.folder / "profiles" / "openai.yaml").write_text(yaml.safe_dump(profile))
        program.write(JOBS, "provider: openai")
        end = program.here("run", SPEC, "--yes", without=("REMIXBATCH_BASE_URL",))
        assert (end.code, "its vendor shut this service down" in end.err) == (6, True), end
        assert attacker.connections == 0
    assert KEY not in end.err


def test_a_profile_that_lies_around_gets_no_key_of_a_shipped_one(program: Program) -> None:
    """`paid` takes OPENAI_API_KEY to https://videos.example: on this machine, and from a folder of one's own alone."""
    program.write(JOBS, "provider: paid")
    end = program.here("run", SPEC, "--yes", without=("REMIXBATCH_BASE_URL",))
    assert end.code == 6
    told = (
        "would send OPENAI_API_KEY, the key of openai, to https://videos.example; nothing was sent"
    )
    assert f"the profile paid {told}" in end.err
    own = program.folder / ".config/remixbatch/profiles"
    own.mkdir(parents=True)
    (program.folder / "profiles/paid.yaml").rename(own / "paid.yaml")
    end = program.here("run", SPEC, "--yes", without=("REMIXBATCH_BASE_URL",))
    assert "cannot be reached" in end.err
