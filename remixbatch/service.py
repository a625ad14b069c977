"""A service: one profile spoken over HTTP, its answers as events.

Nothing here decides and nothing is repeated: one call, one exchange, one event. The key goes to the
service's own origin and nowhere else; addresses that answers or locks hold are resolved on it.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from typing import Literal
from urllib.parse import urlencode

from urllib3.response import BaseHTTPResponse

from remixbatch import __version__
from remixbatch import events as e
from remixbatch.address import bare, base_address, joined, may_fetch, origin_of, path_on
from remixbatch.answers import WAIT_HEADERS, Described, Posted, Reader, Seen, Standing
from remixbatch.connection import (
    BODY_LIMIT,
    PAGE_LIMIT,
    Call,
    Connection,
    Getter,
    NoReply,
    Watch,
    chunks,
    dial,
    headers_of,
)
from remixbatch.errors import ProviderError
from remixbatch.inventory import Incomplete, Inventory
from remixbatch.keys import find_key
from remixbatch.pacing import time_left
from remixbatch.profile import Profile
from remixbatch.redact import Redactor
from remixbatch.reply import ID_LIMIT, Reply, Unreadable, age_of, date_of, wait_of
from remixbatch.request import request_of
from remixbatch.result import STALE, NoResult, Result, last_modified, read_head, strong_etag
from remixbatch.route import authorities, proxy_of
from remixbatch.template import fill_path

__all__ = ["Service", "Unreached", "find_key"]

LATE = "no whole answer before the deadline"
REDIRECTS = 3
ASKED = 3  # times, for the time: some servers do not tell it
CLOCK_WITHIN = 3.0  # seconds that a submission waits for the time
PROMPT = 20.0  # seconds; a slower answer says too little about the service's clock
_URL, _FILE = ("https://", "http://"), "sha256:"
_NO_ID = (*_URL, _FILE)  # how the names of sources begin that no service gave
NO_LIST = frozenset({400, 401, 402, 403, 404, 405, 410, 501})  # asking again will not help
FRESH = {"Cache-Control": "no-cache"}  # what a cache keeps was true once
PLAIN = {"User-Agent": f"remixbatch/{__version__}", "Accept-Encoding": "identity"}


class Unreached(Exception):  # noqa: N818 - no error: the run goes on
    """No connection, so nothing was sent."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Service:
    def __init__(
        self,
        profile: Profile,
        base_url: str,
        key: str | None,
        clock: Callable[[], float],
        watch: Watch,
        *,
        account: str | None = None,
    ) -> None:
        """`account`: what tells this address and key from others, and neither to anybody."""
        self.profile = profile
        self.clock = clock
        self.account = account
        self.redactor = Redactor([key])
        self._clock_asked = 0
        self.ahead: float | None = None  # seconds its clock is before ours, by its latest answer
        self._base = base_address(base_url)
        self._watch = watch
        self._getter = Getter()
        self._reader = Reader(profile=profile, base=self._base, redactor=self.redactor)
        self._headers = {**PLAIN, "Accept": "application/json", **profile.headers}
        if profile.auth is not None and key is not None:
            self._headers[profile.auth.header] = profile.auth.prefix + key
        # Unusable ones are told now, not at the first call.
        proxy_of(self._base)
        authorities()

    def close(self) -> None:
        """Give back the kept connections."""
        self._getter.close()

    # -- the POST ------------------------------------------------------------------------------------

    def connect(self) -> Connection:
        """Open a connection for one POST. Nothing of HTTP is sent to the service."""
        with self._watch.within(self.clock() + self.profile.total_deadline) as call:
            try:
                return dial(self._base, self.profile.connect_deadline)
            except NoReply as broken:
                raise Unreached(self._reason(broken, call)) from None

    def locate(self, parent: str) -> str | None:
        """The address to send for a parent, asked for now: it may be signed, and is for the POST alone.

        None where what the parent is called is sent itself, or no address is to be had.
        """
        if self.profile.source_kind == "id" or parent.startswith(_NO_ID):
            return None
        seen = self.look("", parent, {})
        return seen.links.get("result") if isinstance(seen, e.Completed) else None

    def send(self, connection: Connection, intent: e.Intent, address: str | None = None) -> Posted:
        """One POST, never repeated. Whatever goes wrong on the way is an answer, too.

        `address`: what `locate` said of the parent, if the intent was recorded with it.
        """
        try:
            source = self._source(intent, address)
            if intent.model is None and self.profile.model_required:
                raise self._unsent(intent, "model", "this service needs a model")
            target, body, headers = request_of(
                intent, source, self.profile, self._base, self._headers
            )
            begun = self.clock()
            deadline = self._deadline(intent, begun)
        except _Unsent as unsent:
            connection.close()
            return unsent.event
        with self._watch.within(deadline) as call:
            try:
                reply = connection.post(target, body, headers, self.profile.read_deadline)
                self._note_clock(reply.headers, begun)
            except NoReply as broken:
                return self._unanswered(intent.uid, broken, call)
        event = self._reader.posted(intent, reply, self.clock(), source)
        if isinstance(event, e.Unclear) and call.overdue:  # what looked like the end was our doing
            return replace(event, reason=LATE)
        return event

    def _deadline(self, intent: e.Intent, now: float) -> float:
        """When its answer must be there. Raises _Unsent where the process stood still for so long that nothing is to be sent any more."""
        left = time_left(intent.at, now, self.profile.total_deadline)
        if left <= 0:
            raise self._unsent(intent, "late", "the process stood still meanwhile", later=True)
        return now + left

    def _source(self, intent: e.Intent, address: str | None) -> str:
        """What the request names as its source: of a parent the address that the intent tells of, else its present one."""
        parent = intent.parent
        if self.profile.source_kind == "id":
            if not self._reader.is_id(parent):
                raise self._unsent(intent, "source", f"{parent[:80]!r} cannot be an id here")
            return parent
        if parent.startswith(_URL):
            return parent
        if parent.startswith(_FILE):
            raise self._unsent(intent, "source", "this service takes addresses, no files")
        if address is not None and intent.address is not None and bare(address) == intent.address:
            return address
        seen = self.look(intent.uid, parent, {})
        match seen:
            case e.Completed(links={"result": str(address)}):
                return address
            case e.Looked():
                raise self._unsent(intent, "source", "the parent is not finished", later=True)
            case e.LookFailed(reason=reason):
                raise self._unsent(intent, "source", f"the parent: {reason}", later=True)
            case _:
                raise self._unsent(intent, "source", "the parent has no address any more")

    def _unsent(
        self, intent: e.Intent, code: str, reason: str, *, later: bool = False
    ) -> "_Unsent":
        at, uid, message = self.clock(), intent.uid, self.redactor.clean(f"not sent: {reason}")
        if later:
            deferred = e.Deferred(
                at=at, uid=uid, scope="later", wait=None, code=code, message=message
            )
            return _Unsent(deferred)
        return _Unsent(e.Rejected(at=at, uid=uid, code=code, message=message))

    def _unanswered(self, uid: str, broken: NoReply, call: Call) -> e.Unclear | e.Deferred:
        reason, at = self._reason(broken, call), self.clock()
        if broken.sent:
            return e.Unclear(at=at, uid=uid, reason=reason)
        return e.Deferred(at=at, uid=uid, scope="later", wait=None, code="not_sent", message=reason)

    # -- looks ---------------------------------------------------------------------------------------

    def look(self, uid: str, id_: str, links: Mapping[str, str]) -> Seen:
        """How a video stands."""
        look, result = self.profile.look, self.profile.result
        try:
            reply = self._get(self._address(look.path, look.link, id_, links))
            seen = self._reader.looked(uid, links, reply, self.clock())
            if isinstance(seen, e.Completed) and result.kind == "second":
                reply = self._get(self._address(result.path, result.link, id_, links))
                seen = self._reader.second(seen, reply)
        except NoReply as broken:
            kind: Literal["silent", "odd"] = "silent" if broken.sent else "odd"
            return e.LookFailed(at=self.clock(), uid=uid, kind=kind, reason=broken.reason)
        return seen

    def describe(self, id_: str) -> Described:
        """What the service tells of an id. Raises ProviderError."""
        if not self._reader.is_id(id_):
            raise ProviderError(
                f"{self.redactor.clean(id_, 80)!r} cannot be an id; nothing was changed",
                hint=f"an id is up to {ID_LIMIT:,} printable characters, and no key: copy it as the service shows it",
            )
        try:
            reply = self._get(self._address(self.profile.look.path, None, id_, {}))
            if 200 <= reply.status < 300:
                return self._reader.described(id_, reply)
            reason, hint = self._reader.http_error(reply), "check the id"
            if self.profile.key_env is not None:
                hint += f", and that the key of {self.profile.key_env} is of the account that made the video"
        except Unreadable as odd:
            reason = self.redactor.clean(str(odd))
            hint = "check the address: it may be another server's"
        except NoReply as broken:
            reason, hint = broken.reason, "check the address and the network, then say it again"
        raise ProviderError(
            f"{self.profile.name} at {self._base} tells nothing of {id_!r}: {reason}; nothing was changed",
            hint=hint,
        )

    def standing(self, id_: str, within: float) -> Standing:
        """How a source stands. Never raises: an answer that does not come is an answer, too."""
        try:
            reply = self._get(self._address(self.profile.look.path, None, id_, {}), within)
        except NoReply as broken:
            cut = not broken.late
            return Standing(verdict="untold", reason=broken.reason, heard=False, cut=cut)
        return self._reader.standing(reply)

    def _address(
        self, path: str | None, link: str | None, id_: str, links: Mapping[str, str]
    ) -> str:
        """Where to ask about an id: a link of its own answer, else the profile's path."""
        given = links.get(link) if link is not None else None
        if given is not None:
            kept = path_on(self._base, given)
            if kept is None:
                raise NoReply("its recorded address is not on the service's origin", sent=False)
            return origin_of(self._base) + kept
        if path is None:
            raise NoReply(
                "the address to ask is unknown, and this service gives it once", sent=False
            )
        if not self._reader.is_id(id_):
            raise NoReply(f"{id_[:80]!r} cannot be an id here", sent=False)
        return self._base + fill_path(path, {"id": id_})

    # -- the list ------------------------------------------------------------------------------------

    def survey(
        self,
        provider: str,
        since: float | None,
        within: float = math.inf,
    ) -> e.Listed | e.Unlisted:
        """What it made since then (by its own clock), whole or not at all. Never raises.

        `within`: seconds for each page.
        """
        begun = self.clock()
        try:
            sightings = self._listed(since, within)
        except Incomplete as broken:
            reason = self.redactor.clean(broken.reason)
            return e.Unlisted(at=begun, provider=provider, reason=reason, final=broken.final)
        return e.Listed(
            at=begun,
            provider=provider,
            ahead=self.ahead,
            sightings=sightings,
            since=since,
            account=self.account,
        )

    def _listed(self, since: float | None, within: float) -> list[e.Sighting]:
        listing = self.profile.listing
        if listing is None:
            raise Incomplete("the service has no list")
        inventory = Inventory(listing, since, self._reader.is_id, self._reader.is_error)
        while True:
            query = urlencode(inventory.query)
            url = self._base + listing.path + (f"?{query}" if query else "")
            try:
                reply = self._get(url, within, PAGE_LIMIT)
            except NoReply as broken:
                raise Incomplete(broken.reason, final=False) from None
            if not 200 <= reply.status < 300:
                final = reply.status in NO_LIST
                raise Incomplete(self._reader.http_error(reply), final=final)
            if age := age_of(reply.headers):  # what was made since then is not in it
                raise Incomplete(f"a cache answered, with a list {age:,} s old", final=False)
            if inventory.add(reply):
                return inventory.sightings

    def learn_clock(self) -> None:
        """Before a submission: know by how much its clock differs from ours, if its list may be asked later."""
        listing = self.profile.listing
        if self.ahead is None and listing is not None and self._clock_asked < ASKED:
            self._clock_asked += 1
            with suppress(NoReply):  # a submission does not wait for long, or at all, for the time
                self._get(self._base + listing.path, CLOCK_WITHIN, PAGE_LIMIT)

    def _note_clock(self, headers: Mapping[str, str], begun: float) -> None:
        """What its answer says of its clock, taken for the middle of the exchange."""
        date, now = date_of(headers), self.clock()
        if date is not None and now - begun <= PROMPT and not age_of(headers):
            self.ahead = date - (begun + now) / 2

    def _get(self, url: str, within: float = math.inf, limit: int = BODY_LIMIT) -> Reply:
        profile, begun = self.profile, self.clock()
        with self._watch.within(self.clock() + min(profile.total_deadline, within)) as call:
            try:
                headers = {**FRESH, **self._headers}
                reply = self._getter.get(
                    url, headers, profile.connect_deadline, profile.read_deadline, limit
                )
            except NoReply as broken:
                late = broken.late or call.overdue
                raise NoReply(self._reason(broken, call), late=late) from None
            if call.overdue:
                raise NoReply(LATE, late=True)
            self._note_clock(reply.headers, begun)
            return reply

    def _reason(self, broken: NoReply, call: Call) -> str:
        if call.overdue:
            return LATE
        return self.redactor.clean(broken.reason)

    # -- results -------------------------------------------------------------------------------------

    @contextmanager
    def open_result(
        self, id_: str, links: Mapping[str, str], offset: int = 0, etag: str | None = None
    ) -> Iterator[Result]:
        """The bytes of a finished video. Raises NoResult.

        A kept address may have run out: then a fresh one is asked for, once.
        """
        deadline = self.clock() + self.profile.download_deadline
        with self._watch.within(deadline) as call, ExitStack() as opened:
            kept = links.get("result") if self.profile.result.kind != "content" else None
            response = self._open(opened, call, kept or self._fresh(id_, links), offset, etag)
            if kept is not None and response.status in STALE:
                response = self._open(opened, call, self._fresh(id_, links), offset, etag)
            headers = headers_of(response)
            hint = wait_of(headers, WAIT_HEADERS, self.profile.retry_after_max, self.clock())
            start, total = read_head(response.status, headers, offset, hint)
            yield Result(
                offset=start,
                total=total,
                etag=self._keyless(strong_etag(headers)),
                modified=self._keyless(last_modified(headers)),
                chunks=self._chunks(response, call),
            )

    def _keyless(self, text: str | None) -> str | None:
        return text if text is not None and self._reader.keyless(text) else None

    def _open(
        self, opened: ExitStack, call: Call, url: str, offset: int, etag: str | None
    ) -> BaseHTTPResponse:
        """The answer at the end of a few redirects. Headers of ours stay on our origin."""
        wanted = {"Accept": "*/*"} | ({"Range": f"bytes={offset}-"} if offset else {})
        if offset and etag is not None:
            wanted["If-Range"] = etag
        for _ in range(REDIRECTS + 1):
            if not may_fetch(self._base, url):
                raise NoResult("again", "the video's address is not one to fetch from")
            home, begun = origin_of(url) == origin_of(self._base), self.clock()
            own = self._headers if home else PLAIN
            stream = self._getter.stream(
                url, own | wanted, self.profile.connect_deadline, self.profile.read_deadline
            )
            try:
                response = opened.enter_context(stream)
            except NoReply as broken:
                raise NoResult("again", self._reason(broken, call)) from None
            if home:  # another server's clock tells nothing of this one's
                self._note_clock(headers_of(response), begun)
            if response.status not in (301, 302, 303, 307, 308):
                return response
            url = joined(url, response.headers.get("Location", "")) or ""
        raise NoResult("again", f"more than {REDIRECTS} redirects")

    def _fresh(self, id_: str, links: Mapping[str, str]) -> str:
        """The address of the bytes, asked for now. Raises NoResult."""
        if self.profile.result.kind == "content":
            try:
                return self._address(self.profile.result.path, None, id_, {})
            except NoReply as unusable:
                raise NoResult("missing", unusable.reason) from None
        seen = self.look("", id_, links)
        match seen:
            case e.Completed(links={"result": str(address)}):
                return address
            case e.Gone(reason=reason):
                raise NoResult("gone", reason)
            case e.LookFailed(kind=kind, reason=reason, hint=hint):
                raise NoResult("missing" if kind == "missing" else "again", reason, hint)
            case _:
                raise NoResult("again", "the service names no address of the video")

    def _chunks(self, response: BaseHTTPResponse, call: Call) -> Iterator[bytes]:
        try:
            yield from chunks(response)
        except NoReply as broken:
            raise NoResult("again", self._reason(broken, call)) from None
        if call.overdue:  # a stream without length ends in the same way
            raise NoResult("again", LATE)


class _Unsent(Exception):  # noqa: N818 - carries what became of an intent that was never sent
    def __init__(self, event: e.Rejected | e.Deferred) -> None:
        super().__init__(event)
        self.event = event
