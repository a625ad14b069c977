"""`lint --fix`: a job that asks for several changes becomes a chain, with its price, and only with a yes."""

import json
import os
import stat
import subprocess
import sys
from contextlib import suppress
from typing import Any

import pytest

from inside import Ended
from program import SPEC, Program, terminal

JOBS = """\
  # the first
  teal:
    from: a   # the pier
    # what to ask
    prompt: Add a dog and make it night.   # was dusk

    tags: [x]   # stays
  after: {from: teal, prompt: Remove the bench.}
"""
CHAIN = """\
  # the first
  teal:
    from: a   # the pier
    # what to ask
    chain:   # was dusk
      - night: Make it night.
      - dog: Add a dog.

    tags: [x]   # stays
  after: {from: teal, prompt: Remove the bench.}
"""
PATCH = """\
-    prompt: Add a dog and make it night.   # was dusk
+    chain:   # was dusk
+      - night: Make it night.
+      - dog: Add a dog.
"""
TWO = "Add a dog and make it night."


def fix(program: Program, *words: str) -> Ended:
    return program.on("lint", "--fix", *words)


def text(program: Program) -> str:
    return (program.folder / SPEC).read_bytes().decode()


def jobs(program: Program) -> str:
    return text(program).partition("jobs:\n")[2]


def data(program: Program, *words: str) -> Any:
    return json.loads(fix(program, "--json", *words).out)


def refused(program: Program, name: str = "teal") -> str:
    """Why a job stays as it is; nothing else becomes of the spec."""
    before = text(program)
    found = data(program, "--unsafe-fixes")
    assert text(program) == before
    assert found["jobs"] == []
    assert found["written"] is False
    [reason] = [
        f"{each['reason']}; {each['hint']}" for each in found["refused"] if each["job"] == name
    ]
    return reason


# -- what is shown -----------------------------------------------------------------------------------


def test_it_shows_a_patch_and_the_price_and_writes_nothing(program: Program) -> None:
    program.write(JOBS, head="provider: paid")
    before = text(program)
    end = fix(program)
    assert PATCH in end.out
    assert end.out.startswith(f"--- {SPEC}\n+++ {SPEC}\n@@ -7,7 +7,9 @@\n")
    assert end.err.splitlines() == [
        "teal  1 remix -> 2  $0.80 -> $1.60",
        "1 job becomes 2 steps: 2 remixes -> 3 a campaign, $1.60 -> $2.40",
        f"{SPEC}: nothing was written; --unsafe-fixes writes it (it changes what is paid for)",
    ]
    assert end.code == 2  # the error is still there
    assert text(program) == before


def test_it_writes_with_unsafe_fixes_and_has_nothing_to_do_then(program: Program) -> None:
    program.write(JOBS)
    end = fix(program, "--unsafe-fixes")
    assert end.code == 0
    assert jobs(program) == CHAIN
    assert f"written {SPEC}\nnext    remixbatch plan {SPEC}" in end.err
    for _ in range(2):
        end = fix(program, "--unsafe-fixes")
        assert (end.code, end.out) == (0, "")
        assert end.err == f"{SPEC}: nothing that --fix could mend\n"
    assert jobs(program) == CHAIN
    assert program.on("lint").code == 0


def test_what_starts_from_the_job_starts_from_its_last_step(program: Program) -> None:
    program.write(JOBS + "  needy: {from: a, prompt: Add fog., needs: [teal]}\n")
    fix(program, "--unsafe-fixes")
    steps = {step["job"]: step for step in program.json("plan")["jobs"]}
    assert list(steps) == ["teal.night", "teal.dog", "after", "needy"]
    shown = {job["job"]: job for job in program.json("show")["jobs"]}
    assert shown["teal.night"]["parent"] == "a"
    assert shown["teal.dog"]["parent"] == "teal.night"
    assert shown["after"]["parent"] == "teal.dog"
    assert shown["needy"]["needs"] == ["teal.dog"]


def test_the_edits_as_data_lead_to_what_is_written(program: Program) -> None:
    program.write(
        JOBS.replace("night.", "night 😀.")
        + "  twin: {from: b, prompt: 'Add a dog, and make it night'}\n"
    )
    before, found = text(program), data(program)
    assert found["written"] is False
    assert [job["job"] for job in found["jobs"]] == ["teal", "twin"]
    assert found["campaign"]["before"] == {"takes": 3, "usd": "0.00"}
    made = before
    for edit in reversed(found["edits"]):
        made = made[: edit["start"]] + edit["text"] + made[edit["end"] :]
    assert data(program, "--unsafe-fixes")["written"] is True
    assert text(program) == made


