"""The services, and the local one."""

import sys

import click

from remixbatch.cli.arguments import (
    json_option,
    leave,
)
from remixbatch.cli.suggestions import complete_profiles


@click.group()
def providers() -> None:
    """The services to speak to: profiles, each a page of data.

    \b
    Examples:
      remixbatch providers list
      remixbatch providers show openai
    """


@providers.command("list")
@json_option
def providers_list(as_json: bool) -> None:  # noqa: FBT001
    """Every profile found, and when its facts were checked.

    \b
    Examples:
      remixbatch providers list
      REMIXBATCH_PROFILES=profiles remixbatch providers list --json
    """
    from remixbatch.commands.providers import list_profiles  # noqa: PLC0415

    leave(list_profiles(as_json=as_json))


@providers.command("show")
@click.argument("name", shell_complete=complete_profiles)
@json_option
def providers_show(name: str, as_json: bool) -> None:  # noqa: FBT001
    """One profile: address, key variable, limits, price, what is known to have ended.

    \b
    Example:
      remixbatch providers show toapis
    """
    from remixbatch.commands.providers import show_profile  # noqa: PLC0415

    leave(show_profile(name, as_json=as_json))


@click.command(
    add_help_option=False,
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False},
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def emulate(arguments: tuple[str, ...]) -> None:
    """Serve the services' API on this machine; needs no key.

    `remixbatch emulate --help` has its options.
    """
    from remixbatch.commands.emulate import emulate as command  # noqa: PLC0415

    sys.exit(command(arguments))
