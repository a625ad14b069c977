"""What plan, status and reports say of campaigns that went well, badly, or were sent by an enemy."""

import json
import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from campaigns import JOBS, PAID, Campaign, T, eventful, graph_from, paid
from remixbatch import events as e
from remixbatch.errors import Exit
from remixbatch.plan import plan
from remixbatch.policy import Policy
from remixbatch.report.cause import causes
from remixbatch.report.data import plan_data, result_data, status_data, to_json
from remixbatch.report.mark import MARKS
from remixbatch.report.markdown import markdown
from remixbatch.report.next import next_of_run, spec_words
from remixbatch.report.plan_text import plan_text
from remixbatch.report.row import rows, spending
from remixbatch.report.status_text import status_text
from remixbatch.report.summary import summary
from remixbatch.report.text import cells, fit, span, wrap

ANSI = re.compile(r"\x1b\[[0-9;]*m")


def plan_of(told: Campaign, *, width: int = 80, color: bool = False, verbose: bool = False) -> str:
    return plan_text(
        told.graph, told.plan, told.holdings, width=width, color=color, verbose=verbose
    )


def status_of(told: Campaign, width: int = 80, *, color: bool = False) -> str:
    return status_text(
        told.graph,
        told.plan,
        told.holdings,
        spec="specs/spring.yaml",
        at=told.at + 60,
        width=width,
        color=color,
    )


def markdown_of(told: Campaign) -> str:
    engine = told.engine
    return markdown(
        told.graph, engine.steps, told.holdings, engine.verdict(), spec="specs/spring.yaml", at=T
    )


def summary_of(
    told: Campaign, codes: dict[Exit, list[str]] | None = None, width: int | None = None
) -> str:
    engine = told.engine
    return summary(
        told.graph,
        engine.steps,
        told.holdings,
        engine.verdict() if codes is None else codes,
        new=engine.spending.new,
        spent=engine.spending.spent,
        elapsed=125.0,
        given_up=engine.given_up,
        spec="specs/spring.yaml",
        lock="specs/spring.lock",
        report="output/spring/report.md",
        width=width,
    )


# -- the plan ----------------------------------------------------------------------------------------


def test_a_plan_tells_each_job_with_mark_reason_and_price() -> None:
    text = plan_of(eventful())
    marks = {
        line.split()[1]: line[0] for line in text.splitlines() if line[:1] in "+~>?!-" and line
    }
    assert marks == {
        "gone-job": "-",
        "calm": ">",
        "night": "!",
        "snow": "!",
        "gold": "?",
        "dusk-rain": "?",
        "teal-rain": "+",
        "fog": "~",
    }
    assert "= 2 jobs stay as they are" in text
    assert re.search(r"^~ fog +prompt changed +\$2\.40$", text, re.MULTILINE)
    assert re.search(r"^\+ teal-rain +never run +\$2\.40$", text, re.MULTILINE)
    assert re.search(r"^\? dusk-rain +its parent changed; .*\$2\.40$", text, re.MULTILINE)
    assert "not in the spec any more; 1 take, $2.40" in text


def test_a_plan_ends_with_counts_what_is_submitted_and_the_total() -> None:
    end = plan_of(eventful()).split("\n\n")[-1].splitlines()
    assert end[0] == "9 jobs: 2 keep, 1 attach, 2 blocked, 2 ask, 2 submit; 1 orphan"
    assert [line[0] for line in end[1:3]] == ["+", "~"]
    assert end[3] == "To submit: 2 takes, $4.80"
    assert end[4].startswith("Not counted: 1 take whose parent changed, $2.40")


def test_verbose_lists_what_stays() -> None:
    text = plan_of(eventful(), verbose=True)
    assert re.search(r"^= teal +nothing changed$", text, re.MULTILINE)
    assert "stay as they are" not in text


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize("show", [plan_of, status_of])
def test_lines_keep_to_the_width(show: Callable[..., str], width: int) -> None:
    told = eventful()
    told.refuse(told.submit("fog"), message="夜 " * 40 + "the service said very much")
    table = show(told, width=width).split("\n\n  gold, take 1")[0]
    assert max(map(cells, table.splitlines())) <= width


@pytest.mark.parametrize("show", [plan_of, status_of])
def test_colour_adds_nothing_but_colour(show: Callable[..., str]) -> None:
    told = eventful()
    colored = show(told, color=True)
    assert ANSI.search(colored)
    assert ANSI.sub("", colored) == show(told, color=False)


