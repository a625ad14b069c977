"""The rules of single prompts: what each speaks of and what it must leave alone, in every language."""

import subprocess
import sys
from functools import cache
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from remixbatch.prompts.finding import CODE_OF, RULES, Finding, Verdict
from remixbatch.prompts.lexicon import LANGUAGES, Lexicon
from remixbatch.prompts.linter import PATTERNS, SHIPPED, check
from remixbatch.prompts.plain import SOLID, plain_of
from remixbatch.prompts.reader import by_language
from remixbatch.prompts.rules.fixed import PARAMETERS
from remixbatch.prompts.rules.patterns import EXCEPT, Patterns
from remixbatch.prompts.tokens import tokenize

HERE = Path(__file__).parent
LISTS = HERE.parent / "remixbatch" / "prompts" / "lexicon"
# Rules that only look at signs, or at counts, are not what the table is about.
BESIDE = {"RMX101", "RMX102", "RMX103", "RMX602", "RMX603"}
EMPTY_VALUE = {"RMX201", "RMX202"}  # which of the two speaks is a matter of taste
LABELS = {
    "vague": {"judgement", "missing", "open"},
    "target": {"target"},
    "remark": {"remark"},
    "scene": {"opener", "nominal", "narrated", "heading", "forget", "slug", "numbered", "label"},
    "boast": {"boast"},
    "clash": {"clash"},
    "fixed": set(PARAMETERS),
}


def table() -> list[tuple[str, str]]:
    lines = (HERE / "prompt_rules.txt").read_text("utf-8").splitlines()
    rows = (line.split(" | ", 1) for line in lines if not line.startswith("#"))
    return [(codes, prompt) for codes, prompt in rows]


def told(prompt: str) -> set[str]:
    """Codes of what is found, `RMX20x` for a prompt that names no new state."""
    codes = {each.code for each in check(prompt).findings} - BESIDE
    return codes - EMPTY_VALUE | {"RMX20x" for _ in codes & EMPTY_VALUE}


@pytest.mark.parametrize(("codes", "prompt"), table(), ids=lambda text: text[:60])
def test_what_is_found(codes: str, prompt: str) -> None:
    asked = {f"RMX{code}" for code in codes.split() if code != "-"}
    assert told(prompt) == asked - EMPTY_VALUE | {"RMX20x" for _ in asked & EMPTY_VALUE}


def test_many_prompts_at_once_get_the_verdicts_that_each_gets_alone() -> None:
    prompts = [prompt for _, prompt in table()]
    Random(5).shuffle(prompts)  # languages side by side
    assert SHIPPED.check_all(prompts) == [check(prompt) for prompt in prompts]
    assert SHIPPED.check_all([]) == []


@cache
def only(prompt: str) -> Finding:
    (one,) = check(prompt).findings
    return one


@pytest.mark.parametrize(
    ("prompt", "code", "said", "message"),
    [
        (
            "Please change the sky, keep the rest.",
            "RMX202",
            "Please change the sky",
            '"Please change the sky" does not say into what',
        ),
        (
            "Turn him into Batman's twin.",
            "RMX502",
            "Batman",
            "names a character or franchise: Batman",
        ),
        ("Put a big IKEA bag there", "RMX502", "IKEA", "names a brand: IKEA"),
        ("Make him look like Marie Curie", "RMX501", "Marie Curie", None),
        ("Make the singer look like Ada Brandt.", "RMX501", "Ada Brandt", None),
        ("Color the {car} red", "RMX601", "{car}", None),
        (
            "Make the hall dark and bright",
            "RMX302",
            "dark and bright",
            'asks for both "dark" and "bright"',
        ),
        (
            "Leave the mug exactly as it is. Make the mug green.",
            "RMX302",
            "Leave the mug exactly as it is. Make the mug green",
            'asks for "Make the mug green" against its own "Leave the mug exactly as it is"',
        ),
        (
            "Turn the **lamp** on",
            "RMX603",
            "**lamp**",
            "has bold text in Markdown",
        ),
    ],
)
def test_where_and_how_it_is_said(prompt: str, code: str, said: str, message: str | None) -> None:
    found = {each.code: each for each in check(prompt).findings}
    one = found[code]
    assert prompt[one.start : one.end] == said
    assert one.name == RULES[code].name
    assert one.level == RULES[code].level
    assert one.hint
    assert message is None or one.message == message


