"""`schema`: what an editor or another tool checks against."""

import json

import click

from remixbatch.commands.loaded import schema as load_schema
from remixbatch.errors import Exit


def schema(name: str) -> Exit:
    click.echo(json.dumps(load_schema(name), indent=2, ensure_ascii=False))
    return Exit.DONE
