"""Variables in a text: `${vars.NAME}` and `${env:NAME}`, replaced in one pass; `$$` is a dollar sign.

`:-text` says what stands for a variable that is empty or, in the environment, not set; `:?text` says why it
must not be. No expressions, no nesting, and what a variable holds is never looked at again. A variable
that nobody declared is an error even with a default: a slip of the pen must not choose the default.

The environment is read only where `env: {allow: [NAME]}` lists the name. A service's key is never read,
nor what is named like a secret: prompts are sent, and they are kept in the lockfile.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from remixbatch.problem import CONTROL, did_you_mean, quoted

Scalar = str | int | float | bool

TOKEN = re.compile(r"\$(?:\$|\{(?P<body>[^{}\n]*)(?P<end>\})?)")
BODY = re.compile(
    r"(?P<kind>vars\.|env:)(?P<name>[A-Za-z0-9_][A-Za-z0-9_-]*)(?:(?P<how>:[-?])(?P<word>.*))?"
)
LOOSE = re.compile(r"(?:vars|env)?[.:]?(?P<name>[A-Za-z0-9_][A-Za-z0-9_-]*)")  # nearly one
MOST_CHARACTERS = 100_000  # of one text; what may be sent is less, and has its own words
SECRET = frozenset(
    ["KEY", "KEYS", "TOKEN", "SECRET", "SECRETS", "PASSWORD", "PASSWD", "CREDENTIAL", "CREDENTIALS"]
)
SHORTEST_KEY = 8  # characters; a shorter text is equal to a key by chance


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """What is wrong with the variable that is the `number`th token of a text, and begins at `offset`."""

    number: int
    offset: int
    code: str
    message: str
    hint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Expanded:
    """A text with its variables replaced; as it was where there are slips.

    `foreign`: something of the environment is in it. `spoilt`: it names a variable that has problems of
    its own, and is as it was, too.
    """

    value: Scalar
    slips: tuple[Slip, ...] = ()
    foreign: bool = False
    spoilt: bool = False


class _NoValueError(Exception):
    def __init__(self, code: str, message: str, hint: str) -> None:
        super().__init__(message)
        self.code, self.message, self.hint = code, message, hint

    def slip(self, number: int, offset: int) -> Slip:
        return Slip(
            number=number, offset=offset, code=self.code, message=self.message, hint=self.hint
        )


class _SpoiltError(Exception):
    """A variable that is there, with problems that are told where it is declared."""


@dataclass(slots=True, kw_only=True)
class Variables:
    """What may be named. `used` grows by what was."""

    declared: Mapping[
        str, Scalar | None
    ]  # None: it has problems of its own, and is not complained of
    foreign: Collection[str] = ()  # those of `declared` that hold something of the environment
    allowed: Collection[str] = ()
    environ: Mapping[str, str] = field(default_factory=dict)
    keys: Collection[str] = ()  # variables that hold a service's key, or name its file
    used: set[str] = field(default_factory=set)

    def expand(self, text: str, *, typed: bool = False, declaring: bool = False) -> Expanded:
        """The text with its variables replaced. `typed`: one that stands alone keeps its type.

        `declaring`: the text is a variable's own value, which can name the environment alone.
        """
        parts: list[Scalar] = []
        slips: list[Slip] = []
        foreign, spoilt, end = False, False, 0
        for number, token in enumerate(TOKEN.finditer(text)):
            parts.append(text[end : token.start()])
            end = token.end()
            try:
                value, from_outside = self._value(token, text[end : end + 1], declaring=declaring)
            except _NoValueError as no:
                slips.append(no.slip(number, token.start()))
            except _SpoiltError:
                spoilt = True
            else:
                foreign = foreign or from_outside
                parts.append(value)
        parts.append(text[end:])
        if slips or spoilt:
            return Expanded(value=text, slips=tuple(slips), spoilt=spoilt)
        kept = [part for part in parts if part != ""]
        if typed and len(kept) == 1:
            return Expanded(value=kept[0], foreign=foreign)
        return _joined(text, [as_text(part) for part in kept], foreign=foreign)

    def pieces(self, text: str) -> list[tuple[int, int, str]]:
        """The parts of a text that was expanded: from and up to which character, and what stands there now."""
        found, end = [], 0
        for token in TOKEN.finditer(text):
            value, _ = self._value(token, text[token.end() : token.end() + 1], declaring=False)
            found += [(end, token.start(), text[end : token.start()])]
            found += [(token.start(), token.end(), as_text(value))]
            end = token.end()
        return [*found, (end, len(text), text[end:])]

    def _value(
        self, token: re.Match[str], following: str, *, declaring: bool
    ) -> tuple[Scalar, bool]:
        """What a token stands for, and whether the environment said it. Raises _NoValueError, _SpoiltError."""
        if token["body"] is None:
            return "$", False
        if token["end"] is None:
            raise _unclosed(token["body"], following)
        named = BODY.fullmatch(token["body"])
        if named is None:
            raise self._unread(token["body"])
        name, how, word = named["name"], named["how"], (named["word"] or "").replace("$$", "$")
        outside = named["kind"] == "env:"
        if declaring and not outside:
            message = f"a variable cannot name another: {quoted(token[0])}"
            hint = "write its value out; `vars` may name `${env:NAME}` alone"
            raise _NoValueError("RMB313", message, hint)
        value = self._of_environment(name) if outside else self._of_spec(name)
        if value is not None and (value != "" or how is None):
            return value, outside or name in self.foreign
        if how == ":-":
            return word, False
        fault = f"`{name}` is " + ("empty" if value == "" else "not set in the environment")
        hint = f"export {name}=…" if outside else f"give `vars.{name}` a value"
        if how is None:
            hint += f", or give a default: `${{env:{name}:-…}}`"
        raise _NoValueError("RMB312", f"{fault}: {word}" if word else fault, hint)

    def _of_spec(self, name: str) -> Scalar:
        if name not in self.declared:
            otherwise = f"declare it: `vars: {{{name}: …}}`"
            if name in self.allowed:
                otherwise = f"did you mean `${{env:{name}}}`?"
            hint = did_you_mean(name, self.declared, otherwise)
            raise _NoValueError("RMB312", f"there is no variable {quoted(name)}", hint)
        self.used.add(name)
        value = self.declared[name]
        if value is None:
            raise _SpoiltError
        return value

    def _of_environment(self, name: str) -> str | None:
        """None where it is not set."""
        if reason := self.refusal(name):
            raise _NoValueError("RMB206", reason, NEVER)
        if name not in self.allowed:
            hint = did_you_mean(name, self.allowed, f"add `env: {{allow: [{name}]}}`")
            message = f"`{name}` is not among the variables that `env.allow` lists"
            raise _NoValueError("RMB312", message, hint)
        value = self.environ.get(name)
        return None if value is None else self._sound(name, value)

    def _sound(self, name: str, value: str) -> str:
        """What a variable of the environment holds, never part of a message. Raises _NoValueError."""
        if not value.isascii() and any("\ud800" <= char <= "\udfff" for char in value):
            raise _NoValueError("RMB102", f"`{name}` holds bytes that are not UTF-8", "set it anew")
        if odd := CONTROL.search(value.replace("\r\n", "\n")):
            message = f"`{name}` holds the control character U+{ord(odd[0]):04X}"
            raise _NoValueError("RMB305", message, "set it to plain text")
        for key in self.keys:
            if len(value) >= SHORTEST_KEY and value == self.environ.get(key):
                raise _NoValueError("RMB206", f"`{name}` holds the same as `{key}`, a key", NEVER)
        return value

    def refusal(self, name: str) -> str | None:
        """Why no spec may read this variable of the environment, whatever it allows itself."""
        if name in self.keys:
            return f"`{name}` is where a service's key comes from, which no spec can read"
        if not SECRET.isdisjoint(name.upper().split("_")):
            return f"`{name}` is named like a secret, and no spec can read one"
        return None

    def _unread(self, body: str) -> _NoValueError:
        """`${…}` that names nothing: most often one that was written as other tools have it."""
        near = LOOSE.fullmatch(body)
        name = "" if near is None else near["name"]
        hint = "write `${vars.NAME}` or `${env:NAME}`; `$$` is a dollar sign"
        if name in self.declared:
            hint = f"did you mean `${{vars.{name}}}`?"
        elif name in self.allowed:
            hint = f"did you mean `${{env:{name}}}`?"
        elif BODY.match(body):
            hint = "variables have no expressions; `:-default` and `:?message` may follow the name"
        return _NoValueError("RMB313", f"{quoted('${' + body + '}')} names no variable", hint)


ELSEWHERE = "write it out; variables stand in prompts, sources, models, params and tags"
NEVER = "take it out: prompts are sent and kept in the lockfile, so a key would be published"


def _unclosed(body: str, following: str) -> _NoValueError:
    shown = quoted("${" + body.removesuffix("$"), 40)
    if following == "{":
        hint = "variables do not nest, and a default holds no braces; write the text out"
        return _NoValueError("RMB313", f"a brace inside {shown}", hint)
    hint = "close it with `}` on its line (quote text that holds ` #`); `$$` is a dollar sign"
    return _NoValueError("RMB313", f"{shown} is never closed", hint)


def _joined(text: str, parts: list[str], *, foreign: bool) -> Expanded:
    """The parts as one text, if it is not too long to be made."""
    length = sum(map(len, parts))
    if length > max(MOST_CHARACTERS, len(text)):
        message = (
            f"its variables make {length:,} characters of it; {MOST_CHARACTERS:,} are the most"
        )
        slip = Slip(number=0, offset=0, code="RMB104", message=message, hint="use shorter values")
        return Expanded(value=text, slips=(slip,))
    return Expanded(value="".join(parts), foreign=foreign)


def as_text(value: Scalar) -> str:
    """A variable inside a text: numbers in digits, true and false as YAML has them."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def misplaced(text: str) -> Slip | None:
    """The first variable of a text that takes none."""
    for number, token in enumerate(TOKEN.finditer(text)):
        if token["body"] is not None:
            wrong = _NoValueError("RMB313", "no variables are read here", ELSEWHERE)
            return wrong.slip(number, token.start())
    return None
