"""What a video of the emulator shows: a scene in a light and a weather, chosen by the words of the prompt.

A remix keeps its parent's scene and changes the light, the weather or both, so the picture of a chain
keeps what came before. A prompt without a known word gets another light, chosen by its hash: each
remix differs visibly from its parent.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256
from itertools import product
from pathlib import Path

CLIPS = Path(__file__).parent / "clips"
SECONDS = 8
SIZE = "1280x720"

SCENES = ("beach", "city", "forest")
LIGHTS = ("plain", "teal", "gold", "dusk", "night", "mono")
WEATHERS = ("clear", "fog", "rain", "snow")

_WEATHER_WORDS = {
    "clear": "clear sunny cloudless",
    "fog": "fog foggy mist misty haze hazy",
    "rain": "rain rainy raining rainfall raindrops drizzle drizzly storm stormy downpour",
    "snow": "snow snowy snowing snowfall snowflakes winter blizzard frost frosty",
}
_LIGHT_WORDS = {
    "teal": "teal turquoise aqua cyan",
    "gold": "gold golden amber honey autumn autumnal sepia ochre",
    "dusk": "dusk sunset sundown evening twilight dawn sunrise purple violet pink magenta",
    "night": "night nighttime midnight moon moonlight moonlit stars starry nocturnal neon",
    "mono": "monochrome noir grayscale greyscale",
}
# They lose to the words above: "teal and sand, with a warm backlight" is teal.
_WEAK_LIGHT_WORDS = {
    "plain": "day daylight daytime noon midday morning bright brighter",
    "gold": "warm warmer",
    "teal": "cool cooler cold colder blue",
    "night": "dark darker lamp lamps lantern lanterns",
}


def _by_word(words: Mapping[str, str]) -> dict[str, str]:
    return {word: name for name, text in words.items() for word in text.split()}


_WEATHER, _LIGHT, _WEAK = map(_by_word, (_WEATHER_WORDS, _LIGHT_WORDS, _WEAK_LIGHT_WORDS))


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    scene: str
    light: str = "plain"
    weather: str = "clear"

    @property
    def file(self) -> str:
        return f"{self.scene}-{self.light}-{self.weather}.mp4"


def all_looks(scene: str) -> list[Look]:
    pairs = product(LIGHTS, WEATHERS)
    return [Look(scene=scene, light=light, weather=weather) for light, weather in pairs]


def source_look(source: str) -> Look:
    """A source shows the scene that its id names, else one by the id's hash, by plain daylight."""
    named = [scene for scene in SCENES if scene in source.lower()]
    return Look(scene=named[0] if named else _pick(SCENES, f"scene {source}"))


def remix_look(parent: Look, prompt: str) -> Look:
    words = re.findall(r"[a-z]+", prompt.lower())
    look = replace(
        parent,
        light=_light(words) or parent.light,
        weather=_last(words, _WEATHER) or parent.weather,
    )
    if look != parent:
        return look
    others = [light for light in LIGHTS if light != parent.light]
    return replace(parent, light=_pick(others, prompt))


def _light(words: list[str]) -> str | None:
    if "black" in words and "white" in words:
        return "mono"
    return _last(words, _LIGHT) or _last(words, _WEAK)


def _last(words: Iterable[str], meaning: Mapping[str, str]) -> str | None:
    """The last one counts: "from day to night", "replace the rain with snow"."""
    found = [meaning[word] for word in words if word in meaning]
    return found[-1] if found else None


def _pick(choices: Iterable[str], text: str) -> str:
    listed = list(choices)
    return listed[sha256(text.encode()).digest()[0] % len(listed)]


def video(look: Look, id_: str) -> bytes:
    """The clip of a look, made unique by its id in a box of free space, which players pass over."""
    mark = f"remixbatch emulator {id_}".encode()
    return _clip(look.file) + (8 + len(mark)).to_bytes(4, "big") + b"free" + mark


@lru_cache(maxsize=16)
def _clip(file: str) -> bytes:
    return (CLIPS / file).read_bytes()
