"""The spec language: each file below `specs/` is a case, and what files say less well."""

import json
import re
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphs import profile
from remixbatch.document import parse, render_all
from remixbatch.expansion import Expansion, prompt_files
from remixbatch.graph import Graph, bind
from remixbatch.problem import CODES, Problem
from remixbatch.spec import JobEntry, Spec, read

HERE = Path(__file__).parent
SCHEMA = json.loads((HERE.parent / "schemas" / "spec.schema.json").read_text("utf-8"))
GOOD = sorted((HERE / "specs" / "good").glob("*.yaml"))
BAD = sorted((HERE / "specs" / "bad").glob("*.yaml"))
PROFILES = {name: profile(name) for name in ("emulator", "openai", "toapis")}
EXPECTED = re.compile(rb"# (RMB\d{3}) (\d+):(\d+)$")

HEAD = "version: 1\nprovider: emulator\nsources: {beach: video_1}\n"


ENVIRON = {"LIGHT": "dusk", "EMPTY": "", "OPENAI_API_KEY": "sk-secret-of-a-test", "BELL": "a\x07"}
KEYS = ("OPENAI_API_KEY", "OPENAI_API_KEY_FILE")


def spec_and_problems(
    text: str | bytes, file: str = "specs/a.yaml", **texts: str
) -> tuple[Spec | None, list[Problem]]:
    """The environment is ENVIRON, and `texts` are those of prompt files."""
    data = text if isinstance(text, bytes) else text.encode()
    document, problems = parse(data, file)
    if document is None:
        return None, problems
    expansion = Expansion(document, ENVIRON, KEYS)
    said = {
        name: expansion.text(f"specs/{name}", texts[name], used_by)
        for name, used_by in prompt_files(expansion.document).items()
        if name in texts
    }
    spec, more = read(expansion.document, SCHEMA, said, expansion.problems, expansion.spoilt)
    return spec, problems + expansion.veiled(more) + expansion.unused() * (not more)


def everything(data: bytes, file: str) -> tuple[Graph | None, list[Problem]]:
    spec, problems = spec_and_problems(data, file)
    if spec is None:
        return None, problems
    graph, more = bind(spec, PROFILES)
    return graph, problems + more


def good(text: str, **texts: str) -> Spec:
    spec, problems = spec_and_problems(HEAD + text, **texts)
    assert problems == []
    assert spec is not None
    return spec


def jobs(text: str, **texts: str) -> dict[str, JobEntry]:
    return {entry.address: entry for entry in good(text, **texts).jobs}


def messages(text: str, **texts: str) -> list[str]:
    _, problems = spec_and_problems(HEAD + text, **texts)
    return [problem.message for problem in problems]


# -- files -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "file", [*GOOD, HERE.parent / "specs" / "quickstart.yaml"], ids=lambda file: str(file.name)
)
def test_good(file: Path) -> None:
    graph, problems = everything(file.read_bytes(), str(file))
    assert problems == []
    assert graph is not None


@pytest.mark.parametrize("file", BAD, ids=lambda file: str(file.name))
def test_bad(file: Path) -> None:
    data = file.read_bytes()
    found = map(EXPECTED.match, data.splitlines())
    expected = [(m[1].decode(), int(m[2]), int(m[3])) for m in found if m is not None]
    graph, problems = everything(data, str(file))
    assert graph is None or any(problem.level == "error" for problem in problems)
    errors = [problem for problem in problems if problem.level == "error"]
    assert [(p.code, p.place.line, p.place.column) for p in errors] == expected
    assert all(problem.hint and problem.code in CODES for problem in problems)


def test_every_code_has_a_case() -> None:
    """Those that no file shows have a test of their own."""
    shown = {
        code.decode() for file in BAD for code in re.findall(rb"# (RMB\d+) ", file.read_bytes())
    }
    of_services = {code for code in CODES if code.startswith("RMB5")}  # tests/test_sources.py
    assert CODES.keys() - shown - of_services == {"RMB104", "RMB304", "RMB408", "RMB409"}


# -- what is read ------------------------------------------------------------------------------------


