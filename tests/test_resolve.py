"""`resolve`: what a person says about a take, and what is not taken from them."""

import re
import shutil
from pathlib import Path

from emulated import running
from program import SPEC, Program
from tiny_server import Request, answer, serving

SLOW = "Make it dusk [slow answer 2]"
JOBS = f"""\
  dusk: {{from: a, prompt: '{SLOW}'}}
  rain: {{from: dusk, prompt: Add rain}}
  fog: {{from: b, prompt: Fill it with fog}}
"""


def unclear(program: Program) -> str:
    """`dusk` was booked and its answer came too late; the id that the service knows it by."""
    program.write(JOBS, "provider: hasty")
    end = program.on("run")
    assert end.code == 7, end
    assert f"next    remixbatch resolve {SPEC} dusk --adopt ID" in end.out
    [id_] = [entry["id"] for entry in program.books() if entry["prompt"] == SLOW]
    return str(id_)


def test_adopt(program: Program) -> None:
    id_ = unclear(program)
    status = program.on("status")
    assert f"remixbatch resolve {SPEC} dusk --not-submitted" in status.out
    assert "because" in status.out  # the deadline or the read time-out, whichever came first
    end = program.on("resolve", "dusk", "--adopt", id_)
    assert end.code == 0, end
    assert f"dusk: adopted {id_}" in end.err
    for _ in range(2):  # said once more, after a crash perhaps; later, when the video is here
        again = program.on("resolve", "dusk", "--adopt", id_)
        assert again.code == 0, again
        assert f"{id_} is dusk's already; nothing was changed" in again.err
        other = program.on("resolve", "dusk", "--adopt", "video_other")
        assert other.code == 2
        assert "has no take that is unclear" in other.err
        assert program.on("run").code == 0
    assert program.take("dusk")["id"] == id_
    assert program.take("rain")["from"] == id_
    assert program.prompts().count(SLOW) == 1


def test_each_of_several_has_its_commands(program: Program) -> None:
    """Two jobs, and a job with two takes: the run ends with a line for each, `status` has both."""
    program.write(JOBS + f"  mist: {{from: b, prompt: '{SLOW}'}}\n", "provider: hasty")
    end = program.on("run")
    assert end.code == 7, end
    lines = [f"remixbatch resolve {SPEC} {job} --adopt ID\n" for job in ("dusk", "mist")]
    assert f"next    {lines[0]}        {lines[1]}        (look for the video at " in end.out
    shown = program.on("status").out
    for job in ("dusk", "mist"):
        for word in ("--adopt ID", "--not-submitted"):
            assert f"    remixbatch resolve {SPEC} {job} {word}\n" in shown + "\n"
    first = program.take("mist")["uid"]
    program.write("  mist: {from: b, prompt: 'Add mist [slow answer 2]'}\n", "provider: hasty")
    told = program.on("run").out
    shown = program.on("status").out
    for take in program.takes():
        if take["job"] == "mist":
            line = f"    remixbatch resolve {SPEC} mist --take {take['uid']} --adopt ID\n"
            assert line in shown
            assert line in told
    end = program.on("resolve", "mist", "--take", first, "--not-submitted", "--force")
    assert end.code == 0, end


def test_what_the_service_does_not_tell_is_said(program: Program) -> None:
    """Then nothing of it was checked but that it is there."""

    def play(request: Request) -> bytes | None:
        told = {"id": "video_1", "status": "completed", "seconds": "8"}
        return None if request.method == "POST" else answer(200, told)

    program.write("  fog: {from: a, prompt: Fill it with fog}\n", "provider: hasty")
    with serving(play) as server:
        program.environ["REMIXBATCH_BASE_URL"] = server.url
        assert program.on("run").code == 7
        end = program.on("resolve", "fog", "--adopt", "video_1")
    assert end.code == 0, end
    assert (
        "note: the service does not tell the source and the prompt of video_1: that it" in end.err
    )


def test_ids_that_cannot_be_the_one(program: Program) -> None:
    unclear(program)
    lock = program.lock.read_bytes()
    cousin = program.emulator.make(f"video_{program.tag}_other", SLOW.replace("slow", "no slow"))
    sibling = program.emulator.make(program.source("a"), "Make it gold")
    for id_, said in (
        (cousin, f"was made from video_{program.tag}_other, this take starts from"),
        (sibling, "has another prompt than this take: 'Make it gold'"),
        (program.take("fog")["id"], "is the video of fog already"),
        (program.source("a"), "is the source a"),
        ("absent-1", "No video 'absent-1' exists"),
    ):
        end = program.on("resolve", "dusk", "--adopt", id_)
        assert end.code in (2, 6), end
        assert said in end.err
    assert program.lock.read_bytes() == lock
    assert program.on("run").code == 7


