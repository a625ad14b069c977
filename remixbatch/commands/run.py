"""`run` and `wait`: attach to what is in flight, submit what is due, poll, fetch, lock, report."""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import click

from remixbatch import events as e
from remixbatch.commands.campaign import (
    Campaign,
    Loaded,
    LockKeeper,
    claim_output,
    colored,
    load,
    show_problems,
    start,
    state_folder,
    tell,
    tell_error,
    terminal_width,
    whole_or_silent,
    with_flags,
    writing,
)
from remixbatch.commands.choice import chosen
from remixbatch.commands.services import (
    check_keys,
    open_services,
    refuse_retired,
    retired,
    retirement_warnings,
)
from remixbatch.commands.written import (
    Result,
    link_pick,
    link_picks,
    show_summary,
    touch,
    write_reports,
)
from remixbatch.connection import Watch
from remixbatch.driver import LEAVE_WITHIN, Clock, Driver, Leave
from remixbatch.engine import Engine, Limits
from remixbatch.errors import (
    BudgetError,
    DiskError,
    Exit,
    LockError,
    RemixbatchError,
    UsageError,
    worst,
)
from remixbatch.journal import Journal
from remixbatch.loop import Unrecorded, loop, record
from remixbatch.money import dollars
from remixbatch.plan import Decision, Plan, plan
from remixbatch.progress import Progress
from remixbatch.report.plan_text import plan_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The flags of one call."""

    command: str = "run"
    yes: bool = False
    locked: bool = False
    select: Sequence[str] = ()
    exclude: Sequence[str] = ()
    in_flight: int | None = None
    max_new: int | None = None
    max_unclear: int = 3
    budget: int | None = None  # micro-dollars
    retry_failed: bool = False
    on_parent_change: str | None = None
    wait: bool = True
    stamp: Path | None = None
    base_url: str | None = None
    output_dir: Path | None = None
    json: bool = False
    verbosity: int = 0


def run(paths: Sequence[Path], options: Options) -> Exit:
    """One spec after another; the exit code of the worst. All are checked and allowed before any is paid for."""
    once = {path.absolute(): path for path in paths}
    loaded = [load(path, options.base_url) for path in once.values()]
    codes: set[Exit] = set()
    with ExitStack() as held:
        turns = [held.enter_context(_allowed(each, options)) for each in loaded]
        for each, turn in zip(loaded, turns, strict=True):
            if turn is None:
                codes.add(Exit.UNFINISHED)
            elif codes & {Exit.INTERRUPTED, Exit.DISK}:
                tell(f"{each.path}: not begun")
            else:
                codes |= _done(turn)
    code = worst(codes)
    if code is Exit.DONE and options.stamp is not None:
        touch(options.stamp)
    return code


def _done(turn: "_Turn") -> set[Exit]:
    """Every exit code of one spec. Its error must not hide how the specs before it ended."""
    try:
        return turn.go()
    except RemixbatchError as error:
        return {tell_error(error)}


@contextmanager
def _allowed(loaded: Loaded, options: Options) -> Iterator["_Turn | None"]:
    """The turn of a spec that is held for writing; None where a person said no. Raises what forbids it."""
    clock = Clock()
    show_problems(loaded.warnings, loaded.lines)
    with writing(loaded, options.command, clock(), options.output_dir) as (campaign, journal):
        campaign.policy = with_flags(
            campaign.policy,
            selected=chosen(campaign, options.select, options.exclude),
            retry_failed=options.retry_failed,
            on_parent_change=options.on_parent_change,
        )
        planned = plan(campaign.graph, campaign.holdings, campaign.policy)
        submit = options.command == "run"
        if submit and planned.of(Decision.SUBMIT):
            if not _may_start(campaign, planned, options, clock()):
                tell(f"{loaded.path}: nothing was sent")
                yield None
                return
        elif submit:
            submit = _may_retry(campaign, planned, options, clock())
        claim_output(campaign)
        yield _Turn(campaign, journal, options, clock, submit=submit)


# -- before anything is sent -------------------------------------------------------------------------


def _may_start(campaign: Campaign, planned: Plan, options: Options, at: float) -> bool:
    """Whether to go on; asks where a person can answer. Raises what forbids it."""
    due = planned.of(Decision.SUBMIT)
    if options.locked:
        names = ", ".join(step.job for step in due[:5])
        raise LockError(
            f"--locked: {len(due)} would be submitted ({names}{' …' * (len(due) > 5)}); nothing was sent",
            hint="`remixbatch plan` tells why. Run without --locked to submit, then commit the lock.",
        )
    graph = campaign.graph
    used = {graph.jobs[step.job].provider for step in due}
    providers = [graph.providers[name] for name in sorted(used)]
    for warning in retirement_warnings(providers, at):
        tell(f"warning: {warning}")
    refuse_retired(providers, at)
    check_keys(providers)
    paid = [step for step in due if not graph.providers[graph.jobs[step.job].provider].profile.free]
    budget = options.budget if options.budget is not None else graph.budget_run
    if budget is not None:
        for step in paid:
            if step.usd is None:
                raise _unpriced(campaign, step.job)
    if not paid or options.yes:
        return True
    return _asked(campaign, planned, budget)


def _may_retry(campaign: Campaign, planned: Plan, options: Options, at: float) -> bool:
    """Nothing is due, but a take in flight may fail, and its next one is money: allowed or not, unasked."""
    graph = campaign.graph
    used = {graph.jobs[step.job].provider for step in planned.of(Decision.ATTACH)}
    providers = [graph.providers[name] for name in sorted(used)]
    budget = options.budget if options.budget is not None else graph.budget_run
    free = all(provider.profile.free for provider in providers)
    return (
        not options.locked
        and not retired(providers, at)
        and (free or options.yes or budget is not None)
    )


def _unpriced(campaign: Campaign, job: str) -> BudgetError:
    provider = campaign.graph.jobs[job].provider
    return BudgetError(
        f"the price of {job} is unknown, so the budget cannot hold; nothing was sent",
        hint=f"Add `price: {{per_second: …}}` to provider {provider}, and `seconds` to its source.",
    )


def _asked(campaign: Campaign, planned: Plan, budget: int | None) -> bool:
    if sys.stdin.isatty() and sys.stderr.isatty():
        shown = plan_text(
            campaign.graph,
            planned,
            campaign.holdings,
            width=terminal_width(),
            color=colored(sys.stderr),
            verbose=False,
        )
        click.echo(shown, err=True)
        return click.confirm("Submit these?", default=False, err=True)
    if budget is not None:
        return True
    usd = "an unknown amount" if planned.usd is None else f"${dollars(planned.usd)}"
    raise UsageError(
        f"this would spend {usd}, and nobody is here to ask; nothing was sent",
        hint="Set `budget: {run: …}` in the spec, or give --yes.",
    )


# -- the run itself ----------------------------------------------------------------------------------


class _Turn:
    """One process's work on one spec, from the journal's first event to the last line on the screen."""

    def __init__(
        self,
        campaign: Campaign,
        journal: Journal,
        options: Options,
        clock: Clock,
        *,
        submit: bool,
    ) -> None:
        self.campaign, self.journal, self.options, self.clock = campaign, journal, options, clock
        self.keeper = LockKeeper(campaign)
        budget = options.budget if options.budget is not None else campaign.graph.budget_run
        limits = Limits(
            submit=submit,
            wait=options.wait,
            in_flight=options.in_flight,
            max_new=options.max_new,
            max_unclear=options.max_unclear,
            budget=budget,
        )
        self.engine = Engine(campaign.graph, limits, campaign.policy)
        self.progress = Progress(
            campaign.graph,
            self.engine,
            sys.stderr,
            interactive=sys.stderr.isatty() and os.environ.get("TERM") != "dumb",
            verbosity=options.verbosity,
        )
        self.dirty = True
        self.codes: dict[Exit, list[str]] = {}

    def go(self) -> set[Exit]:
        watch = Watch()
        begun = self.clock()
        start(self.campaign, self.journal, self.engine, command=self.options.command, at=begun)
        with open_services(
            self.campaign.graph,
            self.engine.wanted(),
            base_url=self.options.base_url,
            state=state_folder(self.campaign.loaded.path),
            clock=self.clock,
            watch=watch,
        ) as services:
            self._drive(Driver(services, self.campaign.output, self.clock, watch, self._tick))
        return self._end(begun)

    def _drive(self, driver: Driver) -> None:
        with driver.signals(tell_stop):
            try:
                loop(self.engine, self.journal, driver, self._after)
            except Leave:
                self._blame(Exit.INTERRUPTED, "left before everything was settled")
            except Unrecorded as failure:
                self._blame(Exit.DISK, failure.message)
                self._rescue(failure, driver)
            except Exception:
                self._save_answers(driver)
                self.keeper.write(self.engine.holdings, self.clock)
                raise
            finally:
                self.progress.close()

    def _after(self, event: e.Event) -> None:
        self.progress.event(event)
        if e.journaled(event):
            self.dirty = True
        if isinstance(event, e.Fetched):
            self._noted(lambda: link_pick(self.campaign.output, self.engine, event.uid))

    def _tick(self, now: float) -> None:
        self.progress.tick(now)
        if self.dirty and self.keeper.due(now):
            self.dirty = False
            self.keeper.write(self.engine.holdings, self.clock)

    def _rescue(self, failure: Unrecorded, driver: Driver) -> None:
        """The journal failed: ids that are still coming in go to the lock, and to the screen."""
        for answer in (failure.event, *driver.last_answers()):
            event = self.engine.judge(answer)
            if isinstance(event, e.Submitted):
                job = self.engine.holdings.takes[event.uid].job
                tell(f"{job} was submitted as {event.id}, and the journal could not record it")
                self.engine.holdings.apply(event)

    def _save_answers(self, driver: Driver) -> None:
        """A bug must not turn into doubt what a service is just answering."""
        for answer in driver.last_answers():
            if e.journaled(answer):
                record(self.engine, self.journal, self.engine.judge(answer))

    def _noted(self, work: Callable[[], None]) -> None:
        """Do something on the disk that is no reason to stop polling; its failure is told at the end."""
        try:
            work()
        except DiskError as error:
            self._blame(Exit.DISK, error.message)

    def _blame(self, code: Exit, reason: str) -> None:
        self.codes.setdefault(code, []).append(reason)

    def _end(self, begun: float) -> set[Exit]:
        self.keeper.write(self.engine.holdings, self.clock)
        if self.keeper.failure is not None:
            self._blame(Exit.DISK, self.keeper.failure.message)
        self._noted(lambda: link_picks(self.campaign.output, self.engine))
        for code, reasons in self.engine.verdict().items():
            self.codes.setdefault(code, []).extend(reasons)
        late = [step.job for step in self.engine.steps.values() if step.due]
        if self.options.locked and late:
            self._blame(Exit.LOCK, f"--locked: {late[0]} became due, and was not submitted")
        result = Result(campaign=self.campaign, engine=self.engine, codes=self.codes)
        self._noted(lambda: write_reports(result, at=self.clock()))
        with whole_or_silent():
            if self.options.json:
                click.echo(result.json(self.clock()))
            else:
                show_summary(result, elapsed=self.clock() - begun, quiet=self.options.verbosity < 0)
        return set(self.codes)


def tell_stop(how: str) -> None:
    if how == "drain":
        tell(
            "Stopping: nothing more is submitted, what is in flight is still looked after. Ctrl-C again leaves."
        )
    elif how == "leave":
        tell(
            f"Leaving: waiting {LEAVE_WITHIN:.0f} s at most for answers to what was just submitted."
        )
    else:
        tell("Left. Everything that was recorded is kept.")
