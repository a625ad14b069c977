"""A forest: mist between the ridges, tall pines, a path, and somebody who walks along it."""

import math

import numpy as np

from scenery.canvas import (
    WIDTH,
    Canvas,
    Point,
    below,
    capsule,
    colour,
    columns,
    ellipse,
    everything,
    halo,
    polygon,
    rectangle,
    ridge,
    upright,
)

SUN = (340.0, 130.0)
PATH_LOWER = [(-20, 650), (320, 640), (720, 654), (1300, 640)]
# x, foot, height
PINES = (
    (90, 566, 300),
    (246, 548, 214),
    (470, 540, 170),
    (890, 546, 196),
    (1040, 556, 250),
    (1180, 566, 310),
)


def backdrop() -> Canvas:
    canvas = Canvas.blank()
    sky = upright([(0, "#8cc8de"), (220, "#cfe9e2"), (430, "#f6f2d8")])
    canvas.paint(everything(), np.broadcast_to(sky, canvas.rgb.shape), depth=1.0)
    canvas.paint(halo(*SUN, 380, 2.2), colour("#fff4c6"), depth=1.0, opacity=0.85)
    canvas.paint(ellipse(*SUN, 44, 44), colour("#fffdec"), depth=1.0)
    _ridges(canvas)
    _ground(canvas)
    return canvas


def _ridges(canvas: Canvas) -> None:
    rng = np.random.default_rng(21)
    layers = (
        (300, 34, "#a9cfc4", 0.86, 26, 14),
        (362, 26, "#7db3a0", 0.7, 44, 22),
        (424, 20, "#559378", 0.52, 74, 40),
    )
    for base, height, tone, depth, tall, gap in layers:
        line = ridge(rng, base, height, 1.5)
        canvas.paint(below(line, 640), colour(tone), depth=depth, snow=0.25)
        for x in np.arange(-10, WIDTH + 10, gap):
            foot = float(line[int(np.clip(x, 0, WIDTH - 1))]) + 8
            size = tall * rng.uniform(0.6, 1.15)
            _pine(canvas, (x + rng.uniform(-6, 6), foot), size, tone=tone, depth=depth, tiers=3)


def _pine(canvas: Canvas, at: Point, size: float, *, tone: str, depth: float, tiers: int) -> None:
    """A pine of overlapping triangles; its edges towards the sky take the snow."""
    x, foot = at
    for tier in range(tiers):
        low = foot - size * tier / tiers * 0.82
        top, half = low - size * 0.46, size * (0.25 - 0.15 * tier / tiers)
        skirt = [(x, top), (x + half, low), (x, low - size * 0.035), (x - half, low)]
        canvas.paint(polygon(skirt, fine=2), colour(tone), depth=depth, snow=0.3)
        cap = [(x, top), (x + half * 0.5, low - size * 0.2), (x - half * 0.62, low - size * 0.14)]
        canvas.paint(polygon(cap, fine=2), colour(tone), depth=depth, snow=0.95)


def _ground(canvas: Canvas) -> None:
    xs = columns()
    meadow = 512 + 14 * np.sin(xs / 240 + 1) + 5 * np.sin(xs / 83)
    field = below(meadow)
    tones = upright([(495, "#8fb867"), (600, "#6a9c50"), (720, "#3f6f3d")])[field.box[0]]
    canvas.paint(field, np.broadcast_to(tones, (*field.cover.shape, 3)), depth=0.3, snow=1.0)
    rows = np.arange(canvas.depth.shape[0], dtype=np.float32)
    canvas.depth[field.box] = np.minimum(
        canvas.depth[field.box], np.clip((700 - rows) / 500, 0, 0.4)[field.box[0], None]
    )
    fork = [(612, 516), (640, 516), (690, 560), (780, 612), (640, 612), (622, 560)]
    canvas.paint(polygon(fork), colour("#d2b884"), depth=0.22, snow=0.7)
    upper = [(1300, 590), (700, 606), (300, 598), (-20, 606)]
    canvas.paint(polygon([*upper, *PATH_LOWER]), colour("#d9bd88"), depth=0.16, snow=0.7)
    _flowers(canvas)
    for x, foot, size in PINES:
        trunk = rectangle(x - size * 0.026, foot - 20, x + size * 0.026, foot + size * 0.09)
        canvas.paint(trunk, colour("#5e4632"), depth=0.24)
        _pine(canvas, (x, foot), size, tone="#2f6b4c", depth=0.24, tiers=5)


def _flowers(canvas: Canvas) -> None:
    rng = np.random.default_rng(4)
    for _ in range(52):
        x, y = rng.uniform(0, WIDTH), rng.uniform(530, 590)
        tone = ("#f4e06a", "#f6f2e6", "#e68aa0")[int(rng.integers(3))]
        if not 600 < x < 780:
            canvas.paint(ellipse(x, y, 3.4, 2.2), colour(tone), depth=0.2)


def frame(still: Canvas, t: float) -> Canvas:
    canvas = still.copy()
    _mist(canvas, t)
    _hiker(canvas, 330 + 60 * t, 632, t)
    _deer(canvas, 905, 592, t)
    _near(canvas, t)
    _birds(canvas, t)
    _fireflies(canvas, t)
    return canvas


def _mist(canvas: Canvas, t: float) -> None:
    for x, y, rx, ry, pace in (
        (260, 392, 330, 20, 12),
        (940, 350, 300, 16, -12),
        (640, 448, 380, 18, 12),
    ):
        bank = ellipse(x + pace * t, y, rx, ry, soft=34)
        bank.cover[:] *= canvas.depth[bank.box] > 0.45
        canvas.paint(bank, colour("#f7f6e6"), depth=0.85, opacity=0.5)


