"""`doctor --show-origin`: every setting that is in force, its value, and where it comes from."""

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.request import getproxies

import click

from remixbatch import catalog
from remixbatch.commands.console import colored, terminal_width
from remixbatch.commands.loaded import Loaded, load
from remixbatch.commands.preferences import preferences
from remixbatch.commands.services import config_folder
from remixbatch.commands.surroundings import named_folders, terminal
from remixbatch.errors import Exit, ProviderError
from remixbatch.graph import Provider
from remixbatch.keys import place_of
from remixbatch.money import dollars
from remixbatch.preferences import FILE, MAX_CHAIN, Preferences
from remixbatch.probe import without_credentials
from remixbatch.problem import KeyPath
from remixbatch.report.data import to_json
from remixbatch.report.text import paint, told, wrap
from remixbatch.route import authorities

LONG = 4000  # characters of foreign text: paths are shown whole
VARIABLES = ("REMIXBATCH_PROFILES", "NO_COLOR", "FORCE_COLOR", "TERM", "COLUMNS")
NETWORK = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")
AUTHORITIES = ("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE")


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """`value` is None where nothing is set."""

    section: str
    name: str
    value: str | None
    origin: str


def settings(
    paths: Sequence[Path], *, base_url: str | None, output_dir: Path | None, as_json: bool
) -> Exit:
    """Raises SpecError, UsageError, ProviderError for a spec that cannot be opened."""
    loaded = [load(path, base_url) for path in paths]
    found = [
        *_program(base_url, output_dir, os.environ),
        *_profiles(),
        *(setting for each in loaded for setting in _of_spec(each, output_dir)),
    ]
    if as_json:
        rows = [asdict(setting) for setting in found]
        click.echo(to_json({"version": 1, "kind": "settings", "settings": rows}))
    else:
        click.echo(_text(found, width=terminal_width(), color=colored(sys.stdout)))
    return Exit.DONE


# -- the program -------------------------------------------------------------------------------------


def _program(
    base_url: str | None, output_dir: Path | None, environ: Mapping[str, str]
) -> Iterator[Setting]:
    def setting(name: str, value: str | None, origin: str) -> Setting:
        return Setting(section="program", name=name, value=value, origin=origin)

    yield setting("base-url", *_base_url(base_url, environ))
    yield setting("output-dir", *_output_dir(output_dir))
    yield setting("configuration", str(config_folder()), "the user's own folder on this system")
    for name in VARIABLES:
        yield setting(name, environ.get(name), _by_environment(name, environ))
    shown = terminal()
    yield setting("colour", "yes" if shown.color else "no", shown.color_by)
    yield setting("width", str(shown.width), shown.width_by)
    for name in NETWORK:
        given = next((each for each in (name.lower(), name) if environ.get(each)), name)
        value = environ.get(given)
        shown_value = None if value is None else without_credentials(value)
        yield setting(name, shown_value, _by_environment(given, environ))
    for scheme, proxy in sorted(getproxies().items()):
        if scheme in ("http", "https", "all"):
            yield setting(
                f"proxy for {scheme}", without_credentials(proxy), "environment or system"
            )
    yield setting("authorities", *_authorities(environ))


def _authorities(environ: Mapping[str, str]) -> tuple[str, str]:
    by = next((name for name in AUTHORITIES if environ.get(name)), None)
    try:
        return authorities(), f"environment: {by}" if by else "default: certifi"
    except ProviderError as error:
        return environ.get(by or "", ""), error.message


def _base_url(url: str | None, environ: Mapping[str, str]) -> tuple[str | None, str]:
    if url is None:
        return None, "not set: each profile's own address"
    name = "REMIXBATCH_BASE_URL"
    return without_credentials(url), (
        f"environment: {name}" if environ.get(name) == url else "flag: --base-url"
    )


def _output_dir(folder: Path | None) -> tuple[str, str]:
    return ("output", "default") if folder is None else (str(folder), "flag: --output-dir")


def _by_environment(name: str, environ: Mapping[str, str]) -> str:
    return f"environment: {name}" if name in environ else "not set"


# -- profiles ----------------------------------------------------------------------------------------


def _profiles() -> Iterator[Setting]:
    for name, files in sorted(catalog.places().items()):
        for index, file in enumerate(files):
            origin = _folder_of(str(file))
            shadow = f"{origin}; in the shadow of {files[0]}"
            yield Setting(
                section="profiles", name=name, value=str(file), origin=shadow if index else origin
            )


def _folder_of(file: str) -> str:
    words = ["the package", *("environment: REMIXBATCH_PROFILES" for _ in named_folders())]
    for folder, word in zip(catalog.folders(), [*words, "the user's configuration"], strict=True):
        if Path(file).parent == Path(str(folder)):
            return word
    return "unknown"


