"""What users hand in by mistake: each is told once, with place, cause and next move; nothing is sent or lost.

A row of a table is a case: what lies there, the exit code, and words that the message must have. Problems
inside a spec that need no program to be seen are files in `specs/bad/`.
"""

import os
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, chdir, closing, contextmanager
from pathlib import Path

import pytest

from canary import heard
from inside import Ended, patched
from program import KEY, SPEC, Program
from remixbatch.asked import key_of
from remixbatch.canonical import canonical
from remixbatch.journal import Journal
from remixbatch.writer import one_writer
from rights import largest_file, mode, of_anybody

HEAD = "version: 1\nprovider: swift\nsources: {beach: video_1}\n"
TEAL = HEAD + "jobs:\n  teal: {from: beach, prompt: Add fog.}\n"
TAKE = {
    "t": "take",
    "uid": "t_1",
    "job": "teal",
    "take": 1,
    "key": key_of("swift", None, "Add haze.", {}),
    "from": "video_1",
    "profile": "swift",
    "origin": "emulator:local",
    "model": None,
    "params": {},
    "prompt": "Add haze.",
    "id": "video_old",
    "status": "completed",
    "at": "2026-11-23T08:04:52Z",
    "submitted": "2026-11-23T08:00:00Z",
    "completed": "2026-11-23T08:04:52Z",
    "seconds": "8",
    "size": None,
    "expires": None,
    "usd": "0.00",
    "usd_basis": "price",
    "sha256": "ab" * 32,
    "file": "videos/teal.1-ideo_old.mp4",
    "error": None,
    "gone": None,
    "note": None,
    "links": None,
}
LOCK = f'{{"t":"lock","v":1}}\n{canonical(TAKE)}\n'


# -- what must stay ----------------------------------------------------------------------------------


def kept(folder: Path) -> Mapping[str, object]:
    """All that a command could have spoilt: files by content, the journal by its events.

    A run that is refused may have made its own lock file and an empty journal, no more.
    """
    found: dict[str, object] = {}
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        if path.is_symlink():
            found[name] = path.readlink()
        elif name.endswith(".db") and _is_journal(path):
            found[name] = _events(path)
        elif path.is_file() and ".db-" not in name and not name.endswith(".writer"):
            size = path.stat().st_size
            found[name] = path.read_bytes() if size < 1_000_000 else size
    return {name: content for name, content in found.items() if content != []}


def _is_journal(path: Path) -> bool:
    return path.is_file() and path.read_bytes()[:16] in (b"", b"SQLite format 3\0")


def _events(path: Path) -> list[object]:
    with closing(sqlite3.connect(path)) as db:
        try:
            return list(db.execute("SELECT * FROM events"))
        except sqlite3.Error:
            return []


@contextmanager
def nothing_lost(program: Program) -> Iterator[None]:
    before, sent = kept(program.folder), program.books()
    yield
    assert kept(program.folder) == before
    assert program.books() == sent


def told(end: Ended, code: int, *words: str) -> None:
    """One message on stderr, nothing on stdout."""
    assert end.code == code, end
    assert end.out == ""
    for word in words:
        assert word in end.err, f"{word!r} is not in\n{end.err}"
    assert end.err.count("error: ") == 1, end.err
    assert "help: " in end.err
    assert len(end.err) < 6000


# -- specs -------------------------------------------------------------------------------------------


def job(text: str, head: str = HEAD) -> str:
    return f"{head}jobs:\n  teal: {{{text}}}\n"


def chain(length: int, first: str = "beach") -> str:
    """Each job starts from the one before."""
    rest = "".join(f"  j{n}: {{from: j{n - 1}, prompt: x}}\n" for n in range(1, length))
    return f"{HEAD}jobs:\n  j0: {{from: {first}, prompt: x}}\n{rest}"


