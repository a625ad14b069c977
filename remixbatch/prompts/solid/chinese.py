"""The closed words of Chinese as one table, and a prompt as the plain text that is looked up in it.

Lists are in simplified characters; a prompt in traditional ones is read through a table, character by
character.
"""

from functools import cache

from remixbatch.prompts.late import lazy
from remixbatch.prompts.lexicon import Lexicon
from remixbatch.prompts.solid.cut import BLANK, Cutter, blank_quotes, spaced
from remixbatch.prompts.solid.simple import simplified

MARKS = {
    "hard": "。！？；!?;\n.｡",
    "comma": "，,",
    "dun": "、/／|｜+＋",
    "colon": "：:",
    "bracket": "（）()【】[]",
    "arrow": "→⇒",
    "space": "\u3000",
}
# How a verb begins that an editor is asked for, not a figure: 加 删 换 调, beside 闭上 冒出 转身.
EDITORIAL = frozenset(
    "调弄放提降加减增拉缩染涂漆刷改修剪烫翻旋虚锐模裁换替删去移消除添插补叠切更变取代关打"
)
VERBS = frozenset(("become", "replace", "add", "remove", "adjust", "camera-move"))
# In order of precedence: a word in two lists is of the first.
_LISTS = (
    *("preserve", "contrast", "become", "remove", "connector", "under", "purpose", "polite"),
    *("replace", "ba", "let", "camera-move", "adjust", "add", "rider", "appear", "wear", "is"),
    *("style", "time", "weather", "season", "place", "camera", "sound", "speed", "person"),
    *("animal", "vehicle", "clothes", "body", "plant", "effect", "text", "thing", "light"),
    *("color", "decoy", "give", "only", "same", "alike", "and", "pronoun", "generic", "vague"),
    *("trait", "place-after"),
)
_LATER_LISTS = (
    *("adj-size", "adj-light", "adj-age", "adj-speed", "adj-mood", "adj-matter", "comparative"),
)
_NUMERALS = (
    *("一", "两", "二", "三", "四", "五", "六", "七", "八", "九", "十", "几", "数", "多", "半"),
    *("第二", "第三", "另一", "又一", "再一", "好几", "几十", "一大", "一小", "一整"),
)
# A mark that begins an item of a list: "1. ", "2）", "- ", "（3）", "①".
_ITEM = lazy(
    r"(?m)^[^\S\n]*(?:[-*•·#>]+|[一二三四五六七八九十]+、)[^\S\n]*"
    r"|(?:(?<=[\s，。；：:;,、])|^)(?:\d{1,2}[.、)）](?!\d)|[（(]\d{1,2}[)）])[^\S\n]*"
    r"|[①②③④⑤⑥⑦⑧⑨⑩]"
)
# What is left to be filled in, or said aside, within a phrase: 将【商品名】的瓶盖.
_WITHIN = lazy(
    r"(?<=[把将给为让在用的成换加])(?:【[^】\n]{1,12}】|\[[^\]\n]{1,12}\]|（[^）\n]{1,12}）|\([^)\n]{1,12}\))"
    r"(?=[\u3400-\u9fff])"
)
# What a service calls a file that it is given: 【视频 1】, [图片2].
_GIVEN = lazy(
    r"[【\[](?:参考|素材)?(?:视频|图片?|图像|音频|片段|素材|主体|人物|video|image|img|audio)[ \u3000]?[0-9一二三四五]{0,2}[】\]]"
)
# 把 and 再, misspelt as they sound: 吧猫换成狗在加点雾.
_SLIPS = (
    ("吧", lazy("(?<![\u3400-\u9fff])吧(?=[\u3400-\u9fff])"), "把"),
    ("在", lazy("(?<![现正存实好坏])在(?=[加添][一两三几点些个上入层张只条盏串行束盆])"), "再"),
)
_NAMED = lazy(r"[【\[]([^】\]\n]{1,8})[】\]](?=[换改变调])")  # 【背景】换成海边
_SPACE = lazy(r"(?<=[\u3007-\u9fff])[ \u3000]+(?=[\u3007-\u9fff])")


@cache
def cutter(lexicon: Lexicon) -> Cutter:
    """The table of all lists of Chinese, with the marks and measured numerals."""
    measures = lexicon.entries("measure")
    counts = [number + measure for number in _NUMERALS for measure in measures]
    return Cutter(
        [
            *MARKS.items(),
            *((name, lexicon.entries(name)) for name in _LISTS),
            ("count", [*counts, "俩", "仨"]),
            *((name, lexicon.entries(name)) for name in _LATER_LISTS),
            ("when", ["时"]),
            ("of", ["的"]),
        ]
    )


def plain(prompt: str, lexicon: Lexicon) -> str:
    """A prompt of the same length in simplified characters, quotes blank, item marks as line ends."""
    text = simplified(prompt, lexicon)
    lower = text.lower()
    text = blank_quotes(lower if len(lower) == len(prompt) else text)
    for spelt, slip, meant in _SLIPS:
        if spelt in text:
            text = slip.sub(meant, text)
    if "【" in text or "[" in text:
        text = _GIVEN.sub(lambda match: BLANK * len(match.group()), text)
    if "【" in text or "[" in text or "（" in text or "(" in text:
        text = _WITHIN.sub(lambda match: BLANK * len(match.group()), text)
        text = _NAMED.sub(lambda match: BLANK + match[1] + BLANK, text)
    text = _ITEM.sub(lambda match: "\n" * len(match.group()), text)
    return spaced(text, _SPACE)
