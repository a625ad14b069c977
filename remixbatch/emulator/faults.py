"""The faults that the emulator can have on purpose, and a plan that says which, of what, and how often.

A rule names what it is `on`, chooses some of those requests (by chance, by count, by what they are about), and the
fault that befalls them. KINDS is the whole table; `remixbatch schema faults` describes a plan.

Two sorts. Faults of the *answer* spoil how or what is told, and of those that hit one request the first in the
plan counts. Faults of the *matter* change what becomes of a video or what a list knows; all that hit count.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any, Literal

SUBMIT, LOOK, LIST, CONTENT, SOURCE = ASKED = ("submit", "look", "list", "content", "source")
CONNECT = (
    "connect"  # a connection, as soon as it is open: nobody knows yet what will be asked on it
)
ON = (*ASKED, CONNECT)
TOLD = (SUBMIT, LOOK, LIST, SOURCE)  # answered in JSON
BODIES = ("json", "html", "empty", "text", "key", "large", "deep")
When = Literal["before", "after", "late"]
LATE = 1.0  # seconds from a lost answer to its late effect


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What a fault is. `loses`: no client can read a new id out of that answer."""

    on: tuple[str, ...]
    about: str
    takes: tuple[str, ...] = ()  # what a rule may say more
    matter: bool = False
    loses: bool = False


def _lost(about: str, on: tuple[str, ...] = ASKED, *takes: str) -> Kind:
    return Kind(on=on, about=about, takes=takes, loses=True)


def _odd(about: str, on: tuple[str, ...] = TOLD, *takes: str) -> Kind:
    return Kind(on=on, about=about, takes=takes)


def _matter(on: str, about: str, *takes: str) -> Kind:
    return Kind(on=(on,), about=about, takes=takes, matter=True)