def test_a_whole_spec() -> None:
    document, _ = parse((HERE / "specs" / "good" / "everything.yaml").read_bytes(), "x.yaml")
    assert document is not None
    spec, problems = read(document, SCHEMA, {})
    assert problems == []
    assert spec is not None
    assert (spec.name, spec.budget_run, spec.sound, spec.broken) == (
        "everything",
        25_500_000,
        True,
        frozenset(),
    )
    main, harbor = spec.providers["main"], spec.sources["harbor"]
    assert (main.per_second, main.per_take, str(main.as_of)) == (300_000, None, "2026-11-23")
    assert (main.in_flight, main.submits_per_minute, main.model) == (8, 30, "sora-2-official")
    assert (harbor.identity, harbor.kind, harbor.seconds) == ("01234", "id", Decimal("8.5"))
    assert harbor.expires == 1_796_083_200
    assert [entry.address for entry in spec.jobs] == [
        "teal",
        "story.dusk",
        "story.rain",
        "fog",
        "snow",
    ]
    assert [(move.source, move.target) for move in spec.moved] == [
        ("sunset", "teal"),
        ("tale.dusk", "story.dusk"),
        ("tale.rain", "story.rain"),
    ]


def test_defaults_fill_what_a_job_leaves_out() -> None:
    found = jobs(
        "defaults: {from: beach, tags: [a, b], params: {x: 1, y: 2}, prompt: Add fog., timeout: 2h}\n"
        "jobs:\n  one: {}\n  two: {tags: [c], params: {y: 3, z: 4}, timeout: 90, prompt: Add rain.}\n"
        "  line: {chain: [{a: Add dew., b: x}]}\n".replace(", b: x", "")
    )
    one, two = found["one"], found["two"]
    assert (one.parent, one.prompt, one.tags, one.timeout) == (
        "beach",
        "Add fog.",
        ("a", "b"),
        7200,
    )
    assert (two.prompt, two.tags, two.timeout) == ("Add rain.", ("c",), 90)
    assert two.params == {"x": 1, "y": 3, "z": 4}
    assert found["line.a"].prompt == "Add dew."
    assert (one.retry, one.on_parent_change, one.allow_failure) == (1, "ask", False)


def test_a_chain_is_one_job_a_step() -> None:
    found = jobs(
        "jobs:\n  story: {from: beach, needs: [fog], tags: [t], chain: [{a: Add a.}, {b: Add b.}]}\n"
        "  fog: {from: story.a, prompt: Add fog.}\n  end: {from: story, needs: [story], prompt: Add.}\n"
    )
    assert [found[name].parent for name in ("story.a", "story.b", "fog")] == [
        "beach",
        "story.a",
        "story.a",
    ]
    assert (found["end"].parent, found["end"].needs) == ("story.b", ("story.b",))
    assert found["story.a"].needs == found["story.b"].needs == ("fog",)
    assert found["story.b"].tags == ("t",)
    assert (found["story.b"].place.line, found["story.b"].place.column) == (5, 71)


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        (r"'  Add fog.  '", "Add fog."),
        (r'"a\r\nb\rc\n"', "a\nb\nc"),
        (r'"Cafe\u0301"', "Café"),
        ("costs $$5 or $5", "costs $5 or $5"),
        ("$$$$", "$$"),
        ("'literally $${x}'", "literally ${x}"),
        ("|\n      Add fog.\n      Keep the rest.\n", "Add fog.\nKeep the rest."),
        ("12:30", "12:30"),
        ("on", "on"),
    ],
)
def test_prompts_as_they_are_sent(written: str, sent: str) -> None:
    assert (
        jobs(
            f"jobs:\n  one: {{from: beach, prompt: {written}}}\n"
            if "|" not in written
            else f"jobs:\n  one:\n    from: beach\n    prompt: {written}"
        )["one"].prompt
        == sent
    )