@pytest.mark.parametrize(
    ("prompt", "parameters"),
    [
        ("Make the clip 9 seconds long.", ["duration"]),
        ("Upscale it to 8K", ["size"]),
        ("Crop it to 9:16 at 30 fps", ["aspect", "fps"]),
        ("Save it as WebM", ["format"]),
        ("Use the Kling model", ["model"]),
        ("Seed: 77", ["seed"]),
        ("Make the video loop", ["loop"]),
        ("５秒に縮めて", ["duration"]),
        ("Keep the aspect ratio and the frame rate. Add rain.", []),
        ("Add rain without changing the resolution", []),
    ],
)
def test_what_is_fixed_is_named(prompt: str, parameters: list[str]) -> None:
    found = [each for each in check(prompt).findings if each.code == "RMX401"]
    assert [each.parameter for each in found] == parameters


def test_a_chain_is_the_way_out() -> None:
    verdict = check("Make it night and add a lantern.")
    (one,) = verdict.findings
    assert verdict.multi
    assert one.code == "RMX101"
    assert one.message == 'asks for 2 changes: "Make it night" and "add a lantern"'
    assert one.hint == "make it a chain: 1. Make it night. 2. Add a lantern."
    assert verdict.prompt[one.start : one.end] == "add a lantern"
    assert verdict.split == ("Make it night.", "Add a lantern.")


@pytest.mark.parametrize(
    "prompt",
    [
        "Remove the goat and make the goat dance.",
        "INT. BARN - NIGHT. A boy finds a lamp. He lights it.",
        "Make it more beautiful and more exciting",
    ],
)
def test_what_cannot_be_made_is_no_chain(prompt: str) -> None:
    verdict = check(prompt)
    assert verdict.split == ()
    assert not {each.code for each in verdict.findings} & {"RMX101", "RMX102", "RMX103"}


def test_praise_beside_a_change_is_no_vague_prompt() -> None:
    assert told("Add fog and make it look great.") == set()
    assert told("Swap the lamp for a candle. Surprise me.") == set()


def test_rules_are_left_out_by_name_or_code() -> None:
    prompt = "Make it blue. Use seed 4."
    assert {"RMX401"} <= told(prompt)
    for word in ("fixed-parameter", "RMX401"):
        assert "RMX401" not in {each.code for each in check(prompt, ignore=[word]).findings}


def test_users_words() -> None:
    prompt = "Put the Zubrowska crest on the van."
    words = {"names": {"brands": ["Zubrowska"]}, "en": {"rules/judgement": ["zippy"]}}
    assert told(prompt) == set()
    assert {each.code for each in check(prompt, words=words).findings} == {"RMX502"}
    assert {each.code for each in check("Make it zippy", words=words).findings} == {"RMX201"}


def test_another_language_is_not_judged() -> None:
    prompt = "Rendi il cielo più bello e aggiungi la pioggia"
    assert check(prompt) == Verdict(prompt=prompt, language=None, multi=False, findings=())
    assert [each.code for each in check("Rendi il cielo {colore}").findings] == ["RMX601"]


# -- the lists ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", LABELS)
def test_patterns(language: str, name: str) -> None:
    """Each has a label that its rule knows, and words to be looked up by; all are tried, so all compile."""
    lexicon = Lexicon(language)
    for line in lexicon.entries(f"rules/{name}"):
        assert line.partition(":")[0] in LABELS[name] | {EXCEPT}, line
        assert line.partition(":")[2].strip(), line
    patterns = Patterns(lexicon, (name,))
    plain = plain_of("-", language, tokenize("-"))
    for tried in patterns.all():
        tried.places(plain)


WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


def test_a_pattern_that_fits_is_called() -> None:
    """What bits and edges tell of a text leaves out nothing: of all patterns, those that fit are among the called.

    Where blanks tell words apart, patterns that join them are called for fewer: "half as long" is no half-a-s.
    """
    prompts = [prompt for _, prompt in table()]
    prompts += [prompt.translate(WIDE) for prompt in prompts if not prompt.isascii()]
    for language, (_, asked) in by_language(prompts).items():
        if language is None:
            continue
        names = [name for name in PATTERNS if language in SOLID or name != "fixed"]
        patterns = Patterns(Lexicon(language), names)
        for prompt, tokens in asked[::5]:
            plain = plain_of(prompt, language, tokens)
            called = {id(each) for listed in patterns.called(plain).values() for each in listed}
            for each in patterns.all():
                assert id(each) in called or not each.places(plain), prompt