KINDS: Mapping[str, Kind] = {
    # how it is told
    "close": _lost("the connection is closed without an answer", ON),
    "reset": _lost("the connection is reset", ON),
    "hang": _lost("no answer; the connection is closed after `seconds` (3600)", ASKED, "seconds"),
    "cut": _lost("half of the body, then the connection is closed"),
    "short": _lost("a length of half the body, and the whole of it"),
    "slow": _odd("the answer comes after `seconds` (1)", ASKED, "seconds"),
    "drip": _odd("the body comes at a byte in `seconds` (1)", ASKED, "seconds"),
    "chunked": _odd("the body comes in chunks, as HTTP allows", ASKED),
    "no-length": _odd("no length: the end of the connection is the end of the body", ASKED),
    # another answer
    "error": _lost(
        "an HTTP error: `status` (500), `body` (json), `code`, `retry_after`",
        ASKED,
        *("status", "body", "code", "retry_after"),
    ),
    "redirect": _lost(
        "a redirect: `status` (307), `location` (a path of this server)",
        ASKED,
        "status",
        "location",
    ),
    "empty": _lost("success, and no body"),
    "html": _lost("success, and a web page"),
    "garbage": _lost("success, and bytes that mean nothing"),
    # the answer, with something about it
    "no-id": _lost("the id is missing", (SUBMIT,)),
    "bad-id": _lost("an id that none can be: a path, a number, 100 kB, …", (SUBMIT,)),
    "other-id": _lost("the id of another job; of the source where there is none", (SUBMIT,)),
    "lineage": _odd("another source is named than was asked for", (SUBMIT,)),
    "gzip": _odd("compressed, though nobody asked for that", ASKED),
    "large": _odd("with a message of a megabyte"),
    "key": _odd("with the key that the request carried"),
    "deep": _odd("with 100,000 lists in each other"),
    "nan": _odd("with NaN for a number"),
    "huge": _odd("with a number of 20,000 digits"),
    # what becomes of a job
    "twice": _matter(SUBMIT, "two videos are made and charged, one is told"),
    "stuck": _matter(SUBMIT, "the job never ends"),
    "fail": _matter(SUBMIT, "the job fails, as late as it would have been done"),
    "refuse": _matter(SUBMIT, "the content is declined when the job would have been done"),
    "expire": _matter(SUBMIT, "the file is gone `seconds` (0) after the job's end", "seconds"),
    # looks
    "absent": _matter(LOOK, "not found in its first `seconds` (1)", "seconds"),
    "words": _matter(LOOK, "an unknown word for queued and in progress"),
    "backwards": _matter(LOOK, "progress goes from 100 to 0"),
    "over": _matter(LOOK, "progress over 100"),
    # the list
    "lag": _matter(LIST, "what was booked in the last `seconds` (1) is missing", "seconds"),
    "no-prompts": _matter(LIST, "prompts are null"),
    "no-lineage": _matter(LIST, "sources are null"),
    "first-page": _matter(LIST, "there is no page after the first, it says"),
    "shuffle": _matter(LIST, "in no order"),
    "off": _matter(LIST, "there is no list"),
    # the file
    "type": _odd("bytes that are no video, under its type", (CONTENT,)),
    "no-ranges": _odd("the whole file, whatever range is asked for", (CONTENT,)),
}
# HTTP errors that say for certain, in the service's own form, that nothing was made.
DEFINITE = frozenset({400, 401, 402, 403, 404, 405, 406, 410, 413, 415, 422, 429})
DEFINITE_CODES = frozenset({"rate_limit_unavailable"})  # a word of ToAPIs
STATUS = {"redirect": 307}  # where a rule says none; else 500
SECONDS = {"hang": 3600.0, "expire": 0.0}  # else 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Some requests, and what befalls them."""

    on: str
    fault: str
    index: int  # in its plan, from 0
    when: When = "after"
    delay: float = LATE  # of a late effect
    probability: float | None = None
    nth: tuple[int, ...] = ()
    every: int | None = None
    each: bool = True  # counts requests about one thing; else all that the rule could be about
    prompt: str = "*"
    source: str = "*"
    status: int = 500
    body: str = "json"
    code: str | None = None
    retry_after: str | None = None
    seconds: float = 1.0
    location: str = "/elsewhere"

    @property
    def kind(self) -> Kind:
        return KINDS[self.fault]

    @property
    def name(self) -> str:
        """In a word or two, for the books."""
        return f"{self.fault} {self.status}" if "status" in self.kind.takes else self.fault

    @property
    def lies(self) -> str | None:
        """What is false about it, where no client can do right."""
        if self.when == "after" and self.fault == "error":
            definite = self.status in DEFINITE and self.body in ("json", "key")
            definite = definite or self.code in DEFINITE_CODES
            return "refused, though it was booked" if definite else None
        return {"twice": "booked twice", "other-id": "answered with the id of another"}.get(
            self.fault
        )

    def matches(self, on: str, prompt: str, source: str) -> bool:
        """Whether it is about such a request at all."""
        about = fnmatchcase(prompt, self.prompt) and fnmatchcase(source, self.source)
        return on == self.on and about

    def counts(self, nth: int) -> bool:
        """Whether the nth such request is one of those it chooses by count."""
        if self.nth:
            return nth in self.nth
        return self.every is None or nth % self.every == 0

    def told(self) -> str:
        """For a person, in one line: `submit, after the effect: close, 25 %`."""
        when = {"before": ", before the effect", "late": f", {self.delay:g} s before the effect"}
        where = when.get(self.when, "") if self.on == SUBMIT and not self.kind.matter else ""
        return f"{self.on}{where}: {self.name}{self._words()}{self._often()}"

    def _words(self) -> str:
        words = [self.body] if self.fault == "error" and self.body != "json" else []
        words += [self.code] if self.code is not None else []
        words += [f"Retry-After: {self.retry_after}"] if self.retry_after is not None else []
        words += [f"{self.seconds:g} s"] if "seconds" in self.kind.takes else []
        return f" ({', '.join(words)})" if words else ""

    def _often(self) -> str:
        words = [] if self.probability is None else [f"{self.probability * 100:g} %"]
        words += [f"the {', '.join(map(_nth, self.nth))}"] if self.nth else []
        words += (
            [f"every {_nth(self.every)}" if self.every > 1 else "each"]
            if self.every is not None
            else []
        )
        words += ["of all"] if not self.each else []
        words += [f"prompt {self.prompt!r}"] if self.prompt != "*" else []
        words += [f"source {self.source!r}"] if self.source != "*" else []
        return f", {', '.join(words)}" if words else ""


