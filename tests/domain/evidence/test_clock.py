"""Times of a capture by the hub's clock."""

from server.domain.evidence.clock import set_right

TOLD = {"begun": "2026-11-22T09:05:00+08:00", "word": {"ended": "2026-11-22T10:07:00+08:00", "size": 5}, "media": "video"}


def test_a_clock_that_is_ahead_is_set_back_in_every_time_of_the_capture():
    paused = {"word": TOLD["word"] | {"pauses": [["2026-11-22T09:20:00+08:00", "2026-11-22T09:25:00+08:00"]]}}
    said = set_right(TOLD | paused | {"skew_ms": -300_000})
    assert said["begun"] == "2026-11-22T09:00:00+08:00"
    assert said["word"] == {
        "ended": "2026-11-22T10:02:00+08:00", "size": 5,
        "pauses": [["2026-11-22T09:15:00+08:00", "2026-11-22T09:20:00+08:00"]],
    }  # fmt: skip
    assert set_right(TOLD | {"skew_ms": 1_500, "word": None})["begun"] == "2026-11-22T09:05:01.500000+08:00"


def test_times_of_a_clock_that_nobody_knows_are_as_they_were_stated():
    for skew in ({}, {"skew_ms": None}, {"skew_ms": 0}):
        assert set_right(TOLD | skew) == TOLD | skew
    without_end = {"skew_ms": 1, "word": {"ended": None, "size": 5}}
    assert set_right(TOLD | without_end)["word"] == without_end["word"]
