"""`providers`: which services can be spoken to, and what is known of them."""

import json
from collections.abc import Iterable
from typing import Any

import click

from remixbatch import catalog
from remixbatch.commands.console import terminal_width
from remixbatch.errors import Exit
from remixbatch.money import dollars
from remixbatch.profile import Profile
from remixbatch.report.block import verse
from remixbatch.report.text import cells, told

NARROWEST = 20  # columns of a value
SPARED = (
    ("checked",),
    ("checked", "address"),
    ("checked", "address", "key"),
)  # for narrow terminals


def list_profiles(*, as_json: bool) -> Exit:
    found = [catalog.load(name) for name in catalog.names()]
    if as_json:
        click.echo(json.dumps({"version": 1, "profiles": [_data(p) for p in found]}, indent=2))
        return Exit.DONE
    click.echo(_table(found, terminal_width()))
    return Exit.DONE


def _table(profiles: Iterable[Profile], width: int) -> str:
    from tabulate import tabulate  # noqa: PLC0415

    rows = [
        {
            "name": told(p.name),
            "address": told(p.origin),
            "key": p.key_env or "-",
            "price": _price(p),
            "checked": str(p.verified),
            "known": _ended(p),
        }
        for p in profiles
    ]
    for left_out in ((), *SPARED):
        lines = [{name: row[name] for name in row if name not in left_out} for row in rows]
        text = tabulate(lines, "keys", "plain", disable_numparse=True)
        if max(map(cells, text.splitlines())) <= width:
            break
    return text


def show_profile(name: str, *, as_json: bool) -> Exit:
    """Raises ProviderError for a name that is not there."""
    profile = catalog.load(name)
    data = _data(profile)
    if as_json:
        click.echo(json.dumps({"version": 1, **data}, indent=2))
        return Exit.DONE
    label = max(len(key) for key in data) + 2
    room = max(NARROWEST, terminal_width() - label)
    for key, value in data.items():
        if value not in (None, [], {}):
            first, *rest = verse(_shown(value), room)
            click.echo(f"{key.replace('_', ' '):{label}}{first}")
            for line in rest:
                click.echo(f"{'':{label}}{line}")
    return Exit.DONE


def _shown(value: object) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case float():
            return f"{value:g}"
        case list():
            return ", ".join(map(str, value))
        case _:
            return " ".join(str(value).split())  # notes are broken where they fit


def _data(profile: Profile) -> dict[str, Any]:
    return {
        "name": profile.name,
        "title": profile.title,
        "address": profile.origin,
        "key": profile.key_env,
        "free": profile.free,
        "price": _price(profile),
        "price_as_of": _text(profile.price_as_of),
        "source": profile.source_kind,
        "checks_sources": profile.checks_sources,
        "models": list(profile.models),
        "params": sorted(profile.params),
        "prompt_max": profile.prompt_max,
        "in_flight": profile.in_flight,
        "submits_per_minute": profile.submits_per_minute,
        "list": profile.listing is not None,
        "rehearsal": profile.rehearsal,
        "settle": profile.settle,
        "typical": profile.typical,
        "checked": _text(profile.verified),
        "retires": _text(profile.retires),
        "upstream_retired": _text(profile.upstream_retired),
        "notes": profile.notes,
    }


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _price(profile: Profile) -> str:
    if profile.free:
        return "free"
    if profile.per_take is not None:
        return f"${dollars(profile.per_take)} a take"
    return "unknown" if profile.per_second is None else f"${dollars(profile.per_second)} a second"


def _ended(profile: Profile) -> str:
    if profile.retires is not None:
        return f"shut down {profile.retires}"
    return "" if profile.upstream_retired is None else f"model ended {profile.upstream_retired}"
