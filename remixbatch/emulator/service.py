"""From a request to an answer, in two steps: the effect on the books, then the answer to it.

`Service.act` does the first and says what the second is to be. The server that calls it (server.py) is free to
delay the answer: what was booked stays booked.
"""

import hmac
import json
import math
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from typing import Any

from werkzeug import Request, Response
from werkzeug.exceptions import MethodNotAllowed, NotFound, RequestedRangeNotSatisfiable
from werkzeug.routing import Map, Rule
from werkzeug.utils import send_file

from remixbatch.emulator.denied import DeniedError, Reason
from remixbatch.emulator.dialect import Dialect, Json
from remixbatch.emulator.looks import video
from remixbatch.emulator.studio import Studio, Submission

IDEMPOTENCY_HEADERS = ("Idempotency-Key", "X-Idempotency-Key")
PAGE, PAGE_MOST = 20, 100
BOOKS = ("GET", "/emulator/books", "books")
OPEN = ("file", "books")  # need no key: a result link carries its right, the books are no service's


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What a request did is done; this is what to answer, and when."""

    answer: Response
    delay: float = 0.0


class Service:
    def __init__(self, dialect: Dialect, studio: Studio, url: str, key: str | None) -> None:
        self.dialect = dialect
        self._studio = studio
        self._url = url
        self._key = key
        rules = [
            Rule(path, endpoint=asks, methods=[method])
            for method, path, asks in (*dialect.paths, BOOKS)
        ]
        self._paths = Map(rules, strict_slashes=False, merge_slashes=False)
        self._asked: dict[str, Callable[..., Effect]] = {
            "remix": self._remix,
            "look": self._look,
            "list": self._list,
            "delete": self._delete,
            "content": self._content,
            "file": self._file,
            "books": self._books,
        }

    def act(self, environ: Mapping[str, Any]) -> Effect:
        request = Request(dict(environ))
        try:
            asks, named = self._route(request)
            return self._asked[asks](request, **named)
        except DeniedError as denied:
            return Effect(answer=self.refusal(denied))
        except sqlite3.Error as error:
            text = f"The emulator cannot keep its books: {error}."
            return Effect(answer=self.refusal(DeniedError(Reason.BROKEN, text)))

    def refusal(self, denied: DeniedError) -> Response:
        """The answer to a request that was not obeyed."""
        status, body = self.dialect.error(denied)
        answer = _json(body, status)
        if denied.wait is not None:
            answer.headers["Retry-After"] = str(max(1, math.ceil(denied.wait)))
        return answer

    def _route(self, request: Request) -> tuple[str, Mapping[str, str]]:
        """The key is asked for before anything else, as a service does."""
        adapter = self._paths.bind_to_environ(request.environ)
        try:
            asks, named = adapter.match()
        except (NotFound, MethodNotAllowed) as error:
            self._admit(request)
            reason = Reason.METHOD if isinstance(error, MethodNotAllowed) else Reason.NO_SUCH_PATH
            text = f"No such request here: {request.method} {request.path[:200]}"
            raise DeniedError(reason, text) from None
        if asks not in OPEN:
            self._admit(request)
        return asks, named

    def _admit(self, request: Request) -> None:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if self._key is not None and not hmac.compare_digest(given.encode(), self._key.encode()):
            raise DeniedError(Reason.UNAUTHORIZED, "The API key is missing or wrong.")

    def _remix(self, request: Request, id_: str) -> Effect:
        body = _body(request)
        keys = [request.headers[name] for name in IDEMPOTENCY_HEADERS if name in request.headers]
        made = self._studio.remix(
            Submission(
                source=id_,
                prompt=body.get("prompt"),
                model=self.dialect.model(body),
                idempotency_key=keys[0] if keys else None,
            )
        )
        answer = _json(self.dialect.submitted(made, self._studio.clock()))
        return Effect(answer=answer, delay=self._studio.delay(str(made.prompt)))

    def _look(self, _request: Request, id_: str) -> Effect:
        found = self._studio.find(id_)
        return Effect(answer=_json(self.dialect.status(found, self._studio.clock(), self._url)))

    def _list(self, request: Request) -> Effect:
        limit, order = request.args.get("limit", str(PAGE)), request.args.get("order", "desc")
        after = request.args.get("after")
        if not (limit.isascii() and limit.isdecimal() and int(limit[:4]) <= PAGE_MOST):
            raise DeniedError(Reason.INVALID, f"'limit' must be 0 to {PAGE_MOST}.", param="limit")
        if order not in ("asc", "desc"):
            raise DeniedError(Reason.INVALID, "'order' must be asc or desc.", param="order")
        if after is not None and self._studio.books.find(after) is None:
            raise DeniedError(Reason.INVALID, "'after' names no video of the list.", param="after")
        page = self._studio.books.page(
            newest_first=order == "desc", after=after, most=int(limit) + 1
        )
        shown = page[: int(limit)]
        now = self._studio.clock()
        told = {
            "object": "list",
            "data": [self.dialect.status(each, now, self._url) for each in shown],
            "first_id": shown[0].id if shown else None,
            "last_id": shown[-1].id if shown else None,
            "has_more": len(page) > len(shown),
        }
        return Effect(answer=_json(told))

    def _delete(self, _request: Request, id_: str) -> Effect:
        self._studio.delete(id_)
        return Effect(answer=_json({"id": id_, "object": "video.deleted", "deleted": True}))

    def _content(self, request: Request, id_: str) -> Effect:
        if request.args.get("variant", "video") != "video":
            raise DeniedError(Reason.INVALID, "The only 'variant' here is video.", param="variant")
        return self._file(request, id_)

    def _file(self, request: Request, id_: str) -> Effect:
        made = self._studio.file(id_)
        data = video(made.look, made.id)
        try:
            answer = send_file(
                BytesIO(data),
                request.environ,
                mimetype="video/mp4",
                download_name="video.mp4",
                conditional=True,
                etag=sha256(data).hexdigest()[:32],
                last_modified=made.ends,
            )
        except RequestedRangeNotSatisfiable as error:
            answer = self.refusal(DeniedError(Reason.NO_RANGE, "The file ends before that range."))
            answer.headers["Content-Range"] = f"bytes */{error.length}"
        return Effect(answer=answer)

    def _books(self, _request: Request) -> Effect:
        """What was accepted, for tests and the curious."""
        now, entries = self._studio.clock(), self._studio.books.every()
        told = {
            "dialect": self.dialect.name,
            "count": len(entries),
            "submissions": [
                {
                    "id": entry.id,
                    "source": entry.source,
                    "prompt": entry.prompt,
                    "model": entry.model,
                    "created_at": entry.created,
                    "idempotency_key": entry.idempotency_key,
                    "status": entry.status(now),
                }
                for entry in entries
            ],
        }
        return Effect(answer=_json(told))


def _body(request: Request) -> Mapping[str, Any]:
    try:
        body = json.loads(request.get_data())
    except (ValueError, RecursionError):
        raise DeniedError(Reason.INVALID, "The body is not valid JSON.") from None
    if not isinstance(body, dict):
        raise DeniedError(Reason.INVALID, "The body must be a JSON object.")
    return body


def _json(body: Json, status: int = 200) -> Response:
    return Response(json.dumps(body), status, mimetype="application/json")
