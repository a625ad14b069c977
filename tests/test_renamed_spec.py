"""A spec's file that got another name without its lock and journal: nothing of it is paid for twice."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from emulated import Emulator
from program import SPEC, Program

JOBS = """\
  dusk: {from: a, prompt: Make it dusk}
  rain: {from: dusk, prompt: Add rain}
"""
NEW = "summer.yaml"


@pytest.fixture(scope="module")
def made(service: Emulator, tmp_path_factory: pytest.TempPathFactory) -> Program:
    program = Program(tmp_path_factory.mktemp("made"), service, "what-is-renamed")
    program.write(JOBS)
    assert program.here("run", SPEC).code == 0
    return program


@pytest.fixture
def renamed(program: Program, made: Program) -> Program:
    program.become(made)
    (program.folder / SPEC).rename(program.folder / NEW)
    return program


def way_out(text: str) -> list[str]:
    return re.findall(r"^  ((?:mv|cat) .+)$", text, re.MULTILINE)


def obey(program: Program, commands: list[str]) -> None:
    for command in commands:
        subprocess.run(command, shell=True, cwd=program.folder, check=True)


def test_a_run_stops_and_says_how_to_go_on(renamed: Program) -> None:
    paid = len(renamed.books())
    plan = renamed.here("plan", NEW)
    assert plan.code == 0, plan
    told = "spring.lock has no spec any more and holds takes of 1 job that summer.yaml would pay for again"
    assert f"warning: {told} (dusk)" in plan.err
    end = renamed.here("run", NEW, "--yes")
    assert end.code == 5, end
    assert f"error: {told} (dusk); nothing was sent" in end.err
    assert way_out(end.err) == way_out(plan.err)
    assert way_out(end.err) == [
        "mv spring.lock summer.lock",
        "mv .remixbatch/spring.db .remixbatch/summer.db",
        "mv output/spring output/summer",
    ]
    obey(renamed, way_out(end.err))
    end = renamed.here("run", NEW, "--locked")
    assert end.code == 0, end
    assert "not here" not in end.out
    assert len(renamed.books()) == paid
    assert renamed.here("lock", NEW, "--check").code == 0


def test_a_spec_that_went_to_another_folder_without_its_lock(
    program: Program, made: Program
) -> None:
    """Its videos lie where they lay, and tell where it was."""
    program.become(made)
    (program.folder / "winter").mkdir()
    (program.folder / SPEC).rename(program.folder / "winter" / SPEC)
    spec, paid = f"winter/{SPEC}", len(program.books())
    plan = program.here("plan", spec)
    commands = [
        "mkdir -m 700 winter/.remixbatch",
        "mv spring.lock winter/spring.lock",
        "mv .remixbatch/spring.db winter/.remixbatch/spring.db",
    ]
    assert re.findall(r"^  (mkdir .+|mv .+)$", plan.err, re.MULTILINE) == commands
    end = program.here("run", spec, "--yes")
    assert end.code == 5, end
    assert way_out(end.err) == commands[1:]
    obey(program, way_out(end.err))
    end = program.here("run", spec, "--locked")
    assert end.code == 0, end
    assert len(program.books()) == paid


def test_what_the_new_name_has_paid_for_itself_stays(renamed: Program) -> None:
    """It ran another job before somebody noticed: the old lock is added, not put in its place."""
    paid = len(renamed.books())
    renamed.write("  fog: {from: b, prompt: Fill it with fog}\n", name=NEW)
    assert renamed.here("run", NEW).code == 0
    renamed.write("  fog: {from: b, prompt: Fill it with fog}\n" + JOBS, name=NEW)
    end = renamed.here("run", NEW)
    assert end.code == 5, end
    assert way_out(end.err) == ["cat spring.lock >> summer.lock && rm spring.lock"]
    obey(renamed, way_out(end.err))
    assert renamed.here("run", NEW, "--locked").code == 0
    assert len(renamed.books()) == paid + 1


def test_a_journal_alone_is_enough(renamed: Program) -> None:
    """The first run was killed before it wrote a lock."""
    (renamed.folder / "spring.lock").unlink()
    end = renamed.here("run", NEW)
    assert end.code == 5, end
    assert ".remixbatch/spring.db has no spec any more" in end.err
    assert way_out(end.err)[0] == "mv .remixbatch/spring.db .remixbatch/summer.db"


def test_a_copy_is_another_campaign(renamed: Program) -> None:
    paid = len(renamed.books())
    shutil.copy(renamed.folder / NEW, renamed.folder / SPEC)
    assert "no spec any more" not in renamed.here("plan", NEW).err
    end = renamed.here("run", NEW)
    assert end.code == 0, end
    assert len(renamed.books()) == paid + 2


def test_locks_of_other_tools_and_of_other_campaigns_say_nothing(renamed: Program) -> None:
    for name in ("uv.lock", "yarn.lock"):
        (renamed.folder / name).write_text('version = 1\n[[package]]\nname = "x"\n', "utf-8")
    moved = renamed.folder / "elsewhere"
    moved.mkdir()
    for path in (renamed.folder / "spring.lock", renamed.folder / ".remixbatch" / "spring.db"):
        shutil.move(path, moved)
    assert renamed.here("plan", NEW).err == ""
    (renamed.folder / "broken.lock").write_text('{"t":"lock","v":1}\nnonsense\n', "utf-8")
    end = renamed.here("plan", NEW)
    assert (end.code, "warning: broken has no spec any more: broken.lock:2: " in end.err) == (
        0,
        True,
    )


def test_a_folder_whose_spec_is_gone_is_taken_over(program: Program, tmp_path: Path) -> None:
    """One that is still there keeps it."""
    program.write(JOBS, "provider: swift\nname: city")
    assert program.here("run", SPEC).code == 0
    program.write("  fog: {from: b, prompt: Fog}\n", "provider: swift\nname: city", name=NEW)
    assert program.here("run", NEW).code == 2
    (program.folder / SPEC).rename(program.folder / "kept.yaml")
    assert program.here("run", NEW).code == 0
