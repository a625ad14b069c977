"""`lint --jsonl`: prompts in, verdicts out, a line each, in order and as they come.

For programs that lint many prompts, so nothing here is done for each of them but what must be: what has come is read at
once, and answered at once. A line that cannot be read ends it; the verdicts on those before it are written by then.
"""

import gc
import json
import sys
from collections.abc import Container, Iterator, Sequence
from contextlib import contextmanager
from io import BufferedIOBase
from json.encoder import encode_basestring as quoted
from pathlib import Path
from unicodedata import normalize

from remixbatch.commands.preferences import Checker, Flags, checker, preferences
from remixbatch.errors import Exit, UsageError
from remixbatch.prompts.finding import Verdict
from remixbatch.scalars import PROMPT_MOST

STDIN = "-"
BLOCK = 1 << 16  # bytes that are read at most before their verdicts are written
NOTHING = ', "multi": false, "rules": [], "split": []}\n'  # what is told of most prompts
decode = json.JSONDecoder().raw_decode  # the value that a text begins with, and where it ends
spell = json.JSONEncoder().encode  # for halves of characters, which UTF-8 cannot hold


def lint_stream(paths: Sequence[Path], flags: Flags) -> Exit:
    """Verdicts are data: whatever they say, it ends well.

    Raises SpecError for settings with problems, UsageError for flags and for a line that is no prompt.
    """
    prefs = flags.over(preferences(Path()))
    judge = checker(prefs)
    for path in paths:
        with _opened(path) as file, _no_collections():
            number = 1
            for lines in _blocks(file):
                _answer(f"{path}", number, lines, judge, prefs.rules)
                number += len(lines)
    return Exit.DONE


@contextmanager
def _opened(path: Path) -> Iterator[BufferedIOBase]:
    if str(path) == STDIN:
        yield sys.stdin.buffer  # type: ignore[misc]  # it is one, and said to be any BinaryIO
        return
    try:
        with path.open("rb") as file:
            yield file
    except OSError as error:
        raise UsageError(
            f"{path}: cannot be read: {error.strerror}",
            hint='Name a file of lines such as {"prompt": "Add rain"}, or `-` for stdin.',
        ) from None


@contextmanager
def _no_collections() -> Iterator[None]:
    """Lists of words are made and stay, verdicts are told and gone: no ring of objects is ever made, and the search
    for such takes a tenth of the time.
    """
    usual = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if usual:
            # What was made meanwhile is no young object any more, to be looked through at once.
            gc.freeze()
            gc.unfreeze()
            gc.enable()


def _blocks(file: BufferedIOBase) -> Iterator[list[bytes]]:
    """The lines that have come whole since the last time, however many; the last one may have no end."""
    begun: list[bytes] = []
    while block := file.read1(BLOCK):
        first, *others = block.split(b"\n")
        begun.append(first)
        if others:
            *whole, last = others
            yield [b"".join(begun), *whole]
            begun = [last]
    yield [b"".join(begun)]


def _answer(
    name: str,
    number: int,
    lines: Sequence[bytes],
    judge: Checker,
    rules: Container[str],
) -> None:
    """Verdicts on lines, of which the first has this number. Raises UsageError, with those before it written."""
    prompts: list[str] = []
    try:
        for at, line in enumerate(lines, number):
            if not line or line.isspace():
                continue
            prompt = _usual(line)
            if prompt is None:
                prompt = _prompt(name, at, line)
            prompts.append(prompt)
    finally:
        verdicts = judge.check_all([_composed(prompt) for prompt in prompts])
        told = zip(prompts, verdicts, strict=True)
        sys.stdout.write("".join([_told(prompt, verdict, rules) for prompt, verdict in told]))
        sys.stdout.flush()


def _usual(line: bytes) -> str | None:
    """The prompt of a line that has nothing odd, without a closer look; None for others."""
    try:
        text = line.decode()
        value, end = decode(text)
    except (ValueError, RecursionError):
        return None
    if end != len(text) or type(value) is not dict:
        return None
    prompt = value.get("prompt")
    return prompt if type(prompt) is str and len(prompt) <= PROMPT_MOST else None


def _composed(prompt: str) -> str:
    return prompt if prompt.isascii() else normalize("NFC", prompt)


def _told(prompt: str, verdict: Verdict, rules: Container[str]) -> str:
    """A line of the answer: an object as `json` would write it."""
    if not (verdict.findings or verdict.multi) and prompt.isascii():
        return f'{{"prompt": {quoted(prompt)}{NOTHING}'
    held = dict.fromkeys([each.name for each in verdict.findings if each.code in rules])
    text = (
        f'{{"prompt": {quoted(prompt)}, "multi": {"true" if verdict.multi else "false"}, '
        f'"rules": [{", ".join(map(quoted, held))}], '
        f'"split": [{", ".join(map(quoted, verdict.split))}]}}\n'
    )
    return text if text.isascii() or _whole(text) else f"{spell(json.loads(text))}\n"


def _whole(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _prompt(name: str, number: int, line: bytes) -> str:
    """The prompt in a line. Raises UsageError."""
    try:
        value = json.loads(line)
    except UnicodeDecodeError:
        raise _bad(name, number, "this is not UTF-8") from None
    except json.JSONDecodeError as error:
        raise _bad(name, number, f"this is not JSON: {error.msg} (column {error.colno})") from None
    except (RecursionError, ValueError):
        raise _bad(name, number, "this is not JSON that can be read here") from None
    prompt = value.get("prompt") if isinstance(value, dict) else None
    if not isinstance(prompt, str):
        what = "a `prompt` of text is missing" if isinstance(value, dict) else "this is no object"
        raise _bad(name, number, what)
    if len(prompt) > PROMPT_MOST:
        raise _bad(
            name, number, f"the prompt has {len(prompt):,} characters; {PROMPT_MOST:,} are the most"
        )
    return prompt


def _bad(name: str, number: int, what: str) -> UsageError:
    before = "; the prompts before it are judged" if number > 1 else ""
    return UsageError(
        f"{name}:{number}: {what}{before}",
        hint='Write one object a line: {"prompt": "Add rain"}.',
    )
