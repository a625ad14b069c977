"""Shapes of a change, each behind each other by each joint; and descriptions behind changes, which are no changes.

Who writes prompts puts the usual shapes together freely: `crossed` and `described` do so with all of them, so that a reading
that knows only some pairs shows. A prompt is told with the names of its shapes, to say which pairs fail.
"""

from collections.abc import Iterator
from itertools import cycle, product

SHAPES = {
    "make": ["make the curtains red", "make the kettle copper", "make the barn taller"],
    "add": ["add a heron by the pond", "add a lantern above the door"],
    "remove": ["remove the scaffolding", "delete the van on the left", "get rid of the bins"],
    "replace": ["replace the oboe with a bassoon", "swap the sofa for a hammock"],
    "put": ["put a straw hat on the waiter", "hang a flag from the balcony"],
    "turn": ["turn the ferry into a whale", "turn the lawn into sand"],
    "give": ["give the groom a kilt", "give the old man a longer beard"],
    "have": ["have the waiter bow", "let the gate swing open"],
    "camera": ["zoom in on the clock", "pan slowly to the left", "pull the camera back"],
    "light": ["dim the lamps", "warm up the light"],
    "weather": ["make it rain", "let it snow"],
    "audio": ["mute the music", "add birdsong", "lower the volume"],
    "style": ["restyle it as a woodcut"],
    "time": ["make it night", "set it at dusk"],
    "should": ["the curtains should be red", "the heron should spread its wings"],
    "wish": ["I'd like a heron by the pond", "I want the curtains red"],
    "passive": ["the scaffolding is removed", "the curtains are painted red"],
    "present": ["the gate swings open", "the lawn turns to sand", "her eyes go black"],
    "gets": ["the waiter gets a straw hat", "the bride wears a veil"],
    "state": ["curtains red", "lamps off"],
    "gone": ["scaffolding gone", "van removed"],
    "more": ["slower zoom", "bigger waves"],
    "thing": ["red curtains", "longer beard", "wet hair"],
    "newcomer": ["a heron by the pond", "a bicycle next to the bench"],
    "hour": ["golden hour", "dawn instead of noon"],
    "look": ["woodcut style", "16mm look"],
    "shot": ["overhead camera", "close-up on the clock", "low angle"],
    "instead": ["a bassoon instead of the oboe", "a windmill in place of the barn"],
    "arrow": ["oboe -> bassoon", "sofa → hammock"],
    "label": ["curtains: red", "sky: stormy"],
}
COMMANDS = list(SHAPES)[:14]
JOINTS = [
    ", ",
    " and ",
    ", and ",
    "; ",
    ". ",
    "\n",
    ", then ",
    ", also ",
    ". Also, ",
    " + ",
    ", plus ",
]
DESCRIBED = {
    "vehicle": ["replace the tractor with a vintage car", "add a delivery van by the gate"],
    "clothes": ["put her in a long coat", "swap his shirt for a wool jumper"],
    "house": ["turn the kiosk into a lighthouse", "add a castle on the hill"],
    "animal": ["add a dragon on the roof", "turn the horse into a unicorn"],
    "hour": ["make it night", "change the time of day to dawn", "let it snow"],
    "style": ["restyle it as a charcoal drawing", "give it a film noir look"],
    "light": ["make the light warmer", "add a spotlight on the singer"],
    "look": ["make the room look abandoned", "make the street look festive"],
}
DESCRIPTIONS = {
    "vehicle": ["red paint, chrome bumpers", "doors open, headlights on", "bigger wheels"],
    "clothes": ["longer sleeves", "brass buttons, wide collar", "hood up", "buttons gone"],
    "house": ["red roof, white shutters", "smoke from the chimney", "taller tower", "a blue door"],
    "animal": ["green scales, yellow eyes", "wings spread", "bigger than the door"],
    "hour": ["longer shadows", "stars in the sky", "darker sky", "blue shadows, wet pavement"],
    "style": ["rough paper, smudged edges", "bolder lines", "grain and dust", "high contrast"],
    "light": ["softer shadows", "golden glow on the walls", "less contrast"],
    "look": ["paint peeling", "lanterns everywhere", "dust on every shelf", "curtains torn"],
}
# What people write of themselves: not a word of that is talk about the video.
OURS = {
    "the waiter": "my sister",
    "the groom": "my brother",
    "the old man": "my grandpa",
    "the barn": "my house",
    "the curtains": "my curtains",
    "the ferry": "my car",
    "the lawn": "our lawn",
    "the sofa": "my sofa",
    "the oboe": "my guitar",
    "the lamps": "our lamps",
    "the heron": "my dog",
    "the scaffolding": "our tent",
    "the clock": "my face",
}
# A verb that is said once, and what it takes: things, and what is said of each.
THINGS = ["the fence", "his boots", "the awning", "the singer's dress", "our kettle"]
OLD = ["the ferry", "the lamp", "my sofa", "the cart", "the well"]
WHO = ["the pirate", "my sister", "the old man", "his parrot", "the twins"]
COLOURS = ["red", "mint green", "black", "gold", "turquoise"]
STATES = ["longer", "transparent", "rusty", "blank", "taller"]
NEW = ["a whale", "a tower", "a snake", "a hammock", "a castle"]
WORN = ["a wooden leg", "red gloves", "a longer beard", "torn sails", "freckles"]
DRESS = ["a tuxedo", "overalls", "a raincoat", "red velvet", "a wedding gown"]
WHERE = ["on the roof", "behind the bench", "in the corner", "above the door", "on the left"]
WHITHER = ["to the left", "into the corner", "behind the bench", "to the right", "onto the roof"]
ONCE = [
    ("make ", THINGS, " ", COLOURS),
    ("make ", THINGS, " ", STATES),
    ("paint ", THINGS, " ", COLOURS),
    ("make ", OLD, " ", NEW),
    ("turn ", OLD, " into ", NEW),
    ("change ", THINGS, " to ", COLOURS),
    ("replace ", OLD, " with ", NEW),
    ("swap ", OLD, " for ", NEW),
    ("give ", WHO, " ", WORN),
    ("put ", NEW, " ", WHERE),
    ("put ", WHO, " in ", DRESS),
    ("move ", OLD, " ", WHITHER),
    ("I want ", THINGS, " ", COLOURS),
    ("", WHO, " with ", WORN),
]
BEHIND = [", ", ". ", ": ", " with "]


