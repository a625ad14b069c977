"""A Japanese prompt in pieces, clauses that end in a verb and the phrases beside them, and what each is."""

from collections.abc import Sequence
from itertools import zip_longest
from typing import Literal

from remixbatch.prompts.late import lazy
from remixbatch.prompts.solid.cut import Cut
from remixbatch.prompts.solid.facet import ATTRIBUTES, FACETS, WHOLE, has
from remixbatch.prompts.solid.japanese import EDITS, MARKS
from remixbatch.prompts.solid.japanese_endings import Forced, ending

SEPARATORS = frozenset(MARKS)
_BLANKS = " \u3000\n、，,"
_ANNOUNCED = lazy(
    "以下|下記|次の(?:変|編|修|よ)|[二三四五六2-6２-６](?:点|つ|箇所|か所|ヶ所|カ所)(?:だけ|ほど|の)?(?:変更|修正|編集|お願い|$)"
)
_TAIL = 100  # characters
_REASONS = lazy(
    "(?:(?<=[いただ])から|ので|なので|ですが|ますが|したが|んだが|けど|けれど|けれども|ものの|とのこと(?:です|だ|で)?)$"
)
_WISHES = lazy("ほし|欲し|たい|いただ|頂|もらえ|お願い(?!です)|くださ")
_ASIDE = ("ように", "ために", "たら", "だら", "れば", "たとき", "ると", "とき")
# When something is, by a verb that no list has: トンネルを抜けるときに.
_WHILE = lazy(
    "(?:[うくぐすつぬぶむるただいん]|の)(?:とき|時|際|瞬間|最中|途端|タイミング|頃|ころ|たび|度|直前|直後|まま|うち)(?:に|で|は|には)?$"
    "|[るた]ところ(?:に|で|へ)$|[ただ](?:後|あと|のち)(?:に|で|は|には)?$|[うくぐすつぬぶむる](?:前|まえ|間|あいだ)(?:に|で|は|には)?$|い(?:る|た)(?:間|あいだ)(?:に|は)?$|[はを](?:やめて|止めて|よして)$|(?:る|た)(?:につれて?|に従って)$|ながら(?:も)?$|のあと(?:に|で)?$|(?:て|で)から$"
)
IF_SO = ("かったら", "だったら")
_IF_SO = lazy(
    f"(?:{'|'.join(IF_SO)})(?:いい|良い|嬉しい|うれしい|最高|助かる|ありがたい)(?:です|な[あぁー]?|のに)*$"
)
# When in the clip: ラストカットのみスロー.
WHEN = lazy(
    "(?:ラスト|最後|冒頭|最初|終盤|後半|前半|中盤|途中|エンディング|オープニング|終わり|出だし)(?:の)?(?:カット|シーン|ショット|場面|部分|ところ|瞬間)?(?:だけ|のみ|は|を|で|に|から|も)+"
)
_SEEN_IF_SO = lazy(
    "(?:に|には|では|で)[^をはに]+が[^をは]*(?:[てで](?:い|あ)|あ|い)ると(?:いい|良い|嬉しい|うれしい|最高|助かる|ありがたい|理想的?)(?:です|な[あぁー]?|のですが)*$"
)
_LIKED = lazy("が(?:いい|良い|よい)(?:です)?(?:ね|な)?$")
# Something that is named by its place, and shall go: 左の木はいらないです.
_UNWANTED = lazy(
    "(?<=.の)[^のは、]{1,10}は(?:もう)?(?:いらない|要らない|いりません|要りません|不要)(?:です)?$"
)
_TOLD = ("です", "ます", "ました", "でした", "かった")  # how a statement ends
# What somebody wants to be told: どこを変えたか教えてください.
_REPORTS = lazy("(?:教え|知らせ|説明し|報告し)て(?!い|る)[^をはが]*$")
_REFERS = lazy("[^はが、]*を(?:参考|参照|お手本|手本|ベース|もと|元)に$")
_THANKS = lazy("ご[一-龠]{2}(?:を|の|)(?:お願い|ほど)|よろしく|宜しく")
_THANKING = ("ご", "よろしく", "宜しく")  # how it begins
_REQUEST = lazy(
    r"[てで](?:くだ|下さ|ほし|欲し|いただ|頂|もらえ|もらい|くれ|ね[。！]?$)|(?<!てい)(?<!でい)て$|んで$|(?<!な)いで$|(?<!よろし)(?<!宜し)くお願い|[をにはで](?:お願い|よろしく|宜しく)"
    r"|を[^をはが]*(?:[うぐすつぬぶむ]|(?<!てい)(?<!でい)る)$|ましょう|たい(?:です|。|$)"
)
# The stem of a verb that no list has, before a comma: クローバーを蒔き、
_UNKNOWN = lazy("を[^をはが、，]{1,12}(?:(?<!だ)け|[きしちみびぎえせめれげ]|(?<![っん][ぁ-ん])り)$")
# Likewise of what something does: 湯のみが宙に浮き、
_HAPPENS = lazy("が[^をはが、，]{1,12}[一-龠](?:[きちみりびぎえけせめれげし]|ち[みぎ])$")
_WANTED = lazy("[がも](?:ほし|欲し)い(?:です|な[あぁー]?|かも|のですが)?$")  # 鐘の音もほしい
# What a noun is joined to its clause with, though it has the form of a verb.
_ABOUT = lazy(
    "(?:につ(?:いて|きまして)|に関し(?:て|まして)|に対し(?:て|まして)|において|におきまして|に応じて|に沿って|によって|として|としまして)(?:は|も)?$"
)
_ANDS = ("かつ", "且つ")
_OWN_TOPIC = lazy("[^をはが、。]+[をは]")
_COMMAS = ("、", "，", ",")
_OPEN_END = lazy(
    r"(?:[をにへはがのやもで]|から|より|として|って|くて?|なく|けど|(?:[りらっん]|々|然)と)$"
)
_NO_COMMENT = frozenset("はがをにへのもと")