def test_several_specs_at_once(program: Program) -> None:
    program.write(JOBS, name="one.yaml")
    program.write(JOBS.replace(TWO, "Add fog."), name="two.yaml")
    end = program.here("lint", "one.yaml", "two.yaml", "--fix", "--json", "--unsafe-fixes")
    assert [fix["written"] for fix in json.loads(end.out)["fixes"]] == [True, False]


def test_a_price_that_is_not_known_stays_unknown(program: Program) -> None:
    program.write(JOBS, head="provider: unpriced")
    assert "teal  1 remix -> 2  price unknown\n" in fix(program).err
    assert data(program)["campaign"]["after"] == {"takes": 3, "usd": None}
    program.write(JOBS)
    assert "teal  1 remix -> 2  free\n" in fix(program).err


# -- consent -----------------------------------------------------------------------------------------


def test_a_yes_at_a_terminal_writes_it(program: Program) -> None:
    program.write(JOBS)
    before = text(program)
    no = program.at_terminal("lint", SPEC, "--fix", answer="n")
    assert no.code == 2
    assert f"Write this to {SPEC}? [y/N]" in no.out
    assert text(program) == before
    yes = program.at_terminal("lint", SPEC, "--fix", answer="y")
    assert yes.code == 0
    assert jobs(program) == CHAIN


def test_what_somebody_else_wrote_meanwhile_stays(program: Program) -> None:
    path = program.write(JOBS)
    theirs = text(program) + "# theirs\n"
    with terminal() as (near, far):
        words = [sys.executable, "-m", "remixbatch", "lint", SPEC, "--fix"]
        process = subprocess.Popen(
            words, cwd=program.folder, env=program.environ, stdin=far, stdout=far, stderr=far
        )
        os.close(far)
        shown = b""
        while b"[y/N]" not in shown:
            shown += os.read(near, 65536)
        path.write_text(theirs, "utf-8")
        os.write(near, b"y\n")
        with suppress(OSError):  # the other end is closed
            while new := os.read(near, 65536):
                shown += new
        assert process.wait() == 2
    assert b"has changed meanwhile; nothing was written" in shown
    assert text(program) == theirs


def test_flags_that_belong_to_it(program: Program) -> None:
    program.write(JOBS)
    for words in (
        ("--unsafe-fixes",),
        ("--include-paid",),
        ("--fix", "--format", "sarif"),
        ("--fix", "--jsonl"),
    ):
        end = program.on("lint", *words)
        assert end.code == 2
        assert "--fix" in end.err
    assert program.here("lint", "-", "--fix").code == 2


# -- what was paid for -------------------------------------------------------------------------------


def test_what_was_paid_for_is_left_alone_unless_that_is_wanted(program: Program) -> None:
    program.write(JOBS, head="provider: paid\nbudget: {run: 20}")
    assert program.on("run", "--no-lint").code == 0
    takes = program.takes()
    reason = refused(program)
    assert "1 take of it is paid for, and its 2 steps would be $1.60 more" in reason
    assert "--include-paid takes it in" in reason
    end = fix(program, "--include-paid", "--unsafe-fixes")
    assert "teal  1 remix -> 2  $0.80 -> $1.60; its 1 take stays, and counts no more" in end.err
    assert "The next run: 0 remixes -> 2, $0.00 -> $1.60" in end.err
    assert "Not counted: 1 take whose parent changes with it" in end.err
    assert end.code == 0
    assert jobs(program) == CHAIN
    assert program.takes() == takes
    assert "teal" in program.on("plan").out


def test_a_take_that_is_under_way_is_waited_for(program: Program) -> None:
    program.write(JOBS)
    assert program.on("run", "--no-lint", "--no-wait").code == 4
    reason = refused(program)
    assert "its take 1 is running" in reason
    assert f"remixbatch wait {SPEC}" in reason
    assert program.on("wait").code == 4  # `after` is not submitted
    end = fix(program, "--unsafe-fixes")  # it was free, so it keeps nobody
    assert "free; its 1 take stays" in end.err
    assert jobs(program) == CHAIN


# -- prompts -----------------------------------------------------------------------------------------


