"""`why`: never at odds with plan and status, and it says what changed, what counts, what it cost, what blocks."""

import json
import re
import shutil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns import Campaign, T, eventful, paid
from program import SPEC, Program
from remixbatch import events as e
from remixbatch.policy import Policy
from remixbatch.report.data import plan_data, status_data
from remixbatch.report.row import orphan_rows, rows
from remixbatch.report.text import cells
from remixbatch.report.verdict import Bench
from remixbatch.report.why import Why, why
from remixbatch.report.why_data import why_data
from remixbatch.report.why_text import why_text
from remixbatch.report.word_diff import word_diff
from test_report import ANSI

SPEC_PATH = "specs/spring.yaml"
REWORDED = (
    "  teal: {from: beach, prompt: Shift it all to gold}\n  rain: {from: teal, prompt: Add rain}"
)


def asked(told: Campaign, job: str, said: dict[str, str] | None = None) -> tuple[Why, Bench]:
    steps = told.plan.steps
    found = {row.job: row for row in rows(told.graph, steps, told.holdings)}
    gone = {row.job: row for row in orphan_rows(told.graph, told.holdings)}
    bench = Bench(
        graph=told.graph,
        holdings=told.holdings,
        policy=told.policy,
        steps=steps,
        said=said or {},
    )
    return why(bench, found.get(job) or gone[job], found, spec=SPEC_PATH), bench


def text_of(told: Campaign, job: str, *, width: int = 80, color: bool = False) -> str:
    found, bench = asked(told, job)
    return why_text(found, bench, spec=SPEC_PATH, width=width, color=color)


# -- agreement -------------------------------------------------------------------------------------


def test_plan_status_and_why_say_the_same_of_every_job() -> None:
    told = eventful()
    planned = plan_data(told.graph, told.plan, told.holdings, spec=SPEC_PATH)
    standing = status_data(told.graph, told.plan, told.holdings, at=T, spec=SPEC_PATH)
    for one, other in zip(
        [*planned["jobs"], *planned["orphans"]],
        [*standing["jobs"], *standing["orphans"]],
        strict=True,
    ):
        data = why_data(asked(told, one["job"])[0], name="spring", spec=SPEC_PATH)
        shared = data.keys() & one.keys() - {"usd"}
        assert {"decision", "reason", "phase", "price", "root", "exit", "due"} <= shared
        for name in shared - {"next", "spec"}:
            assert data[name] == one[name] == other[name], (one["job"], name)
        if one["next"] is not None:
            assert data["next"] == one["next"]
        counted = [take["uid"] for take in data["takes"] if take["counts"]]
        assert (one["decision"] in ("keep", "attach")) <= (one["uid"] in counted)


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize("job", ["teal", "gold", "fog", "snow", "dusk-rain", "gone-job"])
def test_lines_keep_to_the_width_and_colour_adds_only_colour(job: str, width: int) -> None:
    plain = text_of(eventful(), job, width=width)
    commands = plain.split("Next\n")[0]
    assert max(map(cells, commands.splitlines())) <= width
    assert ANSI.sub("", text_of(eventful(), job, width=width, color=True)) == plain


# -- what changed, what counts ---------------------------------------------------------------------


def reworded() -> Campaign:
    told = Campaign(paid(REWORDED))
    told.finish("teal", "video_1", key="k1:" + "0" * 32, prompt="Shift it all to teal")
    told.finish("rain", "video_2", parent="video_1")
    return told


def test_a_changed_prompt_is_told_word_by_word() -> None:
    text = text_of(reworded(), "teal")
    assert text.startswith("~ teal  ready  specs/spring.yaml:10\n")
    assert "decision   submit: prompt changed" in text
    assert "price      $2.40 for one take" in text
    assert re.search(
        r"Changed since take 1 .*\n  prompt     Shift it all to \[-teal-\] \{\+gold\+\}", text
    )
    assert "does not count: asked for with another prompt; key k1:00000000" in text
    assert text.endswith(f"Next\n  remixbatch run {SPEC_PATH} --select teal")


