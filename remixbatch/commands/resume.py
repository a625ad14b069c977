"""The command that goes on where a run was stopped."""

import shlex

from remixbatch.commands.campaign import Campaign
from remixbatch.commands.options import Options
from remixbatch.commands.plan_file import plan_words
from remixbatch.report.next import command
from remixbatch.saved import Shape
from remixbatch.spending import Used

MAX_UNCLEAR = Options().max_unclear


def resume(campaign: Campaign, options: Options, used: Used) -> str:
    """The same files and flags, with what is left of the limits that were given for this one call.

    `used`: of them, by all its specs. A saved plan keeps its own limits, which are not named.
    """
    files = [shlex.quote(str(file)) for file in options.files or (campaign.loaded.path,)]
    spec = " ".join([*files, *campaign.place])
    if options.command == "wait":
        return command("wait", spec)
    words = [] if options.planned else list(plan_words(_left(options, used)))
    words += ["--yes"] if options.yes else []
    words += [] if options.in_flight is None else ["-j", str(options.in_flight)]
    if options.max_unclear != MAX_UNCLEAR:
        words += ["--max-unclear", str(options.max_unclear)]
    given = {
        "--fail-fast": options.fail_fast,
        "--locked": options.locked,
        "--no-wait": not options.wait,
        "--no-check-sources": not options.check_sources,
        "--no-lint": not options.lint,
        "--strict": options.strict,
    }
    words += [flag for flag, value in given.items() if value]
    for flag, file in (("--stamp", options.stamp), ("--depfile", options.depfile)):
        words += [] if file is None else [flag, str(file)]
    return command("run", spec, *words)


def selected(options: Options) -> list[str]:
    """The flags that choose jobs."""
    return list(plan_words(Shape(select=tuple(options.select), exclude=tuple(options.exclude))))


def _left(options: Options, used: Used) -> Shape:
    budget, most = options.budget, options.max_new
    return Shape(
        select=tuple(options.select),
        exclude=tuple(options.exclude),
        retry_failed=options.retry_failed,
        on_parent_change=options.on_parent_change,
        budget=None if budget is None else max(0, budget - used.spent),
        max_new=None if most is None else max(0, most - used.new),
    )