def test_scene_then_content_then_camera_grade_style(program: Program) -> None:
    prompt = "Make it anime style, switch to a low angle, add a dog, and change the time of day to night."
    program.write(f"  teal: {{from: a, prompt: '{prompt}'}}\n")
    [job] = data(program)["jobs"]
    assert [step["rank"] for step in job["steps"]] == ["scene", "content", "camera", "style"]
    assert [step["job"] for step in job["steps"]] == [
        "teal.night",
        "teal.dog",
        "teal.low-angle",
        "teal.anime",
    ]


def test_what_stays_is_said_in_every_step(program: Program) -> None:
    program.write(
        "  teal: {from: a, prompt: Keep the pier as it is. Add a dog. Remove the bench.}\n"
    )
    [job] = data(program)["jobs"]
    assert [step["prompt"] for step in job["steps"]] == [
        "Add a dog. Keep the pier as it is.",
        "Remove the bench. Keep the pier as it is.",
    ]


def test_a_step_of_a_chain_becomes_two_and_keeps_its_name(program: Program) -> None:
    chain = "  story:\n    from: a\n    chain:\n    - both: Add a dog and make it night.\n    - end: Remove the bench.\n"
    program.write(chain + "  other: {from: story.both, prompt: Add fog.}\n")
    assert fix(program, "--unsafe-fixes").code == 0
    assert "    chain:\n    - night: Make it night.\n    - both: Add a dog.\n    - end:" in text(
        program
    )
    shown = {job["job"]: job["parent"] for job in program.json("show")["jobs"]}
    assert shown["other"] == "story.both"
    assert shown["story.both"] == "story.night"


def test_two_steps_of_a_chain_become_two_each(program: Program) -> None:
    chain = f"[{{s: {TWO}}}, {{t: Remove the bench and add rain.}}]"
    program.write(f"  story: {{from: a, chain: {chain}}}\n")
    assert fix(program, "--unsafe-fixes").code == 0
    names = [job["job"] for job in program.json("show")["jobs"]]
    assert names == ["story.night", "story.s", "story.rain", "story.t"]


def test_names_of_steps_are_free_and_their_own(program: Program) -> None:
    program.write(
        "  a-chain:\n    from: a\n    chain: [{dog: Add a dog.}, {x: Add a dog and remove the dog house.}]\n"
    )
    [job] = data(program)["jobs"]
    names = [step["job"] for step in job["steps"]]
    assert len({name.casefold() for name in names} | {"a-chain.dog"}) == 3
    assert names[-1] == "a-chain.x"


def test_dollar_signs_stay_dollar_signs(program: Program) -> None:
    program.write("  teal: {from: a, prompt: 'Make the sign say \"$$$$5\" and add a dog.'}\n")
    assert fix(program, "--unsafe-fixes").code == 0
    prompts = [job["prompt"] for job in program.json("show")["jobs"]]
    assert 'Make the sign say "$$5".' in prompts


# -- what is refused ---------------------------------------------------------------------------------


def test_what_cannot_be_split_safely(program: Program) -> None:
    program.write(
        "  teal: {from: a, prompt: Give the atrium a glass roof and let snow pile up on it.}\n"
    )
    reason = refused(program)
    assert reason.startswith("cannot be split safely: ")
    assert "`it`" in reason  # the atrium, or its roof


def test_what_a_part_speaks_of_is_said_in_it(program: Program) -> None:
    program.write(
        "  teal: {from: a, prompt: Zoom in on the ledger and change its figures to red.}\n"
    )
    fix(program, "--unsafe-fixes")
    assert "Change the ledger's figures to red." in jobs(program)


def test_a_prompt_that_stands_elsewhere(program: Program) -> None:
    (program.folder / "p.txt").write_text(TWO)
    program.write("  teal: {from: a, prompt_file: p.txt}\n")
    assert "a file of its own" in refused(program)
    program.write("  teal: {from: a}\n", head=f"provider: swift\ndefaults: {{prompt: {TWO}}}")
    assert "under `defaults`" in refused(program)
    program.write(
        "  teal: {from: a, prompt: '${vars.x} and make it night.'}\n",
        head="provider: swift\nvars: {x: Add a dog}",
    )
    assert "has variables" in refused(program)
    head = "provider: swift\nx-base: &b {tags: [x]}"
    program.write(f"  teal: {{<<: *b, from: a, prompt: {TWO}}}\n", head)
    assert data(program)["jobs"][0]["job"] == "teal"
    program.write(f"  base: &b {{from: a, prompt: Add fog.}}\n  teal: {{<<: *b, prompt: {TWO}}}\n")
    assert "would stand beside the chain" in refused(program)


