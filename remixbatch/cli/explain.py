"""What the spec means, how its jobs hang together, and why each stands where it does."""

from pathlib import Path

import click

from remixbatch.cli.arguments import (
    base_url_option,
    job_argument,
    json_option,
    leave,
    output_option,
    spec_argument,
)
from remixbatch.cli.suggestions import complete_jobs, complete_terms


@click.command()
@spec_argument
@click.argument("jobs", nargs=-1, metavar="[JOB]...", shell_complete=complete_terms)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "yaml"]),
    default="text",
    help="yaml is made for `git diff`: sorted, without line numbers.",
)
@json_option
@output_option
@base_url_option
def show(
    *,
    spec: Path,
    jobs: tuple[str, ...],
    form: str,
    as_json: bool,
    output_dir: Path | None,
    base_url: str | None,
) -> None:
    """The expanded jobs as they reach the service.

    Of the spec alone; no network. All in a table, or each JOB in full: an address, a chain's name (all of its steps), a glob, or what
    --select takes.

    \b
    Examples:
      remixbatch show specs/spring.yaml
      remixbatch show specs/spring.yaml teal evening 'tag:weather'
      remixbatch show specs/spring.yaml --format yaml > before.yaml
    """
    from remixbatch.commands.show import show as command  # noqa: PLC0415

    chosen = "json" if as_json else form
    leave(command(spec, jobs, form=chosen, output_dir=output_dir, base_url=base_url))


@click.command()
@spec_argument
@click.option("--format", "form", type=click.Choice(["text", "mermaid", "dot"]), default="text")
@click.option(
    "--select",
    "-s",
    multiple=True,
    metavar="WORDS",
    shell_complete=complete_terms,
    help="Jobs: names, globs, +x, x+, tag:x, status:x.",
)
@click.option(
    "--exclude",
    multiple=True,
    metavar="WORDS",
    shell_complete=complete_terms,
    help="Jobs left out.",
)
@click.option("--all", "whole", is_flag=True, help="All jobs, however many there are.")
@json_option
@output_option
@base_url_option
def graph(
    *,
    spec: Path,
    form: str,
    select: tuple[str, ...],
    exclude: tuple[str, ...],
    whole: bool,
    as_json: bool,
    output_dir: Path | None,
    base_url: str | None,
) -> None:
    """What starts from what, and where each job stands.

    Reads beside a run, and no network. A large graph is cut to what is worth seeing: what failed or waits for a person, with what is
    around it, then the rest from the top. --all shows everything; --json always does.

    \b
    Examples:
      remixbatch graph specs/spring.yaml
      remixbatch graph specs/spring.yaml --select 'status:failed+'
      remixbatch graph specs/spring.yaml --format dot | dot -Tsvg > spring.svg
    """
    from remixbatch.commands.graph import graph as command  # noqa: PLC0415

    chosen = "json" if as_json else form
    leave(
        command(
            spec,
            form=chosen,
            select=select,
            exclude=exclude,
            whole=whole,
            output_dir=output_dir,
            base_url=base_url,
        )
    )


@click.command()
@spec_argument
@job_argument
@json_option
@output_option
@base_url_option
def why(
    *,
    spec: Path,
    job: str,
    as_json: bool,
    output_dir: Path | None,
    base_url: str | None,
) -> None:
    """Why JOB stands where it does: changes, takes, money, blockers.

    What `plan` decided, with the old value and the new one, every take and whether it counts, and the
    root of what stands in the way. Reads beside a run, and no network. JOB is an address, a chain's name (its last step), or a job that is not in the spec any more.

    \b
    Examples:
      remixbatch why specs/spring.yaml teal-rain
      remixbatch why specs/spring.yaml evening.dusk --json
    """
    from remixbatch.commands.why import why as command  # noqa: PLC0415

    leave(command(spec, job, as_json=as_json, output_dir=output_dir, base_url=base_url))


@click.command()
@spec_argument
@click.argument("name", metavar="ID", shell_complete=complete_jobs)
@click.option("--format", "form", type=click.Choice(["text", "md"]), default="text")
@click.option("--all", "whole", is_flag=True, help="Every ancestor, however many there are.")
@json_option
@output_option
@base_url_option
def trace(
    *,
    spec: Path,
    name: str,
    form: str,
    whole: bool,
    as_json: bool,
    output_dir: Path | None,
    base_url: str | None,
) -> None:
    """A video's way back to its source, with prompts and money.

    Every ancestor with its prompt, times, money, file and hash, and what was made from the video. Reads
    beside a run, and no network. ID is a video's id or the last characters of it, a uid of the lock, a file below the output folder,
    a job (the take that stands for it), or JOB.TAKE.

    \b
    Examples:
      remixbatch trace specs/spring.yaml video_68ff0123
      remixbatch trace specs/spring.yaml output/spring/videos/teal.1-9a3c11f0.mp4
      remixbatch trace specs/spring.yaml teal-rain.2 --format md
    """
    from remixbatch.commands.trace import trace as command  # noqa: PLC0415

    chosen = "json" if as_json else form
    leave(command(spec, name, form=chosen, whole=whole, output_dir=output_dir, base_url=base_url))
