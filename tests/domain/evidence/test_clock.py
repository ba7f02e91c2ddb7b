"""Times of a capture by the hub's clock."""

from server.domain.evidence.clock import set_right

TOLD = {
    "begun": "2026-11-22T09:05:00+08:00", "word": {"ended": "2026-11-22T10:07:00+08:00", "size": 5}, "media": "video",
    "source": {"kind": "app"}, "found": {"duration_ms": 1_800_000},
}  # fmt: skip


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


def test_a_chosen_file_of_which_the_end_alone_was_stated_began_its_length_before():
    end_only = {"begun": TOLD["word"]["ended"], "source": {"kind": "file"}}
    assert set_right(TOLD | end_only)["begun"] == "2026-11-22T09:37:00+08:00"
    assert set_right(TOLD | end_only | {"skew_ms": -300_000})["begun"] == "2026-11-22T09:32:00+08:00"
    for known in ({"begun": TOLD["begun"]}, {"source": {"kind": "camera"}}, {"found": None}, {"word": None}):
        assert set_right(TOLD | end_only | known)["begun"] == (TOLD | end_only | known)["begun"]
