"""What a scene is painted on: colour, and beside it what light and weather need to know.

Every shape is a coverage mask (0 to 1, smooth at the edge) over a box of pixels, painted back to front.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

WIDTH, HEIGHT = 1280, 720
Floats = NDArray[np.floating[Any]]
Colour = tuple[float, float, float]
Point = tuple[float, float]


def colour(text: str) -> Colour:
    """Red, green, blue of "#rrggbb", each 0 to 1."""
    red, green, blue = bytes.fromhex(text.removeprefix("#"))
    return red / 255, green / 255, blue / 255


@dataclass(frozen=True, slots=True)
class Mask:
    """How much of each pixel of a box a shape covers."""

    cover: Floats
    left: int
    top: int

    @property
    def box(self) -> tuple[slice, slice]:
        height, width = self.cover.shape
        return slice(self.top, self.top + height), slice(self.left, self.left + width)


@dataclass(slots=True)
class Canvas:
    """One frame of a scene, before light and weather."""

    rgb: Floats  # by daylight
    depth: Floats  # 0 near, 1 the sky: what fog hides
    glow: Floats  # lamps, windows: what shines by night
    snow: Floats  # how willingly a surface turns white

    @classmethod
    def blank(cls) -> "Canvas":
        flat = (HEIGHT, WIDTH)
        return cls(
            rgb=np.zeros((*flat, 3), np.float32),
            depth=np.ones(flat, np.float32),
            glow=np.zeros((*flat, 3), np.float32),
            snow=np.zeros(flat, np.float32),
        )

    def copy(self) -> "Canvas":
        return Canvas(self.rgb.copy(), self.depth.copy(), self.glow.copy(), self.snow.copy())

    def paint(
        self,
        mask: Mask,
        paint: Colour | Floats,
        *,
        depth: float = 0.0,
        snow: float = 0.0,
        glow: Colour | None = None,
        opacity: float = 1.0,
    ) -> None:
        """Lay a shape over what is there. A shape without glow darkens what glows behind it."""
        cover = mask.cover * np.float32(opacity)
        deep = cover[..., None]
        box = mask.box
        self.rgb[box] += (np.asarray(paint, np.float32) - self.rgb[box]) * deep
        self.glow[box] += (np.asarray(glow or (0, 0, 0), np.float32) - self.glow[box]) * deep
        self.depth[box] += (np.float32(depth) - self.depth[box]) * cover
        self.snow[box] += (np.float32(snow) - self.snow[box]) * cover

    def shine(self, mask: Mask, light: Colour) -> None:
        """Add light that is seen by night only."""
        self.glow[mask.box] += np.asarray(light, np.float32) * mask.cover[..., None]


def grid(left: float, top: float, right: float, bottom: float) -> tuple[Floats, Floats, int, int]:
    """Pixel centres of a box, cut to the frame: x as a row, y as a column, and the box's corner."""
    x0, y0 = max(0, int(np.floor(left))), max(0, int(np.floor(top)))
    x1, y1 = min(WIDTH, int(np.ceil(right))), min(HEIGHT, int(np.ceil(bottom)))
    xs = np.arange(x0, max(x0, x1), dtype=np.float32)[None, :] + np.float32(0.5)
    ys = np.arange(y0, max(y0, y1), dtype=np.float32)[:, None] + np.float32(0.5)
    return xs, ys, x0, y0


def _smooth(distance: Floats, soft: float) -> Floats:
    """Coverage from the signed distance to an edge, negative inside."""
    return np.asarray(np.clip(0.5 - distance / soft, 0, 1), np.float32)


def ellipse(x: float, y: float, rx: float, ry: float, *, soft: float = 1.5) -> Mask:
    mx, my = soft * max(1, rx / ry), soft * max(1, ry / rx)
    xs, ys, left, top = grid(x - rx - mx, y - ry - my, x + rx + mx, y + ry + my)
    reach = np.hypot((xs - x) / rx, (ys - y) / ry)
    return Mask(_smooth((reach - 1) * min(rx, ry), soft), left, top)


def halo(x: float, y: float, radius: float, power: float = 2.0) -> Mask:
    """Light that fades from a point."""
    xs, ys, left, top = grid(x - radius, y - radius, x + radius, y + radius)
    reach = np.hypot(xs - x, ys - y) / radius
    return Mask((np.clip(1 - reach, 0, 1) ** power).astype(np.float32), left, top)


