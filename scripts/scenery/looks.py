"""Light and weather: what turns one frame of a scene into the twenty-four looks.

A look is a light and a weather. They are independent, so a remix can change the one and keep the other.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from scenery.canvas import (
    HEIGHT,
    WIDTH,
    Canvas,
    Floats,
    Point,
    capsule,
    colour,
    ellipse,
    halo,
    upright,
)

RATE = 12
# Rain and snow repeat after so many frames. An encoder that still holds that many frames finds each
# drop where it was, which makes the clips a third of the size.
PERIOD = 8
COLUMNS = 16  # of snowflakes


@dataclass(frozen=True, slots=True)
class Shot:
    """A frame that wants light."""

    canvas: Canvas
    rgb: Floats  # by daylight, after what the weather did to surfaces
    sun: Point


def luma(rgb: Floats) -> Floats:
    return np.asarray(rgb @ np.array([0.2126, 0.7152, 0.0722], np.float32))[..., None]


def mix(a: Floats, b: Floats, share: Floats | float) -> Floats:
    return np.asarray(a + (b - a) * share, np.float32)


def _sky(canvas: Canvas) -> Floats:
    return np.asarray(np.clip((canvas.depth - 0.9) / 0.08, 0, 1))[..., None]


def _screen(rgb: Floats, light: Floats) -> Floats:
    return np.asarray(1 - (1 - rgb) * (1 - np.clip(light, 0, 1)), np.float32)


def _backlight(rgb: Floats, sun: Point, tone: str, radius: float, strength: float) -> Floats:
    spot = halo(*sun, radius, 1.8)
    lit = rgb.copy()
    lit[spot.box] = _screen(
        rgb[spot.box], np.asarray(colour(tone)) * spot.cover[..., None] * strength
    )
    return lit


# -- light ---------------------------------------------------------------------------------------------


def plain(shot: Shot) -> Floats:
    return shot.rgb


def teal(shot: Shot) -> Floats:
    """Teal shadows, sand lights; what was red or brown turns to rust."""
    bright = luma(shot.rgb)[..., 0]
    stops = [0.0, 0.3, 0.55, 0.78, 1.0]
    cool = ("#04222b", "#0d5a63", "#3d9a98", "#dcc694", "#fff4dc")
    warm = ("#2b0f08", "#8a3417", "#c8663a", "#e8c48c", "#fff4dc")
    maps = []
    for tones in (cool, warm):
        table = np.array([colour(tone) for tone in tones])
        maps.append(np.stack([np.interp(bright, stops, table[:, c]) for c in range(3)], -1))
    redness = np.clip((shot.rgb[..., 0] - shot.rgb[..., 2]) * 2.6 - 0.25, 0, 1)[..., None]
    graded = mix(shot.rgb, mix(maps[0], maps[1], redness), 0.9)
    return _backlight(graded, shot.sun, "#ffb066", 620, 0.5)


def gold(shot: Shot) -> Floats:
    """The hour before sunset: long warm light, blue nearly gone."""
    warm = mix(luma(shot.rgb), shot.rgb, 0.72) * np.array([1.12, 0.88, 0.5], np.float32)
    sky = upright([(0, "#e9a94f"), (300, "#f9d58a"), (HEIGHT, "#fff0c4")])
    lit = mix(warm, sky * (0.35 + 0.65 * luma(shot.rgb)), _sky(shot.canvas) * 0.8)
    return _backlight(lit, shot.sun, "#ffd27a", 780, 0.62)


def dusk(shot: Shot) -> Floats:
    """After sunset: violet above, embers at the horizon, the first lamps."""
    ground = mix(luma(shot.rgb), shot.rgb, 0.7) * np.array([0.66, 0.44, 0.6], np.float32)
    sky = upright(
        [(0, "#2e2a66"), (170, "#7a3f86"), (300, "#d9607a"), (400, "#ff9e5e"), (560, "#ffc98a")]
    )
    lit = mix(ground, sky * (0.6 + 0.45 * luma(shot.rgb)), _sky(shot.canvas) * 0.94)
    lit = _backlight(lit, shot.sun, "#ff8a5a", 560, 0.4)
    return _screen(lit, shot.canvas.glow * 0.6)


def night(shot: Shot) -> Floats:
    """Blue and dark, stars and a moon where the shot.sun was, all lamps lit."""
    dark = mix(luma(shot.rgb), shot.rgb, 0.5) * np.array([0.2, 0.28, 0.46], np.float32)
    sky = upright([(0, "#070c22"), (300, "#13234d"), (520, "#2a4272")])
    lit = mix(dark, sky + luma(shot.rgb) * 0.05, _sky(shot.canvas) * 0.9)
    open_sky = np.clip((shot.canvas.depth - 0.985) / 0.01, 0, 1)[..., None]
    heaven = np.zeros_like(lit)
    _stars(heaven)
    moon = ellipse(*shot.sun, 34, 34)
    heaven[moon.box] += np.asarray(colour("#f1f0e2"), np.float32) * moon.cover[..., None] * 0.95
    lit = _screen(lit, heaven * open_sky)
    lit = _backlight(lit, shot.sun, "#8fa8e8", 300, 0.3)
    return _screen(lit, shot.canvas.glow)


def _stars(heaven: Floats) -> None:
    rng = np.random.default_rng(77)
    for _ in range(150):
        x, y = rng.uniform(0, WIDTH), rng.uniform(0, 420)
        star = ellipse(x, y, 1.1, 1.1, soft=1.6)
        heaven[star.box] += star.cover[..., None] * np.float32(
            rng.uniform(0.35, 1.0) * (1 - y / 520)
        )


def mono(shot: Shot) -> Floats:
    """Black and white with a firm contrast and a dark rim."""
    grey = luma(shot.rgb)
    firm = np.clip(grey + 0.22 * np.sin((grey - 0.5) * math.tau * 0.5), 0, 1)
    ys, xs = np.mgrid[-1 : 1 : HEIGHT * 1j, -1 : 1 : WIDTH * 1j]
    rim = 1 - 0.3 * np.clip(np.hypot(xs, ys) - 0.55, 0, 1)
    return np.repeat(firm * rim[..., None], 3, axis=2).astype(np.float32)


LIGHTS: dict[str, Callable[[Shot], Floats]] = {
    "plain": plain,
    "teal": teal,
    "gold": gold,
    "dusk": dusk,
    "night": night,
    "mono": mono,
}


# -- weather: first what it does to surfaces, then what hangs in the air --------------------------------


def surface(canvas: Canvas, weather: str) -> Floats:
    if weather == "snow":
        white = np.asarray(colour("#eef3f8"), np.float32)
        hushed = mix(luma(canvas.rgb), canvas.rgb, 0.75)
        return mix(hushed, white, (canvas.snow * 0.92)[..., None])
    if weather == "rain":
        wet = np.clip(1 - canvas.depth, 0, 1)[..., None]
        return np.asarray(canvas.rgb * (1 - 0.2 * wet), np.float32)
    return canvas.rgb


def air(canvas: Canvas, rgb: Floats, weather: str, still: int) -> Floats:
    """`still` is the number of the frame."""
    if weather == "clear":
        return rgb
    thick = {"fog": 1.0, "rain": 0.34, "snow": 0.42}[weather]
    veil = _veil(rgb, canvas)
    if weather == "rain":
        overcast = luma(rgb) * 0.86 * (0.65 + 0.35 * veil / veil.mean())
        rgb = mix(rgb, overcast, 0.42 + 0.42 * _sky(canvas))
        veil = veil * 0.84
    hidden = np.clip(canvas.depth * 1.15, 0.0, 1.0)
    if weather == "fog":
        hidden = np.clip(0.24 + hidden * 0.72 + BANKS, 0, 0.9)
        veil = np.clip(veil * 1.08 + 0.03, 0, 1)
    lit = mix(rgb, veil, (hidden * thick)[..., None])
    if weather == "fog":
        return lit
    falls = DROPS[still % PERIOD] if weather == "rain" else FLAKES[still % PERIOD]
    bright = np.clip(veil * 1.1 + 0.34, 0, 1)
    return mix(lit, bright, falls[..., None])


def _veil(rgb: Floats, canvas: Canvas) -> Floats:
    """The colour of fog: the sky's own, greyed."""
    far = _sky(canvas)[:420]
    tone = (rgb[:420] * far).sum((0, 1)) / max(float(far.sum()), 1.0)
    return np.asarray(mix(np.full(3, tone.mean(), np.float32), tone, 0.65), np.float32)


