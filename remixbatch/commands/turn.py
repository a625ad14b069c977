"""One process's work on one spec, from the journal's first event to the last line on the screen."""

import os
import sys
from collections.abc import Callable, Iterable

from remixbatch import events as e
from remixbatch.commands.campaign import Campaign, start
from remixbatch.commands.console import (
    colored,
    outcome_stands,
    tell,
    tell_error,
    whole_or_silent,
)
from remixbatch.commands.follower import Follower
from remixbatch.commands.github import folded, tell_end
from remixbatch.commands.keeper import LockKeeper, ReportKeeper, in_words
from remixbatch.commands.options import Options
from remixbatch.commands.resume import resume, selected
from remixbatch.commands.services import Services
from remixbatch.commands.sharing import Sharing
from remixbatch.commands.siblings import Neighbours
from remixbatch.commands.written import (
    Result,
    link_pick,
    link_picks,
    show_summary,
    write_reports,
)
from remixbatch.driver import LEAVE_WITHIN, Driver, Leave
from remixbatch.engine import Engine
from remixbatch.errors import (
    DiskError,
    Exit,
)
from remixbatch.journal import Journal
from remixbatch.limits import Limits
from remixbatch.loop import Unrecorded, loop, record, record_all
from remixbatch.progress import Progress
from remixbatch.report.next import STAMP, adoption
from remixbatch.report.text import plural
from remixbatch.service import Service
from remixbatch.spending import Used

NOTHING_USED = Used()


