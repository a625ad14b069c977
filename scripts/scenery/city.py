"""A street: houses with windows, shops, lamps and trees, and cars in both lanes."""

import math

import numpy as np

from scenery.canvas import (
    HEIGHT,
    WIDTH,
    Canvas,
    Colour,
    capsule,
    colour,
    ellipse,
    everything,
    halo,
    polygon,
    rectangle,
    upright,
)

SUN = (1010.0, 120.0)
PAVEMENT = 556.0
GLASS, LAMP = colour("#bfe0ea"), (1.0, 0.78, 0.42)

# left edge, width, top, wall, roof, shop's awning
House = tuple[int, int, int, str, str, str]
HOUSES: tuple[House, ...] = (
    (-30, 200, 196, "#d9775f", "#8f4436", "#2f7f86"),
    (170, 170, 262, "#f0d9a8", "#a9793f", "#c8443c"),
    (340, 215, 138, "#7fa8b8", "#4c6f80", "#e0a33a"),
    (555, 160, 236, "#e9b98c", "#9c6440", "#3c6f4e"),
    (715, 230, 176, "#b9cbb0", "#6d8268", "#b3424a"),
    (945, 165, 282, "#e8cfc0", "#9a6a58", "#2f6f9a"),
    (1110, 200, 150, "#a98bb0", "#67507a", "#d98a3a"),
)
# colour, lane (+1 to the right), speed, where it is at the start
CARS = (
    ("#e0483e", 1, 96.0, 120.0),
    ("#f2b632", 1, 96.0, 700.0),
    ("#3f8fd0", 1, 96.0, -420.0),
    ("#f4f1e8", -1, 120.0, 980.0),
    ("#4aa678", -1, 120.0, 1560.0),
    ("#6d5fb0", -1, 120.0, 420.0),
)


def backdrop() -> Canvas:
    canvas = Canvas.blank()
    sky = upright([(0, "#5aa9e2"), (260, "#a9d8ef"), (520, "#eaf3ee")])
    canvas.paint(everything(), np.broadcast_to(sky, canvas.rgb.shape), depth=1.0)
    canvas.paint(halo(*SUN, 280, 2.4), colour("#fff3cf"), depth=1.0, opacity=0.7)
    canvas.paint(ellipse(*SUN, 40, 40), colour("#fffbe6"), depth=1.0)
    _towers(canvas, seed=5, tone="#a8c8d8", low=300, high=70, depth=0.8)
    _towers(canvas, seed=8, tone="#86aabf", low=360, high=180, depth=0.62)
    for house in HOUSES:
        _house(canvas, house)
    _ground(canvas)
    for x in (92, 520, 905, 1236):
        _tree(canvas, x)
    for x in (300, 708, 1092):
        _lamp(canvas, x)
    return canvas


def _towers(canvas: Canvas, *, seed: int, tone: str, low: int, high: int, depth: float) -> None:
    """A skyline behind the houses, with windows that only shine by night."""
    rng = np.random.default_rng(seed)
    x = -20.0
    while x < WIDTH:
        width, top = rng.uniform(46, 105), rng.uniform(high, low)
        canvas.paint(rectangle(x, top, x + width, 560), colour(tone), depth=depth, snow=0.1)
        canvas.paint(rectangle(x, top, x + width, top + 4), colour(tone), depth=depth, snow=0.9)
        for wx in np.arange(x + 9, x + width - 10, 13):
            for wy in np.arange(top + 14, 540, 18):
                if rng.uniform() < 0.3:
                    canvas.shine(rectangle(wx, wy, wx + 6, wy + 8), (0.75, 0.6, 0.32))
        x += width - 2


def _house(canvas: Canvas, house: House) -> None:
    left, width, top, wall, roof, awning = house
    right = left + width
    canvas.paint(rectangle(left, top, right, PAVEMENT), colour(wall), depth=0.22)
    shade = rectangle(right - 16, top, right, PAVEMENT)
    canvas.paint(shade, colour("#2a2440"), depth=0.22, opacity=0.14)
    canvas.paint(
        rectangle(left - 5, top - 12, right + 5, top + 7), colour(roof), depth=0.2, snow=0.6
    )
    canvas.paint(
        rectangle(left - 5, top - 12, right + 5, top - 6), colour(roof), depth=0.2, snow=1.0
    )
    _windows(canvas, left, width, top, roof)
    _shop(canvas, left, right, awning)


