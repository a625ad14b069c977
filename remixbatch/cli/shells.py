"""The four shells that complete: the script each one loads, and how it is answered.

click's own scripts cannot leave out the space behind `specs/` and `tag:`, lose `--select=` in zsh and
fish, and know nothing of bash's habit to end a word at a colon; these can. All but PowerShell's hand
over the line up to the cursor, and values are whole words. Completion never fails aloud.
"""

import os
from typing import ClassVar

import click
from click.shell_completion import (
    CompletionItem,
    PowerShellComplete,
    ShellComplete,
    add_completion_class,
    split_arg_string,
)

PROGRAM, VARIABLE = "remixbatch", "_REMIXBATCH_COMPLETE"
NAMES = ("bash", "zsh", "fish", "powershell")

BASH = """\
%(complete_func)s() {
    local line=${COMP_LINE:0:COMP_POINT} word given= reply value
    local breaks=${COMP_WORDBREAKS//[^:=]/}
    word=${line##*[[:space:]]}
    # readline replaces only what follows the last of these
    [[ -n $breaks ]] && given=${word%%"${word##*[$breaks]}"}
    COMPREPLY=()
    while IFS= read -r reply; do
        value=${reply#*,}
        value=${value#"$given"}
        case ${reply%%%%,*} in
            dir) compopt -o dirnames 2>/dev/null ;;
            file) compopt -o default 2>/dev/null ;;
            folder|path) compopt -o filenames 2>/dev/null; COMPREPLY+=("${value%%/}") ;;
            part) compopt -o nospace 2>/dev/null; COMPREPLY+=("$value") ;;
            plain) COMPREPLY+=("$value") ;;
        esac
    done < <(env COMP_LINE="$COMP_LINE" COMP_WORDS="$line" \\
        %(complete_var)s=bash_complete "$1" 2>/dev/null)
}

complete -o nosort -F %(complete_func)s %(prog_name)s 2>/dev/null ||
    complete -F %(complete_func)s %(prog_name)s
"""

ZSH = """\
#compdef %(prog_name)s

%(complete_func)s() {
    local -a lines plain described parts paths folders
    local kind value note file
    (( $+commands[%(prog_name)s] )) || return 1
    lines=("${(@f)$(env COMP_LINE="${words[*]}" \\
        COMP_WORDS="${(j: :)words[1,CURRENT-1]} $PREFIX" \\
        %(complete_var)s=zsh_complete %(prog_name)s 2>/dev/null)}")
    for kind value note in $lines; do
        file=${${(q)value}/#\\\\\\~/\\~}
        case $kind in
            dir) _path_files -/ ;;
            file) _path_files -f ;;
            folder) folders+=("$file") ;;
            path) paths+=("$file") ;;
            part) parts+=("$value") ;;
            plain) [[ $note == _ ]] && plain+=("$value") || described+=("$value:$note") ;;
        esac
    done
    (( $#described )) && _describe -V %(prog_name)s described
    (( $#plain )) && compadd -V plain -a plain
    (( $#parts )) && compadd -V parts -S '' -a parts
    (( $#folders )) && compadd -Q -f -S '' -a folders
    (( $#paths )) && compadd -Q -f -a paths
    return 0
}

if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    %(complete_func)s "$@"
else
    compdef %(complete_func)s %(prog_name)s
fi
"""

FISH = """\
function %(complete_func)s
    set -l line (commandline -p | string join ' ')
    set -l begun (commandline -cp | string join ' ')
    for reply in (env COMP_LINE="$line" COMP_WORDS="$begun" \\
            %(complete_var)s=fish_complete %(prog_name)s 2>/dev/null)
        set -l part (string split -m 1 , -- $reply)
        switch $part[1]
            case dir
                __fish_complete_directories (commandline -ct)
            case file
                __fish_complete_path (commandline -ct)
            case folder path part plain
                printf '%%s\\n' $part[2]
        end
    end
end

complete --no-files --keep-order --command %(prog_name)s --arguments '(%(complete_func)s)'
"""


class _Quiet(ShellComplete):
    """Answers in whole words, and says nothing where something goes wrong."""

    def complete(self) -> str:
        try:
            args, begun = self.get_completion_args()
            found = self.get_completions(args, begun)
        except Exception:  # noqa: BLE001 - a trace in the middle of somebody's command line helps nobody
            return ""
        option, equals, _ = begun.partition("=")
        head = option + equals if equals and begun.startswith("-") else ""
        return "\n".join(self.format_completion(_behind(head, item)) for item in found)


def _behind(head: str, item: CompletionItem[str]) -> CompletionItem[str]:
    """`--select=` stays where its value is completed."""
    if not head or item.type in ("dir", "file"):
        return item
    return CompletionItem(head + item.value, type=item.type, help=item.help)


class _Line(_Quiet):
    """Is handed the line up to the cursor: a space at its end means that a word is still to begin."""

    def get_completion_args(self) -> tuple[list[str], str]:
        line = os.environ.get("COMP_WORDS", "")
        words = split_arg_string(line)
        begun = words.pop() if words and not line[-1].isspace() else ""
        return words[1:], begun


class Bash(_Line):
    name: ClassVar[str] = "bash"
    source_template: ClassVar[str] = BASH

    def format_completion(self, item: CompletionItem[str]) -> str:
        return f"{item.type},{item.value}"


class Zsh(_Line):
    """Three lines for each; the note `_` stands for none. A colon in a described value is escaped."""

    name: ClassVar[str] = "zsh"
    source_template: ClassVar[str] = ZSH

    def format_completion(self, item: CompletionItem[str]) -> str:
        if item.help is None or item.type != "plain":
            return f"{item.type}\n{item.value}\n_"
        value, note = item.value.replace(":", r"\:"), " ".join(item.help.split())
        return f"{item.type}\n{value}\n{note}"


class Fish(_Line):
    name: ClassVar[str] = "fish"
    source_template: ClassVar[str] = FISH

    def format_completion(self, item: CompletionItem[str]) -> str:
        note = "" if item.help is None else f"\t{' '.join(item.help.split())}"
        return f"{item.type},{item.value}{note}"


class PowerShell(_Quiet, PowerShellComplete):
    """click's own script: it adds no space by itself, and knows nothing of our kinds."""

    def format_completion(self, item: CompletionItem[str]) -> str:
        if item.type in ("dir", "file"):
            return super().format_completion(item)
        value = item.value
        if item.type != "plain" and not value.isalnum() and " " in value:
            value = "'" + value.replace("'", "''") + "'"
        return super().format_completion(CompletionItem(value, help=item.help))


def register() -> None:
    """Answer in place of click's own. Call before click looks at the environment."""
    for shell in (Bash, Zsh, Fish, PowerShell):
        add_completion_class(shell)


def script(shell: str, program: click.Command) -> str:
    """What a shell loads to complete the program."""
    found = {each.name: each for each in (Bash, Zsh, Fish, PowerShell)}
    return found[shell](program, {}, PROGRAM, VARIABLE).source()
