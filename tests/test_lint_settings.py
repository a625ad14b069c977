"""What `remixbatch.toml` says of the lint, and every mistake in it at its place."""

import json
import re
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from program import SPEC, Program
from remixbatch import toml

TWO = "Turn the sky purple and add two dogs to the beach"
JOBS = f"  one: {{from: a, prompt: {TWO}}}\n"


def settings(program: Program, text: str, folder: str = ".") -> None:
    (program.folder / folder).mkdir(exist_ok=True)
    (program.folder / folder / "remixbatch.toml").write_text(text, "utf-8")


def found(program: Program, *words: str) -> list[tuple[str, str]]:
    told = json.loads(program.here("lint", *(words or (SPEC,)), "--json").out)
    return [(each["name"], each["level"]) for each in told["findings"]]


def test_the_nearest_file_up_to_the_top_of_the_repository_counts(program: Program) -> None:
    spec = program.write(JOBS, name="deep/spring.yaml")
    assert found(program, str(spec)) == [("multi-change", "error")]
    settings(program, '[lint]\nignore = ["multi-change"]\n')
    assert found(program, str(spec)) == []
    settings(program, '[lint]\nseverity = {RMX101 = "suggestion"}\n', "deep")
    assert found(program, str(spec)) == [("multi-change", "suggestion")]
    (program.folder / "deep" / "remixbatch.toml").unlink()
    (program.folder / "deep" / ".git").mkdir()
    assert found(program, str(spec)) == [("multi-change", "error")]


def test_flags_are_over_settings(program: Program) -> None:
    program.write(JOBS + "  two: {from: a, prompt: Make the video better}\n")
    both = [("multi-change", "error"), ("vague-change", "warning")]
    assert found(program) == both
    settings(program, '[lint]\nselect = ["RMX1"]\n')
    assert found(program) == both[:1]
    assert found(program, SPEC, "--select", "vague-change,RMX1") == both
    assert found(program, SPEC, "--ignore", "rmx101") == []
    settings(program, "[lint]\nstrict = true\n")
    assert program.here("lint", SPEC, "--select", "RMX2").code == 2
    assert program.here("validate", SPEC).code == 2
    settings(program, "[lint]\nstrict = false\n")
    assert program.here("lint", SPEC, "--select", "RMX2").code == 0
    assert program.here("lint", SPEC, "--select", "RMX2", "--strict").code == 2


def test_a_word_that_is_no_rule_is_told_with_the_one_that_was_meant(program: Program) -> None:
    program.write(JOBS)
    end = program.here("lint", SPEC, "--select", "multi-chang")
    assert (end.code, end.out) == (2, "")
    assert "there is no rule `multi-chang`" in end.err
    assert "did you mean `multi-change`?" in end.err
    assert program.here("lint", SPEC, "--ignore", "RMX").code == 0  # the beginning of all


def test_how_many_remixes_may_follow_one_another(program: Program) -> None:
    steps = "".join(f"    - s{n}: Add {n} red kites\n" for n in range(2, 8))
    program.write(
        f"  story:\n    from: a\n    chain:\n{steps}  tail: {{from: story, prompt: Add fog}}\n"
    )
    [each] = json.loads(program.here("lint", SPEC, "--json").out)["findings"]
    assert (each["name"], each["jobs"], each["line"]) == ("chain-depth", ["story.s6"], 13)
    assert "the 5th remix in a row, and remixes of it go down to the 7th" in each["message"]
    settings(program, "[lint]\nmax_chain = 6\n")
    [each] = json.loads(program.here("lint", SPEC, "--json").out)["findings"]
    assert each["jobs"] == ["tail"]
    assert "the 7th remix in a row:" in each["message"]
    settings(program, "[lint]\nmax_chain = 7\n")
    assert found(program) == []


