"""What an edit of a spec means for what was paid for already."""

import re
import shutil

from program import SPEC, Program

DUSK = "  dusk: {from: a, prompt: Make it dusk}\n"
RAIN = "  rain: {from: dusk, prompt: Add rain}\n"
FOG = "  fog: {from: b, prompt: Fill it with fog}\n"
JOBS = DUSK + RAIN + FOG


def finished(program: Program, jobs: str = JOBS, head: str = "provider: swift") -> None:
    program.write(jobs, head)
    end = program.on("run", "--yes")
    assert end.code == 0, end


def test_a_prompt_and_back(program: Program) -> None:
    finished(program)
    first = program.take("fog")["id"]
    program.write(JOBS.replace("with fog", "with thick fog"))
    assert "~ fog  prompt changed" in program.on("plan").out
    assert program.on("run").code == 0
    made = len(program.books())
    assert made == 4
    program.write("# a note\n".join(JOBS.splitlines(keepends=True)))
    end = program.on("run", "--locked")
    assert end.code == 0, end
    [fog] = [job for job in program.json("status")["jobs"] if job["job"] == "fog"]
    assert (fog["id"], len(fog["history"])) == (first, 1)
    assert len(program.books()) == made


def test_a_prompt_file(program: Program) -> None:
    file = program.folder / "night.txt"
    program.write("  dusk: {from: a, prompt_file: night.txt}\n")
    missing = program.on("run")
    assert missing.code == 2
    assert "spring.yaml:6:32: " in missing.err
    for text, made in (("Make it dusk", 1), ("Make it dusk\r\n\n", 1), ("Make it night", 2)):
        file.write_text(text, "utf-8")
        assert program.on("run").code == 0
        assert len(program.books()) == made


def test_an_edited_parent_asks_for_its_child(program: Program) -> None:
    finished(program)
    program.write(JOBS.replace("it dusk", "it night"))
    end = program.on("run", "--yes")
    assert end.code == 4, end
    assert "its parent changed; --on-parent-change rerun or keep: rain" in end.out
    assert program.prompts().count("Add rain") == 1
    assert program.prompts().count("Make it night") == 1


def test_a_rename(program: Program) -> None:
    """Of a parent and of a leaf: what was made goes along, in this clone and, by the lock, in others."""
    finished(program)
    ids = {take["id"] for take in program.takes()}
    program.write(JOBS.replace("fog:", "mist:").replace("dusk:", "eve:").replace("dusk,", "eve,"))
    assert "3 jobs: 3 keep" in program.on("plan").out
    end = program.on("run", "--locked")
    assert end.code == 0, end
    assert {job["job"]: job["id"] in ids for job in program.json("status")["jobs"]} == {
        "eve": True,
        "rain": True,
        "mist": True,
    }
    assert '"t":"moved"' in program.lock.read_text("utf-8")


def test_a_rename_to_the_name_of_a_job_that_was_removed(program: Program) -> None:
    """What was made comes along, with its child; the old takes of the name stay its own."""
    finished(program)
    made = ids(program)
    program.write((DUSK + RAIN).replace("dusk:", "fog:").replace("dusk,", "fog,"))
    assert "2 jobs: 2 keep" in program.on("plan").out
    end = program.on("run", "--locked")
    assert end.code == 0, end
    assert ids(program) == {"fog": made["dusk"], "rain": made["rain"]}
    program.write(FOG)
    assert program.on("run", "--locked").code == 0
    assert ids(program) == {"fog": made["fog"]}


def test_a_job_whose_name_went_to_another_is_written_again(program: Program) -> None:
    """Its take lies under that name; it is found by what was asked for, in this clone and in others."""
    finished(program)
    made = ids(program)
    program.write((DUSK + RAIN).replace("dusk:", "fog:").replace("dusk,", "fog,"))
    assert program.on("run", "--locked").code == 0
    program.write(
        (DUSK + RAIN).replace("dusk:", "fog:").replace("dusk,", "fog,")
        + FOG.replace("fog:", "mist:")
    )
    assert "3 jobs: 3 keep" in program.on("plan").out
    assert program.on("run", "--locked").code == 0
    assert ids(program) == {"fog": made["dusk"], "rain": made["rain"], "mist": made["fog"]}
    assert '"t":"given"' in program.lock.read_text("utf-8")
    assert "given\n  fog.1 → mist on " in program.on("lock").out
    assert "as a run would write it" in program.on("lock", "--check").out
    shutil.rmtree(program.folder / ".remixbatch")
    assert "3 jobs: 3 keep" in program.on("plan").out


def test_a_rename_that_could_be_two(program: Program) -> None:
    twins = DUSK + DUSK.replace("dusk:", "dawn:")
    finished(program, twins)
    renamed = twins.replace("dusk:", "one:").replace("dawn:", "two:")
    program.write(renamed)
    end = program.on("run")
    assert end.code == 4, end
    assert "it may be a rename of dawn or dusk; say which with `moved: [{from: " in end.out
    assert len(program.books()) == 2
    moved = "moved: [{from: dusk, to: one}, {from: dawn, to: two}]\n"
    program.write(renamed + moved)
    assert program.on("run", "--locked").code == 0


def ids(program: Program) -> dict[str, str]:
    """The id of the take that stands for each job."""
    return {job["job"]: job["id"] for job in program.json("status")["jobs"]}


