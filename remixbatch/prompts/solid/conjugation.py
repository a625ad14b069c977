"""The forms of a Japanese verb, from its dictionary form."""

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


def forms(entry: str) -> list[tuple[str, str]]:
    """Each form that a request can take, with its name: te ren pot dict past neg imp noun."""
    verb = whole(entry)
    continuing = te(verb)
    te_stem, voiced = continuing[:-1], continuing[-1] == "で"
    found = [
        (verb, "dict"),
        (continuing, "te"),
        (te_stem + ("どいて" if voiced else "といて"), "te"),  # 消しといて
        (te_stem + ("じゃって" if voiced else "ちゃって"), "te"),
        (te_stem + ("だ" if voiced else "た"), "past"),
    ]
    stem = verb[:-1]
    if verb.endswith("する"):
        stem = verb[:-2]
        rows = (stem + "し", stem + "し", stem + "しろ")
        found += ((stem + "せず", "neg"), (stem + "でき", "ren"))
        if len(stem) > 1 and "\u30a0" < stem[-1] < "\ua000":
            found.append((stem, "noun"))
    elif verb.endswith("くる"):
        stem = verb[:-2]
        rows = (stem + "き", stem + "こ", stem + "こい")
    elif _ichidan(verb):
        rows = (stem, stem, stem + "ろ")
        found += ((stem + "ず", "neg"), (stem + "られ", "ren"))
    else:
        _, i_row, a_row, e_row = _GODAN[verb[-1]]
        rows = (stem + i_row, stem + a_row, stem + e_row)
        found += ((stem + a_row + "ず", "neg"), (stem + e_row, "pot"))
    found += ((rows[0], "ren"), (_shall(verb, rows[0]), "imp"), (rows[1] + "ない", "neg"))
    found += ((rows[1] + "なくて", "neg"), (rows[2], "imp"))
    return found
