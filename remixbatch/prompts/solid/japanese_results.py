"""What only follows from a change in a Japanese prompt: the gap closed, what takes its place, what comes of it by itself."""

import re
from functools import cache

from remixbatch.prompts.late import lazy
from remixbatch.prompts.solid.facet import BARE, LIVELY, has
from remixbatch.prompts.solid.japanese_beside import Beside

# How a gap is closed: like what is around it, and with nothing new.
_AS_BEFORE = lazy(
    "(?:[をはも]|^)(?:(?:ごく|より|なるべく|できるだけ)?(?:自然(?:な(?:感じ|状態|形))?に|違和感(?:の|が)?な(?:く|いように)|うま(?:く|いこと)"
    "|元(?:通り|どおり)に|きれいに|綺麗に|(?:周り|周囲|まわり|周辺|前後|背景)(?:に合わせて?|に合うように|と同じように|と(?:馴染|なじ)(?:む|ませ)(?:ように|て)?))、?)+$"
)
# What a removal leaves: 空いたところは畳で埋めて.
_LEFT = lazy("(?:空い|あい|残っ|抜け)た[^はをにへがも、]{1,6}[はをにへも]")
# How what comes instead begins, and then the thing: no place of its own.
_THERE = lazy(
    "(?:代わりに|かわりに|代りに|そこに|そこへ|その(?:場所|位置|跡|あと|場|席|スペース|空間|代わり|かわり|手)(?:に|へ|には)"
    "|(?:空いた|同じ)(?:場所|位置|席|スペース|ところ|手)に)(?:は)?、?[^にへ]*(?:を|が|$)"
)
_INSTEAD = ("代わりに", "かわりに", "代りに")
# What is on or off, comes or goes, and what comes of that by itself.
_LAMP = (
    "(?:灯|灯り|あかり|明かり|ランプ|ライト|照明|ろうそく|ロウソク|蝋燭|キャンドル|電気|電球|電灯|蛍光灯|シャンデリア|ネオン"
    "|提灯|松明|たいまつ|太陽|月|火|炎|焚き火|イルミネーション|ランタン)(?:を|は|が|も|全部|ぜんぶ|すべて)"
)
_GONE = "(?:消|落と|落とし|切っ|切り|止|溶か|やま|なく|取り除)"
_COMES_OF = (
    (f"{_LAMP}.*{_GONE}", "真っ暗|暗闇|闇に|(?:を|は)(?:薄)?暗く"),
    (
        f"{_LAMP}.*(?:つけ|付け|点け|点灯|灯し|ともし|増や)",
        "(?:を|は)(?:ほの|ほんのり|うっすら|少し|ぼんやり|やさしく|優しく)?明るく|照ら",
    ),
    (
        "(?:人|客|群衆|観客|人混み|人ごみ)[をはも].*(?:消|減ら|なく|取り除)",
        "がらん|閑散|ひっそり|無人|人気のない",
    ),
    (f"(?:雨|雪|水).*{_GONE}", "乾|むき出|剥き出"),
    ("(?:雨|夕立|にわか雨|土砂降り)", "濡ら|濡れ|水たまり|水溜まり|びしょ"),
    (
        "(?:雪|吹雪)を?(?:降|積|舞)",
        "(?:屋根|地面|地|木|木々|枝|山|道|街|町|庭|景色|畑|一面)[をが]真っ白|雪化粧|積も",
    ),
    ("(?:音楽|音|曲|bgm|歌)[をはも]?(?:止|消|切)", "静かに|静寂|無音"),
    (
        "(?:夕方|夕暮れ|夕景|夜|深夜|朝|早朝|夜明け|黄昏|昼)に",
        "(?<=[、てし])(?:長い)?(?:影|光|日差し|街灯|街の灯り|街の明かり|窓の灯り|窓の明かり|月明かり)[をもはが]",
    ),
    (
        "(?:夕方|夕暮れ|夕景|夕焼け|夜明け|早朝|黄昏|マジックアワー|ゴールデンアワー|日没|日の出)に",
        "(?<=[、てし])空[をはも全].*(?:オレンジ|茜|赤|紫|ピンク|橙|金色|あかね)",
    ),
    (
        "(?:秋|紅葉|晩秋|冬|真冬|春)に",
        "(?<=[、てし])(?:木の|木々の|並木の)?(?:葉|葉っぱ|木々|落ち葉|枝|芝生|草)[をにもは]",
    ),
    (
        "白黒|モノクロ|フィルム|セピア|[816]ミリ|vhs|レトロ|映画",
        "(?:傷|粒子|ノイズ|グレイン|ホコリ|埃|ざらつき|走査線|スクラッチ)[をもは]",
    ),
    ("ピント|フォーカス|被写界|絞り", "ぼか|ボケ|ぼけ"),
    ("(?:風|嵐)を?(?:吹|強|起こ)|(?:強風|突風|嵐)に", "なび|靡|揺ら|揺れ|はため"),
)
_EFFECT = lazy(
    "がらん|閑散|ひっそり|無人|人気のない|暗|闇|明る|照ら|乾|き出|濡|水た|水溜|びしょ|真っ白|雪化|積も|なび|靡|揺|はため"
    "|静|ぼか|ボケ|ぼけ|無音|影|光|日差|街灯|灯り|明かり|葉|枝|木々|空|芝|草|傷|粒子|ノイズ|グレイン|ホコリ|埃|ざらつ|走査|スクラ"
)
_REPAIRS = lazy(
    "(?:補修|修復|補完|補正|穴埋め|後始末|後処理|馴染ませ|なじませ)(?:も|を|は)?(?:よろしく|お願い|頼|やって|して?|て)[^を]*$"
)
_IMPRESSION = lazy(
    "[^をはが]*(?:雰囲気|印象|感じ|色合い|色味|トーン|ムード|空気感|仕上がり|風合い|見た目|調子|声色)(?:に|で)?$"
)


