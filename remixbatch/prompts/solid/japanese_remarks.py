"""What a piece of a Japanese prompt is that asks for nothing: statements beside requests, aims, judgements."""

from collections.abc import Sequence

from remixbatch.prompts.late import lazy
from remixbatch.prompts.solid.facet import ATTRIBUTES, BARE, FACETS, LIVELY, has, head
from remixbatch.prompts.solid.japanese_pieces import Atom

_ASKS = lazy(
    "くださ|下さ|ほし|欲し|いただ|頂|もらえ|もらい|お願い|くれ|て(?:も)?(?:いい|良い|構|かま)|たい(?:です|。|$)|でき(?:ます|る)か|ましょう|(?<!てい)て$"
)
_STATED = lazy("(?:ます|です|ている)$")
_PAST = lazy("(?:ました|でした|かったです|かった)$")
_GOOD = lazy(
    "は(?:とても|すごく|かなり|もう)?(?:いい感じ|良い感じ|完璧|ok|最高|気に入っています|気に入ってます|問題ない|そのままでいい|好き|素敵)(?:です|だ|ですが|だけど|なんですが)?$"
)
_WRONG = lazy(
    "(?:が[^を]*(?:い|すぎる|すぎ|てる|でる|邪魔|変)|(?:さい|すぎる|すぎ|にくい|づらい|きつい|しつこい|邪魔))"
    "(?:だ|な[あぁー]?|ね|よ|かも)?$"
)
_WISHED = lazy("もっと|より|さらに|を|(?:いい|良い|ほしい|欲しい)")
_EDITED = lazy(
    "(?:[^をはが、]*(?:動画|映像|ビデオ|画像|写真|イラスト|クリップ|素材|ムービー|ファイル)を)?(?:編集|加工|修正|調整|変更|直|リミックス|アレンジ)(?:し|す)?(?:て|る)?"
    "(?:くだ|下さ|ほし|欲し|いただ|頂|もら|くれ|お願い)?[^をはが、]{0,8}$"
)
_LIKED = ("がいい", "が良い", "がよい")
_MORE = ("もっと", "もう少し", "少し", "より", "さらに", "ちょっと")
_FILLED = lazy("[をは][^をはが]+で埋")
_JUDGES = ("", "make", "become", "adjust", "act", "cause")


def statements(found: Sequence[Atom], text: str) -> set[int]:
    """Which pieces are in sentences that only describe, beside one that asks: …ください。毛は茶色です。"""
    starts = [at for at, atom in enumerate(found) if at and atom.joint == "hard"]
    told: set[int] = set()
    if not starts:
        return told
    sentences = list(zip([0, *starts], [*starts, len(found)], strict=True))
    asking = [
        at for at, (first, after) in enumerate(sentences) if _asks_for(found[first:after], text)
    ]
    if not asking:
        return _told_beside_commands(sentences, found, text)
    for at, (first, after) in enumerate(sentences):
        if at in asking or _commands(found[after - 1], text):
            continue
        complains = after - first == 1 and _complains(found[first], text)
        if (
            at > asking[0]
            or complains
            or any(atom.kind != "nominal" for atom in found[first:after])
        ):
            told.update(range(first, after))
    return told


def _complains(atom: Atom, text: str) -> bool:
    """Whether a sentence says what is wrong with what is there: 看板の文字が読みにくい。"""
    if atom.kind not in ("nominal", "open", "state"):
        return False
    wrong = _WRONG.search(text, atom.start, atom.end) is not None
    return wrong and _WISHED.search(text, atom.start, atom.end) is None


def _told_beside_commands(
    sentences: Sequence[tuple[int, int]], found: Sequence[Atom], text: str
) -> set[int]:
    """Likewise where a prompt asks in plain words: 棚を大理石に。瓶をやわらかく映します。"""
    told: set[int] = set()
    for first, after in sentences[1:]:
        if _STATED.search(text, found[first].start, found[after - 1].end):
            told.update(range(first, after))
    return told if _commands(found[sentences[0][1] - 1], text) else set()