def _banks() -> Floats:
    """Fog lies thicker here and there. It stands still: drifting fog doubles a clip's size."""
    xs = np.arange(WIDTH, dtype=np.float32)[None, :]
    ys = np.arange(HEIGHT, dtype=np.float32)[:, None]
    uneven = np.sin(xs / 310) + np.sin(xs / 170 + 2)
    return np.asarray(0.08 * uneven * np.exp(-(((ys - 470) / 130) ** 2)), np.float32)


def _drops() -> list[Floats]:
    """Rain: streaks that fall one frame height and a bit in each period."""
    rng = np.random.default_rng(9)
    drops = rng.uniform(size=(60, 3))
    frames = []
    for step in range(PERIOD):
        falls = np.zeros((HEIGHT, WIDTH), np.float32)
        for x, y, near in drops:
            length = 44 + 56 * near
            low = (y + step / PERIOD) % 1 * (HEIGHT + 2 * length) - length / 2
            left = (x * 1.15 - 0.05) * WIDTH - low * 0.16
            streak = capsule(
                (left, low), (left + length * 0.16, low - length), 0.9 + 0.8 * near, 0.5
            )
            falls[streak.box] = np.maximum(falls[streak.box], streak.cover * (0.5 + 0.35 * near))
        frames.append(falls)
    return frames


def _flakes() -> list[Floats]:
    """Snow: each flake comes to where the next one below it was, so slow flakes repeat as well."""
    rng = np.random.default_rng(19)
    frames = [np.zeros((HEIGHT, WIDTH), np.float32) for _ in range(PERIOD)]
    for column in range(COLUMNS):
        x, near = (column + rng.uniform()) * WIDTH / COLUMNS, rng.uniform()
        gap = 38 + 34 * near  # how far a flake of this column falls in one period
        size, sway, phase, start = (
            1.9 + 2.9 * near,
            20 + 22 * near,
            rng.uniform(0, 6.28),
            rng.uniform(),
        )
        for step, falls in enumerate(frames):
            for row in range(-1, int(HEIGHT / gap) + 2):
                y = (row + start + step / PERIOD) * gap
                drift = sway * (math.sin(y / 71 + phase) + 0.7 * math.sin(y / 29 + 2 * phase))
                flake = ellipse(x + drift, y, size, size, soft=2)
                falls[flake.box] = np.maximum(falls[flake.box], flake.cover * (0.55 + 0.4 * near))
    return frames


DROPS, FLAKES, BANKS = _drops(), _flakes(), _banks()