def follows(beside: Beside) -> bool:
    """Whether a piece is no change of its own, for it follows from the one before it."""
    return any(
        rule(beside)
        for rule in (_fills, _takes_its_place, _comes_of_it, _comes_to_seem, _shows, _happens)
    )


def _fills(beside: Beside) -> bool:
    """What closes the gap of a removal: 小舟を消して、水面は自然に埋めといて."""
    now, atom, text = beside.now, beside.atom, beside.text
    if now.verb != "remove":
        return False
    repairs = _REPAIRS.search(text, atom.start, atom.end) is not None
    if text.endswith(("だけに", "のみに"), atom.start, atom.verb_start + 1):
        return True  # 電線を消して、空だけにして
    if text.startswith(("元の", "もとの", "元々の"), atom.start) and atom.list == "become":
        return True  # 落書きを消して、元の白い壁に戻して
    if text.startswith(("何もない", "無地の", "まっさらな"), atom.start):
        return True  # ロゴを外して、何もない壁に
    if atom.list == "purpose-verb" or _LEFT.match(text, atom.start, atom.end):
        return True  # 杭を抜いて、穴は砂で埋めて
    return repairs or _AS_BEFORE.search(beside.before_verb) is not None


def _takes_its_place(beside: Beside) -> bool:
    """花瓶を消して、代わりに地球儀を置いて; テレビを消して、そこに水槽を: one exchange."""
    now, atom, text = beside.now, beside.atom, beside.text
    away = now.verb == "remove" or (now.verb == "act" and text.startswith(_INSTEAD, atom.start))
    if not away or (beside.facet == "sound") != (now.facet == "sound"):
        return False
    if _THERE.match(text, atom.start, atom.end) is None:
        return False
    return atom.list in ("add", "cause", "wear", "appear", "exist", "act", "")


def _comes_of_it(beside: Beside) -> bool:
    """ろうそくを消して、部屋を真っ暗に; 風を吹かせて、カーテンをなびかせて."""
    now, atom, text = beside.now, beside.atom, beside.text
    if now.form not in ("edit", "gap") or _EFFECT.search(text, atom.start, atom.end) is None:
        return False
    counted = atom.list in ("add", "remove") and has(atom.cuts, "count")  # 街灯を一つ増やして
    if atom.joint == "hard" or now.verb == "replace" or counted:
        return False
    return any(
        cause.search(text, now.start, now.end) and effect.search(text, atom.start, atom.end)
        for cause, effect in _results()
    )


def _comes_to_seem(beside: Beside) -> bool:
    """彩度を落として、落ち着いた色合いに: what a change of light, colour or sound comes to."""
    now, atom = beside.now, beside.atom
    if now.form != "edit" or atom.joint == "hard" or atom.list not in ("make", ""):
        return False
    if now.facet != "sound" and (beside.facet in BARE or now.verb != "adjust"):
        return now.facet in ("light", "color") and beside.facet not in BARE and _seems(beside)
    return _seems(beside)


def _shows(beside: Beside) -> bool:
    """リンゴを半分に切って、断面を見せて: what can be seen then."""
    now, atom, text = beside.now, beside.atom, beside.text
    shown = text.startswith("見せ", atom.verb_start) or text.endswith(
        "を見せて", atom.start, atom.end
    )
    return shown and now.form == "edit" and atom.joint != "hard" and not has(atom.cuts, *LIVELY)


def _happens(beside: Beside) -> bool:
    """アイスが溶けて、コーンから垂れるようにして: what the same does next."""
    now, atom, text = beside.now, beside.atom, beside.text
    if now.form not in ("declarative", "state") or atom.joint == "hard":
        return False
    if "よう" not in text[atom.start : atom.end]:
        return False
    inside = text.startswith("中から", atom.start)
    return inside or not any(mark in beside.before_verb for mark in "がはをも")


def _seems(beside: Beside) -> bool:
    atom = beside.atom
    return _IMPRESSION.match(beside.text, atom.start, atom.verb_start) is not None


@cache
def _results() -> list[tuple[re.Pattern[str], re.Pattern[str]]]:
    return [(re.compile(cause), re.compile(effect)) for cause, effect in _COMES_OF]
