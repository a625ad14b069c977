"""The forms of a Japanese verb, from its dictionary form."""

from collections.abc import Iterator

# Stem row of a godan verb: final kana -> its te-form, then the kana of the i, a and e rows.
_GODAN = {
    "う": ("って", "い", "わ", "え"),
    "く": ("いて", "き", "か", "け"),
    "ぐ": ("いで", "ぎ", "が", "げ"),
    "す": ("して", "し", "さ", "せ"),
    "つ": ("って", "ち", "た", "て"),
    "ぬ": ("んで", "に", "な", "ね"),
    "ぶ": ("んで", "び", "ば", "べ"),
    "む": ("んで", "み", "ま", "め"),
    "る": ("って", "り", "ら", "れ"),
}
_SHALL = dict(zip("うくぐすつぬぶむる", "おこごそとのぼもろ", strict=True))
_I_OR_E = frozenset("いきぎしじちにひびみりえけげせぜてでねへべめれ")
_ICHIDAN = frozenset(("着る", "見る", "似る", "寝る", "出る", "煮る"))  # of those in kanji
_NOT_ICHIDAN = ("いじる", "すべる", "ひねる", "減る", "走る", "はいる")


def whole(entry: str) -> str:
    """An entry as a verb: a noun takes する."""
    return entry if entry[-1] in _GODAN and len(entry) > 1 else entry + "する"


def te(entry: str) -> str:
    """The te-form: 変える -> 変えて, 消す -> 消して, 追加 -> 追加して."""
    verb = whole(entry)
    if verb.endswith("する"):
        return verb[:-2] + "して"
    if verb.endswith("くる"):
        return verb[:-2] + "きて"
    if _ichidan(verb):
        return verb[:-1] + "て"
    if verb.endswith("行く"):
        return verb[:-1] + "って"
    return verb[:-1] + _GODAN[verb[-1]][0]


def _ichidan(verb: str) -> bool:
    if not verb.endswith("る") or verb.endswith(_NOT_ICHIDAN):
        return False
    return verb[-2] in _I_OR_E or verb[-2:] in _ICHIDAN


def _shall(verb: str, stem: str) -> str:
    """消そう, 変えよう, 追加しよう."""
    row = "" if verb.endswith("くる") or stem + "る" == verb else _SHALL.get(verb[-1], "")
    return verb[:-1] + row + "う" if row and not verb.endswith("する") else stem + "よう"


def forms(entry: str) -> Iterator[tuple[str, str]]:
    """Each form that a request can take, with its name: te ren pot dict past neg imp noun."""
    verb = whole(entry)
    continuing = te(verb)
    yield verb, "dict"
    yield continuing, "te"
    voiced = continuing[-1] == "で"
    yield continuing[:-1] + ("どいて" if voiced else "といて"), "te"  # 消しといて
    yield continuing[:-1] + ("じゃって" if voiced else "ちゃって"), "te"
    yield continuing[:-1] + ("た" if continuing[-1] == "て" else "だ"), "past"
    if verb.endswith("する"):
        stem = verb[:-2]
        rows = (stem + "し", stem + "し", stem + "しろ")
        yield stem + "せず", "neg"
        yield stem + "でき", "ren"
        if len(stem) > 1 and "\u30a0" < stem[-1] < "\ua000":
            yield stem, "noun"
    elif verb.endswith("くる"):
        rows = (verb[:-2] + "き", verb[:-2] + "こ", verb[:-2] + "こい")
    elif _ichidan(verb):
        rows = (verb[:-1], verb[:-1], verb[:-1] + "ろ")
        yield verb[:-1] + "ず", "neg"
        yield verb[:-1] + "られ", "ren"
    else:
        _, i_row, a_row, e_row = _GODAN[verb[-1]]
        rows = (verb[:-1] + i_row, verb[:-1] + a_row, verb[:-1] + e_row)
        yield verb[:-1] + a_row + "ず", "neg"
        yield verb[:-1] + e_row, "pot"
    yield rows[0], "ren"
    yield _shall(verb, rows[0]), "imp"
    yield rows[1] + "ない", "neg"
    yield rows[1] + "なくて", "neg"
    yield rows[2], "imp"