def test_marks_differ_without_colour() -> None:
    assert len({mark for mark, _ in MARKS.values()} | {"~"}) == 7


def test_a_long_name_stays_whole() -> None:
    name = "a-name-" + "x" * 60
    text = plan_of(Campaign(paid(f"  {name}: {{from: beach, prompt: Add fog}}")), width=60)
    assert f"+ {name}\n" in text
    assert re.search(r"^ +never run +\$2\.40$", text, re.MULTILINE)


def test_a_waiting_job_says_for_what() -> None:
    text = plan_of(Campaign(paid(JOBS)))
    assert re.search(r"teal-rain +never run; after teal ", text)


def test_a_free_plan_says_so() -> None:
    graph = graph_from(
        "version: 1\nprovider: emulator\nsources: {a: video_a}\njobs: {b: {from: a, prompt: Go}}"
    )
    text = plan_of(Campaign(graph))
    assert "To submit: 1 take, free" in text
    assert re.search(r"never run +free", text)


@pytest.mark.parametrize(
    ("spec", "advice"),
    [
        (PAID.replace(", seconds: 8", ""), "add `seconds` to source beach"),
        (
            PAID.replace('openai, price: {per_second: "0.30", as_of: 2026-11-01}', "toapis"),
            "add a `price` to provider main",
        ),
    ],
)
def test_an_unknown_price_says_what_to_add(spec: str, advice: str) -> None:
    jobs = "jobs: {a: {from: beach, prompt: Go, MODEL}, b: {from: a, prompt: On, MODEL}}"
    model = "model: sora-2-official" if "toapis" in spec else "tags: [x]"
    graph = graph_from(f"{spec}{jobs.replace('MODEL', model)}", ("openai", "toapis"))
    text = plan_of(Campaign(graph), width=200)
    assert f"To submit: 2 takes, unknown: {advice}" in text
    assert (
        plan_data(graph, Campaign(graph).plan, Campaign(graph).holdings)["totals"]["price"] is None
    )


def test_nothing_to_do_is_short() -> None:
    told = Campaign(paid("  teal: {from: beach, prompt: Shift to teal}"))
    told.finish("teal")
    assert plan_of(told).splitlines() == [
        "= 1 job stays as it is (--verbose lists them)",
        "",
        "1 job: 1 keep",
        "Nothing to submit.",
    ]


# -- status ------------------------------------------------------------------------------------------


def test_status_shows_phase_id_time_and_money() -> None:
    text = status_of(eventful(), 120)
    assert re.search(
        r"^teal +1 +completed +video_teal +1:02 +\$2\.40 +videos/teal", text, re.MULTILINE
    )
    assert re.search(
        r"^calm +1 +running +video_calm +\d+:\d\d +\$2\.40 +in flight", text, re.MULTILINE
    )
    assert re.search(r"^fog +2 +ready +prompt changed; 1 other take$", text, re.MULTILINE)
    assert "Spent: $19.20, $4.80 of it in flight or unclear" in text


def test_status_says_how_to_settle_what_is_unclear() -> None:
    text = status_of(eventful())
    assert "remixbatch resolve specs/spring.yaml gold --adopt ID\n" in text
    assert text.endswith("remixbatch resolve specs/spring.yaml gold --not-submitted")
    assert "no answer within 60 s" in text


def test_several_unclear_takes_of_a_job_are_told_apart() -> None:
    told = Campaign(paid("  teal: {from: beach, prompt: Shift to teal}"))
    uids = [told.lose_answer("teal", take=take) for take in (1, 2)]
    text = status_of(told)
    for uid in uids:
        assert f"remixbatch resolve specs/spring.yaml teal --take {uid} --adopt ID" in text
    assert "2 unclear submissions" in text


def test_status_says_first_that_a_run_may_settle_it() -> None:
    """Until the service's list was asked; from then on it is a person who looks."""
    told = Campaign(paid("  teal: {from: beach, prompt: Shift to teal}"))
    uids = [told.lose_answer("teal", take=take) for take in (1, 2)]
    hint = "remixbatch run` tries first to settle {} with the service. Or look for the video"
    assert hint.format("them") in " ".join(status_of(told).split())
    told.tell(e.Held(at=T + 60, uid=uids[0], reason="2 videos may be it", candidates=()))
    assert hint.format("1 of them") in " ".join(status_of(told).split())
    told.tell(e.Held(at=T + 60, uid=uids[1], reason="2 videos may be it", candidates=()))
    assert "nothing is repeated. Look for the video" in " ".join(status_of(told).split())


