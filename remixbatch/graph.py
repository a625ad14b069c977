"""Jobs bound to what they start from and to the profiles that make them.

After `bind` every job has its parent, its typed parameters, its key and a guess of its price, in an
order in which parents come first. Problems that need a profile or another job are found here.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import chain
from typing import Any

from remixbatch.address import base_address, origin_of
from remixbatch.asked import key_of
from remixbatch.document import label
from remixbatch.entries import JobEntry, OnParentChange, ProviderUse, Rename, Source, Spec
from remixbatch.limits import Home
from remixbatch.money import price
from remixbatch.order import cycles, grouped, heights, order
from remixbatch.problem import KeyPath, Level, Place, Problem, did_you_mean, ordered, quoted
from remixbatch.profile import Profile
from remixbatch.take import Take

LOCAL = "emulator:local"  # the origin of local profiles, whatever their port
MOST_HINTS = 20  # words that a nearest one is looked for: each costs a look at every name
SHOWN = 12  # jobs of a cycle that are named


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """A provider bound to its profile. Money in micro-dollars."""

    name: str
    profile: Profile
    origin: str
    model: str | None
    params: Mapping[str, Any]
    in_flight: int
    submits_per_minute: float
    per_second: int | None
    per_take: int | None
    as_of: date | None
    retires: date | None

    @property
    def home(self) -> Home:
        """The service that it speaks to. Several providers may share one."""
        return self.profile.name, self.origin

    @property
    def title(self) -> str:
        """The service as a person is told of it; a local one's port says nothing."""
        return self.profile.name if self.profile.local else f"{self.profile.name} ({self.origin})"

    @property
    def caller(self) -> str:
        """Who speaks to it, as it sees us; a refusal is about that."""
        env = self.profile.key_env
        return "calls without a key" if env is None else f"the key of {env}"

    def price(self, seconds: Decimal | None) -> int | None:
        """Of one take from a video of this length; None: unknown."""
        return 0 if self.profile.free else price(self.per_second, self.per_take, seconds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A job as the engine knows it."""

    address: str
    order: int  # its position in the spec
    parent: str  # name of a source, or address of a job
    source: str | None  # the source's identity; None where the parent is a job
    prompt: str
    provider: str
    profile: str
    origin: str
    model: str | None
    params: Mapping[str, Any]
    key: str
    needs: tuple[str, ...]
    tags: tuple[str, ...]
    timeout: float | None
    retry: int
    on_parent_change: OnParentChange
    allow_failure: bool
    seconds: Decimal | None  # of the source that its lineage begins with
    usd: int | None  # guess for one take, micro-dollars; None: unknown
    height: int  # jobs on the longest path below, itself included
    place: Place


@dataclass(frozen=True, kw_only=True)
class Graph:
    """The jobs of a spec, parents first."""

    name: str
    jobs: Mapping[str, Job]
    children: Mapping[str, tuple[str, ...]]  # of sources too
    dependants: Mapping[str, tuple[str, ...]]  # children, and jobs that need this one
    sources: Mapping[str, Source]
    providers: Mapping[str, Provider]
    budget_run: int | None
    moved: tuple[Rename, ...]

    @cached_property
    def speakers(self) -> Mapping[Home, Provider]:
        """The one provider that is asked for all that was sent to a service, by its first name in the spec."""
        found: dict[Home, Provider] = {}
        for provider in self.providers.values():
            found.setdefault(provider.home, provider)
        return found

    def speaker(self, take: Take) -> Provider | None:
        """The one whose list tells of a take; None: nobody in this spec speaks to its service."""
        return self.speakers.get((take.profile, take.origin))

    def keeper(self, take: Take, job: str) -> Provider | None:
        """The one that looks after a take: its job's, where that is the take's service."""
        own = self.jobs.get(job)
        if own is not None and (own.profile, own.origin) == (take.profile, take.origin):
            return self.providers[own.provider]
        return self.speaker(take)


def bind(
    spec: Spec,
    profiles: Mapping[str, Profile],
    base_url: str | None = None,
    known: Collection[str] | None = None,
) -> tuple[Graph | None, list[Problem]]:
    """The graph of a spec, and the problems found on the way; no graph where one is an error.

    `known` are the names of all profiles there are. Raises ProviderError for a base URL that a key
    must not be sent to.
    """
    origin = None if base_url is None else origin_of(base_address(base_url))
    binder = _Binder(spec)
    providers = dict(binder.providers(profiles, origin, known or profiles))
    binder.check_names()
    entries = binder.order()
    jobs = binder.jobs(entries, providers)
    if binder.problems or not spec.sound:
        return None, ordered(binder.problems)
    binder.note_unused()
    graph = Graph(
        name=spec.name,
        jobs=jobs,
        children=grouped((entry.parent, entry.address) for entry in entries),
        dependants=grouped((above, e.address) for e in entries for above in (e.parent, *e.needs)),
        sources=spec.sources,
        providers=providers,
        budget_run=spec.budget_run,
        moved=spec.moved,
    )
    return graph, binder.problems


def bare(name: str, profiles: Iterable[Profile], base_url: str | None) -> Graph:
    """No jobs, and a provider for each profile: to speak to services about takes that a lock tells of.

    Raises ProviderError for a base URL that a key must not be sent to.
    """
    origin = None if base_url is None else origin_of(base_address(base_url))
    uses = (
        (ProviderUse(name=p.name, profile=p.name, place=Place(file=p.file, line=1, column=1)), p)
        for p in profiles
    )
    return Graph(
        name=name,
        jobs={},
        children={},
        dependants={},
        sources={},
        providers={use.name: _provider(use, profile, origin) for use, profile in uses},
        budget_run=None,
        moved=(),
    )


class _Binder:
    """Binds a spec part by part and notes what is wrong."""

    def __init__(self, spec: Spec) -> None:
        self.problems: list[Problem] = []
        self._spec = spec
        self._entries = {entry.address: entry for entry in spec.jobs}
        self._above: dict[str, list[str]] = {}
        self._hints = MOST_HINTS
        self._meant: dict[tuple[str, str], str] = {}

    def _say(
        self, code: str, at: tuple[KeyPath, Place], message: str, hint: str, *, warn: bool = False
    ) -> None:
        path, place = at
        level: Level = "warning" if warn else "error"
        text = f"{label(path)}: {message}" if path else message
        self.problems.append(Problem(code, place, text, hint, level, path))

    def _nearest(self, word: str, words: Iterable[str], otherwise: str) -> str:
        """A word is looked for once: many jobs may name one source that is gone."""
        if (word, otherwise) not in self._meant:
            self._hints -= 1
            looked = self._hints >= 0
            self._meant[word, otherwise] = (
                did_you_mean(word, words, otherwise) if looked else otherwise
            )
        return self._meant[word, otherwise]

    # -- providers

    def providers(
        self, profiles: Mapping[str, Profile], origin: str | None, known: Collection[str]
    ) -> Iterator[tuple[str, Provider]]:
        for name, use in self._spec.providers.items():
            if use.profile in profiles:
                yield name, _provider(use, profiles[use.profile], origin)
                continue
            hint = self._nearest(use.profile, known, "there are: " + ", ".join(sorted(known)))
            message = f"there is no profile {quoted(use.profile)}"
            self._say("RMB403", self._provider_at(name), message, hint)

    def _provider_at(self, name: str) -> tuple[KeyPath, Place]:
        path: KeyPath = ("providers", name, "profile")
        if path not in self._spec.places:
            path = ("provider",)
        return path, self._spec.places[path]

    # -- names and order

    def check_names(self) -> None:
        for entry in self._spec.jobs:
            name = str(entry.path[-1])
            if name in self._spec.sources:
                line = self._spec.sources[name].place.line
                message = f"{quoted(name)} is a source already, in line {line}"
                hint = "rename one of them: `from` could mean either"
                self._say("RMB302", (entry.path, self._spec.key_places[entry.path]), message, hint)
            if entry.parent not in self._spec.sources:
                self._check_job(entry, entry.parent, self._spec.where(entry, "from"))
            for index, need in enumerate(entry.needs):
                self._check_job(entry, need, self._spec.where(entry, "needs", index))

    def _check_job(self, entry: JobEntry, name: str, at: tuple[KeyPath, Place]) -> None:
        """A job is named here: it must be there, or be left out for its own problems."""
        if name in self._entries or self._spec.broken & {name, name.partition(".")[0]}:
            return
        wanted = "source or job" if name == entry.parent else "job"
        hint = f"name a {wanted} of this spec"
        if name in self._spec.sources:
            hint = "leave it out: a source is there already"
        else:
            sources = self._spec.sources if name == entry.parent else ()
            hint = self._nearest(name, chain(self._entries, sources), hint)
        self._say("RMB401", at, f"there is no {wanted} {quoted(name)}", hint)

    def order(self) -> list[JobEntry]:
        """The jobs, parents and needed jobs first, else as in the spec. Cycles are noted and left out."""
        self._above = {address: self._waits_for(entry) for address, entry in self._entries.items()}
        found, waiting = order(self._above)
        for cycle in cycles(waiting, self._above):
            self._say_cycle(cycle)
        return [self._entries[address] for address in found]

    def _waits_for(self, entry: JobEntry) -> list[str]:
        jobs = () if entry.parent in self._spec.sources else (entry.parent,)
        return [job for job in dict.fromkeys((*jobs, *entry.needs)) if job in self._entries]

    def _say_cycle(self, cycle: list[str]) -> None:
        shown = [*cycle, cycle[0]]
        if len(cycle) > SHOWN:
            half = SHOWN // 2
            shown = [*cycle[:half], f"… {len(cycle) - SHOWN:,} more …", *cycle[-half:], cycle[0]]
        entry = self._entries[cycle[0]]
        message = f"jobs wait for each other: {' → '.join(shown)}"
        hint = "each arrow is a `from` or a `needs`: take one out"
        self._say("RMB402", (entry.path, entry.place), message, hint)

    def note_unused(self) -> None:
        """Sources that nothing starts from: a warning, in a spec without errors."""
        used = {entry.parent for entry in self._spec.jobs}
        for name, source in self._spec.sources.items():
            if name not in used:
                at = (("sources", name), source.place)
                self._say("RMB408", at, "no job starts from it", "remove it, or use it", warn=True)

    # -- jobs

    def jobs(self, entries: list[JobEntry], providers: Mapping[str, Provider]) -> dict[str, Job]:
        """Each job bound, in this order; those with problems are left out."""
        below = heights([entry.address for entry in entries], self._above)
        positions = {entry.address: index for index, entry in enumerate(self._spec.jobs)}
        jobs: dict[str, Job] = {}
        for entry in entries:
            provider = providers.get(entry.provider)
            if provider is None:
                continue
            source, parent = self._spec.sources.get(entry.parent), jobs.get(entry.parent)
            self._check_start(entry, provider, source, parent)
            self._check_prompt(entry, provider.profile)
            model, params = self._model(entry, provider), self._params(entry, provider)
            known = source or parent
            seconds = None if known is None else known.seconds
            jobs[entry.address] = Job(
                address=entry.address,
                order=positions[entry.address],
                parent=entry.parent,
                source=None if source is None else source.identity,
                prompt=entry.prompt,
                provider=provider.name,
                profile=provider.profile.name,
                origin=provider.origin,
                model=model,
                params=params,
                key=key_of(provider.profile.name, model, entry.prompt, params),
                needs=tuple(dict.fromkeys(entry.needs)),
                tags=entry.tags,
                timeout=entry.timeout,
                retry=entry.retry,
                on_parent_change=entry.on_parent_change,
                allow_failure=entry.allow_failure,
                seconds=seconds,
                usd=provider.price(seconds),
                height=below[entry.address],
                place=entry.place,
            )
        return jobs

    def _check_start(
        self, entry: JobEntry, provider: Provider, source: Source | None, parent: Job | None
    ) -> None:
        """What the job starts from must be of the kind, and at the place, that the service takes."""
        profile, at = provider.profile, self._spec.where(entry, "from")
        if source is not None and source.kind == "file":
            message = f"{quoted(source.name)} is a file, and no profile takes one"
            self._say("RMB406", at, message, "upload the video to the service, and name its id")
        elif source is not None and source.kind != profile.source_kind:
            message = f"{quoted(source.name)} has {_a(source.kind)}, {profile.name} starts from {_a(profile.source_kind)}"
            self._say("RMB406", at, message, f"give the source its `{profile.source_kind}`")
        elif (
            source is not None
            and source.id is not None
            and not re.fullmatch(profile.id_pattern, source.id)
        ):
            message = f"{quoted(source.id)} does not look like an id of {profile.name}"
            self._say("RMB308", at, message, "copy the id as the service shows it")
        elif (
            parent is not None and parent.origin != provider.origin and profile.source_kind == "id"
        ):
            message = f"{quoted(parent.address)} is made at {parent.origin}, this job at {provider.origin}, which knows only its own ids"
            self._say("RMB407", at, message, "give both jobs one provider")

    def _check_prompt(self, entry: JobEntry, profile: Profile) -> None:
        most = profile.prompt_max
        if most is not None and len(entry.prompt) > most:
            message = (
                f"the prompt has {len(entry.prompt):,} characters, {profile.name} takes {most:,}"
            )
            at = (entry.prompt_path, self._spec.places[entry.prompt_path])
            self._say("RMB304", at, message, "ask for one change, in a few sentences")

    def _model(self, entry: JobEntry, provider: Provider) -> str | None:
        profile, model = provider.profile, entry.model or provider.model
        if model is None and profile.model_required and len(profile.models) == 1:
            model = profile.models[0]  # nothing to choose: a constant of the service
        at = self._provider_at(provider.name) if model is None else self._spec.where(entry, "model")
        choice = ", ".join(profile.models)
        if model is None:
            if profile.model_required:
                hint = f"add `model:` to the jobs, to `defaults` or under `providers`: {choice}"
                self._say("RMB404", at, f"{profile.name} wants a model named", hint)
        elif not profile.takes_model:
            hint = "leave `model` out"
            self._say("RMB404", at, f"{profile.name} has no choice of model in a remix", hint)
        elif profile.models and model not in profile.models:
            hint = self._nearest(model, profile.models, f"it has: {choice}")
            self._say("RMB404", at, f"{profile.name} has no model {quoted(model)}", hint)
        return model

    def _params(self, entry: JobEntry, provider: Provider) -> dict[str, Any]:
        typed = {}
        for name, value in {**provider.params, **entry.params}.items():
            at = self._spec.where(entry, "params", name)
            param = provider.profile.params.get(name)
            if param is None:
                takes = ", ".join(provider.profile.params) or "none"
                hint = self._nearest(name, provider.profile.params, f"it takes: {takes}")
                self._say(
                    "RMB405", at, f"{provider.profile.name} has no parameter {quoted(name)}", hint
                )
                continue
            try:
                typed[name] = param.typed(value)
            except ValueError as error:
                choice = ", ".join(map(str, param.values)) or f"a value of type {param.type}"
                self._say("RMB405", at, str(error), f"write {choice}")
        return typed


def _a(kind: str) -> str:
    return {"id": "an id", "url": "a url", "file": "a file"}[kind]


def _provider(use: ProviderUse, profile: Profile, origin: str | None) -> Provider:
    """A spec's own figures win over the profile's; a price replaces the profile's whole."""
    priced = use.per_second is not None or use.per_take is not None
    return Provider(
        name=use.name,
        profile=profile,
        origin=LOCAL if profile.local else origin or profile.origin,
        model=use.model,
        params=use.params,
        in_flight=use.in_flight or profile.in_flight,
        submits_per_minute=use.submits_per_minute or profile.submits_per_minute,
        per_second=use.per_second if priced else profile.per_second,
        per_take=use.per_take if priced else profile.per_take,
        as_of=use.as_of if priced else profile.price_as_of,
        retires=use.retires or profile.retires,
    )