def test_a_child_says_what_its_parent_did() -> None:
    told = reworded()
    text = text_of(told, "rain", width=100)
    assert "parent     video_1 (teal.1) → a video not made yet" in text
    assert "Parent\n  ~ teal, ready: prompt changed" in text
    assert "made from video_1 (teal.1), which teal does not stand on now" in text
    data = why_data(asked(told, "rain")[0], name="spring", spec=SPEC_PATH)
    assert data["changes"] == [{"field": "parent", "old": "video_1", "new": None}]
    assert data["parent_is"]["decision"] == "submit"


def test_each_take_of_a_history_says_why_it_counts_or_not_and_what_it_cost() -> None:
    told = Campaign(paid("  teal: {from: beach, prompt: Shift to teal, retry: {max: 9}}"))
    told.finish("teal", "video_old", model="sora-1", key="k1:old")
    rejected = told.finish("teal", "video_dark")
    told.fail(told.submit("teal", "video_failed"))
    intent = told.intent("teal")
    told.tell(intent)
    told.tell(e.Rejected(at=told.at, uid=intent.uid, code="bad_request", message="too odd"))
    kept = told.finish("teal", "video_good")
    told.policy = Policy(rejected=frozenset({rejected}), picks={"teal": kept})
    found, _ = asked(told, "teal", {rejected: "rejected by ana: too dark", kept: "picked by ana"})
    verdicts = {verdict.take.id: verdict for verdict in found.takes}
    assert {id_: verdict.counts for id_, verdict in verdicts.items()} == {
        "video_old": False,
        "video_dark": False,
        "video_failed": False,
        "video_good": True,
    } | ({None: False} if None in verdicts else {})
    assert verdicts["video_old"].words == "asked for with another model"
    assert verdicts["video_dark"].words == "rejected by ana: too dark"
    assert verdicts["video_failed"].words == "failed: server_error: gave up"
    assert verdicts["video_good"].words == "the job stands on it; picked by ana"
    assert verdicts["video_good"].money == "$2.40"


def test_an_unclear_take_has_both_ways_out() -> None:
    text = text_of(eventful(), "gold")
    assert "$2.40 reserved" in text
    assert "counts: it may have been made and paid for: no answer within 60 s" in text
    assert f"remixbatch resolve {SPEC_PATH} gold --adopt ID" in text
    assert f"remixbatch resolve {SPEC_PATH} gold --not-submitted" in text


def test_a_blocked_job_leads_to_the_root() -> None:
    jobs = "  j0: {from: beach, prompt: Go}\n" + "".join(
        f"  j{n}: {{from: j{n - 1}, prompt: Go}}\n" for n in range(1, 20)
    )
    told = Campaign(paid(jobs))
    told.refuse(told.submit("j0"))
    text = text_of(told, "j19")
    assert "decision   blocked: j0: refused: no people; change the prompt" in text
    assert "Blocked by\n  ! j18\n" in text
    assert "… 13 jobs more" in text
    assert "! j0, refused: no people; change the prompt\n    specs/spring.yaml:10" in text
    assert text.endswith("Next\n  change the prompt of j0 at specs/spring.yaml:10")
    data = why_data(asked(told, "j19")[0], name="spring", spec=SPEC_PATH)
    assert [each["job"] for each in data["blockers"]] == [f"j{n}" for n in range(18, -1, -1)]


def test_a_job_that_waits_says_for_what() -> None:
    told = Campaign(paid(REWORDED))
    assert "Waits for\n  + teal, ready: never run" in text_of(told, "rain")


def test_an_orphan_says_what_its_takes_cost_and_where_to_look() -> None:
    text = text_of(eventful(), "gone-job")
    assert "decision   orphan: not in the spec any more" in text
    assert "1 take, $2.40" in text
    assert "git log -S 'gone-job:' -- specs/spring.yaml" in text


# -- word by word ----------------------------------------------------------------------------------

WORDS = st.lists(st.sampled_from(["a", "b", "c", "teal,", "夜"]), min_size=1, max_size=30).map(
    " ".join
)


