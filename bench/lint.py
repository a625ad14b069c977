"""How fast prompts are linted, measured here: `make bench`. CPU time, the least of some runs.

    python bench/lint.py [RUNS]

The prompts are all different: words of sentences are replaced, so that nothing can be remembered but words. The rate is
that of the whole command, `remixbatch lint --jsonl -`, reading and writing included, less what it takes for one prompt.
"""

import json
import sys
from itertools import cycle
from random import Random

from run import PROGRAM, cpu

PROMPTS = 20_000
RUNS = 5
IMPORT = "import remixbatch.prompts.linter"
CHECK = "; remixbatch.prompts.linter.check('Make the kite yellow.')"
SENTENCES = (
    "Make the {thing} {colour}.",
    "Replace the {thing} with a {colour} {other}",
    "Add a {other} beside the {thing}. Keep everything else the same.",
    "Make it {time} and add {weather}",
    "Change the {thing} to {colour}, and put a {other} on the {place}",
    "Remove the {other} from the {place} so that only the {thing} is left.",
    "The {thing} should be {colour}; the {place} stays as it is",
    "Turn the {place} into a {colour} desert at {time}",
    "Same scene, but with {weather} over the {place}",
    "Could you please make the {thing} a bit more {colour}?",
    "A {colour} {thing} in front of the {place}, {weather}, {time}",
    "Keep the {thing} and the {place}. Only change the light to {time}.",
    "Have the {thing} pick up a {other} while {weather} begins to fall on the {place}",
    "Make the {thing} look better",
    "Slow push-in on the {thing}, keep the {other} sharp",
    "Swap the {colour} {thing} for a {other}, then mute the sound",
)
LOOKS = [
    "old",
    "tall",
    "wet",
    "tiny",
    "broken",
    "striped",
    "dusty",
    "heavy",
    "round",
    "foreign",
    "dented",
    "polished",
]
THINGS = [
    "kite",
    "lantern",
    "bicycle",
    "sofa",
    "teapot",
    "curtain",
    "tram",
    "barrel",
    "heron",
    "umbrella",
    "snowman",
    "cactus",
]
WORDS = {
    "thing": [f"{look} {thing}" for look in LOOKS for thing in THINGS],
    "other": THINGS,
    "colour": ["red", "teal", "ivory", "crimson", "matte-black", "golden"],
    "place": ["pier", "meadow", "rooftop", "corridor", "market", "shore"],
    "time": ["night", "dusk", "noon", "dawn"],
    "weather": ["rain", "snow", "mist"],
}


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else RUNS
    lines = [json.dumps({"prompt": prompt}).encode() + b"\n" for prompt in prompts(PROMPTS)]
    lint = [*PROGRAM, "lint", "--jsonl", "-"]
    base = least(runs, [sys.executable, "-c", "import json, re"])
    imported = least(runs, [sys.executable, "-c", f"import json, re; {IMPORT}"])
    first = least(runs, [sys.executable, "-c", f"import json, re; {IMPORT}{CHECK}"])
    start = least(runs, lint, lines[0])
    spent = least(runs, lint, b"".join(lines)) - start
    print(f"{'import of the linter':26} {(imported - base) * 1000:8.0f} ms")
    print(f"{'its first prompt':26} {(first - imported) * 1000:8.0f} ms")
    print(f"{'lint --jsonl, one prompt':26} {start * 1000:8.0f} ms")
    print(f"{'lint --jsonl, many':26} {PROMPTS / spent:8,.0f} prompts a CPU second")


def prompts(many: int) -> list[str]:
    """So many different prompts, each sentence in its turn as long as it has new ones."""
    random = Random(1)
    made: dict[str, None] = {}
    for sentence in cycle(SENTENCES):
        made[sentence.format_map({name: random.choice(words) for name, words in WORDS.items()})] = (
            None
        )
        if len(made) == many:
            break
    return list(made)


def least(runs: int, command: list[str], given: bytes = b"") -> float:
    return min(cpu(command, given) for _ in range(runs))


if __name__ == "__main__":
    main()
