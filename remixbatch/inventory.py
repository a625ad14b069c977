"""One reading of a service's list, newest first, page by page: whole back to a time, or not at all.

Rule 1: a page that cannot be understood to its last item makes the reading worthless: what is missing in a
list decides about money.
Rule 2: a video whose id cannot be one is still a video: it is kept without an id, and explains nothing away.
Rule 3: order is not taken on trust. Only a list that was seen to go from newer to older is left before its end.
Rule 4: the end is where the service says so. A page without videos is none, if there is more behind it.
"""

from collections.abc import Callable, Mapping
from typing import Any

from remixbatch.address import bare
from remixbatch.dialect import Listing, Trails
from remixbatch.events import Sighting
from remixbatch.reply import ID_LIMIT, Reply, Unreadable, decoded, first, time_of

PAGES = 1000  # at most; a list that goes on is no help
MOST = 96 << 20  # bytes of all pages, and of what is kept of them: that lies in memory
VIDEO = 400  # bytes that a video takes beside its texts
ADDRESS_LIMIT = 8192  # characters
DISORDER = 900.0  # seconds to read past what is asked for: a service has several clocks
EARLY = 86_400.0  # the same where absence decides, and by how much a time may be early: it may lack its zone
FALLS = 8  # times that a video is older than the one before it: less is chance, in old videos of one batch


TOO_LONG = f"the list goes on after {MOST >> 20} MiB"


class Incomplete(Exception):  # noqa: N818 - what became of a reading
    """The list cannot be read whole. `final`: asking again is of no use."""

    def __init__(self, reason: str, *, final: bool = True) -> None:
        super().__init__(reason)
        self.reason = reason
        self.final = final


class Inventory:
    """What was read so far. `since`: by the service's clock; None: one page is enough.

    Videos of every source are kept: the list may tell sources in other words than ours. `is_id`: whether a
    text may be an id at this service; `is_error`: whether an answer says that something went wrong.
    """

    def __init__(
        self,
        listing: Listing,
        since: float | None,
        is_id: Callable[[str], bool],
        is_error: Callable[[Any], bool] = lambda _: False,
    ) -> None:
        self._listing = listing
        self._since = since
        self._is_id = is_id
        self._is_error = is_error
        self._ids: set[str] = set()
        self._nameless = 0
        self._cursors: set[str] = set()
        self._cursor: str | None = None
        self._before: float | None = None  # created of the last item
        self._falls = 0  # times that the next one was older
        self._rises = False  # one was newer
        self._pages = 0
        self._bytes = self._kept = 0
        self.sightings: list[Sighting] = []

    @property
    def query(self) -> Mapping[str, str]:
        """Of the page to ask for."""
        query = dict(self._listing.query)
        if self._cursor is not None and self._listing.cursor_query is not None:
            query[self._listing.cursor_query] = self._cursor
        return query

    def add(self, reply: Reply) -> bool:
        """Take in a page; whether the reading is whole. Raises Incomplete."""
        self._bytes += len(reply.body)
        if self._bytes > MOST:
            raise Incomplete(TOO_LONG)
        try:
            value = decoded(reply)
        except Unreadable as wrong:
            raise Incomplete(f"a page of the list: {wrong}", final=False) from None
        if self._is_error(value):
            raise Incomplete("its answer tells of an error", final=False)
        items = first(value, self._listing.items)
        if not isinstance(items, list):
            raise Incomplete("the answer of the list has no list")
        self._pages += 1
        known = len(self._ids) + self._nameless
        ids = [self._add(item) for item in items]
        if self._reached() or self._ends(value, items):
            return True
        if items and len(self._ids) + self._nameless == known:
            raise Incomplete("the list repeats itself")
        if self._pages >= PAGES:
            raise Incomplete(f"the list goes on after {PAGES:,} pages")
        self._go_on(value, ids[-1] if ids else None)
        return False

    def _add(self, item: Any) -> str:
        listing = self._listing
        if not isinstance(item, Mapping):
            raise Incomplete("the list has something that is no video")
        id_ = first(item, listing.id)
        if not isinstance(id_, str) or not self._is_id(id_):
            id_ = ""
            self._nameless += 1
        created = time_of(first(item, listing.created))
        if created is not None:
            self._note_order(created)
        if id_ not in self._ids:
            if id_:
                self._ids.add(id_)
            parent = _text(item, listing.lineage, ID_LIMIT) or _address(item, listing.lineage)
            self._keep(
                Sighting(
                    id=id_,
                    parent=parent,
                    prompt=_text(item, listing.prompt),
                    model=_text(item, listing.model, 200),
                    created=created,
                    status=_text(item, listing.status, 100),
                )
            )
        return id_

    def _keep(self, seen: Sighting) -> None:
        texts = (seen.id, seen.parent, seen.prompt, seen.model, seen.status)
        self._kept += VIDEO + sum(_size(text) for text in texts if text is not None)
        if self._kept > MOST:
            raise Incomplete(TOO_LONG)
        self.sightings.append(seen)

    def _note_order(self, created: float) -> None:
        before, self._before = self._before, created
        if before is not None:
            self._falls += created < before
            self._rises = self._rises or created > before

    def _reached(self) -> bool:
        """It tells of all that was made since."""
        if self._since is None:
            return True
        falling = self._falls >= FALLS and not self._rises
        past = EARLY if self._listing.complete else DISORDER
        return falling and self._before is not None and self._before < self._since - past

    def _ends(self, value: Any, items: list[Any]) -> bool:
        """The service says that there is no more."""
        listing = self._listing
        more = first(value, listing.more)
        if more is False:
            return True
        if more is True:
            return False
        if listing.more and (items or more is not None):
            raise Incomplete("the list does not say whether it goes on")
        if listing.cursor and listing.cursor_query is not None:
            return first(value, listing.cursor) is None
        return listing.cursor_query is None or not items

    def _go_on(self, value: Any, last: str | None) -> None:
        listing = self._listing
        cursor = first(value, listing.cursor) if listing.cursor else last
        usable = isinstance(cursor, str | int) and not isinstance(cursor, bool)
        text = str(cursor) if usable else ""
        if listing.cursor_query is None or not 0 < len(text) <= ID_LIMIT or not text.isprintable():
            raise Incomplete("the list says that it goes on, and not where")
        if text in self._cursors:
            raise Incomplete("the list goes round in a circle")
        self._cursors.add(text)
        self._cursor = text


def _size(text: str) -> int:
    """Bytes of memory, at most: one letter beyond ASCII may make all of them wide."""
    return len(text) * (1 if text.isascii() else 4)


def _address(item: Any, trails: Trails) -> str | None:
    """One that is signed may be longer than any id."""
    found = _text(item, trails, ADDRESS_LIMIT)
    return None if found is None or bare(found) is None else found


def _text(item: Any, trails: Trails, limit: int | None = None) -> str | None:
    """A text as it is: it is compared, and never shown."""
    found = first(item, trails)
    sane = isinstance(found, str) and found != "" and (limit is None or len(found) <= limit)
    return found if sane else None