@pytest.mark.parametrize(
    ("text", "place", "said", "help_"),
    [
        ("lnt = 1", "1:1", "unknown key `lnt`", "did you mean `lint`?"),
        ("[lint]\n\nselekt = []", "3:1", "lint: unknown key `selekt`", "did you mean `select`?"),
        ("[lint]\nstrict = 'yes'", "2:10", "expected true or false, found text", "true"),
        (
            "[lint]\nignore = [\n  'RMX101', # x\n  'no-targt',\n]",
            "4:3",
            "no rule `no-targt`",
            "no-target",
        ),
        (
            "lint.severity.vague-changes = 'error'",
            "1:15",
            "no rule `vague-changes`",
            "vague-change",
        ),
        (
            "[lint]\nseverity = { RMX201 = 'fatal' }",
            "2:23",
            "none of error, warning",
            "stops a run",
        ),
        ("[lint.words.eng]\nx = ['y']", "1:13", "no language `eng`", "did you mean `en`?"),
        ("[lint.words.en]\nnonesuch = ['y']", "2:1", "no list `nonesuch`", "lists: acts, "),
        ("[lint.words.en]\n'rules/vague' = ['y']", "2:1", "no list `rules/vague`", ""),
        ("[lint.words.en]\nstyles = ['one', 'b(d']", "2:18", "`b(d` is no word", "as prompts"),
        ("[lint.words.en]\nstyles = ['one: add']", "2:11", "`one: add` is no word", "leave out"),
        ("[lint.words.en]\nverbs = ['zhuzh']", "2:10", "does not say what it", "zhuzh: change"),
        ("[lint.words.en]\nverbs = ['zhuzh: ad']", "2:10", "nothing is called `ad`", "`add`?"),
        ("[lint.words.en]\nverbs = ['zhuzh: add wek']", "2:10", "called `wek`", "`weak`?"),
        ("[lint.words.en]\nverbs = [': add']", "2:10", "`: add` is no word", "as prompts"),
        ("[lint]\nmax_chain = 0", "2:13", "must be at least 1", ""),
        ("[lint]\nselect = ['RMX1'", "3:1", "not valid TOML", "key = value"),
        ("[lint]\nselect = RMX1", "2:10", "not valid TOML", "text stands in quotes"),
    ],
)
@pytest.mark.parametrize("command", ["lint", "run"])
def test_mistakes_are_told_at_their_place(
    program: Program, command: str, text: str, place: str, said: str, help_: str
) -> None:
    program.write(JOBS)
    settings(program, text + "\n")
    end = program.here(command, SPEC)
    assert end.code == 2
    assert f"remixbatch.toml:{place}: RMB" in end.err
    assert said in end.err
    assert help_ in end.err
    assert "in the settings; nothing was sent" in end.err
    assert program.books() == []


def test_a_file_that_is_no_text_is_told(program: Program) -> None:
    program.write(JOBS)
    (program.folder / "remixbatch.toml").write_bytes(b"[lint]\nselect = ['\xff']\n")
    assert "remixbatch.toml: is not text in UTF-8" in program.here("lint", SPEC).err
    (program.folder / "remixbatch.toml").unlink()
    (program.folder / "remixbatch.toml").mkdir()
    assert "remixbatch.toml: is a folder" in program.here("lint", SPEC).err


def test_how_long_a_prompt_may_be(program: Program) -> None:
    program.write("  one: {from: a, prompt: Add a small red wooden boat on the far horizon}\n")
    assert found(program) == []
    settings(program, "[lint]\nmax_words = 9\n")
    assert found(program) == [("too-long", "warning")]
    told = program.here("lint", "--jsonl", "-", stdin='{"prompt": "Add ' + "red " * 20 + 'boats"}')
    assert "too-long" in json.loads(told.out)["rules"]


def test_words_of_ones_own(program: Program) -> None:
    program.write("  one: {from: a, prompt: Make the video more zhuzhy}\n")
    assert found(program) == []  # a word that it does not know: silence
    settings(program, "[lint.words.en]\n'rules/judgement' = ['Zhuzhy']\nverbs = ['yeet: remove']\n")
    assert found(program) == [("vague-change", "warning")]
    end = program.here("lint", "--jsonl", "-", stdin='{"prompt": "Make the video more zhuzhy"}\n')
    assert json.loads(end.out)["rules"] == ["vague-change"]


