"""The forms of a verb and the plural of a noun, by the rules of English spelling.

An entry of `forms.txt` stands before any rule here.
"""

_VOWELS = frozenset("aeiou")
_NEVER_DOUBLED = frozenset("aeiouwxy")


def verb_forms(word: str) -> tuple[str, str, str]:
    """Third person, -ing form and past of a base form."""
    third = plural(word)
    if word.endswith("e"):
        stem = word if word.endswith(("ee", "oe", "ye")) else word[:-1]
        return third, stem + "ing", word + "d"
    if word.endswith("y") and word[-2:-1] not in _VOWELS:
        return third, word + "ing", word[:-1] + "ied"
    stem = word + word[-1] if _doubles(word) else word
    return third, stem + "ing", stem + "ed"


def plural(noun: str) -> str:
    if noun.endswith(("s", "x", "z", "ch", "sh")):
        return noun + "es"
    if noun.endswith("y") and noun[-2:-1] not in _VOWELS:
        return noun[:-1] + "ies"
    return noun + "s"


def _doubles(word: str) -> bool:
    """One vowel between consonants at the end of a word of one syllable: swap, trim, strip."""
    if len(word) < 3 or word[-2] not in _VOWELS or word[-1] in _NEVER_DOUBLED:
        return False
    return _VOWELS.isdisjoint(word[:-2])


def base_of(word: str) -> str:
    """The base of an -ing form that no list has, as spelling lets one guess: "plucking", "shaving"."""
    if not word.endswith("ing") or len(word) < 6:
        return word
    stem = word[:-3]
    if stem[-1] == stem[-2] and stem[-1] not in "lsz":
        return stem[:-1]
    silent = (
        stem[-1] in "vcguz" or (stem[-1] in "aeiou") or stem[-2:] in {"at", "as", "os", "us", "iz"}
    )
    return stem + "e" if silent else stem


def infinitive(word: str) -> str:
    """The base of a third person that no list has: "hoists", "carries", "pushes"."""
    if word.endswith("ies"):
        return word[:-3] + "y"
    hissing = word.endswith(("sses", "ches", "shes", "xes", "zes", "oes"))
    return word[:-2] if hissing else word[:-1]