def crossed(firsts: list[str], seconds: list[str]) -> Iterator[tuple[str, str, str, str]]:
    """The shape of the first, the joint, the shape of the second, the prompt; of two that share no word."""
    turns = {name: cycle(said) for name, said in SHAPES.items()}
    for first, second, joint in product(firsts, seconds, JOINTS):
        for _ in range(len(SHAPES[first]) * len(SHAPES[second])):
            one, other = next(turns[first]), next(turns[second])
            if _words(one).isdisjoint(_words(other)):
                stop = joint.startswith(".")
                prompt = f"{_capital(one)}{joint}{_capital(other) if joint == '. ' else other}."
                yield first, joint, second, prompt if stop else f"{one}{joint}{other}"
                break


def listed() -> Iterator[tuple[int, str]]:
    """How many things there are, the prompt, which says its verb once."""
    for verb, things, link, told in ONCE:
        for shift, many in product(range(len(told)), (2, 3, 4)):
            values = told[shift:] + told[:shift]
            items = [f"{thing}{link}{value}" for thing, value in zip(things, values, strict=True)]
            *before, last = items[:many]
            for joint in (" and ", ", and ") if many > 2 else (" and ", ", ", "; ", " & ", " + "):
                yield many, f"{verb}{', '.join(before)}{joint}{last}"


def described() -> Iterator[tuple[str, str]]:
    """What is described, the prompt."""
    for name, changes in DESCRIBED.items():
        for change, description, joint in product(changes, DESCRIPTIONS[name], BEHIND):
            told = _capital(description) if joint == ". " else description
            yield name, change + joint + told


def of_ours(prompt: str) -> str:
    """The prompt with the things of a home in it."""
    for theirs, ours in OURS.items():
        prompt = prompt.replace(theirs, ours).replace(_capital(theirs), _capital(ours))
    return prompt


def _words(text: str) -> set[str]:
    return {word for word in text.lower().replace(":", "").split() if len(word) > len("the")}


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