def test_prompt_files() -> None:
    text = HEAD + (
        "defaults: {prompt_file: all.txt}\njobs:\n  one: {from: beach, prompt_file: prompts/fog.txt}\n"
        "  two: {from: beach}\n  three: {from: beach, prompt_file: prompts/fog.txt}\n"
    )
    document, _ = parse(text.encode(), "a.yaml")
    assert document is not None
    assert prompt_files(document) == {
        "all.txt": ("defaults", "prompt_file"),
        "prompts/fog.txt": ("jobs", "one", "prompt_file"),
    }
    spec, problems = read(
        document, SCHEMA, {"all.txt": "\ufeffAdd dew.\r\n", "prompts/fog.txt": "Add fog.\n"}
    )
    assert problems == []
    assert spec is not None
    assert [entry.prompt for entry in spec.jobs] == ["Add fog.", "Add dew.", "Add fog."]
    _, problems = read(document, SCHEMA, {"prompts/fog.txt": " "})
    assert [(p.code, p.place.line) for p in problems] == [
        ("RMB306", 4),
        ("RMB303", 6),
        ("RMB303", 8),
    ]


@pytest.mark.parametrize(
    "path",
    ["../a.txt", "/etc/passwd", "a/../../b", "a\\b", "C:a.txt", "C:/a", "a/..", ".", "a\u0085b"],
)
def test_prompt_files_stay_in_the_spec_s_folder(path: str) -> None:
    text = HEAD + f"jobs:\n  one: {{from: beach, prompt_file: {json.dumps(path)}}}\n"
    document, _ = parse(text.encode(), "a.yaml")
    assert document is not None
    assert not prompt_files(document)
    _, problems = read(document, SCHEMA, {path: "Add fog."})
    assert [problem.code for problem in problems] == ["RMB306"]


@pytest.mark.parametrize(
    ("written", "micros"),
    [
        ("2.4", 2_400_000),
        ("0.1", 100_000),
        ("25", 25_000_000),
        ('"0.075"', 75_000),
        ("1e-6", 1),
        ("0", 0),
    ],
)
def test_money_never_passes_through_a_binary_fraction(written: str, micros: int) -> None:
    assert (
        good(f"budget: {{run: {written}}}\njobs: {{a: {{from: beach, prompt: x}}}}").budget_run
        == micros
    )


@pytest.mark.parametrize(
    ("written", "seconds"),
    [("90s", 90), ("20m", 1200), ("1.5h", 5400), ("1d", 86400), ("45", 45), ("0.5", 0.5)],
)
def test_timeouts(written: str, seconds: float) -> None:
    assert (
        jobs(f"jobs: {{a: {{from: beach, prompt: x, timeout: {written}}}}}")["a"].timeout == seconds
    )


@pytest.mark.parametrize("written", ["0s", "-1", "31d", "1h30m", "soon", "0", ".inf"])
def test_bad_timeouts(written: str) -> None:
    assert len(messages(f"jobs: {{a: {{from: beach, prompt: x, timeout: {written}}}}}")) == 1


@pytest.mark.parametrize(
    "id_", ["a b", "a\u00a0b", "a\u200bb", "a\u202eb", "..", ".", "a\nb", "x" * 501, ""]
)
def test_ids_are_printable(id_: str) -> None:
    (problem,) = spec_and_problems(
        HEAD.replace("video_1", json.dumps(id_)) + "jobs: {a: {from: beach, prompt: x}}"
    )[1]
    assert problem.code in ("RMB308", "RMB203")


@pytest.mark.parametrize(
    "url",
    [
        "ftp://a.de/x",
        "https://",
        "https://u@a.de",
        "https://a.de:99999/",
        "http://[::1",
        "//a.de",
        "https://a.de/a b",
    ],
)
def test_addresses_are_plain(url: str) -> None:
    (problem,) = spec_and_problems(
        HEAD.replace("video_1", f"{{url: {json.dumps(url)}}}")
        + "jobs: {a: {from: beach, prompt: x}}"
    )[1]
    assert problem.code == "RMB308"
    assert "secret" not in problem.message


def test_the_name_is_the_file_s_unless_given() -> None:
    text = "jobs: {a: {from: beach, prompt: x}}"
    assert good(text).name == "a"
    assert good(text + "\nname: other").name == "other"
    spec, problems = spec_and_problems(HEAD + text, "specs/two words.yaml")
    assert [(p.code, p.place.line, p.place.column) for p in problems] == [("RMB301", 1, 1)]
    assert spec is not None
    assert not spec.sound