_IN_TIME = ("に合わせて", "にあわせて")
# What says once more which thing is meant: 奥の船、つまり一番大きなやつを、….
THAT_IS = (
    *("あそこ", "そこに", "ここに", "あれを"),
    *("特に", "とくに", "中でも", "なかでも", "とりわけ"),
    *(
        "つまり",
        "すなわち",
        "要するに",
        "要は",
        "正確には",
        "正確に言うと",
        "正しくは",
        "具体的には",
    ),
    *(
        "言い換えると",
        "いわゆる",
        "というか",
        "ていうか",
        "というより",
        "例の",
        "あの",
        "ほら",
        "そう",
    ),
)

Kind = Literal[
    "edit", "gap", "open", "declarative", "state", "nominal", "preserve", "aside", "anchor", "empty"
]


class Atom:
    """A clause or a phrase of a prompt. `start` and `end` leave out what joins it to the others.

    Its kind says whether it asks for an edit, does so without its verb (gap: 車を赤に), lacks more than
    the verb (open), says what becomes of its subject (declarative) or what that is like (state), names a
    thing (nominal), or is no change.
    """

    __slots__ = ("cuts", "end", "forced", "joint", "kind", "label", "list", "start", "verb")

    joint: str  # what stands before it: a mark, "te" for a verb that goes on, "while"
    kind: Kind
    verb: Cut | None
    forced: Forced | None  # what the form of its verb makes of it
    label: tuple[int, int] | None  # where its label ends and its value begins: 壁：白

    def __init__(self, joint: str, start: int) -> None:
        self.joint, self.start, self.end = joint, start, start
        self.cuts: list[Cut] = []
        self.kind = "empty"
        self.verb = self.forced = self.label = None
        self.list = ""  # of its verb; "act" for one that no list has

    @property
    def tail(self) -> int:
        """Where its last words begin: what looks at its end looks no farther back."""
        return max(self.start, self.end - _TAIL)

    @property
    def verb_start(self) -> int:
        """Where its verb begins; where it ends itself, if it has none."""
        return self.verb.start if self.verb else self.end


