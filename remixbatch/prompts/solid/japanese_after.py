"""What only carries on the change before it, in a Japanese prompt: a season's own, what a camera then shows."""

from remixbatch.prompts.late import lazy
from remixbatch.prompts.solid.facet import LIVELY, THINGS, WHOLE, describes, has, head
from remixbatch.prompts.solid.japanese_beside import Beside, target_of

_SHOWS = ("映", "捉え", "とらえ", "追い", "追う", "追っ", "写", "見せ", "収め")
_SO = lazy("ように|感じに")
# What light, wetness and a view do by themselves.
_SEEN = lazy(
    "(?:見え(?:隠れする)?|映(?:り込)?|写り込|にじ[みむ]?|滲[みむ]?|滴|したた|光|きらめ|煌め|輝|照り返|反射す|透け|のぞ|覗|ぼや?け|かす|霞|染み?|ゆらめ|揺らめ|広が|たま|溜ま|こぼれ|垂れ|飛び散|散らば)"
    "(?:む|る|く|り|い|て|で|いて|って|んで)*(?:い?る)?$"
)
_EDITING = ("調整", "編集", "加工", "修正")
_THERE_IS = lazy("に(?:は)?[^をはに]+が[^をはが]+[てで](?:い|あ)る(?:よう|感じ|状態)")
# What only somebody can be made to do: 笑わせて, beside なびかせて.
_OF_PEOPLE = lazy(
    "(?:笑わ|泣か|踊ら|歌わ|走ら|歩か|座ら|立た|眠ら|寝か|喋ら|しゃべら|話さ|怒ら|驚か|微笑ま|ほほえま|うなずか|振り向か|跳ば|ジャンプさ|ウインクさ|お辞儀さ|あくびさ|くしゃみさ|まばたきさ|うなずかさ|手を振ら|バンザイさ|万歳さ)せ"
)
_LEFT = lazy(
    "(?:何ない|空っぽ|からっぽ|まっさら|きれい|綺麗|無地|更地)(?:な|の)?(?:状態|感じ|まま)?(?:に|で)?(?:し|$)"
)
_OF_SOUND = lazy("(?:全体の)?(?:音量|ボリューム|テンポ|音色|音|リズム|曲調|速さ)[をはもに]")
_OLD = lazy("(?:元の|もとの|古い|以前の|前の)([^はを、]+)(?:[はをも]|$)")
_ONE = ("方", "ほう", "やつ", "もの", "物")
_STRENGTH = ("強度", "強さ", "透明度", "不透明度", "濃さ", "度合い", "半径", "ぼかし具合")
_MEASURE = lazy(
    "(強度|強さ|透明度|不透明度|濃さ|度合い|半径|ぼかし具合|フォント|書体|サイズ|大きさ|太さ|長さ|間隔|密度|数|量)[はを]"
)
_OF_STYLE = (
    "質感",
    "タッチ",
    "筆跡",
    "にじみ",
    "滲み",
    "粒子",
    "粒状感",
    "粒子感",
    "ノイズ",
    "ざらつき",
    "かすれ",
    "かすれた線",
    "紙目",
    "輪郭線",
)
_OF_HOUR = (
    "月明かり",
    "月の光",
    "月光",
    "星明かり",
    "朝日",
    "朝の光",
    "夕日の光",
    "残照",
    "木漏れ日",
)
_ACCORDING = lazy("[それこ]れに(?:合わせ|あわせ|応じ|つれ)て?[^をはが]*$")
_AS_IN = lazy("を(?:参考|参照|お手本|手本)に(?:し|$)")
_IS_SO = lazy("[てで]い?る(?:感じ|様子|雰囲気)に$")
_KEYED = ("を基調", "をベース", "を主体", "が基調")
# What is so, and asked of nobody: ろうそくが六本立ってて, 袖口は擦り切れてて, 光が差し込む感じで.
_LASTS = lazy(
    "(?:て$|[^を]*?[がは](?:.*[てで](?:い?る|い?て|ある)|[^をは]*[うくすつぬむるぐぶ](?=感じ))(?:感じ|ふう|様子|状態)?[でに]?$)"
)
_AT_LAST = lazy("(?:[^をはが]|が[っりる]|最後は)*[うくすつぬむるぐぶ]$")
_OF_AIR = lazy(".*[うくすつぬむるぐぶ]感じ[でに]?$")
_MOVING = LIVELY | {"camera", "sound", "speed"}
_ITSELF = lazy("[^をは]*が(?![っりる])[^をは]*[てで]$")  # 秋にして、葉っぱが黄色く色づいて
_AIR = ("weather", "light", "effect")
_STATING = ("make", "become", "replace", "remove")
_ON_SOMEBODY = ("body", "clothes")