def test_what_others_share(program: Program) -> None:
    shared = f"  teal: &t {{from: a, prompt: {TWO}}}\n  other: {{<<: *t, prompt: Add fog.}}\n"
    program.write(shared)
    assert "line 7 takes `&t` from here" in refused(program)
    program.write(
        f"  teal: {{from: a, prompt: {TWO}}}\n",
        head="provider: swift\nmoved: [{from: old, to: teal}]",
    )
    assert "`moved` names it" in refused(program)


def test_what_is_suppressed_is_not_fixed(program: Program) -> None:
    program.write(f"  teal: {{from: a, prompt: {TWO}, lint_ignore: [multi-change]}}\n")
    assert data(program)["refused"] == []
    assert fix(program).code == 0
    program.write(f"  teal: {{from: a, prompt: {TWO}}}  # remixbatch: ignore[multi-change]\n")
    assert "nothing that --fix could mend" in fix(program).err
    program.write(JOBS)
    assert "nothing that --fix could mend" in fix(program, "--ignore", "multi-change").err


def test_no_new_finding_comes_of_it(program: Program) -> None:
    job = "  teal:\n    from: a\n    prompt: Add a can of Coca-Cola and make it night.  # remixbatch: ignore[brand-or-character]\n"
    program.write(job)
    assert "as a chain it would be told RMX" in refused(program)


def test_others_are_written_where_one_is_refused(program: Program) -> None:
    program.write(
        "  bad: {from: a, prompt: Give the atrium a glass roof and let snow pile up on it.}\n"
        + JOBS
    )
    end = fix(program, "--unsafe-fixes")
    assert end.code == 2
    assert jobs(program).endswith(CHAIN)
    assert f"written {SPEC}; 1 error left: remixbatch lint {SPEC}" in end.err
    assert f"bad stays as it is ({SPEC}:6): cannot be split safely:" in end.err


def test_one_whose_edit_would_mean_more_is_found_among_others(program: Program) -> None:
    merged = f"  base: &b {{from: a, prompt: Add fog.}}\n  bad: {{<<: *b, prompt: {TWO}}}\n"
    more = "".join(f"  more{n}: {{from: a, prompt: {TWO}}}\n" for n in range(5))
    program.write(merged + more + JOBS)
    found = data(program, "--unsafe-fixes")
    assert [each["job"] for each in found["refused"]] == ["bad"]
    assert len(found["jobs"]) == 6
    assert jobs(program).startswith(merged)
    assert jobs(program).endswith(CHAIN)


# -- files -------------------------------------------------------------------------------------------


def test_the_file_stays_the_one_it_is(program: Program) -> None:
    path = program.write(JOBS)
    real = program.folder / "real.yaml"
    path.rename(real)
    path.symlink_to(real)
    real.chmod(0o640)
    real.write_bytes(
        b"\xef\xbb\xbf" + real.read_bytes().replace(b"\n", b"\r\n").removesuffix(b"\r\n")
    )
    assert fix(program, "--unsafe-fixes").code == 0
    written = real.read_bytes()
    assert path.is_symlink()
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    assert written.startswith(b"\xef\xbb\xbfversion: 1\r\n")
    assert (
        written.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").endswith(CHAIN.encode()[:-1])
    )
    assert written.count(b"\r\n") == written.count(b"\n")
    assert list(program.folder.glob(".*.tmp")) == []


def test_json_is_edited_as_json(program: Program) -> None:
    path = program.write(JOBS)
    spec = {"version": 1, "provider": "swift", "sources": {"a": program.source("a")}}
    path.write_text(json.dumps({**spec, "jobs": {"teal": {"from": "a", "prompt": TWO}}}, indent=2))
    assert fix(program, "--unsafe-fixes").code == 0
    job = json.loads(path.read_text("utf-8"))["jobs"]["teal"]
    assert job["chain"] == [{"night": "Make it night."}, {"dog": "Add a dog."}]


@pytest.mark.parametrize("words", [(), ("--json",)])
def test_a_spec_with_errors_is_not_edited(program: Program, words: tuple[str, ...]) -> None:
    program.write(JOBS + "  x: {form: a}\n")
    before = text(program)
    end = fix(program, "--unsafe-fixes", *words)
    assert (end.code, end.out) == (2, "")
    assert "unknown key `form`" in end.err
    assert text(program) == before
