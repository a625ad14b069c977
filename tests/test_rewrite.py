"""Prompts that become chains by edits of the text: in every layout, and with every other byte as it was."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from remixbatch import layout as layout_module
from remixbatch.document import parse
from remixbatch.layout import layout
from remixbatch.report.diff import diff
from remixbatch.rewrite import Edit, UneditableError, chained, edited, extended

LOADERS = [yaml.SafeLoader, getattr(yaml, "CSafeLoader", yaml.SafeLoader)]
HEAD = "version: 1\nprovider: emulator\nsources: {a: video_a}\njobs:\n"
Change = Callable[[Any, st.DataObject], None]
TWO = [("dusk", "Make it dusk."), ("rain", "Add rain.")]


def value(text: str) -> Any:
    document, problems = parse(text.encode(), "a.yaml")
    assert problems == []
    assert document is not None
    return document.value


def fixed(jobs: str, steps: Sequence[tuple[str, str]] = TWO, head: str = HEAD) -> str:
    """The jobs with the prompt of `teal` as a chain; that it means so is looked at here."""
    text = head + jobs
    new = edited(text, chained(layout(text, {"teal"}), "teal", steps))
    old, now = value(text), value(new)
    del old["jobs"]["teal"]["prompt"]
    assert now["jobs"]["teal"].pop("chain") == [{name: prompt} for name, prompt in steps]
    assert now == old
    return new.removeprefix(head)


def extended_to(jobs: str, index: int, steps: Sequence[tuple[str, str]]) -> str:
    """The jobs with one step of the chain of `teal` as several."""
    text = HEAD + jobs
    new = edited(text, extended(layout(text, {"teal"}), "teal", index, steps))
    old, now = value(text), value(new)
    old["jobs"]["teal"]["chain"][index : index + 1] = [{name: prompt} for name, prompt in steps]
    assert now == old
    return new.removeprefix(HEAD)


def refused(jobs: str, name: str = "teal") -> str:
    text = HEAD + jobs
    with pytest.raises(UneditableError) as caught:
        chained(layout(text, {name}), name, TWO)
    assert caught.value.hint
    return caught.value.reason


# -- as a person would have written it ---------------------------------------------------------------


def test_a_block_keeps_its_comments_and_what_is_around() -> None:
    jobs = """\
  # the first
  teal:
    from: a
    # what to ask
    prompt: Make it dusk and add rain.   # was gold

    tags: [x]   # stays
  other: {from: a, prompt: Add fog.}"""
    assert (
        fixed(jobs)
        == """\
  # the first
  teal:
    from: a
    # what to ask
    chain:   # was gold
      - dusk: Make it dusk.
      - rain: Add rain.

    tags: [x]   # stays
  other: {from: a, prompt: Add fog.}"""
    )


@pytest.mark.parametrize(
    ("prompt", "chain"),
    [
        ('"Make it dusk."', '- dusk: "Make it dusk."'),
        ("'Make it dusk.'", "- dusk: 'Make it dusk.'"),
        ("Make it\n      dusk.", "- dusk: Make it dusk."),
        ('"Make it\n      dusk."  # c', '- dusk: "Make it dusk."'),
        ("|\n      Make it dusk.\n", "- dusk: Make it dusk."),
        (">-  # c\n      Make it\n      dusk.", "- dusk: Make it dusk."),
        ("|+\n      Make it dusk.\n\n", "- dusk: Make it dusk."),
        (">2\n      Make it dusk.  \n", "- dusk: Make it dusk."),
        ("\n      Make it dusk.  # c", "- dusk: Make it dusk."),
        ("  # c\n      Make it dusk.", "- dusk: Make it dusk."),
        ("!!str &p Make it dusk.", "- dusk: Make it dusk."),
    ],
)
def test_every_style_of_a_prompt(prompt: str, chain: str) -> None:
    jobs = f"  teal:\n    prompt: {prompt}\n    from: a\n"
    new = fixed(jobs)
    assert chain in new
    assert new.count("#") == jobs.count("#")
    assert new.endswith("\n    from: a\n")


def test_what_is_not_plain_is_quoted() -> None:
    steps = [("a", "A: b"), ("b", 'Say "hi" #1'), ("c", "- no"), ("d", "12:30"), ("e", "on")]
    new = fixed("  teal: {from: a, prompt: x y}\n", steps)
    assert new == (
        "  teal: {from: a, chain: ["
        '{a: "A: b"}, '
        "{b: 'Say \"hi\" #1'}, "
        '{c: "- no"}, {d: "12:30"}, {e: "on"}]}\n'
    )


def test_a_long_part_is_folded_where_the_prompt_was() -> None:
    long = " ".join(["Keep the pier, the boats and the people as they are"] * 4)
    new = fixed(
        "  teal:\n    from: a\n    prompt: >\n      x\n      y\n", [("a", long), ("b", "B.")]
    )
    assert "      - a: >-\n          Keep" in new
    assert max(map(len, new.splitlines())) <= 100


def test_brackets_stay_on_their_line_or_get_one_each() -> None:
    assert fixed('  teal: {from: a, prompt: "x, y", tags: [b]}\n') == (
        '  teal: {from: a, chain: [{dusk: "Make it dusk."}, {rain: "Add rain."}], tags: [b]}\n'
    )
    long = [("a", "A" * 50), ("b", "B" * 50)]
    assert fixed("  teal: {from: a, prompt: x}\n", long) == (
        f"  teal: {{from: a, chain: [\n    {{a: {'A' * 50}}},\n    {{b: {'B' * 50}}}]}}\n"
    )
    assert fixed("  teal: {\n    prompt: x,  # c\n    from: a\n  }\n") == (
        "  teal: {\n    chain: [\n      {dusk: Make it dusk.},\n      {rain: Add rain.}\n"
        "    ],  # c\n    from: a\n  }\n"
    )


def test_json() -> None:
    text = """{
  "version": 1, "x-smile": "\\ud83d\\ude00\\t",
  "jobs": {
    "teal": {
      "from": "a",
      "prompt": "Make it dusk \\ud83d\\ude00 and add rain",
      "tags": ["b"]
    }
  }
}"""
    assert """"chain": [
        {"dusk": "Make it dusk."},
        {"rain": "Add \\"rain\\"."}
      ],
      "tags": ["b"]""" in fixed(text, [TWO[0], ("rain", 'Add "rain".')], head="")
    line = '{"jobs":{"teal":{"prompt":"x","from":"a"}},"version":1}'
    assert fixed(line, head="") == (
        '{"jobs":{"teal":{"chain": [{"dusk": "Make it dusk."}, {"rain": "Add rain."}],'
        '"from":"a"}},"version":1}'
    )


def test_line_ends_stay_what_they_are() -> None:
    jobs = "  teal:\r\n    from: a\r\n    prompt: x  # c\r\n  b: {from: a, prompt: y}\r\n"
    new = fixed(jobs, head=HEAD.replace("\n", "\r\n"))
    assert new.replace("\r\n", "").count("\n") == 0
    assert new.count("\r\n") == jobs.count("\r\n") + 2


def test_lists_are_indented_as_elsewhere_in_the_file() -> None:
    flat = "  other:\n    from: a\n    chain:\n    - x: X\n  teal:\n    from: a\n    prompt: p q\n"
    assert "    chain:\n    - dusk: Make it dusk.\n" in fixed(flat)
    four = "    teal:\n        from: a\n        prompt: p q\n"
    assert "        chain:\n            - dusk: Make it dusk.\n" in fixed(four)


# -- one step that becomes several -------------------------------------------------------------------


def test_a_step_keeps_its_name_for_the_last_of_its_parts() -> None:
    jobs = """\
  teal:
    from: a
    chain:
      - lamps: Turn on the lamps.
      # both
      - snow: Add snow and a dog.  # hm

      - end: Remove the dog.