def of_the_season(beside: Beside) -> bool:
    """季節を冬に変えて。雪を積もらせて、木を枯れ木にして."""
    now, atom, text = beside.now, beside.atom, beside.text
    start, end = now.target
    if now.facet != "season" or text[max(start, end - 2) : end] != "季節":
        return False
    about = head(atom.cuts, *target_of(atom, text)) or beside.facet
    return about in ("weather", "plant", "effect") and not has(atom.cuts, *LIVELY)


def shows(beside: Beside) -> bool:
    """カメラを右へパンしながら夕日を映して."""
    now, atom = beside.now, beside.atom
    filmed = now.verb == "camera-move" or now.facet == "camera"
    return filmed and atom.joint != "hard" and beside.text.startswith(_SHOWS, atom.verb_start)


def was_there(beside: Beside) -> bool:
    """The old one goes where another has come: 司会者を狐に替えて、元の司会者は消して."""
    now, atom, text = beside.now, beside.atom, beside.text
    if atom.list != "remove" or now.verb not in ("replace", "become", "make"):
        return False
    old = _OLD.match(text, atom.start, atom.verb_start)
    return old is not None and (old.group(1) in _ONE or old.group(1) in text[now.start : now.end])


def measures(beside: Beside) -> bool:
    """フィルムの粒子を足して、不透明度は30%にして: how much of it, without a word for what."""
    now, atom = beside.now, beside.atom
    said = now.form == "edit" and now.verb in ("add", "wear", "make", "adjust", "act")
    found = _MEASURE.match(beside.text, atom.start, atom.end) if said else None
    return found is not None and (now.verb == "add" or found.group(1) in _STRENGTH)


def traits(beside: Beside) -> bool:
    """What a look or an hour has of its own: 水彩画風にして、紙の質感を足して; 夜にして、青い月明かりを足して."""
    now, atom, text = beside.now, beside.atom, beside.text
    start, end = target_of(atom, text)
    if text.startswith(_KEYED, end) and (beside.styled or now.facet in ("place", "color")):
        return True  # 北欧風にして、白を基調に
    if atom.list not in ("add", "adjust", "make", "means", "act", "") or "に" in text[
        start:end
    ].replace("にじみ", ""):
        return False
    if beside.styled:
        return atom.list == "means" or text.endswith(_OF_STYLE, start, end)  # 余白を活かして
    return (
        now.facet == "time" and now.verb in ("make", None) and text.endswith(_OF_HOUR, start, end)
    )


def described(beside: Beside) -> bool:
    """What a thing that was put in does, has or looks like: ケーキを置いて、ろうそくが立ってて; 霧を足して、水面を隠す感じで."""
    now, atom, text = beside.now, beside.atom, beside.text
    if atom.joint not in ("comma", "te") or now.form != "edit" or has(atom.cuts, *_MOVING):
        return False
    if now.verb == "add" and _AT_LAST.match(text, atom.start, atom.end):
        return atom.kind == "declarative"  # 気球を浮かべて、最後は雲の中に消える
    if now.verb == "add" and now.facet in _AIR and _OF_AIR.match(text, atom.start, atom.end):
        return True
    acts = now.facet in WHOLE and atom.list == "act" and atom.verb is None
    if acts and _ITSELF.match(text, atom.start, atom.end):
        return True
    end = atom.end + text.startswith("て", atom.end)  # 巻いて|て
    return _LASTS.match(text, atom.start, end) is not None


def feels(beside: Beside) -> bool:
    """シャボン玉を飛ばして。光を受けてきらきら漂う感じで: how it is, and nobody else is named."""
    atom, words = beside.atom, beside.text[beside.atom.start : beside.atom.end]
    if beside.now.verb == "remove":
        return _is_left(words)
    told = words.endswith(("感じで", "イメージで", "感じに")) and "は" not in words
    appears = atom.verb is None or atom.verb.list.startswith("appear")
    return told and appears and beside.now.verb == "add" and not has(atom.cuts, *_MOVING)


def _is_left(words: str) -> bool:
    """壁の広告を消して、壁は何もない状態に: what is left there; not 床もきれいに."""
    bare = words.replace("何も", "何").replace("なにも", "何")
    return "も" not in bare and _LEFT.search(bare) is not None


