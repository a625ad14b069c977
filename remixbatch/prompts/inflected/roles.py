"""The roles of small words: a bit for each list of them, so that a phrase is asked for several at once."""

ROLES = (
    *("determiners", "articles", "seconds", "possessives", "demonstratives", "quantifiers"),
    *("pronouns", "and", "or", "but", "also", "then", "not_only", "but_also", "negations"),
    *("without", "with", "contrast", "except", "only", "links", "places_in", "aims", "so"),
    *("when", "while", "that", "sames", "rests", "unchanged", "copula", "become", "have"),
    *("modals", "appear", "stays", "polite", "wants", "adverbs", "anchors", "metas"),
    *(
        "comma",
        "stop",
        "colon",
        "quote",
        "keeps",
        "touches",
        "particles",
        "fixed",
        "praise",
        "excess",
        "more",
        "says",
        "pasts",
        "persons",
    ),
)
ROLE = {name: 1 << bit for bit, name in enumerate(ROLES)}

(
    DETERMINER, ARTICLE, SECOND, POSSESSIVE, DEMONSTRATIVE, QUANTIFIER, PRONOUN, AND, OR, BUT, ALSO, THEN,
    NOT_ONLY, BUT_ALSO, NEGATION, WITHOUT, WITH, CONTRAST, EXCEPT, ONLY, LINK, PLACE, AIM, SO, WHEN, WHILE,
    THAT, SAME, REST, UNCHANGED, COPULA, BECOME, HAVE, MODAL, APPEAR, STAYS, POLITE_WORD, WANT, ADVERB, ANCHOR,
    META, COMMA, STOP, COLON, QUOTE, _, _, PARTICLE, FIXED, PRAISE, EXCESS, MORE, SAYS,
    PAST, PERSON,
) = ROLE.values()  # fmt: skip

DEFINITE = DETERMINER | POSSESSIVE | DEMONSTRATIVE
BEFORE_NOUN = DEFINITE | ARTICLE | QUANTIFIER
STATING = COPULA | BECOME | HAVE | MODAL | APPEAR