def _asks_for(sentence: Sequence[Atom], text: str) -> bool:
    """Whether a sentence asks in polite words, and does not look back."""
    start, end = sentence[0].start, sentence[-1].end
    if _PAST.search(text, start, end):
        return False
    return _ASKS.search(text, start, end) is not None


def _commands(atom: Atom, text: str) -> bool:
    """Whether the last clause of a sentence asks for something without a polite word."""
    if _PAST.search(text, atom.start, atom.end):
        return False
    if atom.kind == "gap" and not _lacks_its_verb(atom, text):
        words = text[atom.start : atom.end]
        liked = text.startswith(_LIKED, atom.end)
        more = words.endswith("く") and any(word in words for word in _MORE)
        given = "には" in words and bool(atom.cuts) and atom.cuts[-1].end == atom.end
        return given or "を" in words or liked or more or words.endswith(("で", "に"))
    if (atom.list == "remove" and atom.verb is None) or _lacks_its_verb(atom, text):
        return True  # 左の木はいらないです
    return atom.kind == "edit" and atom.list != "act" and not stated(atom, text)


def _lacks_its_verb(atom: Atom, text: str) -> bool:
    """水彩画風に。; バラの代わりにひまわり。; 背景は山。: in a sentence of its own."""
    if atom.kind not in ("nominal", "gap") or not atom.cuts or atom.joint != "hard":
        return False
    first, last = atom.cuts[0], atom.cuts[-1]
    led = text[atom.end - 1] in "にで"
    if last.end + led < atom.end or last.list not in FACETS or text.startswith("で", atom.end):
        return False
    topic = first.list in FACETS and text.startswith("は", first.end)
    known = text.find(text[first.start : first.end], 0, atom.start) >= 0  # …。車は手前のトラック
    alone = topic and not known and "は" not in text[first.end + 1 : atom.end]
    look = last.list in BARE and (led or last.start == atom.start)  # スローモーション。
    return alone or look or has(atom.cuts, "contrast")


def stated(atom: Atom, text: str) -> bool:
    """Whether a clause states rather than asks: 翼はゆっくり開きます."""
    if atom.verb is None:
        return False
    if atom.verb.list.endswith(":dict") and "を" not in text[atom.start : atom.verb.end]:
        return True
    return text.startswith(("ます", "まし"), atom.verb.end)


def newcomer(atom: Atom) -> bool:
    """Whether a piece brings in somebody: 鳥が一羽飛んでいきます."""
    return atom.list in ("appear", "exist") and has(atom.cuts, "count") and has(atom.cuts, *LIVELY)


def announces(found: Sequence[Atom], text: str) -> bool:
    """Whether the first piece only says what is to be edited: この動画を編集して。背景を…."""
    atom = found[0]
    if len(found) < 2 or atom.kind != "edit" or found[1].kind in ("preserve", "aside"):
        return False
    if found[1].joint != "hard":
        return False
    return _EDITED.match(text, atom.start, atom.end) is not None


def aims(atom: Atom, text: str) -> bool:
    """Whether a piece says what the change before it is for: 被写体を際立たせて, ケーキを主役にして."""
    if _FILLED.search(text, atom.start, atom.verb_start + 2) is not None:
        return False  # ホームを乗客で埋めて
    if head(atom.cuts, atom.start, atom.verb_start - 1) == "sound":
        return False  # 川のせせらぎを強調して
    return atom.list == "purpose-verb" or (
        atom.list == "make" and "主役" in text[atom.start : atom.end]
    )


def praises(atom: Atom, text: str) -> bool:
    """Whether a piece says that something is well as it is: 表情はいい感じ."""
    return atom.list != "remove" and _GOOD.search(text, atom.start, atom.end) is not None


def vague(atom: Atom) -> bool:
    """Whether a piece only judges: かっこよくして."""
    if not has(atom.cuts, "vague") or atom.list not in _JUDGES:
        return False
    return not any(cut.list in FACETS or cut.list in ATTRIBUTES for cut in atom.cuts)
