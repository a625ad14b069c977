"""`run` and `wait`: attach to what is in flight, submit what is due, poll, fetch, lock, report."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import click

from remixbatch import events as e
from remixbatch.commands.abandoned import check_renamed
from remixbatch.commands.campaign import (
    Campaign,
    claim_output,
    doubt_sources,
    read_campaign,
    writing,
)
from remixbatch.commands.clock import doubt_clock
from remixbatch.commands.consent import may_retry, may_spend, refuse
from remixbatch.commands.console import (
    show_problems,
    tell,
    tell_error,
    whole_or_silent,
)
from remixbatch.commands.linted import has_graves, of_due, stop
from remixbatch.commands.loaded import Loaded, load
from remixbatch.commands.options import Options
from remixbatch.commands.plan_file import Order, decided, order
from remixbatch.commands.services import Emulators, check_keys, open_services
from remixbatch.commands.sources import check
from remixbatch.commands.taken_over import doubt_taken_over
from remixbatch.commands.turn import Turn
from remixbatch.commands.written import (
    touch,
    write_depfile,
)
from remixbatch.driver import Clock
from remixbatch.errors import (
    Exit,
    RemixbatchError,
    UsageError,
    worst,
)
from remixbatch.journal import Journal
from remixbatch.plan import Plan, plan
from remixbatch.report.data import results_json
from remixbatch.report.lock_text import paid_twice_text
from remixbatch.report.next import command
from remixbatch.report.twice import brought, paid_twice
from remixbatch.spending import Used
from remixbatch.step import Decision

Opening = Callable[
    [Loaded, str, float, Path | None], AbstractContextManager[tuple[Campaign, Journal]]
]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ended:
    """How it went with one spec. `document`: with --json, how it ended; `reason`: why there is none."""

    spec: Path
    codes: frozenset[Exit]
    document: str | None = None
    reason: str | None = None
    absent: str | None = None  # the spec in words, where videos of it are not here that can be had


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """`absent`: the specs, in words, of which videos are not here that can be had."""

    code: Exit
    absent: Sequence[str]


def run(paths: Sequence[Path], options: Options) -> Exit:
    """One spec after another; the exit code of the worst. All are checked and allowed before any is paid for."""
    if options.depfile is not None and options.stamp is None:
        raise UsageError(
            "--depfile says what a stamp depends on, and there is none",
            hint="Add --stamp FILE, or leave --depfile out.",
        )
    options = replace(options, files=tuple(paths))
    saved = order(paths, options) if options.command == "run" else None
    if saved is not None:
        paths, options = [saved.spec], saved.options(options)
    loaded = [load(path, options.base_url) for path in distinct(paths)]
    if len(loaded) > 1 and options.command == "run":
        _check_prompts(loaded, options)
    if options.depfile is not None and options.stamp is not None:
        write_depfile(options.depfile, options.stamp, loaded)
    ran = run_all(loaded, options, saved)
    if options.stamp is not None:
        _stamp(options.stamp, ran)
    return ran.code


def _stamp(stamp: Path, ran: Ran) -> None:
    """What depends on it wants the videos. Those that are known to be gone for good hold nothing up."""
    if ran.code is Exit.DONE:
        touch(stamp)
    elif ran.code is Exit.UNFINISHED and ran.absent:
        lines = " and ".join(f"`{command('fetch', words)}`" for words in ran.absent)
        tell(f"note: {stamp} is not touched, since not all videos are here; {lines} first")


def _tell_paid_twice(campaign: Campaign, planned: Plan) -> None:
    """Once, when a merged lock brings it in."""
    news = frozenset(each.line["uid"] for each in campaign.news if isinstance(each, e.Imported))
    for each in brought(paid_twice(planned, campaign.holdings, campaign.policy), news):
        tell(f"note: {paid_twice_text(each)}")


def _check_prompts(loaded: Sequence[Loaded], options: Options) -> None:
    """Whether the prompts of one of several specs stop them all, before anybody is asked about the first.

    Raises UsageError. What is due is looked for only where there is something that would stop it.
    """
    for each in loaded:
        if not has_graves(each, options):
            continue
        campaign = read_campaign(each, Clock()(), options.output_dir)
        decided(campaign, options, None)
        due = plan(campaign.graph, campaign.holdings, campaign.policy).of(Decision.SUBMIT)
        if graves := of_due(each, due, options):
            raise stop(each, graves)


def distinct(paths: Iterable[Path]) -> list[Path]:
    return list({path.absolute(): path for path in paths}.values())


def run_all(
    loaded: Sequence[Loaded],
    options: Options,
    saved: Order | None = None,
    *,
    opening: Opening = writing,
    kind: type[Turn] = Turn,
) -> Ran:
    """With the exit code of the worst. `opening` and `kind`: how each is held, and of what kind its turn is."""
    codes: set[Exit] = set()
    ended: list[_Ended] = []
    with ExitStack() as held:
        emulators = Emulators(held)
        turns = [
            held.enter_context(
                _allowed(each, options, saved, emulators, opening=opening, kind=kind)
            )
            for each in loaded
        ]
        for each_turn in turns[:-1]:
            if each_turn is not None:
                each_turn.last = False
        failed: Path | None = None
        used = Used()
        for each, turn in zip(loaded, turns, strict=True):
            if failed is not None and turn is not None:
                turn.submit_nothing(f"--fail-fast, and a job of {failed} failed")
            if turn is not None:
                turn.go_on_from(used)
            ended.append(_done(each.path, turn, codes))
            codes |= ended[-1].codes
            used = used if turn is None else turn.used
            if turn is not None and Exit.FAILED in turn.engine.stops:
                failed = each.path
    code = worst(codes)
    if options.json:
        _show(ended, code)
    return Ran(code=code, absent=[each.absent for each in ended if each.absent is not None])


def _done(spec: Path, turn: Turn | None, before: set[Exit]) -> _Ended:
    """One spec to its end. Its error must not hide how the specs before it ended."""
    if turn is None:
        return _Ended(spec=spec, codes=frozenset({Exit.UNFINISHED}), reason="nothing was sent")
    if stopped := before & {Exit.INTERRUPTED, Exit.DISK}:
        tell(f"{spec}: not begun")
        return _Ended(spec=spec, codes=frozenset(stopped), reason="not begun")
    try:
        codes = frozenset(turn.go())
        absent = turn.campaign.words if turn.missing else None
        return _Ended(spec=spec, codes=codes, document=turn.document, absent=absent)
    except RemixbatchError as error:
        return _Ended(spec=spec, codes=frozenset({tell_error(error)}), reason=error.message)


def _show(ended: Sequence[_Ended], code: Exit) -> None:
    """One document, whatever the number of specs: that of the one, or all of them in one."""
    documents = [each.document for each in ended if each.document is not None]
    if len(ended) > 1:
        not_run = [
            {"spec": str(each.spec), "exit": int(worst(each.codes)), "reason": each.reason}
            for each in ended
            if each.document is None
        ]
        documents = [results_json(documents, not_run, code)]
    with whole_or_silent():
        for document in documents:
            click.echo(document)


@contextmanager
def _allowed(
    loaded: Loaded,
    options: Options,
    saved: Order | None,
    emulators: Emulators,
    *,
    opening: Opening,
    kind: type[Turn],
) -> Iterator[Turn | None]:
    """The turn of a spec that is held for writing; None where a person said no. Raises what forbids it."""
    show_problems(loaded.warnings, loaded.lines)
    with (
        open_services(loaded.home.state, options.base_url, emulators, loaded.rehearsal) as services,
        opening(loaded, options.command, at := services.clock(), options.output_dir) as opened,
    ):
        campaign, journal = opened
        options = decided(campaign, options, saved)
        doubt_clock(campaign.holdings, at)
        doubt_sources(campaign)
        planned = plan(campaign.graph, campaign.holdings, campaign.policy)
        submit = options.command == "run"
        doubt_taken_over(campaign, services)
        _tell_paid_twice(campaign, planned)
        if submit and (due := planned.of(Decision.SUBMIT)):
            if graves := of_due(loaded, due, options):
                raise stop(loaded, graves)
            check_renamed(campaign, planned, at)
            refuse(campaign, planned, options, at)
            check_keys(campaign.providers(due))
            _, wrong = check(campaign, due, services, asks=options.check_sources)
            if wrong is not None:
                raise wrong
            planned = plan(campaign.graph, campaign.holdings, campaign.policy)
            if saved is not None:
                saved.check_prices(campaign, planned)
            if not may_spend(campaign, planned, options, at):
                tell(f"{loaded.path}: nothing was sent")
                yield None
                return
        elif submit:
            submit = may_retry(campaign, planned, options, at)
        claim_output(campaign)
        yield kind(campaign, journal, services, options, submit=submit)
