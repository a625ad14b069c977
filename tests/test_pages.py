"""What README and docs show is what the program does: every command in them is run, every output compared."""

import re
import shlex
import sys
import time
from collections.abc import Callable
from contextlib import chdir
from pathlib import Path

import pytest

from inside import environment, inside
from pages import Block, blocks, commands, shell, shows
from program import KEY, Program, told
from remixbatch import events as e
from remixbatch.cli.main import SECTIONS
from remixbatch.commands.campaign import start, writing
from remixbatch.commands.loaded import load
from remixbatch.engine import Engine
from remixbatch.limits import Limits
from remixbatch.loop import record
from remixbatch.service import LATE

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
SHELL = set("|&;<>$`*?~\\")
EXIT = re.compile(r"# exit (\d+)$")


def unclear(program: Program) -> None:
    """specs/harbor.yaml, whose only submission was sent and never answered."""
    spec = program.folder / "specs" / "harbor.yaml"
    spec.write_text(
        "version: 1\nprovider: emulator\nsources: {pier: video_01K8SHB3QWJ6ZT2M5YF0C9RD4E}\n"
        "jobs:\n  teal: {from: pier, prompt: Make the water teal.}\n",
        "utf-8",
    )
    with chdir(program.folder), environment(program.environ):
        loaded = load(spec.relative_to(program.folder))
        sent = time.time() - 600
        with writing(loaded, "run", sent) as (campaign, journal):
            engine = Engine(campaign.graph, Limits(), campaign.policy)
            start(campaign, journal, engine, command="run", at=sent)
            connected = e.Connected(at=sent, job="teal", ahead=0.0)
            intent = engine.admit(connected, "t_" + "5e" * 16)
            assert intent is not None
            record(engine, journal, intent)
            record(engine, journal, e.Unclear(at=sent + 60, uid=intent.uid, reason=LATE))
            reason = "the list shows 2 videos that it may have made"
            twins = [{"id": f"video_{c * 32}", "created": sent + 9} for c in "ab"]
            held = e.Held(at=sent + 61, uid=intent.uid, reason=reason, candidates=twins)
            record(engine, journal, held)


STAGES: dict[str, Callable[[Program], None]] = {"unclear": unclear}


class Session:
    """One page, typed from its top to its end."""

    def __init__(self, page: Path, program: Program) -> None:
        self.page, self.program = page, program
        self.folder = program.folder
        program.environ["PATH"] = f"{Path(sys.executable).parent}:{program.environ['PATH']}"
        program.environ |= {"COLUMNS": "100", "TOAPIS_API_KEY": KEY}
        (self.folder / "Makefile").unlink(missing_ok=True)

    def type(self, block: Block) -> None:
        where = f"{self.page.name}:{block.line}"
        if block.kind == "file":
            path = self.folder / block.info
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text, "utf-8")
        elif block.kind == "stage":
            STAGES[block.info](self.program)
        else:
            for command, expected in block.commands():
                code, printed = self._run(command)
                if block.kind == "console":
                    assert shows(expected, printed), f"{where}: $ {command}\n{printed}"
                else:
                    wanted = EXIT.search(command)
                    assert code == int(wanted[1] if wanted else 0), f"{where}: {command}\n{printed}"

    def _run(self, command: str) -> tuple[int, str]:
        words = shlex.split(command, comments=True)
        if not SHELL & set(command) and words[0] == "remixbatch":
            end = told(inside(words[1:], self.folder, self.program.environ, merged=True))
            return end.code, end.out
        return shell(command, self.folder, self.program.environ)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_shows_what_happens(page: Path, program: Program) -> None:
    session = Session(page, program)
    for block in blocks(page):
        session.type(block)


def test_pages_show_every_command() -> None:
    shown = {
        command.split()[1]
        for page in PAGES
        for command in commands(page)
        if command.startswith("remixbatch ")
    }
    assert shown >= {name for names in SECTIONS.values() for name in names}


def test_other_words_are_noticed() -> None:
    """The comparison itself can fail."""
    assert shows("done in 0:12\n…\nend\n", "done in 1:02:03\na\nb\nend\n")
    assert shows("sent as video_" + "a" * 32, "sent as video_" + "b" * 32)
    assert shows("", "")
    assert not shows("done\n", "done\nand more\n")
    assert not shows("1 job\n", "2 jobs\n")
    assert not shows("done\n", "")
