"""What stands between two opposites, without the words that bind neither of them."""

from collections.abc import Collection, Sequence

ANDS = frozenset(("and", "but", "yet"))
_THAN = frozenset({"than", "before", "now", "usual", "ever", "it", "is", "was", "used", "to", "be"})
_WHO = {
    **dict.fromkeys(("he", "him", "his"), "he"),
    **dict.fromkeys(("she", "her", "hers"), "she"),
    **dict.fromkeys(("they", "them", "their"), "they"),
}
_OF_OR_TO = frozenset({"a", "de", "en", "in"})


def compared(words: Sequence[str]) -> Sequence[str]:
    """What stands behind `than before`: `faster than before, yet also slower`."""
    at = 0
    while words[:1] == ["than"] and at < len(words) and words[at] in _THAN:
        at += 1
    return words[at:] if at > 1 else words


def less_to(words: Sequence[str]) -> Sequence[str]:
    """`is to be off and to shine`: the second `to`, which turns nothing into anything."""
    to = words[-1:] == ["to"] and not ANDS.isdisjoint(words[-2:-1])
    return words[:-1] if to else words


def unlinked(words: Sequence[str], articles: Collection[str]) -> list[str]:
    """Spanish, German: "de", "a" only where they may say what it turns into: right before that."""
    last = -2 if words and words[-1] in articles else -1
    return [*(word for word in words[:last] if word not in _OF_OR_TO), *words[last:]]


def of_others(before: Sequence[str], between: Sequence[str]) -> bool:
    """`he should be older, she should be younger`: the last pronouns before each are of two."""
    one, other = (
        next((_WHO[word] for word in reversed(words) if word in _WHO), "")
        for words in (before, between)
    )
    return one != other and bool(one and other)
