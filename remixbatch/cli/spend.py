"""Where money is spent, or what may have been spent is settled."""

from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from remixbatch.cli.arguments import (
    EXIT_CODES,
    SpecPath,
    base_url_option,
    choice_options,
    job_argument,
    json_option,
    leave,
    output_option,
    renamed,
    run_argument,
    spec_argument,
)


@click.command(epilog=EXIT_CODES)
@run_argument
@choice_options
@click.option("--yes", "-y", is_flag=True, help="Spend without asking (prices are in the plan).")
@click.option(
    "--max-unclear",
    type=click.IntRange(1),
    default=3,
    show_default=True,
    metavar="N",
    help="Stop submitting after N submissions in a row, over all specs, without a usable answer.",
)
@click.option(
    "--fail-fast",
    is_flag=True,
    help="Submit nothing more after the first job that failed for good.",
)
@click.option(
    "--dry-run", is_flag=True, help="Tell each submission, its time and price; touch nothing."
)
@click.option(
    "--rehearse",
    is_flag=True,
    help="The same on the local emulator: free, no key, in a place of its own.",
)
@click.option(
    "--faults",
    type=SpecPath,
    metavar="FILE",
    help="With --rehearse: the faults that the emulator is to have, by a plan.",
)
@click.option("--no-wait", is_flag=True, help="Submit what is due now, and leave.")
@click.option(
    "--no-check-sources",
    is_flag=True,
    help="Do not ask the service for the sources first (it may answer wrongly).",
)
@click.option(
    "--stamp",
    type=SpecPath,
    help="For make: touch this file once all is done; exit 4 where videos are not here.",
)
@click.option("--depfile", type=SpecPath, help="Write for make which files the stamp depends on.")
@click.option("--quiet", "-q", is_flag=True, help="Only failures and the last line.")
@click.option("--verbose", "-v", is_flag=True, help="Every look, too.")
def run(specs: tuple[Path, ...], **flags: Any) -> None:
    """Submit what is due, look after it, fetch, lock, report.

    A finished spec run again submits nothing. On a terminal spending asks first; elsewhere it needs
    `budget.run` in the spec, or --yes. Ctrl-C stops submitting and goes on polling; again leaves.
    A PLAN that `plan --out` saved is done exactly, or refused as stale.

    --rehearse does the same on the local emulator, in the dialect of the spec's service: budgets, caps and
    exit codes as in the real run, nothing is spent. It starts from nothing, unless the last rehearsal was
    interrupted. Lock, journal and output of the real run are neither read nor written. With --faults answers
    are lost, jobs get stuck, lists lag, as the plan in FILE says.

    \b
    Examples:
      remixbatch run specs/spring.yaml
      remixbatch run specs/spring.yaml --dry-run
      remixbatch run specs/spring.yaml --rehearse
      remixbatch run specs/spring.yaml --rehearse --faults faults.yaml
      remixbatch run specs/spring.yaml --max-new 3 --budget 5
      remixbatch run plan.json               as `plan --out plan.json` saved it
      remixbatch run specs/spring.yaml --yes --base-url http://127.0.0.1:8080
    """
    from remixbatch.commands.options import Options  # noqa: PLC0415

    if flags["dry_run"] and flags["rehearse"]:
        raise click.UsageError("--dry-run touches nothing, --rehearse runs: give one of them.")
    if flags["faults"] is not None and not flags["rehearse"]:
        raise click.UsageError(
            "--faults is for a rehearsal: a service has faults of its own. Add --rehearse."
        )
    if flags.pop("dry_run"):
        from remixbatch.commands.dry_run import dry_run as command  # noqa: PLC0415
    elif flags["rehearse"]:
        from remixbatch.commands.rehearse import rehearse as command  # noqa: PLC0415
    else:
        from remixbatch.commands.run import run as command  # noqa: PLC0415

    flags["wait"] = not flags.pop("no_wait")
    flags["check_sources"] = not flags.pop("no_check_sources")
    flags["verbosity"] = flags.pop("verbose") - flags.pop("quiet")
    if flags.pop("rehearse") and _from_environment("base_url"):
        flags["base_url"] = None  # it is for the real run, which this is not
    leave(command(specs, Options(**renamed(flags))))


def _from_environment(name: str) -> bool:
    """Whether the environment gave an option its value, and not the call."""
    source = click.get_current_context().get_parameter_source(name)
    return source is ParameterSource.ENVIRONMENT


@click.command()
@spec_argument
@base_url_option
@output_option
@json_option
@click.option(
    "--stamp",
    type=SpecPath,
    help="For make: touch this file once all is done; exit 4 where videos are not here.",
)
@click.option("--quiet", "-q", is_flag=True, help="Only failures and the last line.")
@click.option("--verbose", "-v", is_flag=True, help="Every look, too.")
def wait(spec: Path, quiet: bool, verbose: bool, **flags: Any) -> None:  # noqa: FBT001
    """Look after what is in flight and fetch it; never submits.

    \b
    Examples:
      remixbatch wait specs/spring.yaml
      remixbatch wait specs/spring.yaml --stamp output/spring/.stamp
    """
    from remixbatch.commands.options import Options  # noqa: PLC0415
    from remixbatch.commands.run import run as command  # noqa: PLC0415

    leave(command([spec], Options(command="wait", verbosity=verbose - quiet, **renamed(flags))))


@click.command()
@spec_argument
@job_argument
@click.option("--adopt", metavar="ID", help="The submission made this video; take it over.")
@click.option(
    "--not-submitted", is_flag=True, help="It made nothing (you looked); it is due again."
)
@click.option("--lost", is_flag=True, help="The video does not exist any more.")
@click.option("--take", metavar="N|UID|ID", help="Which take, where several are meant.")
@click.option(
    "--force",
    is_flag=True,
    help="Although the time, the service's list or another spec's lock speaks against it, or nothing for it.",
)
@base_url_option
@output_option
def resolve(spec: Path, job: str, **flags: Any) -> None:
    """Settle an unclear or vanished take of JOB.

    --adopt asks the service: source, prompt and time must fit. --not-submitted is refused while the service
    may still make it (by its own clock: where that cannot be told, too), and where its list shows a video that fits. A video that another spec of the folder has is
    refused, and one whose prompt is not told and whose source nobody here knows. --force overrides all of these.

    \b
    Examples:
      remixbatch resolve specs/spring.yaml teal --adopt video_68ff7cef
      remixbatch resolve specs/spring.yaml teal --not-submitted
    """
    from remixbatch.commands.resolve import resolve as command  # noqa: PLC0415

    leave(command(spec, job, **flags))


@click.command()
@spec_argument
@job_argument
@click.argument("id_", metavar="ID")
@click.option(
    "--force",
    is_flag=True,
    help="On your word, where the service hides source or prompt, or another spec has it.",
)
@base_url_option
@output_option
def adopt(spec: Path, job: str, id_: str, **flags: Any) -> None:
    """Take over a video made elsewhere as a take of JOB; submits nothing.

    The service is asked what the video is: prompt and source must be the job's. Where it was made from a video
    that is no take of the job's parent, that one is adopted for the parent, and so on up to a source.

    \b
    Examples:
      remixbatch adopt specs/spring.yaml teal video_68ff7cef
      remixbatch wait specs/spring.yaml
    """
    from remixbatch.commands.adopt import adopt as command  # noqa: PLC0415

    leave(command(spec, job, id_, **flags))