def test_ids_that_look_like_numbers_are_not_changed() -> None:
    told = Campaign(paid("  1e5: {from: beach, prompt: Go}"))
    told.submit("1e5", "0012e10")
    assert re.search(r"^1e5 +1 +running +0012e10", status_of(told), re.MULTILINE)


def test_narrow_status_cuts_ids_to_their_ends() -> None:
    told = Campaign(paid("  teal: {from: beach, prompt: Shift to teal}"))
    told.submit("teal", "video_" + "0" * 40 + "tail5678")
    assert re.search(r"running +…tail5678 ", status_of(told, 80))
    assert "video_000" in status_of(told, 140)


# -- data --------------------------------------------------------------------------------------------

FIELDS = {
    *("job", "decision", "reason", "phase", "due", "price", "exit", "next", "parent", "key"),
    *("blocker", "root"),
    *("prompt", "model", "params", "provider", "profile", "origin", "tags", "take", "parent_id"),
    *("status", "uid", "id", "usd", "usd_basis", "submitted", "completed", "expires", "seconds"),
    *("size", "file", "sha256", "unclear", "here", "gone", "note", "error", "history"),
}


def test_the_three_shapes_share_their_fields() -> None:
    told = eventful()
    graph, holdings, codes = told.graph, told.holdings, told.engine.verdict()
    shapes = [
        plan_data(graph, told.plan, holdings),
        status_data(graph, told.plan, holdings, at=T),
        result_data(graph, told.engine.steps, holdings, codes, at=T, spec="specs/spring.yaml"),
    ]
    assert [shape["kind"] for shape in shapes] == ["plan", "status", "result"]
    for shape in shapes:
        assert shape["version"] == 1
        assert json.loads(to_json(shape)) == shape
        assert all(set(job) == FIELDS for job in (*shape["jobs"], *shape["orphans"]))


def test_a_result_holds_takes_money_errors_and_the_next_command() -> None:
    told = eventful()
    codes = told.engine.verdict()
    data = result_data(
        told.graph, told.engine.steps, told.holdings, codes, at=T, spec="specs/spring.yaml"
    )
    jobs = {job["job"]: job for job in data["jobs"]}
    assert jobs["teal"] | {"id": "video_teal", "usd": "2.40", "usd_basis": "price"} == jobs["teal"]
    assert jobs["teal"]["submitted"] == "2025-11-24T16:00:01Z"
    assert jobs["night"]["error"] == {"code": "moderation_blocked", "message": "no people"}
    assert jobs["gold"]["next"] == "remixbatch resolve specs/spring.yaml gold --adopt ID"
    assert jobs["fog"]["history"][0]["usd"] == "2.40"
    assert jobs["teal-rain"]["price"] == "2.40"
    assert data["exit"] == 7
    assert [found["code"] for found in data["exits"]] == [7, 1, 4]
    assert data["totals"]["usd"] == "19.20"
    assert data["totals"]["usd_orphans"] == "2.40"
    assert data["orphans"][0]["job"] == "gone-job"


def test_a_plan_lists_what_no_run_can_settle() -> None:
    told = eventful()
    data = plan_data(told.graph, told.plan, told.holdings)
    assert {found["code"] for found in data["exits"]} == {7, 1, 4}
    assert data["exits"][0]["reasons"] == ["gold: unclear: it may have been paid for"]


def test_json_has_one_job_a_line_and_no_character_that_steers() -> None:
    told = Campaign(paid("  teal: {from: beach, prompt: Shift to teal 夜}"))
    told.refuse(told.submit("teal"), message="\x1b[2J\x9b31m\u202e\u2028 \ud800 ok")
    text = to_json(status_data(told.graph, told.plan, told.holdings, at=T))
    assert re.search(r'^\{"job": "teal".*夜', text, re.MULTILINE)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u202e\ud800-\udfff]", text)
    assert json.loads(text)["jobs"][0]["error"]["message"].endswith("\u202e\u2028 \ud800 ok")


