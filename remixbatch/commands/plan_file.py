"""A plan in a file: `plan --out FILE` writes it, `run FILE` does exactly that, or refuses it as stale."""

import os
import shlex
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from remixbatch.commands.campaign import Campaign, with_flags
from remixbatch.commands.choice import chosen
from remixbatch.commands.console import tell
from remixbatch.commands.options import Options
from remixbatch.commands.written import make_folder
from remixbatch.errors import UsageError
from remixbatch.events import stamp
from remixbatch.files import read_bytes, write_whole
from remixbatch.money import dollars
from remixbatch.plan import Plan, plan
from remixbatch.report.next import command
from remixbatch.report.text import cells, pad, plural, told
from remixbatch.saved import KIND, Saved, Shape, kind_of, read, submissions, text
from remixbatch.sources import lengthened
from remixbatch.stale import Move, dearer, done, left, moves
from remixbatch.step import Decision

LIMIT = 1_000_000_000  # bytes
MOST = 20  # moves that are told


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A saved plan that a run obeys."""

    file: Path
    saved: Saved
    spec: Path

    def options(self, given: Options) -> Options:
        """The flags of the call, with those that the plan was made with."""
        shape, folder = self.saved.shape, self.saved.output_dir
        kept = None if folder is None else _found(folder, self.file)
        return replace(
            given,
            planned=True,
            select=shape.select,
            exclude=shape.exclude,
            retry_failed=shape.retry_failed,
            on_parent_change=shape.on_parent_change,
            base_url=given.base_url or self.saved.base_url,
            output_dir=given.output_dir or kept,
        )

    def obey(self, campaign: Campaign, options: Options) -> Options:
        """Let the campaign submit what is in the plan alone; the flags, with what is left of the plan's limits.

        Raises UsageError where it is stale. The lengths of sources that its prices hang on are believed.
        """
        sources = campaign.graph.sources
        lengths = {name: s for name, s in self.saved.seconds.items() if name in sources}
        campaign.graph = lengthened(campaign.graph, lengths)
        try:
            selected = chosen(campaign, options.select, options.exclude)
        except UsageError as error:
            raise self._stale(campaign, [f"  its selection: {error.message}"]) from None
        planned = self.saved.allowances()
        if selected is not None and self.saved.shape.by_status:
            selected |= planned.keys()
        policy = with_flags(
            campaign.policy,
            selected=selected,
            retry_failed=options.retry_failed,
            on_parent_change=options.on_parent_change,
        )
        now = plan(campaign.graph, campaign.holdings, policy)
        made = done(self.saved, campaign.holdings)
        if found := moves(self.saved, campaign.graph, now, made):
            raise self._stale(campaign, _listed(found))
        if made and options.verbosity >= 0:
            of = plural(len(self.saved.submissions), "submission")
            tell(f"{self.file}: {len(made):,} of its {of} {'is' if len(made) == 1 else 'are'} made")
        if selected is not None and self.saved.shape.by_status:  # not what came to that since
            due = {step.job for step in now.of(Decision.SUBMIT)}
            policy = replace(policy, selected=selected - (due - planned.keys()))
        budget, max_new = left(self.saved, made)
        campaign.policy = replace(policy, planned=planned)
        return replace(options, budget=budget, max_new=max_new)

    def check_prices(self, campaign: Campaign, now: Plan) -> None:
        """Once sources were asked for. Raises UsageError where that moved a price that the plan knew."""
        made = done(self.saved, campaign.holdings)
        if found := dearer(self.saved, campaign.graph, now, made):
            raise self._stale(campaign, _listed(found))

    def _stale(self, campaign: Campaign, lines: Sequence[str]) -> UsageError:
        words = (*plan_words(self.saved.shape), "--out", str(self.file))
        return UsageError(
            "\n".join([f"{self.file} is stale; nothing was sent", *lines]),
            hint=f"Plan again: {command('plan', campaign.words, *words)}",
        )


def decided(campaign: Campaign, options: Options, saved: Order | None) -> Options:
    """Let the campaign know what its flags, or a saved plan, say of each job; the flags that are left.

    Raises UsageError where a word means no job, or the plan is stale.
    """
    if saved is not None:
        return saved.obey(campaign, options)
    campaign.policy = with_flags(
        campaign.policy,
        selected=chosen(campaign, options.select, options.exclude),
        retry_failed=options.retry_failed,
        on_parent_change=options.on_parent_change,
    )
    return options


def order(paths: Sequence[Path], options: Options) -> Order | None:
    """The saved plan that a call of `run` names; None where it names specs. Raises UsageError."""
    plans = [path for path in paths if _is_plan(path)]
    if not plans:
        return None
    file = plans[0]
    if len(paths) > 1:
        raise UsageError(
            f"{file} is a saved plan, which is run alone; nothing was sent",
            hint="Run it, then the others.",
        )
    if given := [flag for flag, value in _shaping(options).items() if value]:
        raise UsageError(
            f"{file} is a saved plan, and {' and '.join(given)} would change it; nothing was sent",
            hint=f"Leave {'it' if len(given) == 1 else 'them'} out: flags like that belong to `remixbatch plan SPEC --out FILE`.",
        )
    saved = read(read_bytes(file, LIMIT), str(file))
    spec = _found(saved.spec, file)
    if not spec.exists():
        raise UsageError(
            f"{file}: its spec {told(str(spec))} is not there; nothing was sent",
            hint="A plan finds its spec from the folder it lies in: put it back there, or plan again.",
        )
    return Order(file=file, saved=saved, spec=spec)


def _is_plan(path: Path) -> bool:
    try:
        return kind_of(read_bytes(path, LIMIT)) == KIND
    except UsageError:
        return False  # what opens it as a spec says why


def _shaping(options: Options) -> dict[str, bool]:
    return {
        "--select": bool(options.select),
        "--exclude": bool(options.exclude),
        "--retry-failed": options.retry_failed,
        "--on-parent-change": options.on_parent_change is not None,
        "--budget": options.budget is not None,
        "--max-new": options.max_new is not None,
        "--locked": options.locked,
    }


def plan_words(shape: Shape) -> tuple[str, ...]:
    """The flags that make such a plan."""
    words = [word for each in shape.select for word in ("--select", each)]
    words += [word for each in shape.exclude for word in ("--exclude", each)]
    words += ["--retry-failed"] if shape.retry_failed else []
    if shape.on_parent_change is not None:
        words += ["--on-parent-change", shape.on_parent_change]
    if shape.budget is not None:
        words += ["--budget", dollars(shape.budget)]
    if shape.max_new is not None:
        words += ["--max-new", str(shape.max_new)]
    return tuple(words)


def _listed(found: Sequence[Move]) -> list[str]:
    shown = found[:MOST]
    most = max(cells(move.job) for move in shown)
    lines = [f"  {move.mark} {pad(move.job, most)}  {told(move.what)}" for move in shown]
    more = len(found) - MOST
    return [*lines, f"  and {more:,} more"] if more > 0 else lines


# -- writing one -------------------------------------------------------------------------------------


def check_target(file: Path) -> None:
    """Raises UsageError where something else than a saved plan would be overwritten."""
    if (file.exists() or file.is_symlink()) and not _is_plan(file):
        raise UsageError(
            f"{file} is there and is no saved plan; it is left as it is",
            hint="Give --out another name.",
        )


def write_plan(file: Path, campaign: Campaign, made: Plan, options: Options, at: float) -> None:
    """Save a plan, and say how to run it. Raises DiskError."""
    spec, folder, sources = campaign.loaded.path, campaign.output_dir, campaign.graph.sources
    saved = Saved(
        spec=_kept(spec, file, spec),
        made=stamp(at),
        shape=Shape(
            select=tuple(options.select),
            exclude=tuple(options.exclude),
            retry_failed=options.retry_failed,
            on_parent_change=options.on_parent_change,
            budget=options.budget,
            max_new=options.max_new,
        ),
        base_url=options.base_url,
        output_dir=None if folder is None else _kept(folder, file, spec),
        seconds={name: s.seconds for name, s in sources.items() if s.seconds_told and s.seconds},
        submissions=submissions(campaign.graph, made),
    )
    make_folder(file.parent)
    write_whole(file, text(saved).encode())
    told_of = command("run", shlex.quote(str(file)), *([] if options.lint else ["--no-lint"]))
    tell(
        f"saved   {file}\nnext    {told_of}\n        (does exactly this, or refuses if anything moved)"
    )


def _kept(path: Path, file: Path, spec: Path) -> str:
    """A path as a plan file keeps it: from its own folder where both lie in the spec's checkout, which may
    be moved or cloned elsewhere; absolute where not, since the file alone may be moved then.
    """
    checkout, folder, path = _checkout(spec.resolve()), file.parent.resolve(), path.resolve()
    if path.is_relative_to(checkout) and folder.is_relative_to(checkout):
        return Path(os.path.relpath(path, folder)).as_posix()
    return str(path)


def _checkout(spec: Path) -> Path:
    """The folder of its repository; without one, the current folder."""
    return next((each for each in spec.parents if (each / ".git").exists()), Path.cwd().resolve())


def _found(kept: str, file: Path) -> Path:
    path = Path(kept)
    return path if path.is_absolute() else Path(os.path.relpath(file.parent / path))