def _hiker(canvas: Canvas, x: float, y: float, t: float) -> None:
    """Two steps a second and a half; hip, knee and foot of each leg from one sine."""
    phase = t * math.tau / 1.5
    bob = round(2.6 * abs(math.sin(phase)))
    hip, neck = (x, y - 50 - bob), (x + 5, y - 94 - bob)
    canvas.paint(ellipse(x, y + 2, 32, 5, soft=5), colour("#5d4c30"), depth=0.15, opacity=0.5)
    for side, tone in ((1, "#2f3d55"), (-1, "#3d4f6c")):
        stride = side * math.sin(phase)
        lift = max(0.0, side * math.cos(phase)) * 9
        knee = (x + 13 * stride + 5, y - 26 - bob - lift * 0.5)
        foot = (x + 24 * stride, y - 3 - lift)
        canvas.paint(capsule(hip, knee, 7, 6), colour(tone), depth=0.15)
        canvas.paint(capsule(knee, foot, 6, 4.6), colour(tone), depth=0.15)
        canvas.paint(capsule(foot, (foot[0] + 10, foot[1]), 4.4), colour("#4a3020"), depth=0.15)
    pack = rectangle(x - 26, y - 98 - bob, x - 4, y - 54 - bob, round_=8)
    canvas.paint(pack, colour("#d9a03c"), depth=0.15, snow=0.5)
    canvas.paint(capsule(hip, neck, 13, 11), colour("#c8402f"), depth=0.15)
    hand = (x + 14 - 14 * math.sin(phase), y - 58 - bob)
    canvas.paint(capsule((neck[0], neck[1] + 6), hand, 5, 4), colour("#a93325"), depth=0.15)
    canvas.paint(capsule(hand, (hand[0] + 9, y - 2), 1.8), colour("#5b4632"), depth=0.15)
    canvas.paint(ellipse(x + 8, y - 110 - bob, 11, 12.5), colour("#e9b994"), depth=0.15)
    canvas.paint(ellipse(x + 6, y - 117 - bob, 13, 8), colour("#2f6f77"), depth=0.15, snow=0.6)
    canvas.shine(halo(x + 26, y - 62, 120, 2.2), (0.5, 0.36, 0.16))


def _deer(canvas: Canvas, x: float, y: float, t: float) -> None:
    """It grazes, looks up, grazes."""
    up = 0.5 - 0.5 * math.cos(t * math.tau / 8)
    coat = colour("#9a6a42")
    for dx in (-20, -14, 14, 20):
        canvas.paint(capsule((x + dx, y - 26), (x + dx, y), 2.8, 2), coat, depth=0.2)
    canvas.paint(ellipse(x, y - 32, 28, 12), coat, depth=0.2, snow=0.4)
    canvas.paint(ellipse(x - 28, y - 36, 5, 6), colour("#f3e6d2"), depth=0.2)
    head = (x + 44 - 2 * up, y - 12 - 50 * up)
    canvas.paint(capsule((x + 22, y - 34), head, 6.5, 4.6), coat, depth=0.2)
    canvas.paint(capsule(head, (head[0] + 12, head[1] + 5), 5.4, 3.4), coat, depth=0.2)
    canvas.paint(
        capsule((head[0] - 2, head[1] - 4), (head[0] - 7, head[1] - 14), 2.6, 1.2), coat, depth=0.2
    )


def _near(canvas: Canvas, t: float) -> None:
    """Trunks and ferns that frame the view."""
    for x, wide, lean in ((24, 40, 12), (1236, 46, -16)):
        canvas.paint(
            capsule((x, 760), (x + lean, -40), wide, wide * 0.72), colour("#4b3626"), snow=0.1
        )
        light = capsule((x - wide * 0.4, 760), (x + lean - wide * 0.3, -40), wide * 0.25)
        canvas.paint(light, colour("#6d5238"), snow=0.35)
    for x, flip in ((120, 1), (200, -1), (1080, 1), (1150, -1), (330, 1)):
        for blade in range(-3, 4):
            bend = 0.03 * math.sin(t * math.tau / 4 + x)
            angle = -math.pi / 2 + blade * 0.34 + bend
            reach = 105 - 9 * abs(blade)
            mid = (x + reach * 0.55 * math.cos(angle), 730 + reach * 0.6 * math.sin(angle))
            tip = (x + reach * math.cos(angle) + 9 * blade, 730 + reach * 0.8 * math.sin(angle) + 6)
            tone = colour("#2c5c39") if (blade + flip) % 2 else colour("#37704a")
            canvas.paint(capsule((x, 732), mid, 3, 7), tone, snow=0.4)
            canvas.paint(capsule(mid, tip, 7, 1), tone, snow=0.5)


def _birds(canvas: Canvas, t: float) -> None:
    for x, y, size, beat in ((700, 150, 13, 2.2), (752, 168, 10, 2.6), (668, 182, 9, 2.4)):
        flap = size * 0.55 * math.sin(t * math.tau * beat / 4)
        here = (x + 26 * t, y - 4 * t)
        for side in (-1, 1):
            tip = (here[0] + side * size, here[1] - size * 0.25 - flap)
            canvas.paint(capsule(here, tip, 2.1, 1.0), colour("#38505a"), depth=0.5)


def _fireflies(canvas: Canvas, t: float) -> None:
    rng = np.random.default_rng(31)
    for _ in range(22):
        x, y, shift = rng.uniform(80, 1200), rng.uniform(420, 640), rng.uniform(0, 6.28)
        beat = max(0.0, math.sin(t * math.tau / 4 + shift))
        here = (x + 14 * math.sin(t * 0.8 + shift), y + 9 * math.cos(t + shift))
        canvas.shine(halo(*here, 15), (0.8 * beat, 0.9 * beat, 0.3 * beat))