def test_failures_that_the_profile_calls_free_cost_nothing() -> None:
    graph = paid("  teal: {from: beach, prompt: Shift to teal}")
    told = Campaign(graph)
    told.fail(told.submit("teal"))
    assert spending(graph, told.holdings.takes.values()).paid == 2_400_000
    free = Campaign(
        graph_from(
            "version: 1\nprovider: emulator\nsources: {a: b}\njobs: {c: {from: a, prompt: Go}}"
        )
    )
    free.fail(free.submit("c", usd=5))
    assert spending(free.graph, free.holdings.takes.values()).total == 0


def test_an_unknown_price_is_counted_and_not_taken_for_zero() -> None:
    told = Campaign(paid("  teal: {from: beach, prompt: Shift to teal}"))
    told.submit("teal", usd=None)
    found = spending(told.graph, told.holdings.takes.values())
    assert (found.total, found.unpriced) == (0, 1)
    assert "1 take of unknown price" in status_of(told)


# -- markdown ----------------------------------------------------------------------------------------

HOSTILE = (
    "a | b `code` <script>alert(1)</script>\n\n# head\r\n| x | y |\n|---|---|\n"
    "[link](javascript:alert(1)) ![img](http://evil/x.png) \\| https://evil.example <!-- &lt;"
)


def tokens(text: str) -> list[Token]:
    """All tokens of a document, inline ones among them."""
    found = MarkdownIt("commonmark", {"html": True}).enable("table").parse(text)
    return [each for token in found for each in (token, *(token.children or ()))]


def hostile() -> Campaign:
    told = Campaign(paid(f"  teal: {{from: beach, prompt: {json.dumps(HOSTILE)}}}"))
    uid = told.submit("teal", "video_|`<b>")
    told.refuse(uid, message=f"\x1b[31m{HOSTILE}\x00", code="<i>`|")
    told.finish("gone", "video_gone")
    return told


def test_hostile_text_stays_text() -> None:
    text = markdown_of(hostile())
    found = tokens(text)
    assert not [t for t in found if t.type.startswith("html")]
    assert not [t for t in found if t.type == "image"]
    assert "\x1b" not in text
    assert {t.attrs["href"] for t in found if t.type == "link_open"} == set()
    heads = [t.type for t in found].count("th_open")
    body = [t.type for t in found].count("td_open")
    assert (heads, body) == (10 + 5, 10 + 5)  # one row of jobs, one of orphans
    assert [t.tag for t in found if t.type == "heading_open"] == ["h1", *["h2"] * 5]


@given(st.text(max_size=60))
def test_no_text_breaks_the_table(prompt: str) -> None:
    told = Campaign(paid("  teal: {from: beach, prompt: Go}"))
    told.refuse(told.submit("teal"), message=prompt, code="c")
    found = tokens(markdown_of(told))
    assert [t.type for t in found].count("td_open") == 10
    assert not [t for t in found if t.type.startswith(("html", "link", "image"))]


@pytest.mark.parametrize(
    "file", ["/etc/passwd", "../../x.mp4", "videos/../../x.mp4", "c:\\x.mp4", "javascript:alert(1)"]
)
def test_only_files_below_the_report_are_linked(file: str) -> None:
    told = Campaign(paid("  teal: {from: beach, prompt: Go}"))
    uid = told.submit("teal")
    told.complete(uid)
    told.tell(e.Fetched(at=told.at, uid=uid, sha256="ab" * 32, file=file))
    links = [t.attrs["href"] for t in tokens(markdown_of(told)) if t.type == "link_open"]
    assert links in ([], ["javascript%3Aalert%281%29"])


def test_a_report_links_videos_and_draws_the_lineage() -> None:
    text = markdown_of(eventful())
    assert "(videos/teal.1-t_1.mp4)" in text
    assert "  - `teal`, completed, `video_teal`\n    - `teal-rain`, ready" in text
    assert "## Not in the spec any more" in text
    assert "    remixbatch resolve specs/spring.yaml gold --adopt ID" in text
    assert text.count("2025-11-24") == 1  # the time it was generated, nothing else that changes


def test_a_long_chain_does_not_drift_off_the_page() -> None:
    steps = ", ".join(f"{{s{i}: Step {i}}}" for i in range(2000))
    text = markdown_of(Campaign(paid(f"  story: {{from: beach, chain: [{steps}]}}")))
    assert "(level 2000) `story.s1999`" in text
    assert len(text) < 2_000_000


def test_a_finished_campaign_has_no_next() -> None:
    told = Campaign(paid("  teal: {from: beach, prompt: Go}"))
    told.finish("teal")
    assert "## Next" not in markdown_of(told)