def as_in_a_file(beside: Beside) -> bool:
    """人物を画像1の女性に替えて、服装は画像2を参考に: how what is new looks."""
    now, atom, text = beside.now, beside.atom, beside.text
    if _AS_IN.search(text, atom.tail, atom.verb.end if atom.verb else atom.end) is None:
        return False
    subject = head(atom.cuts, atom.start, text.find("は", atom.start, atom.end))
    own = now.facet in LIVELY and subject in _ON_SOMEBODY
    return own or describes(subject, now.facet)


def only_edits(beside: Beside) -> bool:
    """明るさを少し上げて調整して; 弾く手の動きもそれに合わせて."""
    if _ACCORDING.search(beside.text, beside.atom.tail, beside.atom.end):
        return True
    return beside.bare and beside.text.startswith(_EDITING, beside.atom.verb_start)


def is_there(beside: Beside) -> bool:
    """Whether something new is somewhere, which comes of nothing: 庭には紫陽花が咲いているようにして."""
    now, atom, text = beside.now, beside.atom, beside.text
    said = _THERE_IS.search(text, atom.start, atom.end)
    if said is None or beside.named or beside.about_it:
        return False
    return now.facet not in ("season", "weather") and now.verb not in ("add", "cause")


def in_the_place(beside: Beside) -> bool:
    """背景を海辺にして、沖には船が浮かんでいるようにして."""
    atom, text = beside.atom, beside.text
    there = _THERE_IS.search(text, atom.start, atom.end) is not None
    return there and atom.joint != "hard" and describes("place", beside.now.facet)


def by_somebody(beside: Beside) -> bool:
    """妹の髪をピンクにして笑わせて: hair does not laugh."""
    now, verb = beside.now, beside.atom.verb
    if verb is None or now.verb not in ("make", "become", "replace", "adjust"):
        return False
    if _OF_PEOPLE.search(beside.text, beside.atom.start, verb.end) is None:
        return False
    owner = head(now.cuts, *now.target)
    owner = owner or next((cut.list for cut in reversed(now.cuts) if cut.list in THINGS), None)
    known = beside.about_it and now.facet in WHOLE  # 背景を森に変えて、彼女に手を振らせて
    return known or owner in _ON_SOMEBODY


def comes_so(beside: Beside) -> bool:
    """What comes of the change before it: 雨を止めて、地面が乾くように."""
    atom, text = beside.atom, beside.text
    if is_there(beside) or atom.verb is None or atom.joint == "hard" or beside.now.gap:
        return False
    so = _SO.search(text, atom.start, atom.end)
    subject = text.find("が", atom.start, atom.end)
    if so is None or subject < 0 or "を" in text[atom.start : so.start()]:
        return False
    seen = _SEEN.search(text, subject, so.start()) is not None
    if not seen and (so.group() == "感じに" or beside.now.form != "edit"):
        return False
    return head(atom.cuts, atom.start, subject) not in LIVELY


def same_sound(beside: Beside) -> bool:
    """曲を差し替えて、音量は控えめに."""
    now, atom, text = beside.now, beside.atom, beside.text
    if now.facet != "sound" or now.verb not in ("add", "replace") or beside.facet != "sound":
        return False
    return beside.named or _OF_SOUND.match(text, atom.start, atom.end) is not None


def says_how(beside: Beside) -> bool:
    """The traits of a style, told of it: フィルム風に。粒子が粗くて、…."""
    atom = beside.atom
    if not beside.styled or atom.list != "act":
        return False
    words = beside.text[atom.start : atom.end]
    goes_on = "が" in words or beside.text.startswith("、", atom.end)
    return goes_on and "を" not in words and words.endswith(("て", "で"))


def of_the_new(beside: Beside) -> bool:
    """What is new is told of: 瓦屋根に変えて、瓦は黒っぽい色で; 桜を足して、花びらが散っている感じに."""
    now, atom, text = beside.now, beside.atom, beside.text
    topic = text.find("は", atom.start + 1, atom.end - 1)
    if now.verb == "add" and _IS_SO.search(text, atom.start, atom.end) is not None:
        subject = head(atom.cuts, atom.start, text.find("が", atom.start, atom.end))
        return subject is not None and subject == now.facet
    if topic < 0 or "を" in text[atom.start : atom.end] or now.verb not in ("become", "replace"):
        return False
    return text.find(text[atom.start : topic], now.value, max(now.value, now.value_end)) >= 0


def does_too(beside: Beside) -> bool:
    """犬が走ってきて、尻尾を振る: with a part of its own."""
    now, atom = beside.now, beside.atom
    does = now.form == "state" and atom.joint != "hard" and atom.list not in _STATING
    owner = head(now.cuts, *now.target)
    return does and owner in LIVELY and head(atom.cuts, *target_of(atom, beside.text)) == "body"
