"""A spec's file that got another name without its lock and journal: nothing of it is paid for twice."""

import re
import shutil
import subprocess
from pathlib import Path

from program import SPEC, Program

JOBS = """\
  dusk: {from: a, prompt: Make it dusk}
  rain: {from: dusk, prompt: Add rain}
"""
NEW = "summer.yaml"


def renamed(program: Program) -> None:
    program.write(JOBS)
    assert program.here("run", SPEC).code == 0
    (program.folder / SPEC).rename(program.folder / NEW)


def way_out(text: str) -> list[str]:
    return re.findall(r"^  ((?:mv|cat) .+)$", text, re.MULTILINE)


def obey(program: Program, commands: list[str]) -> None:
    for command in commands:
        subprocess.run(command, shell=True, cwd=program.folder, check=True)


def test_a_run_stops_and_says_how_to_go_on(program: Program) -> None:
    renamed(program)
    plan = program.here("plan", NEW)
    assert plan.code == 0, plan
    told = "spring.lock has no spec any more and holds takes of 1 job that summer.yaml would pay for again"
    assert f"warning: {told} (dusk)" in plan.err
    end = program.here("run", NEW, "--yes")
    assert end.code == 5, end
    assert f"error: {told} (dusk); nothing was sent" in end.err
    assert way_out(end.err) == way_out(plan.err)
    assert way_out(end.err) == [
        "mv spring.lock summer.lock",
        "mv .remixbatch/spring.db .remixbatch/summer.db",
        "mv output/spring output/summer",
    ]
    obey(program, way_out(end.err))
    end = program.here("run", NEW, "--locked")
    assert end.code == 0, end
    assert "not here" not in end.out
    assert len(program.books()) == 2
    assert program.here("lock", NEW, "--check").code == 0


def test_what_the_new_name_has_paid_for_itself_stays(program: Program) -> None:
    """It ran another job before somebody noticed: the old lock is added, not put in its place."""
    renamed(program)
    program.write("  fog: {from: b, prompt: Fill it with fog}\n", name=NEW)
    assert program.here("run", NEW).code == 0
    program.write("  fog: {from: b, prompt: Fill it with fog}\n" + JOBS, name=NEW)
    end = program.here("run", NEW)
    assert end.code == 5, end
    assert way_out(end.err) == ["cat spring.lock >> summer.lock && rm spring.lock"]
    obey(program, way_out(end.err))
    assert program.here("run", NEW, "--locked").code == 0
    assert len(program.books()) == 3


def test_a_journal_alone_is_enough(program: Program) -> None:
    """The first run was killed before it wrote a lock."""
    renamed(program)
    (program.folder / "spring.lock").unlink()
    end = program.here("run", NEW)
    assert end.code == 5, end
    assert ".remixbatch/spring.db has no spec any more" in end.err
    assert way_out(end.err)[0] == "mv .remixbatch/spring.db .remixbatch/summer.db"


def test_a_copy_is_another_campaign(program: Program) -> None:
    renamed(program)
    shutil.copy(program.folder / NEW, program.folder / SPEC)
    assert "no spec any more" not in program.here("plan", NEW).err
    end = program.here("run", NEW)
    assert end.code == 0, end
    assert len(program.books()) == 4


def test_locks_of_other_tools_and_of_other_campaigns_say_nothing(program: Program) -> None:
    renamed(program)
    for name in ("uv.lock", "yarn.lock"):
        (program.folder / name).write_text('version = 1\n[[package]]\nname = "x"\n', "utf-8")
    moved = program.folder / "elsewhere"
    moved.mkdir()
    for path in (program.folder / "spring.lock", program.folder / ".remixbatch" / "spring.db"):
        shutil.move(path, moved)
    assert program.here("plan", NEW).err == ""
    (program.folder / "broken.lock").write_text('{"t":"lock","v":1}\nnonsense\n', "utf-8")
    end = program.here("plan", NEW)
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