"""
    assert (
        extended_to(jobs, 1, [("white", "Add snow."), ("snow", "Add a dog.")])
        == """\
  teal:
    from: a
    chain:
      - lamps: Turn on the lamps.
      # both
      - white: Add snow.
      - snow: Add a dog.  # hm

      - end: Remove the dog.
"""
    )


@pytest.mark.parametrize(
    "chain",
    [
        "\n    - s: x y\n    - t: z\n",
        "\n      - s: >-  # c\n          x\n          y\n      - t: z\n",
        "\n      -   {s: 'x y'}\n      - t: z\n",
        "\n      - s:\n          x y  # c\n      - t: z\n",
        '\n      - s: "x\n          y"  # c\n      - t: z\n',
        " [{s: x y}, {t: z}]\n",
        " [s: x y, t: z]\n",
        ' [\n      {"s": "x y"},\n      {t: z}\n    ]\n',
    ],
)
def test_every_style_of_a_chain(chain: str) -> None:
    jobs = f"  teal:\n    chain:{chain}    from: a\n"
    new = extended_to(jobs, 0, [("r", "R, or: r."), ("q", "Q."), ("s", "S.")])
    assert new.endswith("\n    from: a\n")
    assert new.count("#") == jobs.count("#")
    long = " ".join(["Keep the pier, the boats and the people as they are"] * 4)
    extended_to(jobs, 1, [("r", long), ("t", long)])


def test_all_steps_at_once() -> None:
    text = HEAD + "  teal:\n    from: a\n    chain: [{s: x}, {t: y}]\n"
    where = layout(text, {"teal"})
    edits = [
        e
        for n, s in enumerate("st")
        for e in extended(where, "teal", n, [("p" + s, "P"), (s, "Q")])
    ]
    chain = value(edited(text, edits))["jobs"]["teal"]["chain"]
    assert chain == [{"ps": "P"}, {"s": "Q"}, {"pt": "P"}, {"t": "Q"}]


# -- what is refused ---------------------------------------------------------------------------------


def test_what_stands_elsewhere_is_not_edited() -> None:
    base = "  base: &b {from: a, prompt: &p x y}\n"
    assert "`*p` brings it here" in refused(base + "  teal: {from: a, prompt: *p}\n")
    assert "comes here by `<<`" in refused(base + "  teal: {<<: *b}\n")
    assert "`*b` brings it here" in refused(base + "  teal: *b\n")


def test_what_others_take_from_here_is_not_edited() -> None:
    jobs = "  teal: &t {from: a, prompt: &p x y}\n"
    assert "line 6 takes `&t` from here" in refused(jobs + "  b: {<<: *t, prompt: z}\n")
    assert "line 6 takes `&p` from here" in refused(jobs + "  b: {from: a, prompt: *p}\n")
    assert fixed(jobs)  # nobody does


def test_odd_layouts_are_refused_not_guessed() -> None:
    assert "line 6 is laid out" in refused("  teal:\n    ? prompt\n    : x y\n    from: a\n")
    assert "line 6 is laid out" in refused("  teal: {from: a,\n    prompt:  # c\n    x y}\n")


# -- any layout --------------------------------------------------------------------------------------

WORDS = [
    "Make",
    "it",
    "dusk",
    "rain:",
    "#1",
    "'quoted'",
    '"so"',
    "a, b",
    "{x}",
    "[y]",
    "é",
    "雨を",
    "😀",
    "-",
    "&",
    "*z",
    "\\n",
    "100%",
]
TEXTS = (
    st.one_of(
        st.lists(st.sampled_from(WORDS), min_size=1, max_size=30).map(" ".join),
        st.text(
            st.characters(
                codec="utf-8", exclude_categories=["Cc", "Cs"], include_characters="\n\t"
            ),
            max_size=60,
        ),
    )
    .map(lambda text: text.strip())
    .filter(bool)
)
NAMES = st.lists(
    st.from_regex(r"[a-z][a-z0-9-]{0,8}", fullmatch=True), min_size=2, max_size=4, unique=True
)
COMMENTS = st.sampled_from(["", "  # c: 'x' \"y\" [", " # - é"])


@dataclass(frozen=True)
class Written:
    """A job in the text, and the part of it that may change."""

    before: str
    prompt: str
    after: str


@st.composite
def prompts(draw: st.DrawFn, deep: int, *, flow: bool) -> str:
    """`: ` and what follows a key, in some style. `deep`: blanks before the key."""
    words = draw(
        st.lists(
            st.sampled_from(["Make", "it", "dusk", "and", "add", "é", "雨"]),
            min_size=1,
            max_size=12,
        )
    )
    margin = " " * (deep + draw(st.integers(1, 4)))
    join = f"\n{margin}" if draw(st.booleans()) else " "
    quote = draw(st.sampled_from(["", "'", '"']))
    text = ": " + quote + join.join(words) + quote
    if flow:
        return text
    kind = draw(st.sampled_from(["same", "below", "block"]))
    if kind == "below":
        return f":{draw(COMMENTS)}\n{margin}{quote}{join.join(words)}{quote}{draw(COMMENTS)}"
    if kind == "block":
        sign = draw(st.sampled_from(["|", ">", "|-", ">-", "|+", ">+"]))
        blank = "\n" * draw(st.integers(1, 2))
        return f": {sign}{draw(COMMENTS)}\n{margin}" + f"{blank}{margin}".join(words)
    return text + draw(COMMENTS)


@st.composite
def jobs(draw: st.DrawFn, name: str, deep: int) -> Written:
    """A job in some layout, with comments and keys around its prompt."""
    key = draw(st.sampled_from(["prompt", '"prompt"', "'prompt'"]))
    margin = " " * deep
    anchor = draw(st.sampled_from(["", f" &{name}"]))
    if draw(st.booleans()):
        gap = draw(st.sampled_from(["", f"\n{margin}   "]))
        text = key + draw(prompts(deep + 3, flow=True))
        return Written(
            f"{margin}{name}:{anchor} {{{gap}from: a, {gap}",
            text,
            f"{gap}, tags: [b] {gap}}}{draw(COMMENTS)}\n",
        )
    inner = margin + " " * draw(st.integers(1, 4))
    note = draw(st.sampled_from(["", f"{inner}# - prompt: no\n", "\n"]))
    rest = draw(
        st.sampled_from(
            ["", f"{inner}tags:\n{inner}- b\n", f"{inner}x-note: |\n{inner}  prompt: x\n"]
        )
    )
    text = key + draw(prompts(len(inner), flow=False))
    return Written(
        f"{margin}{name}:{anchor}{draw(COMMENTS)}\n{inner}from: a\n{note}{inner}",
        text,
        f"\n{note}{rest}",
    )


@st.composite
def chains(draw: st.DrawFn) -> list[Written]:
    """The items of a chain in a block, each in some layout, one of them with its comments."""
    deep = draw(st.integers(4, 7))
    found = []
    for name in "stu":
        dash = " " * deep + "-" + " " * draw(st.integers(1, 3))
        note = draw(st.sampled_from(["", f"{' ' * deep}# - c\n", "\n"]))
        if draw(st.booleans()):
            text = draw(prompts(len(dash) + 1, flow=True))
            found.append(Written(note, f"{dash}{{{name}{text}}}", draw(COMMENTS) + "\n"))
        else:
            text = draw(prompts(len(dash), flow=False))
            found.append(Written(note, f"{dash}{name}{text}", "\n"))
    return found


def proven(text: str, parts: tuple[str, str, str], edits: list[Edit], wanted: Any) -> None:
    """The edits mean what is wanted, change the middle part alone, and can be had as a patch."""
    new = edited(text, edits)
    assert new.startswith(parts[0])
    assert new.endswith(parts[2])
    assert value(new) == wanted
    assert patched_text(text, diff("a.yaml", text, edits)) == new


def with_ends(data: st.DataObject, parts: tuple[str, str, str]) -> tuple[str, str, str]:
    """The parts of a text with the line ends of some system, the last one left out perhaps."""
    newline = data.draw(st.sampled_from(["\n", "\r\n"]))
    before, middle, after = (part.replace("\n", newline) for part in parts)
    return before, middle, after.removesuffix(newline) if data.draw(st.booleans()) else after


def steps_of(data: st.DataObject) -> list[tuple[str, str]]:
    return [(name, data.draw(TEXTS)) for name in data.draw(NAMES)]


def only_the_prompt_changes(loader: Any, data: st.DataObject) -> None:
    deep = data.draw(st.integers(1, 4))
    first, teal, last = (data.draw(jobs(name, deep)) for name in ("first", "teal", "last"))
    end = data.draw(st.sampled_from(["", "x-end: 1\n", "# end"]))
    around = HEAD + _whole(first) + teal.before, teal.prompt, teal.after + _whole(last) + end
    parts = with_ends(data, around) if not end else around
    text, steps = "".join(parts), steps_of(data)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(layout_module, "LOADER", loader)
        edits = chained(layout(text, {"teal"}), "teal", steps)
    wanted = value(text)
    del wanted["jobs"]["teal"]["prompt"]
    wanted["jobs"]["teal"]["chain"] = [{name: prompt} for name, prompt in steps]
    proven(text, parts, edits, wanted)


def only_the_step_changes(loader: Any, data: st.DataObject) -> None:
    items, index = data.draw(chains()), data.draw(st.integers(0, 2))
    before = HEAD + "  teal:\n    chain:\n" + "".join(map(_whole, items[:index]))
    after = items[index].after + "".join(map(_whole, items[index + 1 :])) + "    from: a\n"
    parts = with_ends(data, (before + items[index].before, items[index].prompt, after))
    text = "".join(parts)
    steps = [*steps_of(data), ("stu"[index], data.draw(TEXTS))]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(layout_module, "LOADER", loader)
        edits = extended(layout(text, {"teal"}), "teal", index, steps)
    wanted = value(text)
    wanted["jobs"]["teal"]["chain"][index : index + 1] = [{name: prompt} for name, prompt in steps]
    proven(text, parts, edits, wanted)


ALL = pytest.mark.parametrize("change", [only_the_prompt_changes, only_the_step_changes])


@ALL
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_all_else_stays_byte_for_byte(change: Change, data: st.DataObject) -> None:
    change(LOADERS[-1], data)


@pytest.mark.soak
@pytest.mark.parametrize("loader", LOADERS, ids=lambda loader: str(loader.__name__))
@ALL
@settings(max_examples=1000, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_all_else_stays_in_many_layouts(loader: Any, change: Change, data: st.DataObject) -> None:
    change(loader, data)


def _whole(job: Written) -> str:
    return job.before + job.prompt + job.after


# -- the diff ----------------------------------------------------------------------------------------


def patched_text(text: str, patch: str) -> str:
    """What `patch` makes of a text: by the hunks alone, each at the place that it names."""
    old, new = text.split("\n"), list[str]()
    at = 0
    lines = patch.split("\n")[2:-1]
    for index, line in enumerate(lines):
        if line.startswith("@@"):
            start = int(line.split("-")[1].split(",")[0].split(" ")[0]) - 1
            new += old[at:start]
            at = start
            assert int(line.split("+")[1].split(",")[0].split(" ")[0]) - 1 == len(new)
        elif line.startswith("\\"):
            continue
        else:
            if line[0] in " -":
                assert old[at] == line[1:]
                at += 1
            if line[0] in " +":
                new.append(line[1:])
            last = line[0] in " +" and lines[index + 1 : index + 2] == [
                "\\ No newline at end of file"
            ]
            if line[0] in " +" and not last and at == len(old):
                new.append("")
    return "\n".join([*new, *old[at:]])


def test_a_patch_of_edits_side_by_side() -> None:
    """As many as a campaign has: each line is compared with what stands there, not with all that changes."""
    lines = [f"  j{number}: {{from: b, prompt: x}}\n" for number in range(3000)]
    text, at, edits = "".join(lines), 0, list[Edit]()
    for line in lines:
        start, end = at + line.index("prompt"), at + len(line) - 2
        edits.append(Edit(start=start, end=end, text="chain: [\n    {y: y}]"))
        at += len(line)
    patch = diff("a.yaml", text, edits)
    assert patch.count("\n@@ ") == 1
    assert (patch.count("\n-"), patch.count("\n+")) == (3000, 6000 + 1)  # one is in the head
    assert patched_text(text, patch) == edited(text, edits)
