"""What the user wrote, typed: the spec language, and every problem in a spec that needs no profile.

A job's own value wins whole over `defaults`, except `params`, which join key by key; `prompt`,
`prompt_file` and `chain` are one slot, so a job that has one of them takes none from `defaults`.
A chain becomes one job a step: each starts from the one before, all other keys go to each, and the
chain's name means its last step wherever a job is named.

Problems are collected, not thrown. What has one is left out of the Spec and named in `broken`, so
that `graph.bind` can look at the rest and the user sees everything at once.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import Any, TypeVar

from remixbatch import scalars
from remixbatch.document import Document, check, label
from remixbatch.entries import JobEntry, ProviderUse, Rename, Source, Spec, ring
from remixbatch.problem import KeyPath, Problem, apart, did_you_mean, nearest, ordered, quoted
from remixbatch.scalars import WrongError

__all__ = ["JobEntry", "ProviderUse", "Rename", "Source", "Spec", "read"]

MOST_JOBS = 100_000
SLOT = ("prompt", "prompt_file", "chain")  # a job has one of them
T = TypeVar("T")


def read(
    document: Document,
    schema: Mapping[str, Any],
    texts: Mapping[str, str | WrongError],
    known: Sequence[Problem] = (),
    spoilt: Collection[KeyPath] = (),
    *,
    most_jobs: int = MOST_JOBS,
) -> tuple[Spec | None, list[Problem]]:
    """What can be read of a spec, and its problems; nothing where there are no jobs to read.

    `texts` holds what the prompt files say, or why one cannot be read. `known` are the problems of
    its variables, and are among those returned; what has one, or is `spoilt` by one, is read no further.
    """
    if _count(document.value.get("jobs")) > most_jobs:
        hint = f"at most {most_jobs:,} jobs, steps of chains counted; make several specs of it"
        place = document.place(("jobs",))
        return None, [Problem("RMB104", place, "too many jobs", hint, path=("jobs",))]
    found = [problem for problem in check(document, schema) if problem.path not in spoilt]
    problems = apart(known, found)
    spec = _Reader(document, texts, problems, spoilt).spec()
    return spec, ordered(problems)


def _count(jobs: Any) -> int:
    """Jobs after expansion, told before it."""
    if not isinstance(jobs, dict):
        return 0
    chains = (job.get("chain") for job in jobs.values() if isinstance(job, dict))
    return len(jobs) + sum(len(chain) - 1 for chain in chains if isinstance(chain, list) and chain)


class _Reader:
    """Reads a spec part by part and notes what is wrong."""

    def __init__(
        self,
        document: Document,
        texts: Mapping[str, str | WrongError],
        problems: list[Problem],
        spoilt: Collection[KeyPath],
    ) -> None:
        self._document, self._texts, self._problems = document, texts, problems
        self._value: Mapping[str, Any] = document.value
        self._at = {problem.path for problem in problems} | set(spoilt)
        self._in = {path[:length] for path in self._at for length in (1, 2)}
        self._broken: set[str] = set()
        self._defaults = self._usable("defaults")
        self._chains = {
            name: [step for one in job["chain"] for step in one]
            for name, job in self._usable("jobs").items()
            if "chain" in job
        }
        self._providers: dict[str, ProviderUse] = {}
        self._lost: frozenset[str] = frozenset()  # providers with problems
        self._usual: str | None = None

    def spec(self) -> Spec | None:
        if self._at & {(), ("jobs",)} or "jobs" not in self._value:
            return None
        self._read_providers()
        self._defaults["params"] = self._params(("defaults",), self._defaults)
        sources = self._each("sources", self._source)
        jobs = [entry for entries in self._each("jobs", self._job).values() for entry in entries]
        jobs += self._rest_of_broken_jobs()
        self._refuse_collisions(jobs)
        budget = self._usable("budget").get("run")
        return Spec(
            file=self._document.file,
            name=self._name(),
            providers=self._providers,
            sources=sources,
            jobs=tuple(jobs),
            budget_run=self._read(("budget", "run"), scalars.money, budget),
            moved=tuple(self._moved({entry.address for entry in jobs})),
            broken=frozenset(self._broken),
            sound=not self._problems,
            places=self._document.places,
            key_places=self._document.key_places,
        )

    # -- what the schema has nothing against

    def _usable(self, key: str) -> dict[str, Any]:
        """The entries of a mapping that are free of problems."""
        if key not in self._value or self._at & {(), (key,)}:
            return {}
        return {name: raw for name, raw in self._value[key].items() if (key, name) not in self._in}

    def _each(self, key: str, make: Callable[[str, Any], T | None]) -> dict[str, T]:
        """What is made of each entry; those with problems are broken."""
        usable = self._usable(key)
        raw = self._value.get(key)
        self._broken.update(set(raw if isinstance(raw, dict) else ()) - usable.keys())
        made = {}
        for name, raw in usable.items():
            before = len(self._problems)
            thing = make(name, raw)
            if thing is None or len(self._problems) > before:
                self._broken.add(name)
            else:
                made[name] = thing
        return made

    def _say(self, code: str, path: KeyPath, message: str, hint: str) -> None:
        text = f"{label(path)}: {message}" if path else message
        place = self._document.place(path)
        self._problems.append(Problem(code, place, text, hint, path=path))

    def _read(self, path: KeyPath, convert: Callable[[Any], T], value: Any) -> T | None:
        """The value converted; None where there is none, or it is wrong and noted."""
        try:
            return None if value is None else convert(value)
        except WrongError as wrong:
            self._say(wrong.code, path, wrong.message, wrong.hint)
            return None

    # -- name, sources, providers

    def _name(self) -> str:
        if "name" in self._value:
            if ("name",) in self._at:
                return ""
            return self._read(("name",), scalars.name, self._value["name"]) or ""
        stem = PurePath(self._document.file).stem
        try:
            return scalars.name(stem)
        except WrongError:
            message = f"the file's name {quoted(stem)} cannot name the campaign"
            self._say(
                "RMB301", (), message, "add `name:` with a name of letters, digits, `_` and `-`"
            )
            return ""

    def _source(self, name: str, raw: Any) -> Source | None:
        path: KeyPath = ("sources", name)
        given = {"id": raw} if isinstance(raw, str) else raw
        kinds = [kind for kind in ("id", "url", "file") if kind in given]
        if len(kinds) != 1:
            found = " and ".join(f"`{kind}`" for kind in kinds) or "none"
            hint = "name the video by `id`, by `url` or by `file`"
            self._say("RMB308", path, f"a source has one of id, url and file, found {found}", hint)
            return None
        at = path if isinstance(raw, str) else (*path, kinds[0])
        id_ = self._read(at, scalars.source_id, given.get("id"))
        url = self._read(at, scalars.source_url, given.get("url"))
        return Source(
            name=name,
            identity=id_ or url,
            id=id_,
            url=url,
            file=given.get("file"),
            seconds=self._read((*path, "seconds"), scalars.seconds, given.get("seconds")),
            size=given.get("size"),
            expires=self._read((*path, "expires"), scalars.moment, given.get("expires")),
            note=given.get("note"),
            place=self._document.place(path),
        )

    def _read_providers(self) -> None:
        """The providers, and the one of jobs that name none."""
        short = self._value.get("provider")
        if "providers" in self._value and short is not None:
            hint = "keep `providers`, and name the usual one as `defaults: {provider: NAME}`"
            self._say("RMB307", ("provider",), "`providers` says who makes the videos", hint)
        if "providers" in self._value:
            self._providers = self._each("providers", self._provider_use)
            self._lost = frozenset(self._broken)
        elif isinstance(short, str) and ("provider",) not in self._at:
            place = self._document.places["provider",]
            self._providers = {short: ProviderUse(name=short, profile=short, place=place)}
        elif not any(nearest(str(path[0]), ("provider", "providers")) for path in self._at if path):
            hint = "add `provider: emulator`, or another: `remixbatch providers` lists them"
            self._say("RMB307", (), "the spec names no provider", hint)
        self._usual = self._defaults.get("provider")
        if self._usual is None and len(self._providers) == 1 and not self._lost:
            self._usual = next(iter(self._providers))

    def _provider_use(self, name: str, raw: Mapping[str, Any]) -> ProviderUse:
        path: KeyPath = ("providers", name)
        limits, price = raw.get("limits", {}), raw.get("price", {})
        if "price" in raw and ("per_second" in price) == ("per_take" in price):
            hint = "write `price: {per_second: 0.30, as_of: 2026-11-23}`, or `per_take`"
            self._say("RMB309", (*path, "price"), "a price is per_second or per_take", hint)
        money = {
            key: self._read((*path, "price", key), scalars.money, price.get(key))
            for key in ("per_second", "per_take")
        }
        return ProviderUse(
            name=name,
            profile=raw["profile"],
            model=raw.get("model"),
            params=self._params(path, raw),
            in_flight=limits.get("in_flight"),
            submits_per_minute=limits.get("submits_per_minute"),
            **money,
            as_of=self._read((*path, "price", "as_of"), scalars.day, price.get("as_of")),
            retires=self._read((*path, "retires"), scalars.day, raw.get("retires")),
            place=self._document.place(path),
        )

    def _params(self, path: KeyPath, raw: Mapping[str, Any]) -> dict[str, Any]:
        """Parameters with their texts read; numbers and booleans as they are."""
        given = raw.get("params", {})
        read = {
            key: self._read((*path, "params", key), scalars.param, value)
            for key, value in given.items()
            if isinstance(value, str)
        }
        return {**given, **read}

    # -- jobs

    def _job(self, name: str, raw: Mapping[str, Any]) -> list[JobEntry] | None:
        """One entry, or one for each step of a chain."""
        path: KeyPath = ("jobs", name)
        self._read(path, scalars.name, name)
        own = self._with_defaults(path, raw)
        parent, provider = self._parent(path, own), self._provider(path, own)
        prompts = self._prompts(path, own)
        at = self._origin(path, "timeout")
        timeout = self._read(at, scalars.duration, own.get("timeout"))
        if parent is None or provider is None:
            return None
        entries = []
        for step, prompt, at in prompts:
            entry = JobEntry(
                address=name if step is None else f"{name}.{step}",
                parent=parent,
                prompt=prompt,
                provider=provider,
                model=own.get("model"),
                params=own["params"],
                needs=tuple(map(self._address, own.get("needs", ()))),
                tags=self._tags(path, own),
                timeout=timeout,
                retry=own.get("retry", {}).get("max", 1),
                on_parent_change=own.get("on_parent_change", "ask"),
                allow_failure=own.get("allow_failure", False),
                lint_ignore=tuple(own.get("lint_ignore", ())),
                place=self._document.key_places[path if step is None else at],
                path=path,
                prompt_path=at,
            )
            entries.append(entry)
            parent = entry.address
        return entries

    def _rest_of_broken_jobs(self) -> list[JobEntry]:
        """What can be read of jobs that the schema is against: the rest of them may have problems, too."""
        wrong = {path[:3] for path in self._at if len(path) > 2 and path[0] == "jobs"}
        entries: list[JobEntry] = []
        for name in sorted({str(path[1]) for path in wrong}):
            raw = self._value["jobs"].get(name)
            if isinstance(raw, dict) and ("jobs", name) not in self._at and "from" in raw:
                rest = {key: v for key, v in raw.items() if ("jobs", name, key) not in wrong}
                if "from" in rest and not rest.keys().isdisjoint(SLOT):
                    entries += self._job(name, rest) or ()
        return entries

    def _with_defaults(self, path: KeyPath, raw: Mapping[str, Any]) -> dict[str, Any]:
        """A job's own values over the defaults."""
        slot_taken = not raw.keys().isdisjoint(SLOT)
        own = {k: v for k, v in self._defaults.items() if not (slot_taken and k in SLOT)}
        params = {**self._defaults["params"], **self._params(path, raw)}
        return {**own, **raw, "params": params}

    def _address(self, name: str) -> str:
        """A chain's name means its last step."""
        return f"{name}.{self._chains[name][-1]}" if name in self._chains else name

    def _parent(self, path: KeyPath, own: Mapping[str, Any]) -> str | None:
        if "from" not in own:
            self._missing(path, "from", "add `from:` with the name of a source or of another job")
            return None
        return self._address(own["from"])

    def _missing(self, path: KeyPath, key: str, hint: str) -> None:
        """Note an absent key, unless the defaults have problems: it may stand there."""
        if ("defaults",) not in self._in:
            place, text = self._document.place(path), f"{label(path)}: `{key}` is missing"
            self._problems.append(Problem("RMB204", place, text, hint, path=(*path, key)))

    def _provider(self, path: KeyPath, own: Mapping[str, Any]) -> str | None:
        name: str | None = own.get("provider", self._usual)
        if name in self._providers or name in self._lost or not self._providers:
            return name if name in self._providers else None
        if name is None:
            hint = "add `defaults: {provider: NAME}`, or `provider:` to each job"
            self._say("RMB307", ("providers",), "jobs name none of them", hint)
            return None
        at = self._origin(path, "provider")
        hint = did_you_mean(name, self._providers, "providers: " + ", ".join(self._providers))
        self._say("RMB307", at, f"there is no provider {quoted(name)}", hint)
        return None

    def _origin(self, path: KeyPath, key: str) -> KeyPath:
        """The path of a job's value: its own, or the one of the defaults."""
        return (*path, key) if (*path, key) in self._document.places else ("defaults", key)

    def _tags(self, path: KeyPath, own: Mapping[str, Any]) -> tuple[str, ...]:
        at = self._origin(path, "tags")
        read = (
            self._read((*at, n), scalars.tag, word) for n, word in enumerate(own.get("tags", ()))
        )
        return tuple(dict.fromkeys(word for word in read if word is not None))

    def _prompts(
        self, path: KeyPath, own: Mapping[str, Any]
    ) -> list[tuple[str | None, str, KeyPath]]:
        """Step, prompt and path of each remix that a job asks for."""
        given = [key for key in SLOT if key in own]
        if not given:
            self._missing(path, "prompt", "say the one change to make (or give a `chain`)")
            return []
        if len(given) > 1:
            message = "a job has one of prompt, prompt_file and chain, found " + " and ".join(given)
            self._say("RMB203", path, message, "keep one of them")
            return []
        at, value = self._origin(path, given[0]), own[given[0]]
        steps: list[tuple[str | None, str | None, KeyPath]] = [(None, value, at)]
        if given[0] == "prompt_file":
            steps = [(None, self._file_text(at, value), at)]
        elif given[0] == "chain":
            pairs = enumerate(pair for one in value for pair in one.items())
            steps = [(step, text, (*at, index, step)) for index, (step, text) in pairs]
        read = ((step, self._read(at, scalars.prompt, text), at) for step, text, at in steps)
        return [(step, prompt, at) for step, prompt, at in read if prompt is not None]

    def _file_text(self, path: KeyPath, name: str) -> str | None:
        place = self._read(path, scalars.prompt_path, name)
        text = None if place is None else self._texts.get(place, scalars.no_prompt_file(place))
        if isinstance(text, WrongError):
            self._say(text.code, path, text.message, text.hint)
            return None
        return text

    def _refuse_collisions(self, jobs: list[JobEntry]) -> None:
        seen: dict[str, JobEntry] = {}
        for entry in jobs:
            other = seen.setdefault(entry.address.casefold(), entry)
            if other is entry:
                continue
            message = f"{quoted(entry.address)} differs from {quoted(other.address)} in case alone"
            if other.address == entry.address:
                message = f"{quoted(entry.address)} stands twice"
            hint = "rename one of them: both would be one file"
            self._problems.append(Problem("RMB302", entry.place, message, hint, path=entry.path))

    def _moved(self, addresses: set[str]) -> Iterator[Rename]:
        """Renames of addresses; the rename of a chain is one of each of its steps."""
        names = addresses | self._value["jobs"].keys()
        raws = [] if ("moved",) in self._at else self._value.get("moved", [])
        sound = [(("moved", i), raw) for i, raw in enumerate(raws) if ("moved", i) not in self._in]
        former = {raw["from"]: raw["to"] for _, raw in sound}
        for path, raw in sound:
            source, target = raw["from"], raw["to"]
            place = self._document.place(path)
            exchanged = ring(source, former)
            if source in names and not (exchanged and names.issuperset(exchanged)):
                hint = "`from` is the name that the job had; `to` is its name now"
                self._say("RMB311", (*path, "from"), f"{quoted(source)} is still a job", hint)
            elif target not in names and target not in former:
                hint = did_you_mean(target, names, "`to` is the job's name now")
                self._say("RMB311", (*path, "to"), f"there is no job {quoted(target)}", hint)
            elif target in self._chains:
                for step in self._chains[target]:
                    yield Rename(source=f"{source}.{step}", target=f"{target}.{step}", place=place)
            else:
                yield Rename(source=source, target=target, place=place)