def exchanged(jobs: str, *names: str) -> str:
    """The same jobs, each under the next one's name."""
    for old, new in zip(names, (*names[1:], names[0]), strict=True):
        jobs = jobs.replace(f"  {old}:", f"  <{new}>:").replace(f"from: {old},", f"from: <{new}>,")
    return jobs.replace("<", "").replace(">", "")


def test_names_that_were_exchanged(program: Program) -> None:
    """They look like two changed prompts; nothing is paid for until it is said what happened."""
    finished(program, head="provider: paid")
    before = ids(program)
    swapped = exchanged(JOBS, "dusk", "fog")
    program.write(swapped, "provider: paid")
    moved = "moved: [{from: dusk, to: fog}, {from: fog, to: dusk}]\n"
    plan = program.on("plan")
    assert "Nothing to submit." in plan.out
    for job in ("dusk", "fog"):
        words = (
            f"! {job} +fog and dusk may have exchanged names; if so, say `{re.escape(moved[:-1])}`"
        )
        assert re.search(words, plan.out), plan
    end = program.on("run", "--yes")
    assert end.code == 4, end
    assert len(program.books()) == 3
    files = program.json("gc", "--history")["files"]
    assert files == [], "what a name may yet get back is needed"
    program.write(swapped + moved, "provider: paid")
    for _ in range(2):
        end = program.on("run", "--locked")
        assert end.code == 0, end
    assert ids(program) == {
        "dusk": before["fog"],
        "fog": before["dusk"],
        "rain": before["rain"],
    }
    facts = program.lock.read_bytes()
    shutil.rmtree(program.folder / ".remixbatch")
    assert program.on("run", "--locked").code == 0, "who has the lock alone knows it, too"
    assert program.lock.read_bytes() == facts
    program.write(JOBS + moved, "provider: paid")
    assert program.on("run", "--locked").code == 0, "and back"
    assert ids(program) == before
    assert len(program.books()) == 3


def test_names_of_a_chain_that_were_exchanged_all_round(program: Program) -> None:
    finished(program)
    before = ids(program)
    program.write(exchanged(JOBS, "dusk", "rain", "fog"))
    end = program.on("run")
    assert end.code == 4, end
    moves = [("dusk", "rain"), ("rain", "fog"), ("fog", "dusk")]
    told = ", ".join(f"{{from: {old}, to: {new}}}" for old, new in moves)
    program.write(exchanged(JOBS, "dusk", "rain", "fog") + f"moved: [{told}]\n")
    end = program.on("run", "--locked")
    assert end.code == 0, end
    assert ids(program) == {new: before[old] for old, new in moves}
    assert len(program.books()) == 3


def test_a_prompt_that_went_to_another_name_is_not_paid_for_again(program: Program) -> None:
    """Its own name asks for something new, and that alone is due."""
    finished(program)
    made = ids(program)
    program.write(
        JOBS.replace("with fog", "with dust").replace(
            "from: a, prompt: Make it dusk", "from: b, prompt: Fill it with fog"
        )
    )
    plan = program.json("plan")
    due = [job["job"] for job in plan["jobs"] if job["decision"] == "submit"]
    assert due == ["fog"]
    assert ids(program)["dusk"] == made["fog"]


def test_a_removed_job(program: Program) -> None:
    finished(program, head="provider: paid")
    program.write(DUSK + RAIN, "provider: paid")
    plan = program.on("plan")
    assert "- fog  not in the spec any more; 1 take, $0.80" in plan.out
    status = program.json("status")
    assert [each["job"] for each in status["orphans"]] == ["fog"]
    assert status["totals"]["usd_orphans"] == "0.80"
    end = program.on("run")
    assert (end.code, "orphans fog: " in end.out) == (0, True), end
    assert program.take("fog")["sha256"]


def test_two_specs_of_one_name(program: Program) -> None:
    """Their videos would lie in one folder. Nothing is paid for before that is told."""
    program.write(FOG, name="other/spring.yaml")
    finished(program, DUSK)
    both = program.here("run", SPEC, "other/spring.yaml")
    assert both.code == 2, both
    assert "output/spring belongs to the spec spring.yaml" in both.err
    assert "set `name:` in one of them" in both.err
    assert len(program.books()) == 1
    program.write(FOG, "provider: swift\nname: autumn", name="other/spring.yaml")
    assert program.here("run", SPEC, "other/spring.yaml").code == 0
    assert (program.folder / "output" / "autumn" / "report.md").exists()


def test_a_jobs_name_does_not_lead_to_a_former_video(program: Program) -> None:
    """The prompt changed and its new take failed: the old video keeps its own name, not the job's."""
    path = program.write("  fog: {from: a, prompt: 'Fill it with fog'}\n")
    assert program.on("run").code == 0
    videos = program.folder / "output" / "spring" / "videos"
    former = program.take("fog")["file"].rpartition("/")[2]
    path.write_text(path.read_text("utf-8").replace("with fog", "with fog [refuse]"), "utf-8")
    assert program.on("run").code == 1
    assert [each.name for each in videos.iterdir()] == [former]
    path.write_text(path.read_text("utf-8").replace(" [refuse]", ""), "utf-8")
    assert program.on("run").code == 0
    assert (videos / "fog.mp4").samefile(videos / former)