def laughs() -> str:
    lines = ["x-a: &a [x, x, x, x, x, x, x, x, x, x]\n"]
    lines += [
        f"x-{b}: &{b} [{', '.join([f'*{a}'] * 10)}]\n"
        for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    ]
    return "".join(lines) + TEAL


SPECS: dict[str, tuple[str | bytes, str, str]] = {
    # name: content, place and cause, next move
    "empty": ("", "1:1: RMB103 the file is empty", "remixbatch init"),
    "comment": ("# later\n", "1:1: RMB103 the file is empty", "remixbatch init"),
    "binary": (
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)),
        "1:1: RMB102 the file is binary, not text in UTF-8",
        "name a spec",
    ),
    "latin-1": (TEAL.encode() + b"# caf\xe9\n", "6:6: RMB102 byte 0xe9 is not UTF-8", "as UTF-8"),
    "UTF-16": (TEAL.encode("utf-16"), "1:1: RMB102 the file is UTF-16", "save the file as UTF-8"),
    "UTF-16 BE": (b"\xfe\xff" + TEAL.encode("utf-16-be"), "1:1: RMB102 the file is UTF-16", "UTF-8"),
    "UTF-16, no mark": (TEAL.encode("utf-16-le"), "1:1: RMB102 the file is UTF-16", "as UTF-8"),
    "UTF-32": (TEAL.encode("utf-32"), "1:1: RMB102 the file is UTF-32", "as UTF-8"),
    "a NUL": (TEAL + "# \0", "6:3: RMB102 control character U+0000 in the file", "remove it"),
    "only NUL": ("\0" * 4096, "1:1: RMB102 the file is binary", "name a spec"),
    "control": (TEAL + "# \a", "6:3: RMB102 control character U+0007", "remove it"),
    "tabs": (TEAL.replace("  teal", "\tteal"), "5:1: RMB101 a tab indents", "indent with spaces"),
    "a tab further down": (
        HEAD + "jobs:\n  teal:\n    from: beach\n\tprompt: x\n",
        "7:1: RMB101 a tab indents this line; YAML wants spaces",
        "indent with spaces",
    ),
    "a prompt in brackets": (
        HEAD + "jobs:\n  teal:\n    from: beach\n    prompt: [fail] Add rain.\n",
        "7:20: RMB101 the value ends at the ] before this, and text follows",
        "put the whole value in single quotes",
    ),
    "a prompt half in quotes": (
        HEAD + 'jobs:\n  teal:\n    from: beach\n    prompt: "Teal" sea, please.\n',
        '7:20: RMB101 the value ends at the " before this, and text follows',
        "put the whole value in single quotes",
    ),
    "two documents": (f"{TEAL}---\n{TEAL}", "6:1: RMB103 a second document", "keep one"),
    "list of jobs": (HEAD + "jobs: [a]\n", "4:7: RMB202 jobs: expected a mapping, found a list", ""),
    "number": (job("from: beach, prompt: 3"), "5:31: RMB202 jobs.teal.prompt: expected text", '"3"'),
    "unknown key": (job("from: beach, promt: x"), "RMB201 jobs.teal: unknown key `promt`", "`prompt`"),
    "twice": (
        TEAL + "  teal: {from: beach, prompt: Add rain.}\n",
        "6:3: RMB105 key `teal` is repeated: it stands at 5:3 already",
        "remove one of the two",
    ),
    "unknown parent": (job("from: beech, prompt: x"), "5:16: RMB401", "did you mean `beach`?"),
    "itself": (job("from: teal, prompt: x"), "RMB402 jobs.teal: jobs wait for each other", "take one"),
    "circle": (chain(2_000, "j1999"), "RMB402 jobs.j0: jobs wait for each other: j0 →", "take one"),
    "climbing name": (TEAL.replace("teal", "../x"), '5:3: RMB301 jobs["../x"]', "file names"),
    "NUL in a name": (TEAL.replace("teal", '"a\\0b"'), r'5:3: RMB301 jobs["a\u0000b"]', "file names"),
    "line in a name": (TEAL.replace("teal", '"a\\nb"'), r'5:3: RMB301 jobs["a\u000ab"]', "file names"),
    "device": (TEAL.replace("teal", "CON"), "5:3: RMB301 jobs.CON: `CON` is kept by Windows", "another"),
    "long name": (
        TEAL.replace("teal", "? " + "x" * 5000 + "\n  "),
        "5:5: RMB301 jobs.xxx",
        "file names",
    ),
    "case": (
        TEAL + "  Teal: {from: beach, prompt: x}\n",
        "6:3: RMB302 `Teal` differs from `teal` in case alone",
        "both would be one file",
    ),
    "a source's name": (TEAL.replace("teal", "beach"), "5:3: RMB302 jobs.beach: `beach` is a source", ""),
    "no prompt": (job("from: beach, prompt: ' '"), "5:31: RMB303", "say the one change"),
    "long prompt": (
        job(f"from: beach, prompt: {'x' * 32_001}"),
        "5:31: RMB304 jobs.teal.prompt: the prompt has 32,001 characters; 32,000 are the most",
        "in a few sentences",
    ),
    "undeclared": (
        job("from: beach, prompt: 'Add ${vars.fog}'"),
        "5:36: RMB312 jobs.teal.prompt: there is no variable `fog`",
        "vars: {fog: …}",
    ),
    "unknown profile": (TEAL.replace("swift", "swfit"), "2:11: RMB403 provider: there is no profile", "`swift`"),
    "broken JSON": ('{"version": 1,\n "jobs": {"a": }', "2:16: RMB101 not valid JSON", "commas and quotes"),
    "cut JSON": ('{"version": 1,\n "jobs": {"a": {}', "2:18: RMB101 not valid JSON", "close what is open"),
    "deep": ("a: " + "[" * 20_000, "RMB104 mappings and lists are nested too deep", "at most 64"),
    "aliases": (laughs(), "RMB104 the file holds too many values", "at most 3,000,000"),
    "jobs": (
        HEAD + "x-c: &c\n" + "".join(f"  - {{s{n}: x}}\n" for n in range(1001))
        + "jobs:\n" + "".join(f"  j{n}: {{from: beach, chain: *c}}\n" for n in range(100)),
        "1006:1: RMB104 too many jobs",
        "at most 100,000 jobs",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SPECS)