def test_doctor_shows_where_each_setting_comes_from(program: Program) -> None:
    program.write(JOBS)
    shown = program.here("doctor", "--show-origin", SPEC).out
    assert "lint.max_chain" in shown
    assert "(no remixbatch.toml up to the top)" in shown
    settings(program, '[lint]\nmax_chain = 9\n[lint.severity]\nvague-change = "error"\n')
    told = json.loads(program.here("doctor", "--show-origin", SPEC, "--json").out)["settings"]
    rows = {each["name"]: (each["value"], each["origin"]) for each in told}
    assert rows["lint"] == ("remixbatch.toml", "the nearest remixbatch.toml")
    assert rows["lint.max_chain"] == ("9", "remixbatch.toml:2")
    assert rows["lint.severity"] == ("vague-change: error", "remixbatch.toml:3")
    assert rows["lint.strict"] == ("false", "default")


def test_doctor_looks_at_the_settings(program: Program) -> None:
    program.write(JOBS)
    assert "settings" not in program.here("doctor", "--offline", SPEC).out
    settings(program, "[lint]\nmax_chain = 9\n")
    assert re.search(
        r"ok +settings +remixbatch\.toml", program.here("doctor", "--offline", SPEC).out
    )
    settings(program, "[lint]\nmax_chains = 9\n")
    end = program.here("doctor", "--offline", SPEC)
    assert re.search(r"problem +settings +1 problem in the settings", end.out)
    assert end.code != 0


def test_the_schema_of_settings_is_shown(program: Program) -> None:
    told = json.loads(program.here("schema", "settings").out)
    assert "max_chain" in told["properties"]["lint"]["properties"]


# -- places in TOML ----------------------------------------------------------------------------------

KEYS = st.text("ab-_1", min_size=1, max_size=4)
VALUES = st.recursive(
    st.booleans() | st.integers(-9, 99) | st.text('ab#]},="\\\n é', max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)


def written(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k} = {written(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[\n # ]\n" + "".join(f"  {written(v)},\n" for v in value) + "]"
    return json.dumps(value, ensure_ascii=False)


@given(st.dictionaries(KEYS, st.dictionaries(KEYS, VALUES, max_size=3), max_size=3))
def test_every_key_and_value_stands_where_it_is_said_to(data: dict[str, dict[str, object]]) -> None:
    tables = (
        f"[{name}] # [no]\n" + "".join(f"{k} = {written(v)}\n" for k, v in table.items())
        for name, table in data.items()
    )
    text = "\n".join(tables)
    document, problems = toml.read(text, "a.toml")
    assert document is not None, problems
    assert document.value == tomllib.loads(text) == data
    for path, place in document.key_places.items():
        assert document.lines[place.line - 1][place.column - 1 :].startswith(str(path[-1]))
    for path, place in document.places.items():
        value: object = document.value
        for step in path:
            value = value[step]  # type: ignore[index]
        rest = "\n".join(document.lines[place.line - 1 :])[place.column - 1 :]
        if len(path) > 1:
            assert rest.startswith(written(value))


def test_all_that_toml_has_is_walked() -> None:
    text = (
        'a."b c".d = 1979-05-27T07:32:00Z\n'
        '[[many]]\nx = \'\'\'\n[no]\n\'\'\'\n[[many]]\ny = """a\\"""""\n'
        "[many.sub]\nz = [1, [2, 3], {k = 'v'}]\n"
    )
    document, _ = toml.read(text, "a.toml")
    assert document is not None
    at = {path: (place.line, place.column) for path, place in document.places.items()}
    assert at["a", "b c", "d"] == (1, 13)
    assert at["many", 0, "x"] == (3, 5)
    assert at["many", 1, "y"] == (7, 5)
    assert at["many", 1, "sub", "z", 1, 1] == (9, 13)
    assert at["many", 1, "sub", "z", 2, "k"] == (9, 22)
