"""A piece of a Japanese prompt beside the change before it: what each is about."""

from remixbatch.prompts.late import lazy
from remixbatch.prompts.solid.cut import BLANK
from remixbatch.prompts.solid.draft import Draft
from remixbatch.prompts.solid.facet import FACETS, LIVELY, has, head
from remixbatch.prompts.solid.japanese_pieces import Atom

_MANNER = lazy("(?:風|調|っぽく|みたい|のよう)[にで]?$")
_TARGETS = ("を", "は", "が", "も")
_OBJECTS = frozenset(("add", "remove", "cause", "appear", "exist", "wear"))  # theirs is what is new


def target_of(atom: Atom, text: str) -> tuple[int, int]:
    """Where the thing acted on stands: what comes before を, は or が of the verb; else nothing."""
    for particle in "をはが":
        at = text.rfind(particle, atom.start, atom.verb_start)
        if at > atom.start:
            return atom.start, at
    if atom.list and atom.verb_start > atom.start + 1 and text[atom.verb_start - 1] == "の":
        return atom.start, atom.verb_start - 1  # 看板の撤去
    return atom.start, atom.start


def value_of(atom: Atom, text: str) -> tuple[int, int]:
    """Where the new state, or the thing added or removed, stands."""
    target = target_of(atom, text)
    if target[1] == target[0]:
        return atom.start, atom.verb_start
    return target if atom.list in _OBJECTS else (target[1] + 1, atom.verb_start)


def facet_of(atom: Atom, text: str) -> str | None:
    """What the value of a piece is about; else what its target is about."""
    start, end = value_of(atom, text)
    return head(atom.cuts, start, end) or head(atom.cuts, atom.start, atom.end)


class Beside:
    """A piece beside the change before it."""

    __slots__ = ("atom", "now", "text")

    def __init__(self, now: Draft, atom: Atom, text: str) -> None:
        self.now, self.atom, self.text = now, atom, text

    @property
    def facet(self) -> str | None:
        return facet_of(self.atom, self.text)

    @property
    def before_verb(self) -> str:
        return self.text[self.atom.start : self.atom.verb_start]

    @property
    def bare(self) -> bool:
        """Whether it names no target: 明るくして."""
        words = self.before_verb.replace("何も", "")
        if BLANK in words and words.endswith("と") and self._shows_text:
            return False
        if (BLANK in words and "に" in words) or any(particle in words for particle in _TARGETS):
            return False
        end = self.atom.verb_start
        if words.endswith("の") and self.atom.verb and self.atom.verb.list.endswith(":noun"):
            return False  # 街灯の追加
        if self.atom.list in ("add", "remove", "become") and self._drops_particle(end):
            return False  # 水面に白鳥浮かべて
        return not any(
            cut.list in LIVELY and cut.end < end and self.text[cut.end] == "に"
            for cut in self.atom.cuts
        )

    @property
    def _shows_text(self) -> bool:
        """Whether it puts words on the screen, where none were spoken of: 最後に「終」と出して."""
        shown = self.text.startswith(("出し", "表示", "流し"), self.atom.verb_start)
        return shown and self.now.facet != "text"

    def _drops_particle(self, end: int) -> bool:
        """Whether the thing acted on stands before the verb without を: 字幕入れて."""
        if self.text[end : end + 1] in ("に", "く", ""):
            return False
        return any(cut.end == end and cut.list in FACETS for cut in self.atom.cuts)

    @property
    def about_it(self) -> bool:
        """Whether it speaks of what was just named."""
        return has(self.atom.cuts[:2], "pronoun")

    @property
    def styled(self) -> bool:
        """Whether the change before it is a style."""
        now = self.now
        return now.facet == "style" or _MANNER.search(self.text, *now.pieces[0]) is not None

    @property
    def named(self) -> bool:
        """Whether its subject was named in the change."""
        now, end = self.now, self.atom.verb_start
        for cut in self.atom.cuts:
            if cut.list in FACETS and cut.end <= end:
                return self.text.find(self.text[cut.start : cut.end], now.start, now.end) >= 0
        return False