def test_a_spec(program: Program, name: str) -> None:
    content, said, help_ = SPECS[name]
    data = content if isinstance(content, bytes) else content.encode()
    (program.folder / SPEC).write_bytes(data)
    with nothing_lost(program):
        end = program.here("run", SPEC, "--yes")
        told(end, 2, f"{SPEC}:{said}" if said[0].isdigit() else said, help_)
    assert end.err.endswith("error: 1 problem in the spec; nothing was sent\n")


def test_a_prompt_over_the_profile_s_limit(program: Program) -> None:
    swift = (program.folder / "profiles" / "swift.yaml").read_text("utf-8")
    assert "prompt_max: 32000\n" in swift
    terse = swift.replace("prompt_max: 32000", "prompt_max: 20").replace(
        "name: swift", "name: terse"
    )
    (program.folder / "profiles" / "terse.yaml").write_text(terse, "utf-8")
    (program.folder / SPEC).write_text(
        job("from: beach, prompt: Add fog and rain and snow", HEAD.replace("swift", "terse")),
        "utf-8",
    )
    with nothing_lost(program):
        end = program.here("run", SPEC, "--yes")
        told(
            end,
            2,
            f"{SPEC}:5:31: RMB304 jobs.teal.prompt: the prompt has 25 characters, terse takes 20",
        )


def test_a_long_chain_is_no_mistake(program: Program) -> None:
    (program.folder / SPEC).write_text(chain(2_000), "utf-8")
    end = program.here("plan", SPEC, "--max-new", "1")
    assert (end.code, "2,000 submit" in end.out) == (0, True)