# -- the last lines of a run -------------------------------------------------------------------------


def test_the_first_line_says_how_it_ended() -> None:
    first = summary_of(eventful()).splitlines()[0]
    assert first == (
        "spring: 9 jobs: 2 blocked, 2 ready, 1 running, 1 unclear, 2 completed, 1 refused; "
        "8 submitted, $19.20 spent; 2:05"
    )


def test_failures_are_grouped_by_their_cause() -> None:
    names = [f"job{i}" for i in range(8)]
    told = Campaign(
        paid("".join(f"  {n}: {{from: beach, prompt: Go {n}, retry: {{max: 0}}}}\n" for n in names))
    )
    for i, name in enumerate(names):
        told.fail(told.submit(name), message=f"worker {i % 2} died")
    text = summary_of(told)
    assert (
        "  8 × failed: server_error: worker 0 died (and 1 other message): "
        "job0, job1, job2, job3, job4 and 3 more"
    ) in text
    assert "next    remixbatch run specs/spring.yaml --retry-failed" in text


def test_causes_are_broken_at_the_width_of_the_terminal() -> None:
    told = Campaign(paid("  odd: {from: beach, prompt: Go, retry: {max: 0}}\n"))
    told.fail(told.submit("odd"), message="The prompt was declined. " + "Why is not said. " * 6)
    text = summary_of(told, width=80)
    assert "Why is not said: odd" in " ".join(text.split()), "no full stop before the colon"
    assert max(map(len, text.splitlines())) <= 80


def test_the_fault_of_another_job_is_not_told_again() -> None:
    told = eventful()
    found = causes(rows(told.graph, told.engine.steps, told.holdings), told.engine.verdict())
    of = {cause.text: cause.jobs for cause in found}
    assert of["blocked by the above"] == ("snow",)
    assert of["refused: moderation_blocked: no people"] == ("night",)
    assert of["not submitted"] == ("teal-rain", "fog")


def test_what_stopped_the_run_comes_before_its_jobs() -> None:
    told = Campaign(paid(JOBS))
    codes = {Exit.BUDGET: ["the budget does not cover teal"], **told.engine.verdict()}
    text = summary_of(told, codes)
    assert text.index("the budget does not cover teal") < text.index("9 × not submitted")
    assert "Stopped by a limit (exit 3)" in text


@pytest.mark.parametrize("finished", [False, True])
def test_what_the_service_may_have_lost_has_a_way_out(finished: bool) -> None:  # noqa: FBT001
    told = Campaign(paid("  teal: {from: beach, prompt: Go}"))
    uid = told.submit("teal")
    if finished:
        told.complete(uid)
    kind = e.FetchFailed if finished else e.LookFailed
    missing = kind(at=told.at, uid=uid, kind="missing", reason="HTTP 404")
    for hour in range(8):
        told.tell(replace(missing, at=told.at + 3600 * hour))
    text = summary_of(told)
    assert "next    remixbatch resolve specs/spring.yaml teal --lost\n" in text
    assert "; `remixbatch wait specs/spring.yaml` asks for it again)" in text


def test_given_up_says_why() -> None:
    told = Campaign(paid("  teal: {from: beach, prompt: Go}"))
    uid = told.submit("teal")
    found = rows(told.graph, told.engine.steps, told.holdings, {uid: "overdue: in flight for 99 s"})
    assert found[0].reason == "overdue: in flight for 99 s"


@pytest.mark.parametrize(
    ("code", "command"),
    [
        (Exit.DISK, "remixbatch wait specs/spring.yaml"),
        (Exit.LOCK, "remixbatch plan specs/spring.yaml"),
        (Exit.INTERRUPTED, "remixbatch run specs/spring.yaml"),
        (Exit.PROVIDER, "remixbatch run specs/spring.yaml"),
        (Exit.BUDGET, "remixbatch plan specs/spring.yaml"),
        (Exit.UNCLEAR, "remixbatch resolve specs/spring.yaml gold --adopt ID"),
        (Exit.FAILED, "remixbatch run specs/spring.yaml"),
        (Exit.UNFINISHED, "remixbatch wait specs/spring.yaml"),
    ],
)
def test_every_end_has_a_next_command(code: Exit, command: str) -> None:
    told = eventful()
    found = rows(told.graph, told.engine.steps, told.holdings)
    after = next_of_run(found, {code: ["because"]}, spec="specs/spring.yaml")
    assert after is not None
    assert after.command == command