def capsule(a: Point, b: Point, wide: float, narrow: float | None = None) -> Mask:
    """A thick line with round ends: legs, trunks, wings. `narrow`: the half-width at b."""
    end = wide if narrow is None else narrow
    most = max(wide, end) + 2
    xs, ys, left, top = grid(
        min(a[0], b[0]) - most,
        min(a[1], b[1]) - most,
        max(a[0], b[0]) + most,
        max(a[1], b[1]) + most,
    )
    dx, dy = b[0] - a[0], b[1] - a[1]
    along = np.clip(((xs - a[0]) * dx + (ys - a[1]) * dy) / max(dx * dx + dy * dy, 1e-6), 0, 1)
    distance = np.hypot(xs - a[0] - along * dx, ys - a[1] - along * dy)
    return Mask(_smooth(distance - (wide + (end - wide) * along), 1.4), left, top)


def rectangle(
    left: float, top: float, right: float, bottom: float, *, round_: float = 0.0, soft: float = 1.2
) -> Mask:
    xs, ys, x0, y0 = grid(left - soft, top - soft, right + soft, bottom + soft)
    dx = np.abs(xs - (left + right) / 2) - (right - left) / 2 + round_
    dy = np.abs(ys - (top + bottom) / 2) - (bottom - top) / 2 + round_
    outside = np.hypot(np.maximum(dx, 0), np.maximum(dy, 0))
    return Mask(_smooth(outside + np.minimum(np.maximum(dx, dy), 0) - round_, soft), x0, y0)


def polygon(points: Sequence[Point], *, fine: int = 3) -> Mask:
    """Any closed outline, by the even-odd rule on a grid `fine` times as dense as the pixels."""
    px, py = [p[0] for p in points], [p[1] for p in points]
    xs, ys, left, top = grid(min(px) - 1, min(py) - 1, max(px) + 1, max(py) + 1)
    steps = (np.arange(fine, dtype=np.float32) + 0.5) / fine - 0.5
    fx = (xs[0][:, None] + steps).reshape(1, -1)
    fy = (ys[:, 0][:, None] + steps).reshape(-1, 1)
    inside = np.zeros((fy.size, fx.size), bool)
    for (x0, y0), (x1, y1) in zip(points, [*points[1:], points[0]], strict=True):
        if y0 == y1:
            continue
        crosses = (fy > min(y0, y1)) & (fy <= max(y0, y1))
        inside ^= crosses & (fx < x0 + (fy - y0) * (x1 - x0) / (y1 - y0))
    cover = inside.reshape(ys.size, fine, xs.size, fine).mean((1, 3), dtype=np.float32)
    return Mask(cover, left, top)


def below(curve: Floats, bottom: float = HEIGHT) -> Mask:
    """All that lies under a line given as one height a column."""
    top = max(0, int(curve.min()) - 2)
    _, ys, _, top = grid(0, top, WIDTH, bottom)
    return Mask(_smooth(curve[None, :] - ys, 1.4), 0, top)


def columns() -> Floats:
    """x of each pixel column."""
    return np.arange(WIDTH, dtype=np.float32)


def upright(stops: Sequence[tuple[float, str]], rows: Floats | None = None) -> Floats:
    """A vertical gradient: colours at heights, one colour a row; shaped to be painted on a box."""
    ys = np.arange(HEIGHT, dtype=np.float32) if rows is None else rows
    heights = [height for height, _ in stops]
    colours = np.array([colour(text) for _, text in stops], np.float32)
    bands = [np.interp(ys, heights, colours[:, channel]) for channel in range(3)]
    return np.stack(bands, -1)[:, None, :].astype(np.float32)


def everything() -> Mask:
    return Mask(np.ones((HEIGHT, WIDTH), np.float32), 0, 0)


def ridge(rng: np.random.Generator, base: float, height: float, rough: float) -> Floats:
    """A skyline of hills: sines of falling size with random phases."""
    xs, line = columns(), np.full(WIDTH, base, np.float32)
    for octave in range(5):
        waves = rough * 2**octave / WIDTH * 2 * np.pi
        line -= height / 1.9**octave * np.sin(xs * waves + rng.uniform(0, 6.28)).astype(np.float32)
    return line
