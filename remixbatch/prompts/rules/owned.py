"""Whether what stays is somebody's or something's, and a demand is about it by another name, in Chinese and Japanese."""

from collections.abc import Collection, Mapping

from remixbatch.prompts.lexicon import Lexicon
from remixbatch.prompts.plain import SOLID
from remixbatch.prompts.reading import Reading, Segment


class Owned:
    """The rule in one language; never true of others."""

    def __init__(self, lexicon: Lexicon, parts: Mapping[str, Collection[str]]) -> None:
        """`parts`: of a whole, what belongs to it."""
        self._parts = parts
        lines = [line.partition(": ") for line in lexicon.entries("rules/owned")]
        self._owned = [(tuple(one.split(", ")), tuple(two.split(", "))) for one, _, two in lines]
        self._owners = lexicon.entries("rules/owners")
        self.speaks = lexicon.language in SOLID or bool(self._owned or self._owners)

    def is_asked(self, reading: Reading, asked: Segment, whole: str) -> bool:
        """女孩的发型 is kept, and 她的头发 cut short; 犬の色, and 犬 made black."""
        if self._is_hers(asked, whole) or self._is_hers_anew(asked, whole):
            return True
        words = reading.prompt[asked.start : asked.end].lower()
        inside = whole.endswith("中") and words.startswith(f"{whole[:-1]}の")
        if inside and "だけ" not in words:
            return True  # 部屋の中は一切変えずに、部屋の壁を…
        for names, states in self._owned:
            name = next((name for name in names if whole.endswith(name)), None)
            if name is None or not (words.endswith(states) or asked.value.endswith(states)):
                continue
            own = whole.removesuffix(name)
            its = (own.strip("的の"), *self._parts.get(own.strip("的の"), ()))
            if len(its[0]) > 1 and asked.target.strip().endswith(its):
                return True  # 小女孩的裙子 made pink, and 裙子的颜色 kept
            for owner in (own, *self._owners, ""):
                part = asked.target.removeprefix(owner).strip("的の")
                about = asked.target.startswith(owner) and (part or owner)
                if about and any(name.startswith(part) for name in names):
                    return True
        return False

    def _is_hers(self, asked: Segment, whole: str) -> bool:
        """女孩的裙子 is kept, and 她的裙子 replaced; 彼女のスカート, and スカート."""
        thing = asked.target.strip()
        for owner in self._owners:
            bare = thing.removeprefix(owner).removeprefix("把").strip("的の")
            if len(bare) > 1 and bare != thing and whole.endswith(bare):
                return True
            if whole in (f"{owner}の{thing}", owner + thing if len(thing) > 1 else ""):
                return True
        return False

    def _is_hers_anew(self, asked: Segment, whole: str) -> bool:
        """她的裙子 is kept, and 给她换成黑色长裙: what she gets is of its kind by its last sign."""
        owner = next((owner for owner in self._owners if whole.startswith(owner)), "")
        noun = whole.removeprefix(owner).strip("的").removesuffix("子")
        hers = bool(owner) and asked.target.strip() in (owner, f"给{owner}")
        return hers and bool(noun) and asked.value.rstrip("子").endswith(noun[-1])