def _windows(canvas: Canvas, left: int, width: int, top: int, frame_: str) -> None:
    rng = np.random.default_rng(left + 900)
    count = max(2, width // 52)
    pitch = width / count
    for y in range(top + 34, 408, 64):
        for column in range(count):
            x = left + pitch * (column + 0.5)
            lit = (1.0, 0.76, 0.38) if rng.uniform() < 0.6 else (0.05, 0.07, 0.12)
            canvas.paint(
                rectangle(x - 16, y - 3, x + 16, y + 41, round_=3), colour(frame_), depth=0.21
            )
            canvas.paint(rectangle(x - 13, y, x + 13, y + 38), GLASS, depth=0.21, glow=lit)
            gleam = [(x - 13, y + 20), (x + 6, y), (x + 13, y), (x - 13, y + 30)]
            canvas.paint(polygon(gleam), colour("#e6f5f8"), depth=0.21, opacity=0.6, glow=lit)
            canvas.paint(rectangle(x - 1.2, y, x + 1.2, y + 38), colour(frame_), depth=0.21)
            canvas.paint(
                rectangle(x - 19, y + 40, x + 19, y + 45), colour(frame_), depth=0.2, snow=1.0
            )


def _shop(canvas: Canvas, left: int, right: int, awning: str) -> None:
    low, high = left + 14, right - 14
    front = rectangle(low, 462, high, PAVEMENT - 8)
    canvas.paint(front, colour("#3b4a55"), depth=0.2)
    pane = rectangle(low + 7, 484, high - 44, PAVEMENT - 20)
    canvas.paint(pane, colour("#9fc7d2"), depth=0.2, glow=(0.95, 0.72, 0.4))
    door = rectangle(high - 36, 482, high - 8, PAVEMENT - 8)
    canvas.paint(door, colour("#7a5238"), depth=0.2, glow=(0.3, 0.2, 0.1))
    stripes = 8
    for stripe in range(stripes):
        a, b = (low - 6 + (high - low + 12) * (stripe + side) / stripes for side in (0, 1))
        tone = colour(awning) if stripe % 2 == 0 else colour("#fbf3e4")
        canvas.paint(rectangle(a, 446, b, 480, soft=0.8), tone, depth=0.18, snow=0.35)
        canvas.paint(ellipse((a + b) / 2, 480, (b - a) / 2, 8), tone, depth=0.18)
    canvas.paint(rectangle(low - 6, 443, high + 6, 449), colour(awning), depth=0.18, snow=1.0)


def _ground(canvas: Canvas) -> None:
    canvas.paint(
        rectangle(-5, PAVEMENT - 8, WIDTH + 5, 596), colour("#c9c1b4"), depth=0.12, snow=0.9
    )
    canvas.paint(rectangle(-5, 590, WIDTH + 5, 600), colour("#989087"), depth=0.1, snow=0.6)
    canvas.paint(
        rectangle(-5, 598, WIDTH + 5, HEIGHT + 5), colour("#59606b"), depth=0.05, snow=0.35
    )
    for x in range(-30, WIDTH, 150):
        dash = [(x + 6, 655), (x + 84, 655), (x + 80, 662), (x, 662)]
        canvas.paint(polygon(dash), colour("#f1ead2"), depth=0.05, snow=0.4)


def _tree(canvas: Canvas, x: float) -> None:
    canvas.paint(capsule((x, 582), (x, 470), 6, 4), colour("#6b4d36"), depth=0.11)
    for dx, dy, r, tone in (
        (-24, 452, 30, "#3f8a55"),
        (24, 456, 28, "#37804d"),
        (0, 424, 34, "#4f9d60"),
        (-4, 470, 26, "#2f7345"),
    ):
        canvas.paint(ellipse(x + dx, dy, r, r * 0.94), colour(tone), depth=0.11, snow=0.35)
        canvas.paint(
            ellipse(x + dx - 5, dy - r * 0.45, r * 0.6, r * 0.4, soft=8),
            colour(tone),
            depth=0.11,
            snow=0.9,
        )


def _lamp(canvas: Canvas, x: float) -> None:
    iron = colour("#2c3440")
    canvas.paint(capsule((x, 588), (x, 398), 4, 2.6), iron, depth=0.1)
    canvas.paint(capsule((x, 400), (x + 34, 384), 2.4), iron, depth=0.1)
    canvas.paint(ellipse(x + 38, 388, 15, 7), iron, depth=0.1, snow=0.8)
    canvas.paint(ellipse(x + 38, 393, 10, 5), colour("#fff6dc"), depth=0.1, glow=(1.6, 1.3, 0.8))
    canvas.shine(halo(x + 38, 395, 150, 2.6), tuple(0.75 * v for v in LAMP))  # type: ignore[arg-type]
    pool = ellipse(x + 38, 590, 130, 26, soft=40)
    canvas.shine(pool, (0.34, 0.25, 0.12))


def frame(still: Canvas, t: float) -> Canvas:
    canvas = still.copy()
    _clouds(canvas, t)
    for tone, lane, speed, start in sorted(CARS, key=lambda car: car[1]):
        span = WIDTH + 500
        x = (start + lane * speed * t + 250) % span - 250
        _car(canvas, x, 648 if lane < 0 else 706, lane, colour(tone))
    _walker(canvas, 190 + 36 * t, 580, t, "#c8443c")
    _walker(canvas, 1000 - 36 * t, 586, t + 0.4, "#2f5f8a")
    return canvas


def _clouds(canvas: Canvas, t: float) -> None:
    """Only where sky is seen: a cloud passes behind the houses."""
    for x, y, size in ((180, 92, 0.7), (640, 70, 0.8)):
        for dx, dy, rx, ry in (
            (-60, 8, 58, 22),
            (0, -8, 66, 36),
            (60, 6, 60, 24),
            (0, 14, 112, 15),
        ):
            puff = ellipse(
                round(x + 12 * t) + dx * size, y + dy * size, rx * size, ry * size, soft=5
            )
            puff.cover[:] *= canvas.depth[puff.box] > 0.9
            canvas.paint(puff, colour("#fbfeff"), depth=0.97, opacity=0.93)


def _car(canvas: Canvas, x: float, y: float, lane: int, tone: Colour) -> None:
    def at(dx: float) -> float:
        return x + lane * dx

    canvas.paint(ellipse(x, y - 3, 104, 8, soft=8), colour("#262b33"), opacity=0.55)
    cabin = [(at(-58), y - 38), (at(-36), y - 68), (at(22), y - 68), (at(50), y - 38)]
    canvas.paint(polygon(cabin), tone, snow=0.9)
    panes = ((-48, -40, -32, -62, -8, -62, -8, -40), (-2, -40, -2, -62, 19, -62, 39, -40))
    for pane in panes:
        corners = [(at(pane[i]), y + pane[i + 1]) for i in range(0, 8, 2)]
        canvas.paint(polygon(corners), colour("#a9cbd8"), glow=(0.1, 0.12, 0.16))
    body = [(-96, -14), (-94, -36), (-60, -41), (50, -41), (86, -32), (97, -14)]
    canvas.paint(polygon([(at(dx), y + dy) for dx, dy in body]), tone, snow=0.2)
    canvas.paint(
        polygon([(at(dx), y + dy) for dx, dy in ((-96, -18), (96, -18), (97, -12), (-96, -12))]),
        colour("#2c3038"),
    )
    for dx in (-54, 54):
        canvas.paint(ellipse(at(dx), y - 13, 17, 17), colour("#20242b"))
        canvas.paint(ellipse(at(dx), y - 13, 8, 8), colour("#c4cbd2"))
    canvas.paint(ellipse(at(90), y - 25, 6, 5), colour("#fff3c4"), glow=(1.6, 1.5, 1.1))
    canvas.paint(ellipse(at(-93), y - 28, 4, 5), colour("#ff8a70"), glow=(1.3, 0.1, 0.08))
    canvas.shine(
        polygon([(at(94), y - 26), (at(290), y - 8), (at(290), y + 10), (at(94), y - 18)]),
        (0.26, 0.25, 0.18),
    )
    canvas.shine(halo(at(92), y - 25, 42), (0.7, 0.66, 0.45))


def _walker(canvas: Canvas, x: float, y: float, t: float, coat: str) -> None:
    swing = 9 * math.sin(t * math.tau)
    for side in (-1, 1):
        canvas.paint(capsule((x, y - 26), (x + side * swing, y), 3.4), colour("#30384a"), depth=0.1)
    canvas.paint(rectangle(x - 7, y - 54, x + 7, y - 22, round_=6), colour(coat), depth=0.1)
    canvas.paint(ellipse(x, y - 62, 7, 8), colour("#e8b894"), depth=0.1)
    canvas.paint(ellipse(x - 1, y - 66, 7.4, 5.4), colour("#4a3224"), depth=0.1)
