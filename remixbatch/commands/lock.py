"""`lock`: what the lockfile says, whether a run would change it, and a merge's two sides made one."""

import os
import sys
from pathlib import Path

import click

from remixbatch import lockfile
from remixbatch.commands.campaign import lock_bytes, read_campaign, signature
from remixbatch.commands.console import colored, tell, terminal_width
from remixbatch.commands.loaded import Home, load
from remixbatch.drift import differences
from remixbatch.driver import Clock
from remixbatch.errors import Exit, UsageError
from remixbatch.files import clear_leftovers, write_whole
from remixbatch.merge import merge
from remixbatch.plan import plan
from remixbatch.report.data import to_json
from remixbatch.report.lock_text import (
    check_data,
    check_text,
    paid_twice_text,
    resolve_data,
    resolve_text,
    show_data,
    show_text,
)
from remixbatch.report.next import commit
from remixbatch.report.text import plural
from remixbatch.report.twice import paid_twice
from remixbatch.step import Decision
from remixbatch.writer import is_held, one_writer


def lock(path: Path, *, what: str, as_json: bool, base_url: str | None) -> Exit:
    """`what`: show, check or resolve. Only `check` reads the spec: the others work beside a broken one."""
    if what == "check":
        return _check(path, as_json=as_json, base_url=base_url)
    if path.is_symlink():
        path = Path(os.path.relpath(path.resolve()))
    home = Home.of(path)
    if not home.lock.exists():
        raise UsageError(
            f"{home.lock}: there is no such lock",
            hint="A run writes it once something was submitted.",
        )
    return (_resolve if what == "resolve" else _show)(home, as_json=as_json)


def _show(home: Home, *, as_json: bool) -> Exit:
    facts = lockfile.read(lock_bytes(home.lock), str(home.lock))
    if facts.conflicted:
        tell(f"{home.lock}: a merge left conflict markers; the facts of both sides are shown")
    if as_json:
        click.echo(to_json(show_data(str(home.lock), facts)))
    else:
        text = show_text(str(home.lock), facts, width=terminal_width(), color=colored(sys.stdout))
        click.echo(text)
    return Exit.DONE


def _check(path: Path, *, as_json: bool, base_url: str | None) -> Exit:
    campaign = read_campaign(load(path, base_url), Clock()())
    planned = plan(campaign.graph, campaign.holdings, campaign.policy)
    steps = planned.steps.values()
    unfinished = sum(step.pick is None and step.decision is not Decision.KEEP for step in steps)
    twice = list(paid_twice(planned, campaign.holdings, campaign.policy))
    home, name = campaign.loaded.home, str(campaign.lock_path)
    text = "" if campaign.written is None else campaign.written.decode()
    found = differences(text or lockfile.EMPTY, campaign.facts, campaign.holdings)
    code = Exit.LOCK if found else Exit.DONE
    if as_json:
        click.echo(to_json(check_data(name, found, unfinished, int(code), twice)))
    else:
        click.echo(check_text(name, found, exists=campaign.written is not None))
    for each in twice:
        tell(f"note: {paid_twice_text(each)}")
    if found and is_held(home.state, home.stem):
        tell("note: a run holds this spec now; the lock follows it within seconds")
    if unfinished:
        have = "has" if unfinished == 1 else "have"
        tell(
            f"note: {plural(unfinished, 'job')} {have} no finished take (`run --locked` fails on those)"
        )
    return code


def _resolve(home: Home, *, as_json: bool) -> Exit:
    """Raises LockError while a run holds the spec, and for a line that cannot be read."""
    with one_writer(home.state, home.stem, signature("lock --resolve", Clock()())):
        clear_leftovers(home.lock)
        data = lock_bytes(home.lock)
        conflicted = lockfile.read(data, str(home.lock)).conflicted
        merged = merge(data.decode(), str(home.lock))
        if conflicted:
            write_whole(home.lock, lockfile.text(merged.union).encode())
        else:
            tell(f"{home.lock}: has no conflict markers; it is left as it is")
    if as_json:
        click.echo(to_json(resolve_data(str(home.lock), merged)))
    elif conflicted:
        after = commit(str(home.lock))
        click.echo(f"{resolve_text(str(home.lock), merged)}\nnext    {after.command}")
    return Exit.DONE