def huge(path: Path) -> None:
    with path.open("wb") as file:
        file.write(TEAL.encode())
        file.truncate(20_000_000_000)  # none of it is on the disk


PROMPTS: dict[str, tuple[Callable[[Path], object] | None, str]] = {
    "missing": (None, "there is no file `p.txt`"),
    "folder": (Path.mkdir, "`p.txt` is a folder"),
    "empty": (Path.touch, "the prompt is empty"),
    "not UTF-8": (lambda path: path.write_bytes(b"caf\xe9"), "`p.txt` is not text in UTF-8"),
    "UTF-16": (
        lambda path: path.write_bytes("fog".encode("utf-16")),
        "`p.txt` is not text in UTF-8",
    ),
    "huge": (huge, "`p.txt` is larger than 1,000,000 bytes"),
    "link out": (lambda path: path.symlink_to("/etc/hosts"), "`p.txt` is a link out of the spec's"),
    "circle": (lambda path: path.symlink_to("p.txt"), "`p.txt` "),
    "control": (lambda path: path.write_text("a\ab"), "control character U+0007 in a text"),
}


@pytest.mark.parametrize("name", PROMPTS)
def test_a_prompt_file(program: Program, name: str) -> None:
    make, cause = PROMPTS[name]
    (program.folder / SPEC).write_text(job("from: beach, prompt_file: p.txt"), "utf-8")
    if make is not None:
        make(program.folder / "p.txt")
    with nothing_lost(program):
        end = program.here("run", SPEC, "--yes")
        told(end, 2, f"{SPEC}:5:36: RMB30", f"jobs.teal.prompt_file: {cause}")


def test_names_that_are_one_file(program: Program) -> None:
    """Composed or not, a letter beyond ASCII is in no name, so no two files differ in that alone."""
    text = TEAL.replace("teal", '"caf\\u00e9"') + '  "cafe\\u0301": {from: beach, prompt: x}\n'
    (program.folder / SPEC).write_text(text, "utf-8")
    with nothing_lost(program):
        end = program.here("run", SPEC)
        told(
            end,
            2,
            f'{SPEC}:5:3: RMB301 jobs["caf\u00e9"]',
            f'{SPEC}:6:3: RMB301 jobs["cafe\u0301"]',
        )


@pytest.mark.soak
def test_what_is_large_is_read_all_the_same(program: Program) -> None:
    (program.folder / SPEC).write_text(chain(20_000), "utf-8")
    end = program.here("plan", SPEC)
    assert (end.code, "20,000 submit" in end.out) == (0, True)
    rows = "".join(f"  j{n}: {{from: beach, prompt: x}}\n" for n in range(100_000))
    (program.folder / SPEC).write_text(f"{HEAD}jobs:\n{rows}", "utf-8")
    end = program.here("plan", SPEC)
    assert (end.code, "100,000 submit" in end.out) == (0, True)
    (program.folder / SPEC).write_text(
        f"{HEAD}jobs:\n{rows}  more: {{from: beach, prompt: x}}\n", "utf-8"
    )
    told(program.here("plan", SPEC), 2, "RMB104 too many jobs", "at most 100,000 jobs")


def test_one_cause_is_one_problem(program: Program) -> None:
    """500 jobs name a source that is gone; three others have mistakes of their own."""
    rows = "".join(f"  j{n}: {{from: beech, prompt: Add fog.}}\n" for n in range(500))
    rows += "".join(f"  e{n}: {{from: beach, prompt: ''}}\n" for n in range(3))
    (program.folder / SPEC).write_text(f"{HEAD}jobs:\n{rows}", "utf-8")
    end = program.here("plan", SPEC)
    assert end.err.count("RMB401") == 1
    assert "also in lines 6, 7, 8, 9, 10, 11, 12, 13 and 491 more" in end.err
    assert end.err.count("RMB303") == 3
    assert end.err.count("did you mean `beach`?") == 1
    assert end.err.endswith("error: 4 problems in the spec; nothing was sent\n")
    github = program.here("validate", SPEC, "--format", "github").out
    assert len(github.splitlines()) == 4
    assert "also in lines 6, 7" in github
    listed = program.here("validate", SPEC, "--format", "jsonl").out
    assert len(listed.splitlines()) == 503  # a machine is told each place