class Turn:
    """A spec that is held for writing, and that may be run."""

    def __init__(
        self,
        campaign: Campaign,
        journal: Journal,
        services: Services,
        options: Options,
        *,
        submit: bool,
    ) -> None:
        self.campaign, self.journal, self.services = campaign, journal, services
        self.options, self.clock = options, services.clock
        self.keeper = LockKeeper(campaign, journal)
        self.engine = Engine(
            campaign.graph, limits_of(campaign, options, submit=submit), campaign.policy
        )
        self.progress = Progress(
            campaign.graph,
            self.engine,
            sys.stderr,
            interactive=sys.stderr.isatty() and os.environ.get("TERM") != "dumb",
            verbosity=options.verbosity,
            color=colored(sys.stderr),
        )
        self.held_back: str | None = None
        self.dirty = True
        self.reports = ReportKeeper(self.clock())
        self.unreported = True
        self.codes: dict[Exit, list[str]] = {}
        self.document: str | None = None  # with --json: how it ended
        self.rescued: dict[str, str] = {}  # job -> id that the journal could not record
        self.last = True  # no other spec follows
        self.missing = 0  # videos that are not here, and can be had
        self.before = Used()
        self.follower = Follower(campaign, self.engine, self.keeper, self._resume)

    def go_on_from(self, used: Used) -> None:
        """The flags of a call hold for all its specs together: this is what those before it have used."""
        self.before = used
        self.engine.permit.hold(limits_of(self.campaign, self.options, submit=True, before=used))

    @property
    def used(self) -> Used:
        """By this spec, and those before it."""
        return self.before.and_by(self.engine.spending, self.engine.roster.lost())

    def submit_nothing(self, reason: str) -> None:
        """Look after what is in flight, and no more; what is due is left for that reason."""
        self.engine.permit.withdraw()
        self.held_back = reason

    def go(self) -> set[Exit]:
        begun = self.clock()
        start(self.campaign, self.journal, self.engine, command=self.options.command, at=begun)
        news = self.follower.news(begun)  # specs before this one may have taken hours
        record_all(self.engine, self.journal, () if news is None else news.events)
        output, watch = self.campaign.output, self.services.watch
        self.sharing = Sharing(self.campaign.graph.providers, self.services.accounts)
        with folded(f"{self.options.command} {self.campaign.loaded.path}"):
            others = Neighbours(self.campaign.loaded.home).beside
            self._drive(Driver(self._open, output, self.clock, watch, self._tick, beside=others))
        return self._end(begun)

    def _open(self, provider: str) -> Service:
        """Other runs are told at once what is in flight there. Raises ProviderError."""
        service = self.services.open(self.campaign.graph.providers[provider])
        self.sharing.keep(self.engine)
        return service

    def _drive(self, driver: Driver) -> None:
        with driver.signals(self._tell_stop):
            try:
                ask, news = self.sharing.ask, self.follower.news
                loop(self.engine, self.journal, driver, self._after, ask, news=news)
            except Leave:
                self._blame(Exit.INTERRUPTED, "left before everything was settled")
            except Unrecorded as failure:
                self._blame(Exit.DISK, failure.message)
                self._rescue([failure.event, *driver.last_answers()])
            except Exception:
                self._save_answers(driver)
                self.keeper.write(self.engine.holdings, self.clock)
                raise
            finally:
                driver.dismiss()
                self.sharing.close()
                self.progress.close()

    def _after(self, event: e.Event) -> None:
        self.progress.event(event)
        if e.journaled(event):
            self.dirty = self.unreported = True
            self.sharing.keep(self.engine)
        if isinstance(event, e.Fetched):
            self._noted(lambda: link_pick(self.campaign.output, self.engine, event.uid))

    def _tick(self, now: float) -> None:
        self.progress.tick(now)
        if self.keeper.due(now) and (self.dirty or self.keeper.unsettled):
            self.dirty = False
            self.keeper.write(self.engine.holdings, self.clock)
        if self.unreported and self.reports.due(now):
            self.unreported = False
            codes = self.engine.verdict()
            partial = Result(
                campaign=self.campaign,
                engine=self.engine,
                codes=codes,
                only=selected(self.options),
                partial=True,
            )
            self.reports.write(partial, self.clock)

    def _resume(self) -> str:
        return resume(self.campaign, self.options, self.used)

    def _tell_stop(self, how: str) -> None:
        tell(f"{_STOPS[how]}\nTo go on: {self._resume()}")

    def _rescue(self, answers: Iterable[e.Event]) -> None:
        """The journal failed: ids that are still coming in go to the lock, and to the screen."""
        self.keeper.otherwise = "and the journal could not record what came last"
        for answer in answers:
            event = self.engine.judge(answer)
            if isinstance(event, e.Submitted):
                job = self.engine.holdings.takes[event.uid].job
                tell(f"{job} was submitted as {event.id}, and the journal could not record it")
                self.rescued[job] = event.id
                self.engine.holdings.apply(event)

    def _save_answers(self, driver: Driver) -> None:
        """A bug must not turn into doubt what a service is just answering."""
        answers = [answer for answer in driver.last_answers() if e.journaled(answer)]
        try:
            while answers:
                record(self.engine, self.journal, self.engine.judge(answers[0]))
                del answers[0]
        except Unrecorded:
            self._rescue(answers)

    def _noted(self, work: Callable[[], None]) -> None:
        """Do something on the disk that is no reason to stop polling; its failure is told at the end."""
        try:
            work()
        except DiskError as error:
            self._blame(Exit.DISK, error.message)

    def _blame(self, code: Exit, reason: str) -> None:
        reasons = self.codes.setdefault(code, [])
        if reason not in reasons:  # the lock's is the engine's too, where it ended submitting
            reasons.append(reason)

    def _end(self, begun: float) -> set[Exit]:
        self._write_at_last()
        if self.keeper.failure is not None:
            self._blame(self.keeper.failure.exit, in_words(self.keeper.failure))
        self._noted(lambda: link_picks(self.campaign.output, self.engine))
        for code, reasons in self.engine.verdict().items():
            for reason in reasons:
                self._blame(code, reason)
        late = [step.job for step in self.engine.steps.values() if step.due]
        if self.held_back is not None and late:
            self._blame(Exit.FAILED, self.held_back)
        if self.options.locked and late:
            self._blame(Exit.LOCK, f"--locked: {late[0]} became due, and was not submitted")
        result = Result(
            campaign=self.campaign,
            engine=self.engine,
            codes=self.codes,
            resume=self._resume(),
            only=selected(self.options),
            rescued=self.rescued,
        )
        self.missing, _ = result.missing()
        if self.missing and self.options.stamp is not None:
            # With 0 make would take the stamp for made, and go on to what depends on the videos.
            are = "that is" if self.missing == 1 else "that are"
            reason = f"{STAMP} {plural(self.missing, 'video')} {are} not here"
            self._blame(Exit.UNFINISHED, reason)
        self._noted(lambda: write_reports(result, at=self.clock()))
        if self.last:
            outcome_stands()
        try:
            self._show(result, begun)
        except DiskError as error:  # the end of the run is on the disk all the same
            self._blame(tell_error(error), error.message)
        return set(self.codes)

    def _write_at_last(self) -> None:
        """The lock; where it fails after the journal did, ids that were paid for stand on the screen alone."""
        self.keeper.write(self.engine.holdings, self.clock)
        if self.keeper.failure is None:
            self.rescued.clear()
        for job, id_ in self.rescued.items():
            line = adoption(self.campaign.words, job, id_)
            tell(f"Neither has the id of {job} now. Once the disk is sound: {line}")

    def _show(self, result: Result, begun: float) -> None:
        if self.options.json:
            self.document = result.json(self.clock())
        else:
            with whole_or_silent():
                show_summary(result, elapsed=self.clock() - begun, quiet=self.options.verbosity < 0)
        tell_end(result, self.clock())


def limits_of(
    campaign: Campaign, options: Options, *, submit: bool, before: Used = NOTHING_USED
) -> Limits:
    """What a call with these flags may do. `before`: what specs before this one used; a budget that the spec
    itself sets is its own.
    """
    return Limits(
        submit=submit,
        wait=options.wait,
        in_flight=options.in_flight,
        max_new=options.max_new,
        new_before=before.new,
        max_unclear=options.max_unclear,
        lost_before=before.lost,
        budget=options.budget if options.budget is not None else campaign.graph.budget_run,
        spent_before=before.spent if options.budget is not None else 0,
        fail_fast=options.fail_fast,
    )


_STOPS = {
    "drain": "Stopping: nothing more is submitted, what is in flight is still looked after. "
    "Ctrl-C again leaves.",
    "leave": f"Leaving: waiting {LEAVE_WITHIN:.0f} s at most for answers to what was just submitted.",
    "left": "Left. Everything that was recorded is kept.",
}
