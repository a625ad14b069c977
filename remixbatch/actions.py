"""What the engine asks of a driver. Delays are data: `not_before` is the earliest time to act."""

from collections.abc import Mapping
from dataclasses import dataclass

from remixbatch.events import Intent
from remixbatch.take import Take


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    not_before: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech(Action):
    """Something is said to a service, which was opened before."""

    provider: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Connect(Speech):
    """Open a connection for a POST of this job, send nothing. Ends in Connected or Unreachable, or in Belied.

    A submission that is sent again has its own name here, which no job can have. `parent`: what it is to start from.
    `hearsay`: the take of that id, where a lock alone tells of it: what the service has there is to be looked at before.
    """

    job: str
    parent: str | None = None
    hearsay: Take | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Send(Speech):
    """The intent is durable: send it on the open connection. Ends in one of the answers to a POST."""

    intent: Intent
    connection: str  # the `job` that it was opened for


@dataclass(frozen=True, slots=True, kw_only=True)
class Hang(Action):
    """Close the job's open connection, nothing having been sent. Ends in nothing."""

    job: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Look(Speech):
    """Ask the service how the take stands. Ends in Looked, LookFailed, Completed, Failed, Refused or Gone."""

    uid: str
    id: str
    links: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch(Speech):
    """Get the finished video's file. Ends in Fetched, FetchFailed or Gone.

    Where `sha256` is given the file was here before and is to be that one again: Restored or FetchFailed.
    """

    uid: str
    id: str
    links: Mapping[str, str]
    file: str
    sha256: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey(Speech):
    """Ask the service what it made since then. Ends in Listed or Unlisted.

    `since`: by the service's clock; None: as far back as it tells in one answer.
    """

    since: float | None