def test_twenty_problems_are_shown_and_the_rest_is_counted(program: Program) -> None:
    rows = "".join(f"  e{n}: {{from: beach, prompt: ''}}\n" for n in range(25))
    (program.folder / SPEC).write_text(f"{HEAD}jobs:\n{rows}", "utf-8")
    end = program.here("run", SPEC)
    assert end.err.count("RMB303") == 20
    assert end.err.endswith("… and 5 more\nerror: 25 problems in the spec; nothing was sent\n")


# -- what is no spec ---------------------------------------------------------------------------------


def a_socket(path: Path) -> None:
    with chdir(path.parent), socket.socket(socket.AF_UNIX) as one:
        one.bind(path.name)


def folder_of_specs(path: Path) -> None:
    path.mkdir()
    (path / "teal.yaml").write_text(TEAL, "utf-8")


FILES: dict[str, tuple[Callable[[Path], object] | None, str, str, str]] = {
    # name: how it is made, how it is called, cause, next move
    "missing": (None, "x.yaml", "x.yaml: there is no such file", "Check the name"),
    "below a file": (Path.touch, "x.yaml/y.yaml", "there is no such file", "Check the name"),
    "huge": (huge, "x.yaml", "x.yaml: is larger than 10,000,000 bytes", "Split it"),
    "folder": (Path.mkdir, "x.yaml", "x.yaml: is a folder", "Name a file"),
    "folder of specs": (folder_of_specs, "x.yaml", "x.yaml: is a folder", "such as x.yaml/teal.yaml"),
    "socket": (a_socket, "x.yaml", "is a device, pipe or socket, not a regular file", "Name a file"),
    "pipe": (os.mkfifo, "x.yaml", "is a device, pipe or socket, not a regular file", "Name a file"),
    "/dev/null": (None, "/dev/null", "/dev/null: is a device, pipe or socket", "Name a file"),
    "not UTF-8": (None, "caf\udce9.yaml", "caf\\udce9.yaml: this name is not UTF-8", "Rename the file"),
    "stdin": (None, "-", "-: there is no such file", "stdin is not read"),
    "no name": (None, "", "the name is empty", "is a variable of the shell not set?"),
    "links in a circle": (lambda path: path.symlink_to(path.name), "x.yaml", "symbolic links", "Check"),
    "a long name": (None, "x" * 5000, "File name too long", "Check the name"),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_a_path(program: Program, name: str) -> None:
    make, word, cause, move = FILES[name]
    if make is not None:
        make(program.folder / "x.yaml")
    for command in ("run", "status"):
        with nothing_lost(program):
            told(program.here(command, word), 2, cause, move)


CALLS = {
    "plann": "did you mean 'plan'?",
    "plan": "missing argument 'SPECS...'",
    "status a b": "unexpected extra argument (b)",
    f"plan {SPEC} --selct x": "--select",
    f"run {SPEC} --budget ten": "'ten' is not an amount of money",
    f"run {SPEC} -j 0": "'-j': 0 is not in the range",
    f"run {SPEC} --on-parent-change maybe": "'maybe' is not one of",
    f"plan {SPEC} --select tael": "did you mean `teal`?",
    f"plan {SPEC} --exclude +": "cannot be read as a selection",
    "run nix.yaml --json": "nix.yaml: there is no such file",
    "run": "missing argument 'SPECS... | PLAN'",
    f"resolve {SPEC} teal": "say one of --adopt ID, --not-submitted, --lost",
    f"resolve {SPEC} tael --lost": "Did you mean 'teal'?",
    f"wait {SPEC} --yes": "no such option '--yes'",
}


@pytest.mark.parametrize("call", CALLS)
def test_a_call(program: Program, call: str) -> None:
    (program.folder / SPEC).write_text(TEAL, "utf-8")
    with nothing_lost(program) if not call.startswith("resolve") else ExitStack():
        end = program.here(*call.split(), without=("REMIXBATCH_BASE_URL",))
    assert CALLS[call].lower() in end.err.lower()
    told(end, 2)


# -- locks -------------------------------------------------------------------------------------------


def writes(content: bytes | str) -> Callable[[Path], object]:
    data = content if isinstance(content, bytes) else content.encode()
    return lambda path: path.write_bytes(data)


LOCKS: dict[str, tuple[Callable[[Path], object], str, str]] = {
    "garbage": (writes("no lock at all\n"), "spring.lock:1: ", "Take the line back from git"),
    "empty": (writes(""), "spring.lock:1: this line of the lock cannot be read: it is empty", "from git"),
    "cut": (writes(LOCK[: len(LOCK) * 2 // 3]), "spring.lock:2: ", "from git"),
    "not UTF-8": (writes(LOCK.encode() + b"\xff\n"), "spring.lock:3: ", "from git"),
    "UTF-16": (writes(LOCK.encode("utf-16")), "spring.lock:1: ", "from git"),
    "newer": (writes('{"t":"lock","v":2}\n'), "the lock has version 2, this remixbatch reads 1", "Update"),
    "a folder": (Path.mkdir, "the lock cannot be read: spring.lock: is a folder", "back from git"),
    "a dead link": (lambda path: path.symlink_to("gone"), "the lock cannot be read: spring.lock", "git"),
    "other origin": (
        writes(LOCK.replace("emulator:local", "https://else.example")),
        "teal.1 was submitted to https://else.example, this run would speak to ",
        "Use the same address",
    ),
    "other server": (
        writes(LOCK.replace("emulator:local", "http://127.0.0.1:1")),
        "teal.1 was submitted to http://127.0.0.1:1, this run would speak to ",
        "Add --base-url http://127.0.0.1:1, or use a spec",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock(program: Program, name: str) -> None:
    make, cause, move = LOCKS[name]
    (program.folder / SPEC).write_text(TEAL, "utf-8")
    make(program.lock)
    for command in ("plan", "run", "wait"):
        with nothing_lost(program):
            told(program.here(command, SPEC), 5, cause, move)


def test_a_lock_that_this_user_may_not_read(program: Program) -> None:
    (program.folder / SPEC).write_text(TEAL, "utf-8")
    program.lock.write_text(LOCK, "utf-8")
    with nothing_lost(program), mode(program.lock, 0), of_anybody() as bound:
        if not bound:
            pytest.skip("modes of files do not bind here")
        for command in ("plan", "run", "status"):
            end = program.here(command, SPEC)
            told(end, 5, "the lock cannot be read: spring.lock: cannot be read: Permission denied")
            assert "that this user may read" in end.err


def test_a_lock_with_markers_is_read_and_not_spent_on(program: Program) -> None:
    (program.folder / SPEC).write_text(TEAL, "utf-8")
    head, take = LOCK.splitlines()
    program.lock.write_text(f"{head}\n<<<<<<< a\n{take}\n=======\n>>>>>>> b\n", "utf-8")
    with nothing_lost(program):
        plan = program.here("plan", SPEC)
        assert plan.code == 0, plan
        assert "spring.lock: a merge left conflict markers; the facts of both sides" in plan.err
        told(
            program.here("run", SPEC), 5, "a merge left conflict markers", f"lock {SPEC} --resolve"
        )


# -- the journal and the disk ------------------------------------------------------------------------


def newer(path: Path) -> None:
    with Journal.open(path):
        pass
    db = sqlite3.connect(path)
    db.execute("PRAGMA user_version=7")
    db.close()


JOURNALS: dict[str, tuple[Callable[[Path], object], str, str]] = {
    "newer": (
        newer,
        "spring.db: the journal was written by a newer remixbatch (format 7",
        "Update",
    ),
    "no database": (
        writes(b"no database, nor ever was" * 9),
        "file is not a database",
        "from a backup",
    ),
    "a folder": (
        Path.mkdir,
        "spring.db: is not a file, and the journal is kept there",
        "Move it away",
    ),
}


@pytest.mark.parametrize("name", JOURNALS)
def test_a_journal(program: Program, name: str) -> None:
    make, cause, move = JOURNALS[name]
    (program.folder / SPEC).write_text(TEAL, "utf-8")
    (program.folder / ".remixbatch").mkdir()
    make(program.folder / ".remixbatch" / "spring.db")
    for command in ("plan", "run"):
        with nothing_lost(program):
            told(program.here(command, SPEC), 9, cause, move)


def test_a_file_where_the_state_should_be(program: Program) -> None:
    (program.folder / SPEC).write_text(TEAL, "utf-8")
    (program.folder / ".remixbatch").write_text("mine", "utf-8")
    with nothing_lost(program):
        told(program.here("run", SPEC), 9, ".remixbatch: is not a folder", "Move it away")


def test_a_folder_that_cannot_be_written(program: Program) -> None:
    """`plan` needs no more than to read it."""
    (program.folder / SPEC).write_text(TEAL, "utf-8")
    with nothing_lost(program), mode(program.folder, 0o555), of_anybody() as bound:
        if not bound:
            pytest.skip("modes of files do not bind here")
        assert program.here("plan", SPEC).code == 0
        told(program.here("run", SPEC), 9, ".remixbatch: Permission denied", "must be writable")


def test_a_record_that_can_only_be_read(program: Program) -> None:
    """As on a read-only mount: readers say what there is, and a record out of reach is not taken for none."""
    program.write("  teal: {from: a, prompt: Add fog}\n")
    assert program.here("run", SPEC).code == 0
    state = program.folder / ".remixbatch"
    with nothing_lost(program), of_anybody() as bound:
        if not bound:
            pytest.skip("modes of files do not bind here")
        with mode(state / "spring.db", 0o444), mode(state, 0o555), mode(program.folder, 0o555):
            for command in ("plan", "status"):
                end = program.here(command, SPEC)
                assert (end.code, end.err) == (0, ""), end
        with mode(state, 0):
            told(program.here("plan", SPEC), 9, "spring.db: the journal failed: Permission denied")
            told(program.here("run", SPEC), 9, ".remixbatch: Permission denied")
        with mode(state / "spring.db", 0):
            for command in ("plan", "run"):
                told(program.here(command, SPEC), 9, "spring.db: the journal failed", "not yours?")


def test_an_output_folder_that_cannot_be_written(program: Program) -> None:
    (program.folder / SPEC).write_text(TEAL, "utf-8")
    (program.folder / "file").write_text("mine", "utf-8")
    with nothing_lost(program):
        end = program.here("run", SPEC, "--output-dir", "file")
        told(end, 9, "file/spring: Not a directory", "--output-dir")


def test_no_room_for_a_journal(program: Program) -> None:
    """A disk that is full from the beginning; test_disk.py fills it in the middle of a run."""
    (program.folder / SPEC).write_text(TEAL, "utf-8")
    with nothing_lost(program):
        with largest_file(1000):
            end = program.here("run", SPEC)
        told(end, 9, ".remixbatch/spring.db: the journal failed", "Look at the disk")
    assert program.here("plan", SPEC).code == 0


# -- time, and others --------------------------------------------------------------------------------


def test_a_lock_of_a_clock_that_ran_ahead(program: Program) -> None:
    """Its takes count; the clock is doubted, since either may be wrong."""
    program.write("  teal: {from: a, prompt: Add fog}\n")
    assert program.here("run", SPEC).code == 0
    text = program.lock.read_text("utf-8")
    year = time.strftime("%Y-", time.gmtime())
    program.lock.write_text(text.replace(f'"{year}', '"2199-'), "utf-8")
    (program.folder / ".remixbatch" / "spring.db").unlink()
    for command in ("plan", "run"):
        end = program.here(command, SPEC)
        assert end.code == 0, end
        assert "warning: this machine's clock says 20" in end.err
        assert "the record has times up to 2199-" in end.err
    assert len(program.books()) == 1


def test_a_clock_of_1970(program: Program) -> None:
    """A run with it is told, and paid for once."""
    program.write("  teal: {from: a, prompt: Add fog}\n")
    with patched(time, time=lambda: 86_400.0):
        end = program.here("run", SPEC)
        assert end.code == 0, end
        assert "this machine's clock says 1970-01-02T" in end.err
    assert program.here("run", SPEC).err == ""
    assert len(program.books()) == 1


def test_a_second_run_at_once(program: Program) -> None:
    (program.folder / SPEC).write_text(TEAL, "utf-8")
    me = {"pid": 4711, "host": "desk", "start": "2026-11-24T08:00:00Z"}
    with one_writer(program.folder / ".remixbatch", "spring", me), nothing_lost(program):
        end = program.here("run", SPEC)
        told(end, 5, "process 4711 on 'desk', since 2026-11-24T08:00:00Z", "Wait for it or stop it")


def test_keys_and_vendors(program: Program) -> None:
    (program.folder / SPEC).write_text(TEAL.replace("swift", "openai"), "utf-8")
    with nothing_lost(program):
        end = program.here("run", SPEC, "--yes", without=("OPENAI_API_KEY",))
        told(end, 6, "the variable OPENAI_API_KEY is not set", "export OPENAI_API_KEY=")
        end = program.here("run", SPEC, "--yes", without=("REMIXBATCH_BASE_URL",))
        told(end, 6, "its vendor shut this service down on 2026-09-24", "Use --base-url")
        assert KEY not in end.err


def test_nobody_is_there_to_ask(program: Program) -> None:
    """Neither on a pipe nor with all streams closed; with --json, too."""
    program.write("  teal: {from: a, prompt: Add fog}\n", "provider: paid")
    with nothing_lost(program):
        for words in ((), ("--json",)):
            end = program.here("run", SPEC, *words)
            told(end, 2, "this would spend $0.80, and nobody is here to ask", "give --yes")
        assert _shell(program, f'"$0" -m remixbatch run {SPEC} <&- >&- 2>&-') == (2, "")


# -- stdout ------------------------------------------------------------------------------------------


def _shell(program: Program, line: str) -> tuple[int, str]:
    """Exit code and stderr of a line of bash, `$0` being the interpreter."""
    end = subprocess.run(
        ["bash", "-c", line, sys.executable],
        cwd=program.folder,
        env=program.environ,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    heard("a shell", end.stdout, end.stderr)
    assert "Traceback" not in end.stderr
    return end.returncode, end.stderr


def test_a_reader_that_has_read_enough(program: Program) -> None:
    """`| head -1` changes nothing about how a command ends."""
    rows = "".join(f"  e{n}: {{from: beach, prompt: ''}}\n" for n in range(700))
    (program.folder / SPEC).write_text(f"{HEAD}jobs:\n{rows}", "utf-8")
    line = f'"$0" -m remixbatch validate {SPEC} --format json | head -1; exit ${{PIPESTATUS[0]}}'
    assert _shell(program, line) == (2, "")
    line = '"$0" -m remixbatch providers list | true; exit ${PIPESTATUS[0]}'
    assert _shell(program, line) == (0, "")


def test_a_result_that_has_no_room(program: Program) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("there is no /dev/full here")
    (program.folder / SPEC).write_text(TEAL, "utf-8")
    code, said = _shell(program, f'"$0" -m remixbatch plan {SPEC} > /dev/full')
    assert code == 9
    assert said.startswith(
        "error: stdout: the result cannot be written: No space left on device\nhelp: "
    )
