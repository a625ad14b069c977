"""What the emulator's videos look like: real H.264 files, and a remix is seen to differ from its parent."""

import io
from collections.abc import Iterator
from itertools import combinations, product
from pathlib import Path

import av
import pytest

from remixbatch.emulator.looks import (
    CLIPS,
    LIGHTS,
    SCENES,
    SECONDS,
    SIZE,
    WEATHERS,
    Look,
    all_looks,
    remix_look,
    source_look,
    video,
)

# Mean difference of luma and of both chromas, of 255, over a picture of 64 x 36. Neighbouring frames of one
# clip differ by about 1; the two looks that are nearest to each other (clear and snowy night) by 10.
VISIBLE = 8.0
MEGABYTES_MOST = 4.2
FRAMES = 12 * SECONDS

Picture = list[bytes]


def frames(data: bytes | Path) -> Iterator[av.VideoFrame]:
    with av.open(io.BytesIO(data) if isinstance(data, bytes) else str(data), "r") as file:
        yield from file.decode(video=0)


def picture(frame: av.VideoFrame) -> Picture:
    """Luma and two chroma planes, small."""
    small = frame.reformat(width=64, height=36, format="yuv444p")
    return [
        b"".join(bytes(plane)[row * plane.line_size :][:64] for row in range(36))
        for plane in small.planes
    ]


def difference(one: Picture, other: Picture) -> float:
    total = sum(
        abs(a - b) for p, q in zip(one, other, strict=True) for a, b in zip(p, q, strict=True)
    )
    return total / (64 * 36)


def test_every_look_is_shipped_and_nothing_else() -> None:
    expected = {look.file for scene in SCENES for look in all_looks(scene)}
    assert {path.name for path in CLIPS.iterdir()} == expected
    assert sum(path.stat().st_size for path in CLIPS.iterdir()) < MEGABYTES_MOST * 1e6


@pytest.mark.parametrize("scene", SCENES)
def test_any_two_looks_of_a_scene_differ(scene: str) -> None:
    firsts = {look: picture(next(frames(CLIPS / look.file))) for look in all_looks(scene)}
    nearest = min(
        (difference(firsts[one], firsts[other]), one.file, other.file)
        for one, other in combinations(firsts, 2)
    )
    assert nearest[0] > VISIBLE, nearest


@pytest.mark.soak  # nine seconds; the files change with scripts/make_clips.py alone
@pytest.mark.parametrize("path", sorted(CLIPS.glob("*-*-*.mp4")), ids=lambda path: path.stem)
def test_every_frame_plays(path: Path) -> None:
    assert len(list(frames(path))) == FRAMES


@pytest.mark.parametrize("scene", SCENES)
def test_a_clip_moves(scene: str) -> None:
    played = list(frames(CLIPS / Look(scene=scene).file))
    assert len(played) == FRAMES
    assert difference(picture(played[0]), picture(played[-1])) > 1


@pytest.mark.parametrize("path", sorted(CLIPS.glob("*-*-*.mp4")), ids=lambda path: path.stem)
def test_container(path: Path) -> None:
    data = path.read_bytes()
    assert data[4:8] == b"ftyp"
    assert 0 < data.find(b"moov") < data.find(b"mdat"), "a player must be able to begin at once"
    with av.open(str(path), "r") as file:
        stream = file.streams.video[0]
        assert stream.codec_context.name == "h264"
        assert stream.codec_context.pix_fmt == "yuv420p"
        assert f"{stream.width}x{stream.height}" == SIZE
        assert stream.duration is not None
        assert stream.time_base is not None
        assert float(stream.duration * stream.time_base) == SECONDS
        assert len(file.streams) == 1
        assert sum(packet.size > 0 for packet in file.demux(stream)) == FRAMES


def test_the_same_look_under_two_ids_differs_in_bytes_and_not_in_pictures() -> None:
    look = Look(scene="beach", light="teal")
    one, other = video(look, "video_a"), video(look, "video_b")
    assert one != other
    shown = [picture(next(frames(data))) for data in (one, other)]
    assert difference(*shown) == 0


@pytest.mark.parametrize(
    ("prompt", "light", "weather"),
    [
        ("Shift the color palette to teal, sand, and rust, with a warm backlight", "teal", "clear"),
        ("Change the time of day to dusk.", "dusk", "clear"),
        ("Turn day into night", "night", "clear"),
        ("Make it BLACK and WHITE", "mono", "clear"),
        ("Add a warm glow", "gold", "clear"),
        ("Add light rain; keep everything else.", "plain", "rain"),
        ("Replace the rain with snow", "plain", "snow"),
        ("A foggy night", "night", "fog"),
        ("Put a train on the grainy bridge", None, "clear"),
        ("Make the boat larger", None, "clear"),
    ],
)
def test_words_choose_the_look(prompt: str, light: str | None, weather: str) -> None:
    look = remix_look(Look(scene="city"), prompt)
    assert look.scene == "city"
    assert look.weather == weather
    assert look.light == light if light else look.light != "plain"


def test_a_chain_keeps_what_came_before() -> None:
    teal = remix_look(Look(scene="beach"), "Shift the palette to teal")
    assert remix_look(teal, "Add light rain") == Look(scene="beach", light="teal", weather="rain")


@pytest.mark.parametrize(
    "prompt", ["add rain", "make it teal", "a warmer tone", "x", "at night in fog"]
)
def test_no_remix_looks_like_its_parent(prompt: str) -> None:
    for light, weather in product(LIGHTS, WEATHERS):
        parent = Look(scene="forest", light=light, weather=weather)
        child = remix_look(parent, prompt)
        assert child != parent
        assert remix_look(child, prompt) != child
        assert child in all_looks("forest")


def test_scenes_of_sources() -> None:
    assert (
        source_look("video_01K8SGYNNNVBQTXNR4MM964S7K").scene == "beach"
    )  # the documentation's id
    assert source_look("my-Forest-1") == Look(scene="forest")
    assert {source_look(f"video_{n}").scene for n in range(30)} == set(SCENES)