@pytest.mark.parametrize(
    "name", ["con", "NUL", "com1", "Lpt9", "x" * 101, "-a", "é", "a.b", "a\n", "a/b"]
)
def test_names_that_no_file_can_have(name: str) -> None:
    (problem,) = spec_and_problems(
        HEAD + f"jobs: {{{json.dumps(name)}: {{from: beach, prompt: x}}}}"
    )[1]
    assert problem.code == "RMB301"


# -- many problems, many jobs ------------------------------------------------------------------------


def test_all_problems_at_once_and_none_twice() -> None:
    spec, problems = spec_and_problems(
        HEAD + "defaults: {provider: emulatr, timeout: 40d}\n"
        "jobs:\n  a: {from: beach, prompt: ''}\n  b: {promt: x}\n  c: {from: beach, prompt: x}\n"
    )
    assert [(p.code, p.place.line) for p in problems] == [
        ("RMB307", 4),
        ("RMB310", 4),
        ("RMB303", 6),
        ("RMB201", 7),
    ]
    assert spec is not None
    assert spec.broken == {"a", "b", "c"}


def test_what_is_broken_hides_nothing_else() -> None:
    _, problems = everything(
        (
            HEAD + "jobs:\n  a: {promt: x}\n  b: {from: a, prompt: x}\n  c: {from: d, prompt: x}\n"
        ).encode(),
        "a.yaml",
    )
    assert [(p.code, p.place.line) for p in problems] == [("RMB201", 5), ("RMB401", 7)]


def test_too_many_jobs_are_refused_before_they_are_made() -> None:
    steps = ", ".join(f"{{s{n}: x}}" for n in range(60))
    document, _ = parse(
        (HEAD + f"jobs: {{a: {{from: beach, chain: [{steps}]}}}}").encode(), "a.yaml"
    )
    assert document is not None
    assert read(document, SCHEMA, {}, most_jobs=60)[1] == []
    spec, (problem,) = read(document, SCHEMA, {}, most_jobs=59)
    assert (spec, problem.code, problem.place.line) == (None, "RMB104", 4)


def test_prompts_have_a_limit() -> None:
    (problem,) = spec_and_problems(HEAD + f"jobs: {{a: {{from: beach, prompt: {'x' * 32_001}}}}}")[
        1
    ]
    assert problem.code == "RMB304"


def test_ten_thousand_jobs_are_read_in_seconds() -> None:
    lines = (
        f"  job-{n}: {{from: beach, prompt: Add fog no {n}., tags: [a]}}\n" for n in range(10_000)
    )
    begun = time.process_time()
    spec = good("jobs:\n" + "".join(lines))
    assert time.process_time() - begun < 3
    assert len(spec.jobs) == 10_000


# -- fuzz --------------------------------------------------------------------------------------------

SEEDS = [file.read_bytes() for file in GOOD]
PIECES = [
    b":",
    b"- ",
    b"{",
    b"}",
    b"\n",
    b"&a ",
    b"*a",
    b"<<: ",
    b"'",
    b'"',
    b"!!int ",
    b"\xff",
    b"null",
    b"[",
    b"~",
]


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    data = draw(st.sampled_from(SEEDS))
    for _ in range(draw(st.integers(1, 4))):
        at, length = draw(st.integers(0, len(data))), draw(st.integers(0, 12))
        data = data[:at] + draw(st.sampled_from([b"", *PIECES])) + data[at + length :]
    return data


@given(mutated())
@settings(max_examples=300, deadline=None)
def test_a_damaged_spec_never_raises(data: bytes) -> None:
    graph, problems = everything(data, "a.yaml")
    assert graph is not None or problems
    assert all(problem.hint for problem in problems)
    assert render_all(problems, []).isprintable() or "\n" in render_all(problems, [])


VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=5,
)


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_any_value_anywhere_is_a_problem_at_most(data: st.DataObject) -> None:
    text = (HERE / "specs" / "good" / "everything.yaml").read_bytes()
    document, _ = parse(text, "a.yaml")
    assert document is not None
    paths = [path for path in document.places if path]
    path = data.draw(st.sampled_from(sorted(paths, key=str)))
    whole = json.loads(json.dumps(document.value))
    part: Any = whole
    for step in path[:-1]:
        part = part[step]
    part[path[-1]] = data.draw(VALUES)
    graph, problems = everything(json.dumps(whole).encode(), "a.yaml")
    assert graph is not None or problems
