"""A beach: sun, waves, a boat that sails along, a parasol and a palm in the wind."""

import math
from itertools import pairwise

import numpy as np

from scenery.canvas import (
    WIDTH,
    Canvas,
    Mask,
    below,
    capsule,
    colour,
    columns,
    ellipse,
    everything,
    grid,
    halo,
    polygon,
    rectangle,
    ridge,
    upright,
)

SUN = (930.0, 150.0)
HORIZON = 372.0
WHITE, SAND = colour("#ffffff"), colour("#ead4a0")


def backdrop() -> Canvas:
    """All that stands still."""
    canvas = Canvas.blank()
    sky = upright([(0, "#3f9fe0"), (200, "#8fd0f0"), (HORIZON, "#e4f4f6")])
    canvas.paint(everything(), np.broadcast_to(sky, canvas.rgb.shape), depth=1.0)
    canvas.paint(halo(*SUN, 330, 2.4), colour("#fff3cf"), depth=1.0, opacity=0.75)
    canvas.paint(ellipse(*SUN, 46, 46), colour("#fffbe6"), depth=1.0)
    _headlands(canvas)
    _sea(canvas)
    return canvas


def _headlands(canvas: Canvas) -> None:
    rng = np.random.default_rng(3)
    xs = columns()
    far = ridge(rng, 352, 6, 1.4) + 70 * np.clip((760 - xs) / 420, 0, 1) ** 0.8 - 10
    near = ridge(rng, 330, 9, 1.8) + 120 * np.clip((1090 - xs) / 260, 0, 1) ** 0.7
    for line, tone, depth in ((far, "#9cc4d4", 0.85), (near, "#6f9f96", 0.7)):
        line[line > HORIZON - 2] = HORIZON + 9
        canvas.paint(below(line, HORIZON + 1), colour(tone), depth=depth, snow=0.5)


def _sea(canvas: Canvas) -> None:
    _, ys, _, _ = grid(0, HORIZON, WIDTH, 720)
    water = upright([(HORIZON, "#2c86bd"), (450, "#36a5c8"), (560, "#7fdcd0")], ys[:, 0])
    cover = np.ones((ys.size, WIDTH), np.float32)
    deep = Mask(cover, 0, int(HORIZON))
    canvas.paint(deep, np.broadcast_to(water, (*cover.shape, 3)), depth=0.0)
    canvas.depth[int(HORIZON) :] = np.clip((600 - ys) / (600 - HORIZON), 0, 1) * 0.75


def frame(still: Canvas, t: float) -> Canvas:
    canvas, slow = still.copy(), math.floor(t * 6) / 6
    _clouds(canvas, t)
    _glitter(canvas, slow)
    _boat(canvas, round(330 + 36 * t), 452 + round(2.6 * math.sin(t * math.tau / 4)), slow)
    _shore(canvas, slow)
    _parasol(canvas)
    _palm(canvas, t)
    _gulls(canvas, t)
    return canvas


def _clouds(canvas: Canvas, t: float) -> None:
    for x, y, size in ((250, 128, 1.0), (620, 82, 0.62), (1150, 236, 0.55)):
        for dx, dy, rx, ry in (
            (-70, 8, 62, 26),
            (0, -10, 74, 42),
            (68, 6, 66, 28),
            (0, 16, 128, 17),
        ):
            puff = ellipse(
                round(x + 12 * t) + dx * size, y + dy * size, rx * size, ry * size, soft=5
            )
            canvas.paint(puff, colour("#fbfeff"), depth=0.97, opacity=0.93)


def _glitter(canvas: Canvas, t: float) -> None:
    """Crests that widen and shrink, larger towards the shore, and the sun's path on the water."""
    rng = np.random.default_rng(11)
    for _ in range(36):
        near = rng.uniform() ** 1.3
        y, x = HORIZON + 8 + near * 168, rng.uniform(-40, WIDTH + 40)
        beat = 0.5 + 0.5 * math.sin(t * math.tau / 4 + rng.uniform(0, 6.28))
        crest = ellipse(
            x + 6 * near * t, y, (14 + 62 * near) * (0.35 + 0.65 * beat), 1 + 2.2 * near
        )
        canvas.paint(crest, colour("#d9fbf6"), depth=0.6 * (1 - near), opacity=0.55 * beat)
    for step in range(15):
        y = HORIZON + 5 + step * 10.5
        beat = math.sin(t * math.tau / 2 + step * 1.9)
        shine = ellipse(SUN[0] + 7 * beat, y, 12 + step * 4.4 + 9 * beat, 1.4 + step * 0.16)
        canvas.paint(shine, colour("#fff8dc"), depth=0.5, opacity=0.8)


def _boat(canvas: Canvas, x: float, y: float, t: float) -> None:
    for step in range(4):
        sway = 5 * math.sin(t * math.tau / 2 + step)
        mirror = ellipse(x + sway, y + 15 + 7 * step, 50 - 8 * step, 2.4)
        canvas.paint(mirror, WHITE, depth=0.3, opacity=0.5 - 0.09 * step)
    main = [(x + 4, y - 8), (x + 4, y - 132), (x + 66, y - 12)]
    jib = [(x - 5, y - 10), (x - 1, y - 118), (x - 46, y - 10)]
    canvas.paint(polygon(main), colour("#fffaf0"), depth=0.3)
    canvas.paint(polygon(jib), colour("#f0643c"), depth=0.3)
    canvas.paint(capsule((x, y - 4), (x, y - 138), 2.2), colour("#5b4636"), depth=0.3)
    hull = [(x - 58, y - 4), (x + 74, y - 4), (x + 52, y + 16), (x - 42, y + 16)]
    canvas.paint(polygon(hull), colour("#24476b"), depth=0.3, snow=0.3)
    canvas.paint(rectangle(x - 57, y - 5, x + 73, y), WHITE, depth=0.3)
    canvas.shine(halo(x, y - 138, 26), (1.0, 0.85, 0.5))


