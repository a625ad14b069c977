"""`init`: a first spec that runs as it is written, and the files around it."""

from importlib.resources import files as package_files
from pathlib import Path

import click

from remixbatch.errors import DiskError, Exit
from remixbatch.files import write_whole

# package file -> where it goes
FILES = {
    "quickstart.yaml": "specs/quickstart.yaml",
    "Makefile": "Makefile",
    "gitattributes": ".gitattributes",
    "gitignore": ".gitignore",
}


def init(folder: Path) -> Exit:
    """Write what is not there; a file that exists is left alone, and said so. Raises DiskError."""
    source = package_files("remixbatch") / "starter"
    for name, target in FILES.items():
        path = folder / target
        if path.exists() or path.is_symlink():
            click.echo(f"  kept     {path}")
            continue
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise DiskError(
                f"{path.parent}: {error.strerror}", hint="Give a folder that can be written."
            ) from None
        write_whole(path, (source / name).read_bytes())
        click.echo(f"  written  {path}")
    there = "" if folder == Path() else f"cd {folder} && "
    click.echo(f"\nNext: {there}remixbatch run specs/quickstart.yaml   (free, local, no key)")
    return Exit.DONE
