"""What a word may be, as bits: one word has many. Each bit is fed by the list of its name.

`LISTS` says which list of a lexicon gives which bit; the rest are given by the form of a word or its place.
"""

_BITS = (1 << number for number in range(104))

# Those come first that are asked for most: of a number of no more than 30 bits, Python tells it at once.
# Joints: where one thing ends and another begins.
STOP, COMMA, AND, COLON, DASH, OPEN, CLOSE = (next(_BITS) for _ in range(7))
OR, BUT, THEN, ADDING, WITH, WITHOUT, WHILE, WHEN, SO, CONTRAST, RELATIVE, ITEM, EXCEPT = (
    next(_BITS) for _ in range(13)
)
# Words of grammar.
DETERMINER, ARTICLE, POSSESSIVE, PRONOUN, SUBJECT, PREPOSITION, PLACE_IN = (
    next(_BITS) for _ in range(7)
)
ADVERB, PARTICLE, NUMBER, PARTICIPLE, COMPARATIVE, ADJECTIVE, OWNER, QUOTE, FIXED, PLAIN = (
    next(_BITS) for _ in range(10)
)
# What is struck.
POLITE, WANT, LABEL, META, QUALITY, OPINION, TAIL = (next(_BITS) for _ in range(7))
KEEP, KEEPING, NEGATION, STAY, UNCHANGED, REST, SAME, ANCHOR = (next(_BITS) for _ in range(8))
# Verbs.
(
    EDIT,
    EDITING,
    EDITS,
    EDITED,
    AIM,
    FINITE,
    COPULA,
    BECOME,
    MODAL,
    ACT,
    AMOUNT,
    JUDGEMENT,
    REASON,
    NEGATED,
    LINK,
    SEEM,
    AUTHOR,
    REPORT,
    PAST,
) = (next(_BITS) for _ in range(19))
# What words are about.
COLOR, SIZE, AGE, MATERIAL, SPEED, TIME, WEATHER, SEASON, LIGHT, PALETTE = (
    next(_BITS) for _ in range(10)
)
CAMERA, STYLE, TEXTURE, MOOD, AUDIO, TEXT, EFFECT, SKY = (next(_BITS) for _ in range(8))
PEOPLE, ANIMAL, VEHICLE, CLOTHES, BODY, PLANT, FOOD, THING, PLACE = (next(_BITS) for _ in range(9))
PART, STATED, FITTED = (next(_BITS) for _ in range(3))