def _nth(number: int) -> str:
    teens = number % 100 in (11, 12, 13)
    return f"{number}{'th' if teens else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Rules, and the seed of what is left to chance."""

    seed: int = 0
    rules: Sequence[Rule] = ()

    @classmethod
    def read(cls, value: Mapping[str, Any]) -> "Plan":
        """The plan of a value that has the schema's shape and no `flaws`."""
        rules = [_rule(index, rule) for index, rule in enumerate(value["rules"])]
        return cls(seed=value.get("seed", 0), rules=rules)


def _rule(index: int, v: Mapping[str, Any]) -> Rule:
    match, fault = v.get("match", {}), v["fault"]
    retry_after = v.get("retry_after")
    return Rule(
        on=v["on"],
        fault=fault,
        index=index,
        when=v.get("when", "after"),
        delay=float(v.get("delay", LATE)),
        probability=v.get("probability"),
        nth=tuple(v.get("nth", ())),
        every=v.get("every"),
        each=v.get("count", "each") == "each",
        prompt=match.get("prompt", "*"),
        source=match.get("source", "*"),
        status=v.get("status", STATUS.get(fault, 500)),
        body=v.get("body", "json"),
        code=v.get("code"),
        retry_after=None if retry_after is None else str(retry_after),
        seconds=float(v.get("seconds", SECONDS.get(fault, 1.0))),
        location=v.get("location", "/elsewhere"),
    )


# -- what a schema cannot say --------------------------------------------------------------------------

MORE = ("status", "body", "code", "retry_after", "seconds", "location")
CHOICES = ("probability", "nth", "every")
_NOUNS = {CONNECT: "connection"}


def flaws(rule: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """(key, what is wrong, the next move) of each key of a rule that does not go with the others."""
    on, fault = rule["on"], rule["fault"]
    kind = KINDS[fault]
    if on not in kind.on:
        fit = ", ".join(name for name, each in KINDS.items() if on in each.on)
        wrong = f"`{fault}` is a fault of {' and '.join(kind.on)}, not of {on}"
        yield "fault", wrong, f"{on} can have: {fit}"
        return
    for key in MORE:
        if key in rule and key not in kind.takes:
            takes = ", ".join(f"`{name}`" for name in kind.takes) or "nothing more"
            yield key, f"`{fault}` has no `{key}`", f"it takes {takes}"
    yield from _flaws_of_when(rule, kind)
    given = [key for key in CHOICES if key in rule]
    for key in given[1:]:
        wrong = f"`{given[0]}` and `{key}` choose twice"
        yield key, wrong, "keep one; two rules can do both"
    if "count" in rule and not {"nth", "every"} & set(given):
        yield "count", "there is nothing to count", "it says what `nth` and `every` count"
    if fault == "redirect" and not 300 <= rule.get("status", 307) < 400:
        yield "status", f"{rule['status']} is no redirect", "300 to 399"
    if fault == "error" and rule.get("status", 500) < 400:
        yield "status", f"{rule['status']} is no error", "400 to 599"
    if on in (LIST, CONNECT) and "match" in rule:
        yield "match", f"a {_NOUNS.get(on, on)} is about no single video", "leave `match` out"


def _flaws_of_when(rule: Mapping[str, Any], kind: Kind) -> Iterator[tuple[str, str, str]]:
    on, fault, when = rule["on"], rule["fault"], rule.get("when")
    if when is not None and on != SUBMIT:
        yield (
            "when",
            f"a {_NOUNS.get(on, on)} has no effect to be before or after",
            "leave `when` out",
        )
    elif when in ("before", "late") and not kind.loses:
        lost = ", ".join(name for name, each in KINDS.items() if each.loses and SUBMIT in each.on)
        why = "is about a video that was made" if kind.matter else "leaves the id readable"
        wrong = f"`{fault}` {why}, so it comes after the effect"
        yield "when", wrong, f"leave `when` out, or choose one of: {lost}"
    if "delay" in rule and when != "late":
        yield "delay", "only a late effect has a delay", "add `when: late`"