def test_a_run_with_many_unclear_takes_ends_with_the_first_lines() -> None:
    jobs = "".join(f"  fog{n}: {{from: beach, prompt: Fog {n}}}\n" for n in range(8))
    told = Campaign(paid(jobs))
    for n in range(8):
        told.lose_answer(f"fog{n}")
    text = summary_of(told)
    line = "remixbatch resolve specs/spring.yaml fog{} --adopt ID\n"
    first = "        ".join(line.format(n) for n in range(6))
    assert f"next    {first}        (look for the video at the service" in text
    assert "; `remixbatch status specs/spring.yaml` has all 8 lines)" in text


def test_a_finished_run_says_what_to_commit() -> None:
    told = Campaign(paid("  teal: {from: beach, prompt: Go}"), Policy())
    told.finish("teal")
    assert "next    git add specs/spring.lock" in summary_of(told)


def test_a_path_with_spaces_can_be_pasted() -> None:
    told = eventful()
    spec = spec_words("my specs/a.yaml", base_url="http://127.0.0.1:80", output_dir=None)
    after = next_of_run(
        rows(told.graph, told.engine.steps, told.holdings), {Exit.DISK: []}, spec=spec
    )
    assert after is not None
    assert after.command == "remixbatch wait 'my specs/a.yaml' --base-url http://127.0.0.1:80"


# -- text --------------------------------------------------------------------------------------------


@given(st.text(), st.integers(1, 40))
def test_cut_text_fits(text: str, width: int) -> None:
    assert cells(fit(text, width)) <= width


@given(st.lists(st.text("ab夜", min_size=1, max_size=6)), st.integers(12, 40))
def test_wrapped_text_fits_and_keeps_its_words(words: list[str], width: int) -> None:
    lines = wrap(" ".join(words), width)
    assert all(cells(line) <= width for line in lines)
    assert " ".join(lines).split() == words


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0:00"), (7.9, "0:07"), (725, "12:05"), (3723, "1:02:03"), (-1, "0:00")],
)
def test_durations(seconds: float, text: str) -> None:
    assert span(seconds) == text


def test_children_that_are_finished_stay_so_when_their_parents_video_is_lost() -> None:
    told = Campaign(
        paid(
            "  dusk: {from: beach, prompt: Make it dusk}\n"
            "  rain: {from: dusk, prompt: Add rain}\n  snow: {from: rain, prompt: Add snow}\n"
        )
    )
    parent = told.submit("dusk", "video_dusk")
    told.complete(parent)
    told.finish("rain", "video_rain")
    told.finish("snow", "video_snow")
    told.tell(e.Gone(at=told.at + 1, uid=parent, reason="expired before it was fetched"))
    jobs = status_data(told.graph, told.plan, told.holdings, at=told.at)["jobs"]
    assert [(job["phase"], job["exit"]) for job in jobs] == [
        ("lost", 1),
        ("completed", 0),
        ("completed", 0),
    ]
    assert "= 2 jobs stay as they are" in plan_of(told)
    assert {code: len(reasons) for code, reasons in told.engine.verdict().items()} == {
        Exit.FAILED: 1
    }
    end = summary_of(told)
    assert "3 jobs: 2 completed, 1 lost" in end
    assert "blocked" not in end


def test_a_stale_take_that_is_unclear_is_told_as_unclear() -> None:
    """Its parent changed while nobody knew whether it was made: a person looks first, whatever becomes of the job."""
    told = Campaign(
        paid(
            "  dusk: {from: beach, prompt: Make it dusk}\n  rain: {from: dusk, prompt: Add rain}\n"
        )
    )
    told.finish("dusk", "video_dusk")
    told.lose_answer("rain", parent="video_dusk_before")
    _, rain = status_data(told.graph, told.plan, told.holdings, at=told.at)["jobs"]
    assert (rain["decision"], rain["phase"], rain["exit"]) == ("ask", "unclear", 7)
    assert rain["next"] == "remixbatch resolve SPEC rain --adopt ID"
    assert set(told.engine.verdict()) == {Exit.UNCLEAR}
    rerun = plan(told.graph, told.holdings, Policy(on_parent_change="rerun")).steps["rain"]
    assert rerun.due, "who asks for it pays for a new one"