# -- a spec ------------------------------------------------------------------------------------------


def _of_spec(loaded: Loaded, output_dir: Path | None) -> Iterator[Setting]:
    graph, section = loaded.graph, str(loaded.path)

    def setting(name: str, value: object, origin: str) -> Setting:
        text = None if value is None else str(value)
        return Setting(section=section, name=name, value=text, origin=origin)

    yield setting("name", graph.name, _at(loaded, ("name",)) or "default: the file's name")
    budget = graph.budget_run
    yield setting(
        "budget.run",
        None if budget is None else f"${dollars(budget)}",
        _at(loaded, ("budget", "run")) or "not set",
    )
    folder = output_dir or Path("output")
    yield setting("output", folder / graph.name, f"{_output_dir(output_dir)[1]}, and the name")
    yield setting("lock", loaded.home.lock, "beside the spec")
    yield setting("journal", loaded.home.journal, "beside the spec")
    for name, told_as, origin in _of_lint(preferences(loaded.path.parent)):
        yield setting(name, told_as, origin)
    for provider in graph.providers.values():
        for name, value, origin in _of_provider(loaded, provider):
            yield setting(f"{provider.name}.{name}", value, origin)


DEFAULTS = {
    "select": "all rules",
    "ignore": "none",
    "strict": "false",
    "severity": "as `remixbatch rule` says",
    "max_words": "80",
    "max_chain": str(MAX_CHAIN),
    "words": "none but the lint's own",
}


def _of_lint(prefs: Preferences) -> Iterator[tuple[str, str | None, str]]:
    yield "lint", prefs.file, f"the nearest {FILE}" if prefs.file else f"no {FILE} up to the top"
    for name, default in DEFAULTS.items():
        value, origin = prefs.told.get(name, (default, "default"))
        yield f"lint.{name}", value, origin


def _of_provider(loaded: Loaded, provider: Provider) -> Iterator[tuple[str, object, str]]:
    profile = provider.profile
    base: KeyPath = ("providers", provider.name)

    def origin(*keys: str) -> str:
        return _at(loaded, (*base, *keys)) or profile.file

    yield (
        "profile",
        profile.name,
        _at(loaded, (*base, "profile")) or _at(loaded, ("provider",)) or "",
    )
    replaced = loaded.base_url is not None
    by = _base_url(loaded.base_url, os.environ)[1] if replaced else profile.file
    own = "its own, on a free port" if profile.local else profile.origin
    yield "address", without_credentials(loaded.base_url or own), by
    if profile.key_env is not None:
        place = place_of(profile.key_env, os.environ, config_folder())[0]
        yield "key", "present" if place else None, place or f"not set: {profile.key_env}"
    if provider.model is not None:
        yield "model", provider.model, origin("model")
    yield "in_flight", provider.in_flight, origin("limits", "in_flight")
    rate = f"{provider.submits_per_minute:g}"
    yield "submits_per_minute", rate, origin("limits", "submits_per_minute")
    yield from _price(provider, origin("price"))
    if provider.retires is not None:
        yield "retires", provider.retires, origin("retires")


def _price(provider: Provider, origin: str) -> Iterator[tuple[str, object, str]]:
    if provider.profile.free:
        yield "price", "free", provider.profile.file
        return
    for name, amount in (("take", provider.per_take), ("second", provider.per_second)):
        if amount is not None:
            as_of = f", as of {provider.as_of}" if provider.as_of else ""
            yield "price", f"${dollars(amount)} a {name}{as_of}", origin
            return
    yield "price", None, "not set"


def _at(loaded: Loaded, path: KeyPath) -> str | None:
    """Where a spec says it, `file:line`; None where it does not."""
    if path not in loaded.spec.places:
        return None
    place = loaded.spec.places[path]
    return f"{place.file}:{place.line}"


# -- on a screen -------------------------------------------------------------------------------------


def _text(found: Sequence[Setting], *, width: int, color: bool) -> str:
    names = max(len(told(setting.name)) for setting in found)
    lines: list[str] = []
    section = None
    for each in found:
        if each.section != section:
            section = each.section
            lines += ["", paint(told(section, LONG), "bold", color=color)]
        value = "-" if each.value is None else told(each.value, LONG)
        name = f"  {told(each.name):{names}}  "
        first, *rest = _beside(value, f"({told(each.origin, LONG)})", width - names - 4)
        lines += [f"{name}{first}", *(f"{'':{names + 4}}{line}" for line in rest)]
    return "\n".join(lines[1:])


def _beside(value: str, origin: str, room: int) -> list[str]:
    """A value and its origin, on one line where they fit."""
    if len(value) + len(origin) + 2 <= room:
        return [f"{value}  {origin}"]
    return [value, *wrap(origin, max(30, room))]