@given(WORDS, WORDS)
def test_a_diff_holds_both_texts(old: str, new: str) -> None:
    if old == new:
        return
    text = " ".join(word_diff(old, new, width=40))
    without_new = re.sub(r"\{\+.*?\+\}", " ", text)
    without_old = re.sub(r"\[-.*?-\]", " ", text)
    assert re.sub(r"\[-|-\]", "", without_new).split() == old.split() or "…" in text
    assert re.sub(r"\{\+|\+\}", "", without_old).split() == new.split() or "…" in text


def test_what_is_long_and_the_same_is_shortened() -> None:
    same = " ".join(f"w{n}" for n in range(500))
    [line] = word_diff(f"{same} teal {same}", f"{same} gold {same}", width=10_000)
    assert "w499 [-teal-] {+gold+} w0" in line
    assert len(line) < 300


def test_other_texts_stand_whole_and_spaces_are_said() -> None:
    assert word_diff("Add fog", "Make it night, please", width=99) == [
        "[-Add fog-] {+Make it night, please+}"
    ]
    assert word_diff("Add  fog", "Add fog", width=99) == ["only spaces or line breaks changed"]


# -- the command -----------------------------------------------------------------------------------


def test_the_command(program: Program) -> None:
    program.write(
        "  dusk: {from: a, prompt: Make it dusk}\n  story: {from: dusk, chain: [{x: Go}, {y: On}]}\n"
    )
    end = program.here("why", SPEC, "story")
    assert (end.code, end.err) == (0, "")
    assert end.out.startswith(f"+ story.y  blocked  {SPEC}:")
    data = json.loads(program.here("why", SPEC, "story", "--json").out)
    assert (data["version"], data["job"], data["reason"]) == (1, "story.y", "never run")
    assert [each["job"] for each in data["waits_for"]] == ["story.x"]
    wrong = program.here("why", SPEC, "duks")
    assert (wrong.code, wrong.out) == (2, "")
    assert "did you mean `dusk`?" in wrong.err
    assert "`remixbatch trace spring.yaml a` shows" in program.here("why", SPEC, "a").err


def test_a_renamed_job_is_found_by_its_old_name(program: Program) -> None:
    program.write("  dusk: {from: a, prompt: Make it dusk}\n")
    assert program.call("run", SPEC, "--yes").code == 0
    text = (program.folder / SPEC).read_text("utf-8").replace("dusk:", "night:")
    (program.folder / SPEC).write_text(f"{text}moved: [{{from: dusk, to: night}}]\n", "utf-8")
    end = program.here("why", SPEC, "dusk")
    assert "dusk was renamed to night on 20" in end.err
    assert end.out.startswith("= night  completed")
    # and what is held can be traced from every name of it, without the journal too
    shutil.rmtree(program.folder / ".remixbatch")
    take = program.take("dusk")
    for name in (take["id"], take["uid"], take["file"], "night", "night.1", take["id"][-8:]):
        traced = program.here("trace", SPEC, name)
        assert traced.code == 0, traced
        assert take["sha256"] in traced.out
    assert f"output/spring/{take['file']}" in program.here("trace", SPEC, "night").out
    assert (
        f"elsewhere/spring/{take['file']}"
        in program.here("trace", SPEC, "night", "--output-dir", "elsewhere").out
    )


def test_reading_writes_nothing_and_show_needs_no_lock(program: Program) -> None:
    program.write("  dusk: {from: a, prompt: Make it dusk}\n")
    before = sorted(program.folder.rglob("*"))
    for words in (("show",), ("graph",), ("why", "dusk"), ("trace", "a")):
        assert program.here(words[0], SPEC, *words[1:]).code == 0
    assert sorted(program.folder.rglob("*")) == before
    program.lock.write_text("{not a lock\n", "utf-8")
    assert program.here("show", SPEC).code == 0
    broken = program.here("why", SPEC, "dusk")
    assert (broken.code, broken.out) == (5, "")
