"""The command that moves on: of one job, and of a whole run."""

import shlex
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from remixbatch.care import ABSENT
from remixbatch.errors import Exit, worst
from remixbatch.policy import BEYOND, NOT_PLANNED
from remixbatch.rehearsal import Rehearsal
from remixbatch.reply import ID_LIMIT
from remixbatch.report.row import Row
from remixbatch.report.text import paint, plural, some, told
from remixbatch.step import Decision, Step
from remixbatch.take import Phase, Take

STAMP = (
    "--stamp waits for"  # begins the reason of a run that is done, with videos that are not here
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Next:
    """What to type, and what it does or what to do before. `others`: what else may be typed, for the same reason."""

    command: str
    why: str
    others: Sequence[str] = ()

    def lines(self, *, color: bool = False) -> list[str]:
        first, *others = (paint(line, "bold", color=color) for line in (self.command, *self.others))
        return [
            f"next    {first}",
            *(f"        {each}" for each in others),
            f"        ({self.why})",
        ]


def command(verb: str, spec: str, *words: str) -> str:
    """One line for a shell. `spec` is written for it already, with the flags that lead to the same place."""
    return told(" ".join(["remixbatch", verb, spec, shlex.join(words)]).strip(), limit=MOST)


def spec_words(path: str, *, base_url: str | None, output_dir: str | None) -> str:
    """A spec as a shell is told of it, so that a command that goes on goes on there."""
    return " ".join([shlex.quote(path), *place_words(base_url=base_url, output_dir=output_dir)])


def place_words(*, base_url: str | None, output_dir: str | None) -> list[str]:
    """The flags that lead to the same server and folder, written for a shell."""
    words: list[str] = []
    words += [] if base_url is None else ["--base-url", base_url]
    words += [] if output_dir is None else ["--output-dir", output_dir]
    return [shlex.quote(word) for word in words]


MOST = 16_000  # characters of a line: an id of quotes alone is five times as long for a shell
NOTHING: Mapping[str, str] = {}
CANDIDATES = 5  # that are named each with its command
LINES = 6  # that a run ends with at most


def resolve_commands(spec: str, row: Row, take: Take) -> list[str]:
    """How a person settles an unclear take: a line for each video that it may have made, and that there is none."""
    alone = sum(each.phase is Phase.UNCLEAR for each in row.takes) == 1
    which = () if alone else ("--take", take.uid)
    ids = candidates(row, take)[:CANDIDATES] or ["ID"]
    return [
        *(command("resolve", spec, row.job, *which, "--adopt", id_) for id_ in ids),
        command("resolve", spec, row.job, *which, "--not-submitted"),
    ]


def candidates(row: Row, take: Take) -> list[str]:
    """Ids of the videos that an unclear take may have made, as the service's list showed it last."""
    found = row.found.get(take.uid)
    return [] if found is None else [told(str(each["id"]), ID_LIMIT) for each in found.candidates]


def adoption(spec: str, job: str, id_: str) -> str:
    """What tells the journal of a video that it could not record."""
    return command("resolve", spec, job, "--adopt", id_)


def next_of_job(row: Row, spec: str) -> str | None:
    """None where there is nothing to do, or nothing that a command does."""
    step = row.step
    if step.phase is Phase.UNCLEAR and row.take is not None:
        many = len(candidates(row, row.take)) > 1  # none of them goes before the others
        return command("status", spec) if many else resolve_commands(spec, row, row.take)[0]
    match step.decision:
        case Decision.SUBMIT:
            alone = step.phase is Phase.READY
            return command("run", spec, "--select", row.job if alone else f"+{row.job}")
        case Decision.ATTACH:
            return command("wait", spec)
        case Decision.ASK if step.phase is Phase.BLOCKED:
            return command("run", spec, "--select", row.job, "--on-parent-change", "rerun")
        case Decision.BLOCKED if step.phase is Phase.FAILED:
            return command("run", spec, "--select", row.job, "--retry-failed")
        case _:
            return None


def commit(lock: str) -> Next:
    """What is left when all is done."""
    return Next(
        command=told(shlex.join(["git", "add", lock]), limit=4000),
        why="commit the lockfile: it is the record of what was paid for",
    )


def next_of_run(
    rows: Sequence[Row],
    codes: Mapping[Exit, list[str]],
    *,
    spec: str,
    resume: str | None = None,
    only: Sequence[str] = (),
    rescued: Mapping[str, str] = NOTHING,
) -> Next | None:
    """What to do after a run that ended with these codes: the gravest first. None: all is done.

    `rescued`: job -> id of what was paid for and recorded nowhere.

    `resume`: the command that goes on where it was stopped, with all its flags. `only`: those that say
    which jobs it was about, so that the next one pays for no others.
    """
    match worst(codes):
        case Exit.DONE:
            return None
        case Exit.INTERRUPTED if resume is not None:
            return Next(command=resume, why=_BEFORE[Exit.INTERRUPTED][0])
        case Exit.UNCLEAR:
            return _unclear(rows, spec)
        case Exit.FAILED:
            return _failed(rows, spec, only)
        case Exit.UNFINISHED:
            return _for_stamp(codes[Exit.UNFINISHED], spec) or _unfinished(rows, spec, only)
        case code:
            return _outside(code, spec, only, rescued)


def _outside(code: Exit, spec: str, only: Sequence[str], rescued: Mapping[str, str]) -> Next:
    """Where something else than a job is to be mended first."""
    if code is Exit.DISK and rescued:
        job, id_ = next(iter(rescued.items()))
        why = "once the disk is sound: the video is paid for, and its id stands nowhere else"
        return Next(command=adoption(spec, job, id_), why=why)
    first, verb = _BEFORE.get(code, ("", "run"))
    words = only if verb == "run" else ()
    return Next(command=command(verb, spec, *words), why=first)


_BEFORE = {
    Exit.DISK: (
        "once what is said above is mended: fetches what is there, submits nothing",
        "wait",
    ),
    Exit.LOCK: ("shows what a run would submit", "plan"),
    Exit.INTERRUPTED: ("goes on where this one stopped; nothing is paid for twice", "run"),
    Exit.PROVIDER: ("once key, account, address and network are right", "run"),
    Exit.BUDGET: ("shows what is left, and for how much", "plan"),
    Exit.CHECKS: ("shows which checks failed", "status"),
}


def _unclear(rows: Iterable[Row], spec: str) -> Next:
    """A line for each video that each unclear take may have made, as far as that are few."""
    unclear = [row for row in rows if row.step.phase is Phase.UNCLEAR]
    takes = [(row, take) for row in unclear for take in row.takes if take.phase is Phase.UNCLEAR]
    lines = [line for row, take in takes for line in resolve_commands(spec, row, take)[:-1]]
    status = command("status", spec)
    if not lines:
        return Next(command=status, why="shows each with the `resolve` lines for it")
    more = f"; `{status}` has all {len(lines)} lines" if len(lines) > LINES else ""
    return Next(
        command=lines[0],
        others=lines[1:LINES],
        why=f"look for the video at the service, then say what you found; --not-submitted if there is none{more}",
    )


def _failed(rows: Sequence[Row], spec: str, only: Sequence[str]) -> Next:
    phases = [row.step.phase for row in rows if row.step.exit is Exit.FAILED]
    left = "submits what is left, and " if any(row.step.due for row in rows) else ""
    if any(row.step.reason.endswith(NOT_PLANNED) for row in rows):
        return Next(
            command=command("run", spec, *only),
            why="asks once more for what failed; `plan` shows it first, with its price",
        )
    if failed := phases.count(Phase.FAILED):
        return Next(
            command=command("run", spec, *only, "--retry-failed"),
            why=f"{left}asks once more for {plural(failed, 'failed job')}",
        )
    if Phase.REFUSED in phases:
        return Next(command=command("run", spec, *only), why="once the refused prompts are changed")
    if not phases and left:  # --fail-fast, and it was another spec's job that failed
        return Next(command=command("run", spec, *only), why="submits what is left")
    return Next(command=command("status", spec), why="shows what was lost")


def _for_stamp(reasons: Sequence[str], spec: str) -> Next | None:
    if not all(reason.startswith(STAMP) for reason in reasons):
        return None
    return Next(command=command("fetch", spec), why="brings what the stamp waits for")


def _unfinished(rows: Sequence[Row], spec: str, only: Sequence[str]) -> Next:
    open_ = [row for row in rows if row.step.exit is Exit.UNFINISHED]
    absent = [row for row in open_ if row.given_up and row.given_up.startswith(ABSENT)]
    if absent:
        return Next(
            command=command("resolve", spec, absent[0].job, "--lost"),
            why=f"if the service says that the video is gone; `{command('wait', spec)}` asks for it again",
        )
    if any(row.step.decision is Decision.ATTACH for row in open_):
        return Next(command=command("wait", spec), why="polls and fetches, submits nothing")
    if beyond := _beyond(open_):
        why = f"submits what is due beyond the plan: {some(beyond)}; `plan` shows it first"
        return Next(command=command("run", spec, *only), why=why)
    if any(row.step.decision is Decision.ASK for row in open_):
        return Next(
            command=command("run", spec, *only, "--on-parent-change", "rerun"),
            why="pays for new takes where a parent changed; `keep` keeps the old ones",
        )
    if any(row.step.decision is Decision.SUBMIT for row in open_):
        return Next(command=command("run", spec, *only), why="submits what is left")
    return Next(command=command("plan", spec), why="shows what each of them waits for")


def _beyond(open_: Sequence[Row]) -> list[str]:
    """Jobs that became due while a plan was carried out, with those that wait for them."""
    first = {row.job for row in open_ if row.step.reason in BEYOND}
    return [row.job for row in open_ if row.job in first or row.step.root in first]


def has_ended(
    codes: Collection[Exit], steps: Mapping[str, Step], given_up: Collection[str]
) -> bool:
    """Whether a rehearsal came to its end, well or not: then the next one begins anew."""
    if {Exit.INTERRUPTED, Exit.DISK, Exit.PROVIDER} & set(codes):
        return False
    return all(
        step.decision is not Decision.ATTACH or step.handle in given_up for step in steps.values()
    )


def next_of_rehearsal(
    codes: Collection[Exit],
    steps: Mapping[str, Step],
    given_up: Collection[str],
    rehearsal: Rehearsal,
) -> Next:
    """What to do after a rehearsal: go on with it, or do the same for real."""
    if not has_ended(codes, steps, given_up):
        return Next(command=rehearsal.again, why="goes on where this rehearsal stopped")
    return Next(command=rehearsal.real, why=_FOR_REAL.get(worst(codes), "the same for real"))


_FOR_REAL = {
    Exit.FAILED: "the same for real, once you have looked at what failed here",
    Exit.BUDGET: "the same for real; it would stop there, too",
    Exit.UNCLEAR: "the same for real; there a person would have to look what became of it",
    Exit.UNFINISHED: "the same for real; what is left here would be left there, too",
}