@pytest.mark.parametrize(
    "path",
    sorted(LISTS.glob("*/**/*.txt")),
    ids=lambda path: str(path.relative_to(LISTS)),
)
def test_lists_say_nothing_twice(path: Path) -> None:
    entries = [line for line in path.read_text("utf-8").splitlines() if line and line[0] != "#"]
    assert all(line == line.strip() for line in entries)
    assert sorted(set(entries)) == sorted(entries)
    if path.parent.name == "rules" and path.stem not in {"people", "brands", *LABELS}:
        assert all(line == line.lower() for line in entries)


# A process of its own, in which nothing has been read yet; the hook hears of every file that is opened.
WATCHED = """
import sys
opened = set()
sys.addaudithook(lambda event, args: event == "open" and opened.add(args[0]))
from remixbatch.prompts.lexicon import LANGUAGES, Lexicon, Lexicons
from remixbatch.prompts.linter import PATTERNS, check
from remixbatch.prompts.plain import SOLID, plain_of
from remixbatch.prompts.reader import read
from remixbatch.prompts.rules.patterns import Patterns
from remixbatch.prompts.steps import UnsplitError, steps
from remixbatch.prompts.tokens import tokenize
for prompt in sys.argv[1:]:
    try:
        steps(prompt, read, check, Lexicons())
    except UnsplitError:
        pass
for language in LANGUAGES:  # the lists of a pattern are read when it is tried
    plain = plain_of("-", language, tokenize("-"))
    for pattern in Patterns(Lexicon(language), PATTERNS).all():
        pattern.places(plain)
print(*opened, sep="\\n")
"""
MADE_TO_STEPS = (
    "Make the sky pink and add a dog to the porch.",
    "Haz que el cielo sea rosa y añade un perro al porche.",
    "Mach den Himmel rosa und füge einen Hund hinzu.",
    "把天空变成粉色，并加一只狗。",
    "修改：天空粉色。保持：房子。",  # lists of labels are read at the first label
    "空をピンクにして、犬を追加して。",
    "変更：空はピンク。維持：家。",
)


def test_each_list_is_read() -> None:
    """A list that no reading and no rule reads is lost work, and misleads who looks a word up."""
    words = [sys.executable, "-c", WATCHED, *MADE_TO_STEPS]
    said = subprocess.run(words, check=True, capture_output=True, encoding="utf-8").stdout
    unread = {str(path) for path in LISTS.glob("*/**/*.txt")} - set(said.splitlines())
    assert unread == set()


# -- anything at all ---------------------------------------------------------------------------------

WORDS = [
    word
    for language in LANGUAGES
    for name in ("value", "judgement", "attribute", "keep_words", "clip", "det")
    for word in Lexicon(language).entries(f"rules/{name}")
]
MARKS = [",", ".", "and", ":", ";", "(", ")", "-", '"', "“", "\n", "**", "[", "}", "9:16", "4k"]


def judged(prompt: str) -> None:
    verdict = check(prompt)
    assert verdict.prompt == prompt
    starts = [each.start for each in verdict.findings]
    assert starts == sorted(starts)
    for each in verdict.findings:
        assert 0 <= each.start <= each.end <= len(prompt)
        assert each.code == CODE_OF[each.name]
        assert each.message.strip() == each.message


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_judged(prompt: str) -> None:
    judged(prompt)


def mangled(rng: Random, prompts: list[str]) -> str:
    """Two prompts cut and joined, or one in disorder, with words missing, or with strange ones."""
    one, other = rng.choice(prompts), rng.choice(prompts)
    blank = " " if " " in one else ""
    first = one.split(" ") if blank else list(one)
    second = other.split(" ") if blank else list(other)
    match rng.randrange(4):
        case 0:
            first = first[: rng.randrange(len(first) + 1)] + second[rng.randrange(len(second)) :]
        case 1:
            rng.shuffle(first)
        case 2:
            del first[rng.randrange(len(first))]
        case _:
            first.insert(rng.randrange(len(first) + 1), rng.choice([*second, *MARKS, *WORDS]))
    return blank.join(first)


@pytest.mark.parametrize(
    "times", [400, pytest.param(40_000, marks=pytest.mark.soak)], ids=["short", "long"]
)
def test_mangled_prompts_are_judged(times: int) -> None:
    rng = Random(5)
    prompts = [prompt for _, prompt in table()]
    for _ in range(times):
        judged(mangled(rng, prompts))
