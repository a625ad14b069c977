"""The local server that speaks the services' API and needs no key.

Real HTTP, real H.264 files, jobs that take a few seconds and survive a restart. A leaf: it imports nothing
of the runner, which knows it by its address alone.
"""

from remixbatch.emulator.options import EmulatorError, Options
from remixbatch.emulator.server import serve

__all__ = ["EmulatorError", "Options", "serve"]
