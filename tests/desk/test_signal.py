"""Signals through the door: start, end and extension by the chief, with and without the hub."""

import pytest

from tests.exam_day import PLAN

KEY = f"{PLAN}/S1"
CE, PROCTOR_ONE, DUTY_DESK, AREA = 1, 2, 16, 3


def code(receipt):
    return receipt.refusal and receipt.refusal.code


@pytest.fixture
def chief(day, device):
    tablet = device("tablet")
    tablet.sign_in(CE)
    assert tablet.hand("duty.check_in", {"place": "office", "person": CE, "plan": PLAN}).verdict == "accepted"
    return tablet


@pytest.fixture
def give(chief):
    def given(signal, *, by=chief, session="S1", sent=None, **more):
        return by.hand("session.signal", {"plan": PLAN, "session": session, "signal": signal} | more, **(sent or {}))

    return given


def extension(minutes=15, **more):
    return {"minutes": minutes, "order": "洪鉴办〔2026〕7 号", "ordered_by": AREA} | more


def test_start_and_end_are_facts_with_their_moments(give, rows, clock):
    clock.at("09:00")
    assert give("start").verdict == "accepted"
    row = rows("signal")[KEY]
    assert (row["phase"], row["started"][:19], row["ends"][:16]) == (
        "running",
        "2026-11-22T09:00:00",
        "2026-11-22T10:30",
    )
    assert row["given"]["start"]["person"] == CE
    clock.at("10:30")
    assert give("end").verdict == "accepted"
    assert rows("signal")[KEY]["phase"] == "ended"


def test_nobody_starts_early_twice_or_late_without_a_reason(give, clock):
    clock.at("08:58")
    assert code(give("start")) == "signal-early"
    assert code(give("end")) == "signal-before-start"
    clock.at("09:05")
    assert code(give("start")) == "signal-late"
    assert give("start", reason="试卷袋核对").verdict == "accepted"
    assert code(give("start")) == "signal-given"


def test_an_extension_on_the_areas_order_moves_the_end_and_its_bells(give, rows, clock):
    clock.at("09:00")
    give("start")
    assert give("extend", **extension()).verdict == "accepted"
    row = rows("signal")[KEY]
    assert row["ends"][:16] == "2026-11-22T10:45"
    assert [(one["at"][11:16], one["signal"]) for one in row["points"]] == [("08:40", "short"), ("09:00", "long")]
    clock.at("10:30")
    assert code(give("end")) == "signal-early"
    clock.at("10:45")
    assert give("end").verdict == "accepted"


def test_an_extension_of_one_room_leaves_the_others_alone(give, rows, clock):
    clock.at("09:00")
    give("start")
    assert give("extend", **extension(rooms=["102"])).verdict == "accepted"
    row = rows("signal")[KEY]
    assert (row["ends"][11:16], row["last_ends"][11:16]) == ("10:30", "10:45")
    assert row["room_ends"]["102"][11:16] == "10:45"
    assert code(give("extend", **extension(rooms=["109"]))) == "extension-room"
    clock.at("10:30")
    assert give("end").verdict == "accepted"
    assert rows("signal")[KEY]["last_ends"][11:16] == "10:45"
    assert code(give("extend", **extension())) == "extension-not-running"
    assert give("extend", **extension(5, rooms=["102"])).verdict == "accepted"
    assert rows("signal")[KEY]["room_ends"]["102"][11:16] == "10:50"


@pytest.mark.parametrize(
    ("wrong", "refused"),
    [
        ({"order": " "}, "extension-order"),
        ({"ordered_by": 5}, "extension-order"),
        ({"ordered_by": None}, "extension-orderer"),
        ({"minutes": 0}, "extension-minutes"),
        ({"minutes": 181}, "extension-minutes"),
    ],
)
def test_without_order_orderer_or_measure_nothing_is_extended(give, wrong, refused):
    assert code(give("extend", **extension(**wrong))) == refused


def test_only_the_chief_who_is_in_gives_signals(day, device, give, clock, chief):
    clock.at("09:00")
    chief.hand("duty.check_out", {"place": "office", "person": CE, "plan": PLAN})
    assert code(give("start")) == "signaller-not-in"
    chief.grant = None
    assert code(give("start")) == "grant-needed"
    assert code(give("start", by=device("phone"))) == "not-allowed"


def test_a_start_given_without_the_hub_counts_when_it_arrives(give, rows, clock):
    at = clock.at("09:00")
    clock.at("09:12")
    assert give("start", sent={"at": at, "acted": True}).verdict == "accepted"
    assert rows("signal")[KEY]["started"][:19] == "2026-11-22T09:00:00"


def test_two_starts_of_two_devices_apart_end_as_a_dispute_and_the_first_stands(give, device, rows, clock):
    at = clock.at("09:00")
    give("start")
    other = device("tablet")
    other.sign_in(CE)
    clock.at("09:10")
    late = give("start", by=other, sent={"at": at.replace(second=20), "acted": True})
    assert (late.verdict, code(late)) == ("disputed", "signal-given")
    dispute = rows("dispute")[str(late.seq)]
    assert (dispute["against"]["kind"], dispute["holds"]) == ("session.signal", False)
    assert rows("signal")[KEY]["started"][:19] != "2026-11-22T09:00:20"


@pytest.mark.parametrize(("wrong", "refused"), [({"plan": 4}, "plan-unknown"), ({"session": "S9"}, "session-unknown")])
def test_there_must_be_such_a_session(chief, wrong, refused):
    body = {"plan": PLAN, "session": "S1", "signal": "start"} | wrong
    assert code(chief.hand("session.signal", body)) == refused


def test_a_rebuild_comes_to_the_same_rows(give, rows, hub, clock):
    clock.at("09:00")
    give("start")
    give("extend", **extension())
    before = rows("signal")
    hub.committer.call(hub.door.rebuild)
    assert rows("signal") == before
