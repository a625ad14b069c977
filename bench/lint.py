"""How many prompts a CPU second the linter reads: `python bench/lint.py [COUNT]`.

Every prompt is another one: words of the frames are drawn by a seeded generator. The figures are
CPU seconds of this machine; compare them with each other, and with the loop of plain Python below.
"""

import json
import random
import resource
import subprocess
import sys
from time import process_time

from remixbatch.prompts.reader import read

FRAMES = [
    "Make the {thing} {color}.",
    "Change the {thing} to a {color} {other}",
    "Add a {color} {other} behind the {thing}.",
    "Remove the {thing} from the {place}, keep everything else the same.",
    "Replace the {thing} with a {other}, and make it {time}.",
    "{color} {thing}, {weather} {place}",
    "Keep the camera and the {thing}; swap the {other} for a {color} one.",
    "Could you please give the {thing} a {color} {other} and add {weather}?",
    "The {thing} should be {color} and the {other} should be bigger.",
    "Same shot, but at {time}, with the {thing} moving past the {place} instead of standing still.",
    "Change the {thing} to {color} and the {other} to {time}.",
    "Restyle as a {color} charcoal drawing: rough {thing}, smudged {other}, high contrast.",
]
WORDS = {
    "thing": [
        "car",
        "dog",
        "kite",
        "gate",
        "lamp",
        "chair",
        "piano",
        "boat",
        "coat",
        "tree",
        "clock",
        "mug",
        "stool",
        "fence",
        "harp",
    ],
    "other": [
        "cat",
        "hat",
        "bench",
        "fox",
        "tram",
        "vase",
        "scarf",
        "crow",
        "ladder",
        "tent",
        "barrel",
        "candle",
        "wheel",
        "drum",
    ],
    "color": [
        "red",
        "teal",
        "ochre",
        "navy",
        "pink",
        "silver",
        "mint",
        "coral",
        "slate",
        "amber",
        "ivory",
        "plum",
    ],
    "place": [
        "street",
        "beach",
        "kitchen",
        "harbor",
        "meadow",
        "station",
        "garden",
        "attic",
        "bridge",
        "market",
    ],
    "time": ["dusk", "dawn", "night", "noon", "midnight", "sunset", "twilight"],
    "weather": ["rain", "fog", "snow", "hail", "mist", "thunder"],
}


def prompts(count: int) -> list[str]:
    """So many prompts, no two alike."""
    rng = random.Random(7)
    found: dict[str, None] = {}
    while len(found) < count:
        words = {name: rng.choice(choice) for name, choice in WORDS.items()}
        frame = rng.choice(FRAMES)
        found[frame.format(**words)] = None
    return list(found)


def spent(command: list[str], lines: str) -> float:
    """CPU seconds of a command that is given lines."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, input=lines, text=True, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    texts = prompts(count)
    read(texts[0])  # the lexicon is read
    began = process_time()
    for text in texts:
        read(text)
    reading = process_time() - began
    began = process_time()
    for _ in range(10_000_000):
        pass
    plain = process_time() - began
    command = [sys.executable, "-m", "remixbatch", "lint", "--jsonl", "-"]
    lines = "".join(json.dumps({"prompt": text}) + "\n" for text in texts)
    one = spent(command, lines.partition("\n")[0] + "\n")
    whole = spent(command, lines) - one
    print(f"{'ten million turns of a loop':32} {plain:8.2f} s")
    print(f"{'start, and one prompt':32} {one:8.2f} s")
    print(f"{'reading alone':32} {reading / count * 1e6:8.1f} us a prompt")
    print(f"{'the command':32} {count / whole:8.0f} prompts a CPU second")


if __name__ == "__main__":
    main()
