"""What is kept: files that are missing, the lock, and what nobody needs any more."""

from pathlib import Path
from typing import Any

import click

from remixbatch.cli.arguments import (
    base_url_option,
    json_option,
    leave,
    output_option,
    renamed,
    spec_argument,
)
from remixbatch.cli.suggestions import complete_terms


@click.command()
@spec_argument
@click.option(
    "--select",
    "-s",
    multiple=True,
    metavar="WORDS",
    shell_complete=complete_terms,
    help="Jobs, as for `run`.",
)
@click.option(
    "--exclude",
    multiple=True,
    metavar="WORDS",
    shell_complete=complete_terms,
    help="Jobs left out.",
)
@click.option("--all", "older", is_flag=True, help="Takes that stand for no job now, too.")
@click.option("--frozen", is_flag=True, help="By the lock alone; writes neither lock nor journal.")
@base_url_option
@output_option
@json_option
@click.option("--quiet", "-q", is_flag=True, help="Only failures and the last line.")
@click.option("--verbose", "-v", is_flag=True, help="Every try, too.")
def fetch(
    spec: Path,
    older: bool,  # noqa: FBT001
    frozen: bool,  # noqa: FBT001
    quiet: bool,  # noqa: FBT001
    verbose: bool,  # noqa: FBT001
    **flags: Any,
) -> None:
    """Get finished videos that are not on the disk; never submits.

    A video that was fetched before must be the same again, by the lock's sha256. What is on the disk and
    differs is kept beside. Wanted are the takes that stand for the spec's jobs, and those that these
    start from. Exit 4 where one cannot be had.

    \b
    Examples:
      remixbatch fetch specs/spring.yaml
      remixbatch fetch specs/spring.yaml --select 'night-*' --all
      remixbatch fetch specs/spring.yaml --frozen    in a clone: by the lock alone
    """
    from remixbatch.commands.fetch import fetch as command  # noqa: PLC0415
    from remixbatch.commands.options import Options  # noqa: PLC0415

    options = Options(command="fetch", verbosity=verbose - quiet, **renamed(flags))
    leave(command(spec, options, older=older, frozen=frozen))


@click.command()
@spec_argument
@click.option("--show", "what", flag_value="show", default=True, help="The facts as a table.")
@click.option("--check", "what", flag_value="check", help="Exit 5 if a run would change the lock.")
@click.option("--resolve", "what", flag_value="resolve", help="Make a merge's two sides one.")
@json_option
@base_url_option
def lock(spec: Path, what: str, as_json: bool, base_url: str | None) -> None:  # noqa: FBT001
    """Show, check or mend the lockfile of SPEC; no network.

    --show lists its facts: takes by job, picks, rejects, moved, settled. --check says what a run would
    write otherwise: conflict markers, another order or form, what the journal knows beyond it. --resolve
    takes out conflict markers and keeps the facts of both sides; it says what was paid for on both.

    \b
    Examples:
      remixbatch lock specs/spring.yaml
      remixbatch lock specs/spring.yaml --check        in CI, before a merge
      remixbatch lock specs/spring.yaml --resolve && git add specs/spring.lock
    """
    from remixbatch.commands.lock import lock as command  # noqa: PLC0415

    leave(command(spec, what=what, as_json=as_json, base_url=base_url))


@click.command()
@spec_argument
@click.option("--delete", is_flag=True, help="Do it; without this nothing is deleted.")
@click.option("--history", is_flag=True, help="Videos that stand for no job now, too.")
@output_option
@json_option
def gc(
    spec: Path,
    delete: bool,  # noqa: FBT001
    history: bool,  # noqa: FBT001
    output_dir: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """What nobody needs any more; deletes only with --delete.

    In SPEC's output folder: beginnings of downloads, what killed writes left, links of jobs that are gone, videos that neither lock
    nor journal knows, and what rehearsals left. --history adds the videos of older prompts, of removed jobs
    and of rejected takes: they were paid for, so each says whether it can be fetched again. Lock and
    journal are never touched, nor is a file of yours.

    \b
    Examples:
      remixbatch gc specs/spring.yaml
      remixbatch gc specs/spring.yaml --history --delete
    """
    from remixbatch.commands.gc import gc as command  # noqa: PLC0415

    leave(command(spec, delete=delete, history=history, as_json=as_json, output_dir=output_dir))


@click.command()
@spec_argument
@json_option
@base_url_option
@output_option
def refresh(spec: Path, **flags: Any) -> None:
    """Ask services what they still have, and for videos that no take owns.

    What is gone is recorded; videos of your sources that no take owns are listed with the command that takes
    each over: a gateway may have submitted twice. Nothing is submitted, nothing is deleted. Exit 6 where a
    service cannot tell.

    \b
    Examples:
      remixbatch refresh specs/spring.yaml
      remixbatch refresh specs/spring.yaml --json | jq .unowned
    """
    from remixbatch.commands.refresh import refresh as command  # noqa: PLC0415

    leave(command(spec, **flags))