def _shore(canvas: Canvas, t: float) -> None:
    xs = columns()
    edge = 572 + 15 * np.sin(xs / 190 + 0.7) + 6 * np.sin(xs / 71 + 2)
    swash = edge + 12 * math.sin(t * math.tau / 4) * (1 + 0.3 * np.sin(xs / 260))
    canvas.paint(below(swash - 30), colour("#a8ece0"), depth=0.12, opacity=0.75)
    canvas.paint(below(swash - 10), WHITE, depth=0.1, opacity=0.95)
    canvas.paint(below(swash - 2), colour("#bfeee6"), depth=0.1, opacity=0.7)
    canvas.paint(below(np.maximum(swash, edge - 4) + 5), WHITE, depth=0.1, opacity=0.95)
    canvas.paint(below(np.maximum(swash, edge - 4) + 11), colour("#c9aa77"), depth=0.08, snow=0.3)
    dry = edge + 42 + 5 * np.sin(xs / 120)
    sand = below(dry)
    tones = upright([(600, "#f3dfae"), (720, "#dcb97c")])[sand.box[0]]
    canvas.paint(sand, np.broadcast_to(tones, (*sand.cover.shape, 3)), depth=0.03, snow=1.0)


def _parasol(canvas: Canvas) -> None:
    x, y = 1010.0, 520.0
    canvas.paint(ellipse(x + 26, 676, 120, 13, soft=14), colour("#a98a55"), opacity=0.55, snow=0.7)
    towel = [(x - 96, 664), (x + 30, 656), (x + 52, 680), (x - 88, 690)]
    canvas.paint(polygon(towel), colour("#3bb3b8"), snow=0.8)
    canvas.paint(capsule((x, y - 60), (x + 12, 672), 3.2), colour("#7d5b3c"))
    for wide, tone in ((132, "#e8483f"), (90, "#fff4e2"), (44, "#e8483f")):
        bow = [
            (x + wide * math.cos(w), y + 8 + 98 * math.sin(w)) for w in np.linspace(-math.pi, 0, 30)
        ]
        canvas.paint(polygon(bow), colour(tone), snow=0.9)
    canvas.paint(ellipse(x, y - 94, 5, 7), colour("#7d5b3c"))
    canvas.paint(ellipse(x + 152, 668, 20, 20), colour("#f7c948"), snow=0.5)
    canvas.paint(ellipse(x + 146, 661, 7, 6, soft=6), WHITE, opacity=0.6)


def _palm(canvas: Canvas, t: float) -> None:
    path = [(70 + 130 * s**1.7, 730 - 470 * s) for s in np.linspace(0, 1, 16)]
    for low, high in pairwise(path):
        width = 17 - 9 * (730 - low[1]) / 470
        canvas.paint(capsule(low, high, width, width - 0.6), colour("#7a5a3d"), snow=0.1)
        notch = capsule((low[0] - width, low[1]), (low[0] + width, low[1] - 2), 1.3)
        canvas.paint(notch, colour("#5d4330"))
    top = path[-1]
    for leaf, angle in enumerate((214, 176, 240, 142, 12, -34, 46, -62)):
        swing = 1.5 * math.sin(t * math.tau / 4 + leaf)
        _frond(canvas, top, math.radians(angle + swing), "#2f8f5b" if leaf % 2 else "#257a4e")
    for dx, dy in ((-9, 8), (9, 10), (1, 15)):
        canvas.paint(ellipse(top[0] + dx, top[1] + dy, 10, 10), colour("#5b3d28"))


def _frond(canvas: Canvas, top: tuple[float, float], angle: float, tone: str) -> None:
    """A leaf that leaves the crown at an angle and hangs down at its end."""
    spine = []
    for s in np.linspace(0, 1, 12):
        reach = 175 * s
        drop = 105 * s**2.2
        spine.append(
            (top[0] + reach * math.cos(angle), top[1] + 0.62 * reach * math.sin(angle) + drop)
        )
    upper = [(x, y - 15 * math.sin(math.pi * i / 11)) for i, (x, y) in enumerate(spine)]
    lower = [(x, y + 9 * math.sin(math.pi * i / 11)) for i, (x, y) in enumerate(spine)]
    canvas.paint(polygon([*upper, *reversed(lower)]), colour(tone), snow=0.45)


def _gulls(canvas: Canvas, t: float) -> None:
    for x, y, size, beat in ((480, 190, 15, 2.0), (540, 214, 11, 2.4), (700, 168, 9, 2.2)):
        flap = size * 0.55 * math.sin(t * math.tau * beat / 4)
        here = (x + 22 * t, y - 3 * t)
        for side in (-1, 1):
            tip = (here[0] + side * size, here[1] - size * 0.25 - flap)
            canvas.paint(capsule(here, tip, 2.3, 1.0), colour("#41566b"), depth=0.5)