def pieces(text: str, cuts: Sequence[Cut]) -> list[Atom]:
    """The pieces of a plain text, not classed yet."""
    found: list[Atom] = []
    atom = Atom("hard", 0)
    asked = False  # whether it has its verb, and only a request follows
    for cut, after in zip_longest(cuts, cuts[1:]):
        if cut.list in SEPARATORS:
            atom, asked = _close(found, atom, cut.start, cut.list, cut.end), False
            continue
        if cut.end <= atom.start:
            continue
        if cut.list == "connector" and _parts_looks(atom, cut, text):
            atom, asked = _close(found, atom, cut.start, "comma", cut.end), False
            continue
        atom.cuts.append(cut)
        stop = None if asked else ending(cut, text)
        if stop is None:
            continue
        if stop.joint == "te" and _is_how(atom, cut, stop.end, text, after):
            continue
        atom.verb, atom.list, atom.forced = cut, cut.list.partition(":")[0], stop.forced
        if stop.joint is None:
            asked = True
        else:
            atom = _close(found, atom, stop.end, stop.joint, stop.end)
    _close(found, atom, len(text), "hard", len(text))
    return found


def _parts_looks(atom: Atom, cut: Cut, text: str) -> bool:
    """Whether かつ joins a look to what has a topic of its own: セル画アニメ調かつ主人公はおじいさんで."""
    if not atom.cuts or atom.cuts[-1].end != cut.start or atom.cuts[-1].list not in WHOLE:
        return False
    return text[cut.start : cut.end] in _ANDS and _OWN_TOPIC.match(text, cut.end) is not None


def _is_how(atom: Atom, cut: Cut, end: int, text: str, after: Cut | None) -> bool:
    """Whether a verb only says how the next is done: まとめて消して."""
    return (
        after is not None
        and after.start == end
        and ":" in after.list
        and (
            (cut.start == atom.cuts[0].start and text[cut.start - 1] in _BLANKS)
            or text.startswith("まとめて", cut.start)
        )
    )


def _close(found: list[Atom], atom: Atom, end: int, joint: str, start: int) -> Atom:
    """End a piece; the next one."""
    atom.end = end
    found.append(atom)
    return Atom(joint, start)


def classify(atom: Atom, text: str) -> None:
    """Fill in what a piece is."""
    _strip(atom, text)
    if atom.start >= atom.end or _ANNOUNCED.match(text, atom.start, atom.end):
        atom.kind = "empty"
    elif _remarks(atom, text):
        atom.kind = "aside"
    elif has(atom.cuts, "preserve"):
        atom.kind = "preserve"
    elif atom.forced is not None:
        atom.kind = atom.forced
    elif atom.verb is not None:
        atom.kind = _kind_of(atom.list)
    else:
        _class_phrase(atom, text)


def _remarks(atom: Atom, text: str) -> bool:
    """Whether a piece is a reason, a reservation or thanks: 暗すぎるので, 良いのですが."""
    if _REASONS.search(text, atom.start, atom.end):
        return not _WISHES.search(text, atom.start, atom.end)
    if _REPORTS.search(text, atom.tail, atom.end) or _REFERS.match(text, atom.start, atom.end):
        return True  # どこを変えたか教えて; 画像1を参考に、…
    if not text.startswith(_THANKING, atom.start, atom.end):
        return False
    return _THANKS.match(text, atom.start, atom.end) is not None


def _kind_of(verb: str) -> Kind:
    if verb in EDITS or verb in ("means", "purpose-verb"):
        return "edit"
    return "declarative" if verb in ("turn", "vanish") else "state"


def _class_phrase(atom: Atom, text: str) -> None:
    """Fill in what a piece without a known verb is."""
    acts_on = "を" in text[atom.start : atom.end]
    if text.endswith(_ASIDE, atom.start, atom.end) or _WHILE.search(text, atom.tail, atom.end):
        atom.kind = "aside"
        return
    if _wishes(atom, text) or _happens(atom, text):
        return
    contrasts = bool(atom.cuts) and atom.cuts[-1].list == "contrast"
    about = _ABOUT.search(text, atom.tail, atom.end) is not None
    about = about or (not acts_on and text.endswith(_IN_TIME, atom.start, atom.end))
    if (contrasts and atom.cuts[-1].end == atom.end) or about:
        atom.kind = "open"  # 青ではなくて、…; 看板につきまして、…; 歩く速さに合わせて、…
        return
    if text.endswith(("同じ", "同じで", "同じく"), atom.start, atom.end):
        atom.kind = "preserve"
        return
    version = text.endswith(("バージョン", "版"), atom.start, atom.end)
    if atom.cuts and atom.cuts[0].list == "alike" and not (acts_on or version):
        atom.kind = "anchor"
    elif _REQUEST.search(text, atom.tail, atom.end) or (
        text.startswith(_COMMAS, atom.end) and _UNKNOWN.search(text, atom.tail, atom.end)
    ):
        atom.kind, atom.list = "edit", "act"
    elif _comments(atom, text):
        atom.kind = "gap"
    elif text.endswith(_TOLD, atom.start, atom.end):
        atom.kind = "anchor"
    elif acts_on or _OPEN_END.search(text, atom.start, atom.end):
        atom.kind = "open"
    else:
        atom.kind = "nominal"


