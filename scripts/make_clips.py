"""Draws the clips that the emulator ships: three scenes, each in every light and weather.

    uv run --group clips scripts/make_clips.py [SCENE...] [--out FOLDER]

Eight seconds, 1280x720, 12 frames a second, H.264 without sound. It takes some twenty minutes on one core.
The look of a clip is `remixbatch.emulator.looks.Look`; the drawing of it is in `scenery/`.
"""

import argparse
import sys
from importlib import import_module
from pathlib import Path

import av
import numpy as np
from scenery import looks as drawn
from scenery.canvas import HEIGHT, WIDTH, Floats

sys.path.insert(0, str(Path(__file__).parent.parent))

from remixbatch.emulator.looks import CLIPS, SCENES, SECONDS, WEATHERS, Look, all_looks

# Flat drawings bear a high CRF; what falls is drawn with soft edges, so it bears more.
CRF = {"clear": "39", "fog": "39", "rain": "40", "snow": "41"}
X264 = "ref=9:bframes=3:no-psy=1:deblock=1,1:trellis=2:subme=9:me=umh:threads=1"


class Film:
    """One clip that is being written."""

    def __init__(self, look: Look, path: Path) -> None:
        self.look = look
        self._file = av.open(
            str(path), "w", options={"movflags": "+faststart", "fflags": "+bitexact"}
        )
        self._video = self._file.add_stream("libx264", rate=drawn.RATE)
        self._video.width, self._video.height = WIDTH, HEIGHT
        self._video.pix_fmt = "yuv420p"
        self._video.codec_context.gop_size = drawn.RATE * SECONDS
        self._video.options = {
            "crf": CRF[look.weather],
            "preset": "slow",
            "profile": "high",
            "x264-params": X264 + ":colorprim=bt709:transfer=bt709:colormatrix=bt709",
        }

    def add(self, rgb: Floats) -> None:
        pixels = (np.clip(rgb, 0, 1) * 255 + 0.5).astype(np.uint8)
        still = av.VideoFrame.from_ndarray(pixels, format="rgb24")
        still = still.reformat(format="yuv420p", dst_colorspace="ITU709")
        self._file.mux(self._video.encode(still))

    def close(self) -> None:
        self._file.mux(self._video.encode(None))
        self._file.close()


def shoot(scene: str, weather: str, folder: Path) -> None:
    """All lights of one scene in one weather, side by side: each frame is drawn once for them."""
    place = import_module(f"scenery.{scene}")
    films = [Film(look, folder / look.file) for look in all_looks(scene) if look.weather == weather]
    still = place.backdrop()
    for number in range(drawn.RATE * SECONDS):
        canvas = place.frame(still, number / drawn.RATE)
        shot = drawn.Shot(canvas, drawn.surface(canvas, weather), place.SUN)
        for film in films:
            lit = drawn.LIGHTS[film.look.light](shot)
            film.add(drawn.air(canvas, lit, weather, number))
    for film in films:
        film.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("scene", nargs="*", default=list(SCENES))
    parser.add_argument("--out", type=Path, default=CLIPS)
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    for scene in asked.scene:
        for weather in WEATHERS:
            shoot(scene, weather, asked.out)
        size = sum(path.stat().st_size for path in asked.out.glob(f"{scene}-*.mp4"))
        print(f"{scene}: {size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
