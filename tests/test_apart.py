"""A bound of memory must be able to fail, whatever the process of the test had taken before."""

import pytest

from apart import grown

MB = 1 << 20


def take(size: int) -> None:
    assert size < 300 * MB, "too much"
    assert len(bytes(b"x" * size)) == size


def test_growth_is_seen_after_a_greater_one() -> None:
    before = bytearray(b"x" * (200 * MB))
    del before
    assert 90 * MB < grown(take, 100 * MB) < 120 * MB
    assert grown(take, 0) < 20 * MB


def test_what_fails_there_fails_here() -> None:
    with pytest.raises(AssertionError, match="too much"):
        grown(take, 400 * MB)