def _happens(atom: Atom, text: str) -> bool:
    """Class a clause of what something does that goes on, in a verb that no list has."""
    if not text.startswith(_COMMAS, atom.end) or not _HAPPENS.search(text, atom.tail, atom.end):
        return False
    atom.kind, atom.list = "state", "act"
    return True


def _films(atom: Atom, text: str) -> bool:
    """カメラをゆっくり右へパン: a camera's move at the end, and no verb."""
    if len(atom.cuts) < 2 or "を" not in text[atom.start : atom.end]:
        return False
    first, last = atom.cuts[0], atom.cuts[-1]
    return first.list == last.list == "camera" and last.end == atom.end


def _wishes(atom: Atom, text: str) -> bool:
    """Class a phrase that says what somebody would like: カーテンは緑がいいです, 左の木はいらないです."""
    if _films(atom, text):
        atom.kind, atom.list = "edit", "camera-move"
        return True
    if (so := _IF_SO.search(text, atom.tail, atom.end)) is not None and so.start() > atom.start:
        atom.kind, atom.end = "nominal", so.start()  # 赤かったらいいなあ
        return True
    if _SEEN_IF_SO.search(text, atom.start, atom.end) is not None:
        atom.kind, atom.list = "edit", "add"  # 壁には絵が飾ってあるといいな
        return True
    if (gone := _UNWANTED.search(text, atom.start, atom.end)) is not None:
        atom.kind, atom.list, atom.end = "edit", "remove", text.find("は", gone.start())
        return True
    return _wants(atom, text)


def _wants(atom: Atom, text: str) -> bool:
    """Class a phrase that names what somebody would like to have, or like better."""
    if (wanted := _WANTED.search(text, atom.start, atom.end)) is not None:
        atom.kind, atom.list, atom.end = "edit", "add", wanted.start()
        return True
    liked = _LIKED.search(text, atom.start, atom.end)
    if liked is None or text.find("は", atom.start + 1, liked.start() - 1) < 0:
        return False
    atom.kind, atom.end = "gap", liked.start()
    return True


def _comments(atom: Atom, text: str) -> bool:
    """Whether a phrase says what its topic is to be: 車は白, 空は茜色."""
    instead = next((cut for cut in atom.cuts if cut.list == "contrast"), None)
    if text.endswith(_TOLD, atom.start, atom.end):
        return False
    if instead is not None and instead.end < atom.end and text[atom.end - 1] not in _NO_COMMENT:
        return True  # プードルの代わりに柴犬
    if instead is not None and instead.end == atom.end:
        return False  # カーテンは青ではなく、…
    topic = text.find("は", atom.start + 1, atom.end - 1)
    if topic < 0 or "片" in text[atom.start : topic] or text[atom.end - 1] in _NO_COMMENT:
        return False
    return any(
        cut.start > topic and (cut.list in FACETS or cut.list in ATTRIBUTES) for cut in atom.cuts
    )


def _strip(atom: Atom, text: str) -> None:
    """Leave out the joining and polite words that a piece begins with, and the blanks around it."""
    start, end = atom.start, atom.end
    while end > start and text[end - 1] in _BLANKS:
        end -= 1
    while start < end and text[start] in _BLANKS:
        start += 1
    first = 0
    for cut in atom.cuts:
        if cut.start != start or cut.list not in ("connector", "polite"):
            break
        first += 1
        start = cut.end
        while start < end and text[start] in _BLANKS:
            start += 1
    if first:
        del atom.cuts[:first]
    atom.start, atom.end = min(start, end), end
