"""A piece of a Chinese prompt beside the change before it: what it is about, and whether that was named."""

from remixbatch.prompts.late import lazy
from remixbatch.prompts.solid.chinese_pieces import Atom
from remixbatch.prompts.solid.cut import Cut, covered
from remixbatch.prompts.solid.draft import Draft
from remixbatch.prompts.solid.facet import FACETS, LIVELY, WHOLE, has, head

_AFTER_NAME = frozenset("，,。；;、的！!？?")
_NEAR = ("下的", "里的", "旁的", "后的", "前的", "边的", "中的", "旁边的", "后面的", "下面的")
_PLACED = "上下里中内外旁边前后左右"
_NEAR_IT = lazy("(?:身[后旁边前]|背后|[后旁前左右]面|周围|四周|[头脚][顶边上下]|[手怀]里)(?!的)")


class Beside:
    """A piece beside the change before it."""

    __slots__ = ("atom", "now", "text")

    def __init__(self, now: Draft, atom: Atom, text: str) -> None:
        self.now, self.atom, self.text = now, atom, text

    @property
    def verb(self) -> str:
        return self.atom.verb.list if self.atom.verb else ""

    @property
    def subject(self) -> str | None:
        """What the part before its verb is about."""
        atom = self.atom
        return head(atom.cuts, atom.start, atom.verb.start if atom.verb else atom.end)

    @property
    def of_unlisted(self) -> bool:
        """Whether it begins with a thing that no list has, and no trait or part of what is new: 眼影淡一些."""
        now, atom, text = self.now, self.atom, self.text
        end = atom.verb.start if atom.verb else atom.end
        listed = covered([cut for cut in atom.cuts if cut.end <= end])
        if self.subject is not None or has(atom.cuts, "purpose") or end - atom.start - listed < 2:
            return False
        known = (None, "color", "text") if text[now.end - 1] == "的" else ("color", "text")
        new = now.verb == "become" and now.facet not in known
        seen = new or (now.form == "nominal" and now.facet in WHOLE)
        return not seen and set(text[atom.start : end]).isdisjoint(text[now.value : now.end])

    @property
    def words(self) -> str:
        return self.text[self.atom.start : self.atom.end]

    @property
    def about_it(self) -> bool:
        """Whether it speaks of what was just named."""
        text = self.text
        return any(
            cut.list == "pronoun"
            and not (text[cut.start] in "他她" and text[cut.end] == "的")
            and not self._resumes(cut)
            and not self._is_near(cut)
            and not self._is_another(cut)
            and not self._points(cut)
            for cut in self.atom.cuts[:3]
            if cut.end < self.atom.end
        )

    def _points(self, pronoun: Cut) -> bool:
        """Whether it only goes with a noun that is new: 那个路人."""
        if self.text[pronoun.start] not in "这那":
            return False
        if pronoun.start > self.atom.start:
            return True  # 左边那个
        noun = next((cut for cut in self.atom.cuts if cut.start == pronoun.end), None)
        if noun is None or noun.list not in FACETS:
            return False
        return self.text.find(self.text[noun.start : noun.end], self.now.start, self.now.end) < 0

    def _is_near(self, pronoun: Cut) -> bool:
        """Whether it is only the place of something new: 同时他身后扬起一大片沙尘."""
        if self.atom.joint != "then" or self.now.verb == "add":
            return False
        return _NEAR_IT.match(self.text, pronoun.end) is not None

    def _is_another(self, pronoun: Cut) -> bool:
        """Whether it is she, and he was spoken of."""
        before, sign = self.text[self.now.start : self.now.end], self.text[pronoun.start]
        return sign in "他她" and sign not in before and ("他" in before or "她" in before)

    def _resumes(self, pronoun: Cut) -> bool:
        """Whether it stands for what its own piece begins with: 女的给她加条围巾."""
        atom, text = self.atom, self.text
        topic = pronoun.start - 1
        return topic > atom.start and text[topic] in "给把让" and text[topic - 1] == "的"

    @property
    def of_another(self) -> bool:
        """Whether it begins with somebody who was not spoken of: 司机换成女的，乘客睁开眼."""
        now, text = self.now, self.text
        first = next((cut for cut in self.atom.cuts if cut.list in LIVELY), None)
        if first is None or not (first.start == self.atom.start or text[first.start - 1] == "的"):
            return False
        return self.text[first.start : first.end] not in self.text[now.start : now.end]

    @property
    def of_two(self) -> bool:
        """Whether the change before it is of somebody else: 医生戴口罩，护士推轮椅."""
        somebody = any(
            cut.list in ("person", "animal") and cut.start == self.now.start
            for cut in self.now.cuts[:1]
        )
        somebody = somebody or head(self.now.cuts, *self.now.target) in ("person", "animal")
        return somebody and self.of_another

    @property
    def of_its_part(self) -> bool:
        """Whether it is of a part, named by the last sign of the whole: 古琴, 琴身; 花, 花瓣."""
        now, atom, text = self.now, self.atom, self.text
        whole = next((cut.end for cut in now.cuts if cut.list in FACETS), 0)
        end = now.target[1] or whole
        verb = atom.verb.start if atom.verb else atom.start
        if end <= now.start or verb < atom.start + 2 or text[end - 1] != text[atom.start]:
            return False
        placed = has([cut for cut in atom.cuts if cut.start < verb], "place-after")
        whole_film = any(cut.list == "generic" and cut.end == end for cut in now.cuts)
        return not (placed or whole_film) and text[atom.start + 1] not in _PLACED

    @property
    def named(self) -> bool:
        """Whether its subject was named in the value of the change."""
        now, atom = self.now, self.atom
        end = atom.verb.start if atom.verb else atom.end
        for at, cut in enumerate(atom.cuts):
            if cut.list in FACETS and cut.end <= end:
                if self.text.startswith(_NEAR, cut.end):
                    return False  # 桥下的河水 beside 玻璃桥
                after = atom.cuts[at + 1].start if at + 1 < len(atom.cuts) else end
                word = self.text[cut.start : cut.end]
                found = self.text.find(word, now.value, now.end)
                # A part of what is named, as 车轮 beside 跑车, but not 车顶 beside 车牌.
                part = after > cut.end and self.text[cut.end] not in "的上们"
                whole = found + len(word) == now.end or self.text[found + len(word)] in _AFTER_NAME
                return found >= 0 and (whole or not part)
        return False