def test_not_submitted(program: Program) -> None:
    unclear(program)
    assert program.on("resolve", "dusk", "--not-submitted", "--take", "2").code == 2
    early = program.on("resolve", "dusk", "--not-submitted", "--take", "1")
    assert early.code == 2, early
    assert "until 3 s have passed; then a new submission would be a second payment" in early.err
    assert '"t":"settled"' not in program.lock.read_text("utf-8")
    end = program.on("resolve", "dusk", "--not-submitted", "--take", "1", "--force")
    assert end.code == 0, end
    assert '"t":"settled"' in program.lock.read_text("utf-8")
    again = program.on("resolve", "dusk", "--not-submitted")
    assert again.code == 2
    assert "dusk has no take that is unclear (the job is ready)" in again.err
    program.write(JOBS.replace("slow answer 2", "quick"), "provider: hasty")
    assert program.on("run").code == 0
    assert program.prompts().count("Make it dusk [quick]") == 1


def test_what_the_lock_alone_knows_of_is_given_up_by_force_alone(program: Program) -> None:
    """The clock that stamped it was another's, or was wrong, and so may ours be."""
    unclear(program)
    rows = program.lock.read_text("utf-8")
    program.lock.write_text(re.sub(r'"submitted":"20\d\d', '"submitted":"2019', rows), "utf-8")
    shutil.rmtree(program.lock.parent / ".remixbatch")
    early = program.on("resolve", "dusk", "--not-submitted")
    assert early.code == 2, early
    assert "when it was sent by the service's clock is not known here, so whether" in early.err
    assert program.on("resolve", "dusk", "--not-submitted", "--force").code == 0


def test_where_nobody_can_be_asked_it_takes_force(program: Program) -> None:
    """The job is commented out, and its service with it: put back, it would be due."""
    unclear(program)
    program.write("  fog: {from: b, prompt: Fill it with fog}\n", "provider: swift")
    early = program.on("resolve", "dusk", "--not-submitted")
    assert early.code == 2, early
    assert "no provider of this spec speaks to emulator:local" in early.err
    assert '"t":"settled"' not in program.lock.read_text("utf-8")
    forced = program.on("resolve", "dusk", "--not-submitted", "--force")
    assert forced.code == 0, forced


def test_lost(program: Program, tmp_path: Path) -> None:
    """A video that is in flight for ever, or gone, is given up by a person alone."""
    program.write("  dusk: {from: a, prompt: Make it dusk}\n")
    with running(tmp_path / "slow", "--speed", "0.01") as slow:
        program.environ["REMIXBATCH_BASE_URL"] = slow.url
        assert program.on("run", "--no-wait").code == 4
        end = program.on("resolve", "dusk", "--lost")
        assert end.code == 0, end
        assert "noted as lost" in end.err
        assert program.take("dusk")["gone"]
        after = program.on("run")
        assert after.code == 1, after
        assert len(slow.books()) == 1


def test_words_that_mean_nothing(program: Program) -> None:
    program.write(JOBS.replace(" [slow answer 2]", ""))
    for words, said in (
        (["dsk", "--lost"], "Did you mean 'dusk'?"),
        (["dusk"], "say one of --adopt ID, --not-submitted, --lost"),
        (["dusk", "--lost", "--not-submitted"], "say one of"),
        (["dusk", "--lost"], "dusk has no take that is running or completed (the job is ready)"),
    ):
        end = program.on("resolve", *words)
        assert end.code == 2, end
        assert said in end.err
    assert program.on("run").code == 0
    end = program.on("resolve", "dusk", "--lost")
    assert end.code == 2
    assert "(the job is completed and its video is here)" in end.err


def test_what_another_spec_has_is_not_adopted_unasked(program: Program) -> None:
    id_ = unclear(program)
    program.write(JOBS, "provider: hasty", "other.yaml")
    assert program.here("adopt", "other.yaml", "dusk", id_).code == 0
    end = program.on("resolve", "dusk", "--adopt", id_)
    assert end.code == 2, end
    assert f"{id_} is take 1 of dusk in other.yaml already; nothing was changed" in end.err
    forced = program.on("resolve", "dusk", "--adopt", id_, "--force")
    assert forced.code == 0, forced
    assert "in other.yaml, too: it was paid for once" in forced.err