LISTS = {
    "determiners": DETERMINER,
    "articles": ARTICLE,
    "possessives": POSSESSIVE,
    "pronouns": PRONOUN,
    "subjects": SUBJECT,
    "prepositions": PREPOSITION,
    "places_in": PLACE_IN,
    "adverbs": ADVERB,
    "particles": PARTICLE,
    "numbers": NUMBER,
    "adjectives": ADJECTIVE,
    "and": AND,
    "or": OR,
    "but": BUT,
    "then": THEN,
    "adding": ADDING,
    "with": WITH,
    "without": WITHOUT,
    "while": WHILE,
    "when": WHEN,
    "so": SO,
    "contrast": CONTRAST,
    "relatives": RELATIVE,
    "polite": POLITE,
    "tails": TAIL,
    "wants": WANT,
    "labels": LABEL,
    "metas": META,
    "qualities": QUALITY,
    "keeps": KEEP,
    "keeping": KEEPING,
    "negations": NEGATION,
    "stays": STAY,
    "unchanged": UNCHANGED,
    "rests": REST,
    "sames": SAME,
    "anchors": ANCHOR,
    "except": EXCEPT,
    "aims": AIM,
    "finites": FINITE,
    "copula": COPULA,
    "becomes": BECOME,
    "modals": MODAL,
    "acts": ACT,
    "judgements": JUDGEMENT,
    "reasons": REASON,
    "negated": NEGATED,
    "links": LINK,
    "authors": AUTHOR,
    "reports": REPORT,
    "pasts": PAST,
    "seems": SEEM,
    "amounts": AMOUNT,
    "fixed": FIXED,
    "plain": PLAIN,
    "opinions": OPINION,
    "colors": COLOR,
    "sizes": SIZE,
    "ages": AGE,
    "materials": MATERIAL,
    "speeds": SPEED,
    "times": TIME,
    "weather": WEATHER,
    "seasons": SEASON,
    "lights": LIGHT,
    "palettes": PALETTE,
    "cameras": CAMERA,
    "styles": STYLE,
    "textures": TEXTURE,
    "moods": MOOD,
    "audio": AUDIO,
    "texts": TEXT,
    "effects": EFFECT,
    "sky": SKY,
    "people": PEOPLE,
    "animals": ANIMAL,
    "vehicles": VEHICLE,
    "clothes": CLOTHES,
    "bodies": BODY,
    "plants": PLANT,
    "foods": FOOD,
    "things": THING,
    "places": PLACE,
    "parts": PART,
    "fittings": FITTED,
    "states": STATED,
}
# Lists of nouns that are listed in the singular and mean their plural, too.
NOUNS = (
    *("people", "animals", "vehicles", "clothes", "bodies", "plants", "foods", "things", "places"),
    *("texts", "effects", "sky", "audio"),
)
ATTRIBUTE = COLOR | SIZE | AGE | MATERIAL | SPEED | MOOD
# Bits that are asked for together so often that they have a name.
DEFINITE = DETERMINER | POSSESSIVE  # "the", "his": before a thing of the scene
SPECIFIC = DEFINITE | OWNER  # "Granny's", too
RUNNING = PARTICIPLE | EDITING  # any -ing form
DOES = EDITS | FINITE  # any third person
NEWS = BECOME | MODAL  # "becomes", "should": what shall be
SAYS = NEWS | COPULA  # the verb of any statement
LEAD = DETERMINER | ARTICLE | POSSESSIVE | PRONOUN  # what an object begins with
ACTOR = PEOPLE | ANIMAL | VEHICLE
TOPIC = (  # everything a word may be about
    ATTRIBUTE | TIME | WEATHER | SEASON | LIGHT | PALETTE | CAMERA | STYLE | TEXTURE | AUDIO | TEXT
) | (EFFECT | SKY | ACTOR | CLOTHES | BODY | PLANT | FOOD | THING | PLACE)
SOLID = CLOTHES | BODY | THING | FOOD | PLANT | TEXT | ANIMAL | PART  # what has a look of its own
COMING = ACTOR | THING | EFFECT | PLANT | CLOTHES | SKY  # what may come in beside a change
NO_NOUN = PREPOSITION | ADVERB | SUBJECT | PRONOUN | NEGATION  # what no thing is named with first
BREAK = (
    STOP | COMMA | COLON | DASH | OPEN | CLOSE | AND | OR | BUT | THEN | ADDING | WITH | WITHOUT
) | (WHILE | WHEN | SO | CONTRAST | RELATIVE | EXCEPT)
ARROWS = frozenset({"->", "=>", "→", "⇒", "="})
TURNED_INTO = ARROWS - {"="}  # "hot = white" only says how
MARKS = {
    **dict.fromkeys((".", "!", "?", ";", "\n", "...", "…", "•", "·", "|", "。"), STOP),
    ",": COMMA,
    ":": COLON,
    **dict.fromkeys(("—", "–", "--", "-"), DASH),
    **dict.fromkeys(("(", "[", "{"), OPEN),
    **dict.fromkeys((")", "]", "}"), CLOSE),
    **dict.fromkeys(ARROWS, PREPOSITION),
}
# What a form may make of a word that no list has: suffixes.txt names them.
SHAPES = {"participle": PARTICIPLE, "adverb": ADVERB, "comparative": COMPARATIVE, "past": EDITED}
