"""A change of a Japanese prompt as an instruction of its own: its verb in the form that the prompt asks in."""

from collections.abc import Mapping
from typing import Literal

from remixbatch.prompts.late import lazy
from remixbatch.prompts.solid.conjugation import te
from remixbatch.prompts.solid.cut import Cut, blank_quotes
from remixbatch.prompts.solid.draft import Draft
from remixbatch.prompts.solid.japanese_pieces import WHEN

END = " \u3000\n，,、。.！!？?：:（）()・"
_POLITE = lazy("くださ|下さ|お願い|ます|ませ(?!て|る|た|、)|ましょう|です|でしょう|いただ|頂")
_ENDINGS = ("に", "へ", "く", "と", "を")  # what stands before the verb
_STEMS = {  # how a stem ends -> how the dictionary form does
    "き": "く",
    "ぎ": "ぐ",
    "し": "す",
    "ち": "つ",
    "み": "む",
    "び": "ぶ",
    "り": "る",
    "え": "える",
    "け": "ける",
    "せ": "せる",
    "め": "める",
    "れ": "れる",
    "げ": "げる",
}
_PUT = lazy(
    "(?:には|に)(?P<thing>[^にはが]*[^にはがをでく、])を?$"
)  # 窓には雪の結晶; 空に気球を三つ
_TOPIC = lazy("は(?!なく)")  # 革ではなく
_REQUEST = lazy("(?:(?:よろしく|宜しく)(?:です|ね)?|でき(?:る|ます|ない|ません)(?:か|かな)?)$")
_OF_ITSELF = ("appear", "wear", "turn", "vanish")  # カラスが止まるようにして
_TO_REMOVE = {"消える": "消す", "なくなる": "なくす", "無くなる": "無くす", "いなくなる": "消す"}
_PARTICLES = "をにがはへでとものくて"
_OBJECT = lazy("[がは]")
_TOPIC_OR_TOO = lazy(
    "(?<=[一-龠々ァ-ヶーa-zA-Z0-9」』）])(?:は(?!なく)|(?<![誰何形])も(?!っと|う|の|い|な))"
)
_TELLS = lazy(
    "(?:が[^を]*[うくぐすつぬぶむる]|は[^は]*(?:[てで]い|[らわかがさたなばま]れ)る)$"
)  # what happens, in a verb that no list has
_SO = ("よう", "感じ")
_PUTTING = ("add", "wear", "appear", "cause")
_TURNING = ("become", "make", "replace", "adjust", "act")
_OF_NOUN = lazy("の(?:([^のを]+へ)の)?$")  # 看板の撤去, 背景の海への変更
_SHUTS = (
    "閉",
    "開",
    "とじ",
    "あけ",
    "ひら",
    "動か",
    "止め",
    "回",
    "振",
    "スロー",
    "早送り",
    "逆再生",
)  # these have no "into"
_ADDED = ("sound", "effect", "text")

Manner = Literal["polite", "te", "plain"]


def manner_of(prompt: str, verb: Cut | None) -> Manner:
    """How a prompt asks: 変えてください, 変えて, 変える."""
    if _POLITE.search(blank_quotes(prompt)):
        return "polite"
    return "te" if verb is not None and not verb.list.endswith((":dict", ":noun")) else "plain"


def request(draft: Draft, own: str, prompt: str, verbs: Mapping[str, str], manner: Manner) -> str:
    """The words of a change as a request. `verbs`: any form -> the dictionary form."""
    stem, verb = _parts(draft, own.strip(END), prompt, verbs)
    if verb is None:
        return stem + "。"
    return stem + {"polite": te(verb) + "ください", "te": te(verb), "plain": verb}[manner] + "。"


def _parts(draft: Draft, own: str, prompt: str, verbs: Mapping[str, str]) -> tuple[str, str | None]:
    """What stands before the verb of a request, and that verb."""
    word = prompt[draft.acts.start : draft.acts.end] if draft.acts else ""
    if draft.gap and draft.verb == "add" and not word:
        put = _PUT.search(own)
        bare = own.endswith(("も", "を")) or (put is not None and "を" not in put["thing"])
        return own.removesuffix("も").removesuffix("を") + ("を" if bare else ""), "追加する"
    if draft.gap:
        return _with_verb(draft, own, verbs.get(word.lower(), ""))
    if not word:
        return _without_verb(draft, own)
    before, found, _ = own.rpartition(word)
    if not found:
        return own, None
    so = draft.acts is not None and prompt.startswith(_SO, draft.acts.end)
    return _declared(draft, before, word, verbs.get(word.lower(), word), so=so)


