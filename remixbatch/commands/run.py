"""`run` and `wait`: attach to what is in flight, submit what is due, poll, fetch, lock, report."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from remixbatch.commands.abandoned import check_renamed
from remixbatch.commands.campaign import claim_output, with_flags, writing
from remixbatch.commands.choice import chosen
from remixbatch.commands.clock import doubt_clock
from remixbatch.commands.consent import may_retry, may_spend, refuse
from remixbatch.commands.console import (
    show_problems,
    tell,
    tell_error,
)
from remixbatch.commands.loaded import Loaded, load
from remixbatch.commands.options import Options
from remixbatch.commands.services import Emulators, open_services
from remixbatch.commands.sources import check
from remixbatch.commands.turn import Turn
from remixbatch.commands.written import (
    touch,
)
from remixbatch.errors import (
    Exit,
    RemixbatchError,
    worst,
)
from remixbatch.plan import Decision, plan


def run(paths: Sequence[Path], options: Options) -> Exit:
    """One spec after another; the exit code of the worst. All are checked and allowed before any is paid for."""
    once = {path.absolute(): path for path in paths}
    loaded = [load(path, options.base_url) for path in once.values()]
    codes: set[Exit] = set()
    with ExitStack() as held:
        emulators = Emulators(held)
        turns = [held.enter_context(_allowed(each, options, emulators)) for each in loaded]
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


def _done(turn: Turn) -> set[Exit]:
    """Every exit code of one spec. Its error must not hide how the specs before it ended."""
    try:
        return turn.go()
    except RemixbatchError as error:
        return {tell_error(error)}


@contextmanager
def _allowed(loaded: Loaded, options: Options, emulators: Emulators) -> Iterator[Turn | None]:
    """The turn of a spec that is held for writing; None where a person said no. Raises what forbids it."""
    show_problems(loaded.warnings, loaded.lines)
    with (
        open_services(loaded.home.state, options.base_url, emulators) as services,
        writing(loaded, options.command, at := services.clock(), options.output_dir) as opened,
    ):
        campaign, journal = opened
        campaign.policy = with_flags(
            campaign.policy,
            selected=chosen(campaign, options.select, options.exclude),
            retry_failed=options.retry_failed,
            on_parent_change=options.on_parent_change,
        )
        doubt_clock(campaign.holdings, at)
        planned = plan(campaign.graph, campaign.holdings, campaign.policy)
        submit = options.command == "run"
        if submit and (due := planned.of(Decision.SUBMIT)):
            check_renamed(campaign, planned, at)
            refuse(campaign, planned, options, at)
            _, wrong = check(campaign, due, services, asks=options.check_sources)
            if wrong is not None:
                raise wrong
            planned = plan(campaign.graph, campaign.holdings, campaign.policy)
            if not may_spend(campaign, planned, options):
                tell(f"{loaded.path}: nothing was sent")
                yield None
                return
        elif submit:
            submit = may_retry(campaign, planned, options, at)
        claim_output(campaign)
        yield Turn(campaign, journal, services, options, submit=submit)
