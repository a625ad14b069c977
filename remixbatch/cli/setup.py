"""Whether all is well here, what a code means, and what a shell loads."""

import click

from remixbatch.cli.arguments import leave
from remixbatch.cli.shells import NAMES, script
from remixbatch.errors import Exit


@click.command()
@click.argument("shell", type=click.Choice(NAMES))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print the script that lets SHELL complete commands, flags, specs, and jobs and tags of the spec.

    \b
    Where to put it:
      bash        mkdir -p ~/.local/share/bash-completion/completions
                  remixbatch completion bash > ~/.local/share/bash-completion/completions/remixbatch
                  (needs the package bash-completion; without it, into ~/.bashrc:
                  source <(remixbatch completion bash))
      zsh         remixbatch completion zsh > ~/.zfunc/_remixbatch
                  and into ~/.zshrc, before compinit:  fpath+=(~/.zfunc)
      fish        remixbatch completion fish > ~/.config/fish/completions/remixbatch.fish
      powershell  remixbatch completion powershell >> $PROFILE

    Open a new shell, then try:  remixbatch plan <TAB>
    """
    click.echo(script(shell, ctx.find_root().command), nl=False)
    leave(Exit.DONE)
