"""What is given or put in, in a Chinese prompt, and what is only told of it."""

import re

from remixbatch.prompts.chinese import EDITORIAL
from remixbatch.prompts.chinese_pieces import Atom
from remixbatch.prompts.draft import Draft
from remixbatch.prompts.facet import THINGS, has

# Where something that is there does something, and how: 在雾里若隐若现, 热气袅袅升起.
_WHERE = re.compile("在[^，。]{1,6}(?:里|中|下|上|间|处|旁|边)[^，。的]{2}")
_MANNER = re.compile(
    "偶尔|时不时|时而|缓缓|慢慢|徐徐|轻轻|微微|袅袅|静静|悠悠|渐渐|隐隐|不时|若隐若现"
    "|被(?:风|阳光|夕阳|月光|灯光|气流|晚霞|晨光|海风|雨|浪)|[泛闪透冒散]着"
)
_EDITS = ("add", "remove", "replace")
_ASKED = EDITORIAL | frozenset("加添放摆挂贴画写涂染去删换改")


def gives_too(now: Draft, atom: Atom) -> bool:
    """给左边的小孩一只纸飞机，右边的一根糖葫芦: to whom, and how many of what, with no verb."""
    if now.opener != "give" or now.verb != "count" or atom.kind not in ("nominal", "state"):
        return False
    return any(cut.list == "count" and cut.start > atom.start for cut in atom.cuts)


def describes_new(now: Draft, atom: Atom, text: str) -> bool:
    """Whether a piece tells of what was just put in: 花瓣偶尔被风吹起，在逆光里微微发亮."""
    brought = now.verb == "add" or (now.verb in ("replace", "become") and now.facet in THINGS)
    if not brought or atom.joint != "comma":
        return False
    if atom.opener in ("ba", "let") or has(atom.cuts, "count") or _asks(atom, text):
        return False
    if _WHERE.match(text, atom.start, atom.end):
        return True
    return atom.opener is None and _MANNER.search(text, atom.start, atom.end) is not None


def _asks(atom: Atom, text: str) -> bool:
    """Whether its verb is one that an editor is asked for; not 消失, which things do themselves."""
    verb = atom.verb
    if verb is None or verb.list not in _EDITS or text.startswith(("消失", "消散"), verb.start):
        return False
    return text[verb.start] in _ASKED
