"""From a request to an answer, in two steps: the effect on the books, then the answer to it.

`Service.act` does the first and says what the second is to be. The server that calls it (server.py) is free to
delay the answer: what was booked stays booked.
"""

import hmac
import json
import math
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from io import BytesIO
from typing import Any

from werkzeug import Request, Response, routing
from werkzeug.exceptions import MethodNotAllowed, NotFound, RequestedRangeNotSatisfiable
from werkzeug.utils import send_file

from remixbatch.emulator.books import Post
from remixbatch.emulator.chance import Hits
from remixbatch.emulator.denied import DeniedError, Reason, no_such_video
from remixbatch.emulator.dialect import Dialect, Json
from remixbatch.emulator.faults import Rule
from remixbatch.emulator.looks import video
from remixbatch.emulator.oddities import listed, progressed
from remixbatch.emulator.options import Options
from remixbatch.emulator.spoiling import Spoiler
from remixbatch.emulator.studio import Studio, Submission

PAGE, PAGE_MOST = 20, 100
BOOKS = ("GET", "/emulator/books", "books")
POSTS = ("GET", "/emulator/posts", "posts")
POSTS_MOST = 500  # on a page
POSTS_BYTES = 1 << 19  # that end a page
OPEN = (
    "file",
    "books",
    "posts",
)  # need no key: a result link carries its right, the books are no service's


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What a request did is done; this is what to answer, and when."""

    answer: Response
    delay: float = 0.0
    post: int | None = None  # the number of a submission in the books
    way: Rule | None = None  # the fault, where one hit it


class Service:
    def __init__(self, dialect: Dialect, studio: Studio, url: str, options: Options) -> None:
        self.dialect = dialect
        self._studio = studio
        self._url = url
        self._key = options.key
        self._key_headers = options.key_headers
        rules = [
            routing.Rule(path, endpoint=asks, methods=[method])
            for method, path, asks in (*dialect.paths, BOOKS, POSTS)
        ]
        self._paths = routing.Map(rules, strict_slashes=False, merge_slashes=False)
        self._asked: dict[str, Callable[..., Effect]] = {
            "remix": self._remix,
            "look": self._look,
            "list": self._list,
            "delete": self._delete,
            "content": self._content,
            "file": self._file,
            "books": self._books,
            "posts": self._posts,
        }

    def act(self, environ: Mapping[str, Any]) -> Effect:
        request = Request(dict(environ))
        try:
            self._studio.catch_up()
            asks, named = self._route(request)
            return self._asked[asks](request, **named)
        except DeniedError as denied:
            return Effect(answer=self.refusal(denied))
        except sqlite3.Error as error:
            text = f"The emulator cannot keep its books: {error}."
            return Effect(answer=self.refusal(DeniedError(Reason.BROKEN, text)))

    def meets(self) -> Rule | None:
        """What befalls a connection that has just been opened: before anything is read, so nothing is done."""
        return self._studio.chance.hits("connect", "").answer

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
        keys = [request.headers[name] for name in self._key_headers if name in request.headers]
        made = self._studio.remix(
            Submission(
                source=id_,
                prompt=body.get("prompt"),
                model=self.dialect.model(body),
                idempotency_key=keys[0] if keys else None,
            )
        )
        answer = _json(self.dialect.submitted(made.video, self._studio.clock()))
        effect = Effect(
            answer=answer, delay=self._studio.delay(str(made.video.prompt)), post=made.post
        )
        other = self._studio.books.another(made.video.id) if made.hits.answer else None
        return self._spoilt(effect, request, made.hits, other)

    def _spoilt(
        self, effect: Effect, request: Request, hits: Hits, other: str | None = None
    ) -> Effect:
        rule = hits.answer
        if rule is None:
            return effect
        spoiler = Spoiler(dialect=self.dialect, request=request, dice=hits.dice, other=other)
        delay = effect.delay + (rule.seconds if rule.fault == "slow" else 0.0)
        return replace(effect, answer=spoiler.spoil(effect.answer, rule), delay=delay, way=rule)

    def _look(self, request: Request, id_: str) -> Effect:
        found, now = self._studio.find(id_), self._studio.clock()
        hits = self._studio.hits("look" if found.made_here else "source", found)
        absent = hits.of("absent")
        if absent is not None and now < found.created + absent.seconds:
            raise no_such_video(id_)
        told = self.dialect.status(found, now, self._url)
        odd = progressed(told, hits.of, hits.dice)
        return self._spoilt(Effect(answer=_json(odd)), request, hits)

    def _list(self, request: Request) -> Effect:
        limit, order = request.args.get("limit", str(PAGE)), request.args.get("order", "desc")
        after, studio = request.args.get("after"), self._studio
        if not (limit.isascii() and limit.isdecimal() and int(limit[:4]) <= PAGE_MOST):
            raise DeniedError(Reason.INVALID, f"'limit' must be 0 to {PAGE_MOST}.", param="limit")
        if order not in ("asc", "desc"):
            raise DeniedError(Reason.INVALID, "'order' must be asc or desc.", param="order")
        if after is not None and studio.books.find(after) is None:
            raise DeniedError(Reason.INVALID, "'after' names no video of the list.", param="after")
        now, hits = studio.clock(), studio.chance.hits("list", "")
        if hits.of("off") is not None:
            raise DeniedError(Reason.NO_SUCH_PATH, "There is no list here.")
        lag = hits.of("lag")
        page = studio.books.page(
            newest_first=order == "desc",
            after=after,
            most=int(limit) + 1,
            until=math.inf if lag is None else now - lag.seconds,
        )
        shown = page[: int(limit)]
        told = {
            "object": "list",
            "data": [self.dialect.status(each, now, self._url) for each in shown],
            "first_id": shown[0].id if shown else None,
            "last_id": shown[-1].id if shown else None,
            "has_more": len(page) > len(shown),
        }
        return self._spoilt(Effect(answer=_json(listed(told, hits.of))), request, hits)

    def _delete(self, _request: Request, id_: str) -> Effect:
        self._studio.delete(id_)
        return Effect(answer=_json({"id": id_, "object": "video.deleted", "deleted": True}))

    def _content(self, request: Request, id_: str) -> Effect:
        if request.args.get("variant", "video") != "video":
            raise DeniedError(Reason.INVALID, "The only 'variant' here is video.", param="variant")
        return self._file(request, id_)

    def _file(self, request: Request, id_: str) -> Effect:
        made = self._studio.file(id_)
        hits = self._studio.hits("content", made)
        data = video(made.look, made.id)
        environ = dict(request.environ)
        if hits.answer is not None and hits.answer.fault == "no-ranges":
            environ.pop("HTTP_RANGE", None)
        try:
            answer = send_file(
                BytesIO(data),
                environ,
                mimetype="video/mp4",
                download_name="video.mp4",
                conditional=True,
                etag=sha256(data).hexdigest()[:32],
                last_modified=made.ends,
            )
        except RequestedRangeNotSatisfiable as error:
            answer = self.refusal(DeniedError(Reason.NO_RANGE, "The file ends before that range."))
            answer.headers["Content-Range"] = f"bytes */{error.length}"
        return self._spoilt(Effect(answer=answer), request, hits)

    def told(self, effect: Effect) -> None:
        """The answer has left."""
        if effect.post is not None:
            loses = effect.way is not None and effect.way.kind.loses
            self._studio.books.told(effect.post, usable=not loses)

    def _books(self, _request: Request) -> Effect:
        """What was accepted, and what was asked; for tests and the curious."""
        books = self._studio.books
        now, entries, posts = self._studio.clock(), books.every(), books.posts()
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
            "posts": [_told_of(post) for post in posts],
        }
        return Effect(answer=_json(told))

    def _posts(self, request: Request) -> Effect:
        """A page of what was asked, however much that is; `next` names the one that follows."""
        after, told, size = request.args.get("after", "0"), list[Json](), 0
        if not (after.isascii() and after.isdecimal() and len(after) < 19):
            raise DeniedError(Reason.INVALID, "'after' must be a number.", param="after")
        found = self._studio.books.posts(int(after), POSTS_MOST)
        for post in found:
            told.append(_told_of(post))
            size += len(json.dumps(told[-1]))
            if size > POSTS_BYTES:
                break
        more = len(told) < len(found) or len(found) == POSTS_MOST
        return Effect(
            answer=_json({"posts": told, "next": found[len(told) - 1].serial if more else None})
        )


def _told_of(post: Post) -> Json:
    """`booked`: it was paid for; `answered`: its id was told whole, null while that is open."""
    return {
        "at": post.at,
        "source": post.source,
        "prompt": post.prompt,
        "root": post.root,
        "lineage": post.lineage,
        "nth": post.nth,
        "idempotency_key": post.idempotency_key,
        "booked": post.id is not None,
        "ids": [id_ for id_ in (post.id, post.also) if id_ is not None],
        "due": post.due,
        "answered": post.answered,
        "denied": post.denied,
        "faults": [{"fault": each["fault"], "when": each["when"]} for each in post.faults],
        "lies": post.lies,
    }


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
