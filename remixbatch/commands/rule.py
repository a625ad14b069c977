"""`rule`: what a code means, why it matters, and what to write instead."""

import json
import sys
from importlib.resources import files as package_files

import click

from remixbatch.commands.console import colored, terminal_width
from remixbatch.errors import Exit, UsageError
from remixbatch.problem import did_you_mean, printable, quoted
from remixbatch.report.rule_text import rule_text, rules_data, rules_text
from remixbatch.rules import Rule, rules


def rule(word: str | None, *, as_json: bool) -> Exit:
    """Raises UsageError for a code or a name that is not there."""
    known = rules((package_files("remixbatch") / "rules.yaml").read_bytes())
    found = known if word is None else [_named(word, known)]
    width, color = terminal_width(), colored(sys.stdout)
    if as_json:
        click.echo(json.dumps(rules_data(found), indent=2, ensure_ascii=False))
    elif word is None:
        click.echo(rules_text(known, width=width, color=color))
    else:
        click.echo(rule_text(found[0], width=width, color=color))
    return Exit.DONE


def _named(word: str, known: list[Rule]) -> Rule:
    """By code or by name, in any case."""
    asked = word.strip().rstrip(":,").casefold()
    for each in known:
        if asked in (each.code.casefold(), each.name.casefold()):
            return each
    words = [word for each in known for word in (each.code, each.name)]
    meant = did_you_mean(word, words, "`remixbatch rule` lists them")
    raise UsageError(f"there is no rule {quoted(printable(word))}", hint=meant)
