"""Whether all is well here, what a code means, and what a shell loads."""

from pathlib import Path
from typing import Any

import click

from remixbatch.cli.arguments import base_url_option, json_option, leave, output_option
from remixbatch.cli.shells import NAMES, script
from remixbatch.cli.suggestions import SpecFile, complete_rules
from remixbatch.errors import Exit


@click.command()
@click.argument("specs", type=SpecFile(path_type=Path), nargs=-1)
@click.option("--offline", is_flag=True, help="Ask no host.")
@click.option(
    "--show-origin", is_flag=True, help="Instead: each setting, its value, where it comes from."
)
@base_url_option
@output_option
@json_option
def doctor(specs: tuple[Path, ...], show_origin: bool, **flags: Any) -> None:  # noqa: FBT001
    """Look whether all is well here; what to do where it is not.

    The program, its packages and the terminal; for each provider of SPECS (or for every profile) key,
    host, certificate, clock, price and end of service; for each spec its disk, journal, lock and git.
    Hosts are asked one HEAD of their root, without any key. Nothing is written.

    Exit: 0 when all is well but for warnings; else 2, 5, 6 or 9, what a run would end with.

    \b
    Examples:
      remixbatch doctor specs/spring.yaml
      remixbatch doctor --offline --json
      remixbatch doctor --show-origin specs/spring.yaml
    """
    if show_origin:
        from remixbatch.commands.settings import settings  # noqa: PLC0415

        del flags["offline"]  # it asks nobody anyway
        leave(settings(specs, **flags))
    from remixbatch.commands.doctor import doctor as command  # noqa: PLC0415

    leave(command(specs, **flags))


@click.command()
@click.argument("word", metavar="[CODE|NAME]", required=False, shell_complete=complete_rules)
@json_option
def rule(word: str | None, as_json: bool) -> None:  # noqa: FBT001
    """What a code means, why it matters, what to write instead.

    Without CODE the list of all.

    \b
    Examples:
      remixbatch rule
      remixbatch rule RMB201
      remixbatch rule cycle
    """
    from remixbatch.commands.rule import rule as command  # noqa: PLC0415

    leave(command(word, as_json=as_json))


@click.command()
@click.argument("shell", type=click.Choice(NAMES))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print the script that completes commands and jobs.

    \b
    Where to put it:
      bash, with the package bash-completion:
        folder=~/.local/share/bash-completion/completions; mkdir -p $folder
        remixbatch completion bash > $folder/remixbatch
      bash, without it, into ~/.bashrc:
        source <(remixbatch completion bash)
      zsh, with `fpath+=(~/.zfunc)` in ~/.zshrc before compinit:
        mkdir -p ~/.zfunc; remixbatch completion zsh > ~/.zfunc/_remixbatch
      fish:
        remixbatch completion fish > ~/.config/fish/completions/remixbatch.fish
      powershell:
        remixbatch completion powershell >> $PROFILE

    Open a new shell, then try:  remixbatch plan <TAB>
    """
    click.echo(script(shell, ctx.find_root().command), nl=False)
    leave(Exit.DONE)
