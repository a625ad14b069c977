"""`python -m remixbatch.emulator`: the emulator as a process of its own."""

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from remixbatch.emulator import studio
from remixbatch.emulator.faults import Plan
from remixbatch.emulator.options import DIALECTS, EmulatorError, Options
from remixbatch.emulator.server import serve

KEY = "REMIXBATCH_EMULATOR_KEY"
SOURCES = """\
Any well-formed id that was not made here is a finished source of eight
seconds; its scene is the one that the id names (beach, city, forest), else one
by chance of the id. Ids that begin with absent- do not exist, those that begin
with unfinished- are never completed, those that begin with expired- have lost
their file.

GET /emulator/books lists every submission that was accepted, and under `posts`
every one that came, with the faults that befell it, whether it was booked
(paid for) and whether its answer was whole. GET /emulator/posts lists those
by the page: `next`, where there is more, goes into ?after=.

Examples:
  remixbatch emulate --port 8765
  remixbatch emulate --dialect toapis --port 8765 --key any --speed 10
  remixbatch emulate --faults faults.yaml
"""


def parser(prog: str) -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(
        prog=prog,
        description="A local server that speaks the API of a video remix service and needs no key.",
        epilog=f"{studio.__doc__}\n{SOURCES}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    plain = Options()
    made.add_argument("--dialect", choices=DIALECTS, default=plain.dialect)
    made.add_argument("--port", type=int, default=plain.port, help="0: any free one (default)")
    made.add_argument(
        "--state", type=Path, default=plain.state, metavar="DIR", help="where the books are kept"
    )
    made.add_argument("--seed", type=int, default=plain.seed, help="of the jobs' durations")
    made.add_argument(
        "--speed", type=float, default=plain.speed, help="1: a job takes 3 to 7 seconds"
    )
    made.add_argument(
        "--key", default=os.environ.get(KEY) or None, help=f"ask for this key (or {KEY})"
    )
    made.add_argument(
        "--in-flight",
        type=int,
        default=plain.in_flight,
        metavar="N",
        help="unfinished jobs at a time",
    )
    made.add_argument("--submits-per-minute", type=int, metavar="N")
    made.add_argument(
        "--retention", type=float, default=plain.retention, metavar="SECONDS", help="life of a file"
    )
    made.add_argument(
        "--answer-delay",
        type=float,
        default=plain.answer_delay,
        metavar="SECONDS",
        help="from booking to answer",
    )
    made.add_argument(
        "--faults", type=Path, metavar="FILE", help="a plan of faults to have on purpose"
    )
    made.add_argument(
        "--honour-keys", action="store_true", help="make nothing new under an idempotency key again"
    )
    made.add_argument(
        "--key-header",
        action="append",
        dest="key_headers",
        default=list(plain.key_headers),
        metavar="NAME",
        help=f"another header of such keys, beside {' and '.join(plain.key_headers)}",
    )
    made.add_argument(
        "--die-with-parent", action="store_true", help="end when the parent or stdin does"
    )
    made.add_argument("--verbose", action="store_true", help="log requests on stderr")
    return made


def plan_in(path: Path) -> Plan:
    """The plan in a file that another program has checked, in JSON. Raises EmulatorError."""
    try:
        return Plan.read(json.loads(path.read_bytes()))
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise EmulatorError(
            f"{path}: no plan of faults can be read there: {error}",
            hint="Here it must be JSON; `remixbatch emulate --faults FILE` reads YAML, and says what is wrong.",
        ) from None


def main(
    arguments: Sequence[str] | None = None,
    *,
    prog: str = "python -m remixbatch.emulator",
    read: Callable[[Path], Plan] = plan_in,
) -> int:
    """`read`: reads a plan of faults, for a caller that can say more of what is wrong in one."""
    asked = vars(parser(prog).parse_args(arguments))
    try:
        plan = Plan() if asked["faults"] is None else read(asked["faults"])
        serve(Options(**asked | {"faults": plan}))
    except EmulatorError as error:
        print(f"error: {error.message}\n  {error.hint}", file=sys.stderr)  # noqa: T201 - no console yet
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
