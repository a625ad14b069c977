"""`lint --jsonl`: prompts in, verdicts out, a line each, in order and as they come.

For programs that lint many prompts, so nothing here is done for each of them but what must be. A line that cannot
be read ends it; the verdicts on those before it are written by then.
"""

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO
from unicodedata import normalize

from remixbatch.commands.linted import checker
from remixbatch.errors import Exit, UsageError
from remixbatch.preferences import Preferences
from remixbatch.scalars import PROMPT_MOST

STDIN = "-"
encode = json.JSONEncoder(ensure_ascii=False).encode
spell = json.JSONEncoder().encode  # for halves of characters, which UTF-8 cannot hold


def lint_stream(paths: Sequence[Path], preferences: Preferences) -> Exit:
    """Verdicts are data: whatever they say, it ends well. Raises UsageError for a line that is no prompt."""
    for path in paths:
        with _opened(path) as lines:
            for text in _verdicts(str(path), lines, preferences):
                sys.stdout.write(text)
                sys.stdout.flush()
    return Exit.DONE


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    if str(path) == STDIN:
        yield sys.stdin.buffer
        return
    try:
        with path.open("rb") as file:
            yield file
    except OSError as error:
        raise UsageError(
            f"{path}: cannot be read: {error.strerror}",
            hint='Name a file of lines such as {"prompt": "Add rain"}, or `-` for stdin.',
        ) from None


def _verdicts(name: str, lines: Iterable[bytes], preferences: Preferences) -> Iterator[str]:
    judge = checker(preferences)
    rules = preferences.rules
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        prompt = _prompt(name, number, line)
        verdict = judge(prompt if prompt.isascii() else normalize("NFC", prompt))
        held = dict.fromkeys(each.name for each in verdict.findings if each.code in rules)
        told = {
            "prompt": prompt,
            "multi": verdict.multi,
            "rules": list(held),
            "split": list(verdict.split),
        }
        text = encode(told)
        if not text.isascii() and not _whole(text):
            text = spell(told)
        yield text + "\n"


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