def _without_verb(draft: Draft, own: str) -> tuple[str, str | None]:
    """A bare phrase, or a clause whose verb no list has."""
    if _TELLS.search(own):
        return _told(own), "する"
    if draft.form == "nominal" and _PUT.search(own) is not None:
        return own.removesuffix("を") + "を", "追加する"
    if draft.form == "nominal":
        return (own + "を", "追加する") if draft.facet in _ADDED else (_into(own), "する")
    if draft.verb == "add" and "が" not in own:
        return own + "を", "追加する"
    return (own + "を", "消す") if draft.verb == "remove" else _guessed(own)


def _with_verb(draft: Draft, own: str, verb: str) -> tuple[str, str]:
    """A change without its verb, with the one that it borrows; without one that could be its own."""
    if (put := _PUT.search(own)) is not None:
        thing = own[: put.start()] + "に" + put["thing"] + ("" if "を" in put["thing"] else "を")
        return thing, verb if verb and draft.verb in _PUTTING else "追加する"
    if _TELLS.search(own):
        return _told(own), "する"
    if not verb or draft.verb not in _TURNING or verb.startswith(_SHUTS):
        verb = "する"
    if verb == "する" and own.endswith("へ"):
        own, verb = (own, "動かす") if draft.facet == "camera" else (own[:-1] + "に", verb)
    joined = _into(own if "を" in own else _as_object(own))
    return joined, verb[1:] if verb[0] in "にく" and len(verb) > 1 else verb


def _told(own: str) -> str:
    """盆には団子が三本並ぶ, 車掌は旗を振っている, as what is to be so."""
    return (
        own.replace("には", "に", 1) if "には" in own else own.replace("は", "が", 1)
    ) + "ように"


def _as_object(own: str) -> str:
    return own.replace("には", "に", 1) if "には" in own else _TOPIC.sub("を", own, count=1)


def _into(own: str) -> str:
    """What something becomes, with what joins it to the verb: アニメ風で -> アニメ風に."""
    joined = _state(_REQUEST.sub("", own))
    return joined if joined.endswith(_ENDINGS) else joined + "に"


def _guessed(own: str) -> tuple[str, str | None]:
    """A verb that no list has, from its stem: 網を張り -> 網を 張る."""
    if own.endswith(_ENDINGS[:3]):
        return own, "する"
    at = own.rfind("を") + 1
    stem = own[at:]
    if not at or len(stem) < 2 or stem[-1] not in _STEMS:
        return own, None
    return own[:at], stem[:-1] + _STEMS[stem[-1]]


def _declared(draft: Draft, before: str, word: str, whole: str, *, so: bool) -> tuple[str, str]:
    """A statement as a request: コートが赤くなる -> コートを赤くする. `so`: its verb has ように behind it."""
    if draft.verb == "turn":
        changed = before.replace("が" if "が" in before else "は", "を", 1)
        ending = {"と": "に"}.get(word[0], word[0]) if word[0] in "にくと" else ""
        return changed + ending, "する"
    if whole in _TO_REMOVE and not so:
        return _OBJECT.sub("を", before, count=1), _TO_REMOVE[whole]
    if draft.form in ("declarative", "state") or (so and draft.verb in _OF_ITSELF):
        return before + whole + "ように", "する"
    return _with_object(draft, before), whole


def _with_object(draft: Draft, before: str) -> str:
    """橋の観光客は, ついでに皿も as what a verb acts on: 橋の観光客を, 皿を."""
    if draft.acts is not None and draft.acts.list.endswith(":noun"):
        before = _OF_NOUN.sub(r"を\1", before)
    if "を" in before:
        return before.replace("には", "に", 1)
    acts = draft.verb in (*_TURNING, "add", "remove", "camera-move") and draft.verb != "act"
    named = _TOPIC_OR_TOO.sub("を", before, count=1) if acts and not WHEN.match(before) else before
    bare = named == before and draft.acts is not None and draft.acts.list.endswith(":noun")
    return before + "を" if bare and before[-1:] not in tuple(_PARTICLES) else named  # 字幕追加


def _state(own: str) -> str:
    return own.removesuffix("で")
