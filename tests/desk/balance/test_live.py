"""The balance in time: what is late is told without anybody's act, by the times that hold now."""

import pytest

from protocol.role import BY_CODE
from server.domain.policy import JIANGXI, policy_to_row
from server.store import rows as stored
from server.web import minute
from tests.exam_day import CANDIDATE_ROWS, PLAN, ROOM_ROWS, candidate_row
from tests.paper_day import CE, CUSTODIAN, FIRST, SECOND, accepted, signer, signers


def code(receipt):
    return receipt.refusal and receipt.refusal.code


@pytest.fixture
def site(table):
    """The site's lines by key, as (state, expected, found)."""
    return lambda key: [table.line("site", key)[name] for name in ("state", "expected", "found")]


@pytest.fixture
def minute_passes(day, clock):
    """What the hub does each minute."""

    return lambda: minute.look(day.hub, clock())


@pytest.fixture
def strip(table, rows):
    """A new seal's number, each time."""

    def register():
        label = {"plan": PLAN, "objects": [{"kind": "ST"}]}
        before = {row["label"] for row in rows("item").values()}
        accepted(table.papers.table.hand("custody.label", label))
        return next(row["label"] for row in rows("item").values() if row["label"] not in before)

    return register


def test_a_set_that_is_still_in_its_room_an_hour_later_is_missed_though_nobody_acts(table, clock, minute_passes):
    table.out("101", "102")
    clock.at("11:29")
    assert (minute_passes(), table.said()) == (0, [])
    clock.at("11:30")
    assert minute_passes() == 1
    assert [says for says in table.said() if "交回" in says or "L4" in says]
    assert minute_passes() == 0  # told once


def test_a_set_that_was_not_issued_is_missed_with_the_signal_to_start(table, clock):
    for room in ("101", "102"):
        accepted(table.papers.pack(room))
    clock.at("08:30")
    accepted(table.papers.issue("102", SECOND))
    clock.at("09:00")
    assert table.said() == []
    accepted(table.papers.table.hand("session.signal", {"plan": PLAN, "session": "S1", "signal": "start"}))
    assert len(table.said()) == 1
    assert table.papers.labels["PP", "101"] in table.said()[0]


def test_with_more_time_nothing_is_late_by_the_old_end(table, clock, minute_passes):
    table.out("101", "102")
    clock.at("09:00")
    tablet = table.papers.table
    accepted(tablet.hand("session.signal", {"plan": PLAN, "session": "S1", "signal": "start"}))
    longer = {"signal": "extend", "minutes": 60, "order": "考区 1 号", "ordered_by": BY_CODE["AD"].number}
    accepted(tablet.hand("session.signal", {"plan": PLAN, "session": "S1"} | longer))
    clock.at("12:29")
    minute_passes()
    assert table.said() == []
    clock.at("12:30")
    minute_passes()
    assert len(table.said()) == 1


def test_the_plan_says_by_when_bags_are_back(table, clock, minute_passes):
    own = policy_to_row(JIANGXI) | {"back_within": 30}
    accepted(table.papers.table.hand("plan.policy", {"plan": PLAN, "policy": own}))
    table.out("101", "102")
    clock.at("10:59")
    minute_passes()
    assert table.said() == []
    clock.at("11:00")
    minute_passes()
    assert len(table.said()) == 1
    accepted(table.papers.table.hand("plan.policy", {"plan": PLAN, "policy": own | {"back_within": 60}, "seen": own}))
    assert table.said() == []


def test_the_plan_says_by_when_badges_are_back(table, clock, minute_passes, site):
    own = policy_to_row(JIANGXI) | {"stored_within": 240}
    accepted(table.papers.table.hand("plan.policy", {"plan": PLAN, "policy": own}))
    table.whole()
    clock.at("19:29")
    minute_passes()
    assert site("badges")[0] == "unknown"
    clock.at("19:30")
    minute_passes()
    assert site("badges")[0] == "differs"


def test_badges_that_nobody_gave_back_differ_three_hours_after_the_end(table, clock, minute_passes, site):
    table.whole()
    clock.at("18:29")
    minute_passes()
    assert site("badges")[0] == "unknown"
    clock.at("18:30")
    minute_passes()
    state, out, back = site("badges")
    assert (state, back) == ("differs", 0)
    accepted(table.papers.office.hand("badge.return", {"place": "office", "person": 2, "plan": PLAN}))
    assert site("badges") == ["differs", out, 1]
    lost = {"badge": table.papers.day.badges[3], "reason": "lost"}
    accepted(table.papers.office.hand("badge.revoke", lost))
    assert site("badges") == ["differs", out, 2]


def test_a_spare_bag_closed_empty_with_all_of_it_laid_aside_is_short(table, strip):
    table.out("101", "102")
    table.opened("101", "102")
    papers = table.papers
    policy = policy_to_row(JIANGXI) | {"spare_monitors": 0}
    accepted(papers.table.hand("plan.policy", {"plan": PLAN, "policy": policy}))
    label = papers.labels["SP", None]
    accepted(table.open(label, [CE], witnesses=[], approval="备用"))
    table.back("101", "102")
    look = {"counts": [{"label": label, "counted": {"papers": 0, "cards": 0}}]}
    body = {"plan": PLAN, "label": label, "seal": strip(), "closer": signer(CE), "proctors": [], "look": look}
    accepted(papers.table.hand("custody.seal", body | {"aside": {"papers": 5, "cards": 5}}))
    assert [table.line("site", f"spare-{what}")["state"] for what in ("cards", "papers")] == ["differs"] * 2


def test_a_difference_that_was_settled_found_and_comes_again_is_open_again(table):
    table.whole()
    accepted(table.count("102"))
    accepted(table.count("101", {"cards_blank": 27}))
    accepted(table.settle(table.line("S1/101", "cards")))
    assert table.said() == []
    accepted(table.count("101", {}, reason="找到了"))
    accepted(table.count("101", {"cards_blank": 27}, reason="又少一张"))
    assert len(table.said()) == 1
    assert table.line("S1/101", "cards")["settled"] is None


def test_what_follows_from_a_difference_is_settled_with_it(table, strip, rows, clock, minute_passes):
    bag = {"kind": "CP", "session": "S1", "room": "102", "packed": {"cards": 31}, "seal": strip()}
    accepted(table.papers.table.hand("custody.label", {"plan": PLAN, "objects": [bag], "there": len(rows("item"))}))
    table.out("101", "102")
    clock.at("09:00")
    minute_passes()
    first, later = (table.line("site", f"site/bags/{leg}") for leg in ("L1", "L3"))
    assert (first["state"], later["follows"]) == ("differs", first["key"])
    assert table.balance("site")["open"] == 1
    accepted(table.settle(first, grounds="留在保密室"))
    first, later = (table.line("site", f"site/bags/{leg}") for leg in ("L1", "L3"))
    assert [line["settled"]["grounds"] for line in (first, later)] == ["留在保密室"] * 2
    assert (table.balance("site")["open"], later["follows"]) == (0, first["key"])


def test_a_bag_that_was_never_opened_gets_no_new_strip_before_its_old_one_is_looked_at(table, strip, rows):
    old, new, bag = strip(), strip(), {"kind": "CP", "session": "S1", "room": "102", "packed": {"cards": 31}}
    papers = table.papers
    accepted(
        papers.table.hand("custody.label", {"plan": PLAN, "objects": [bag | {"seal": old}], "there": len(rows("item"))})
    )
    label = next(row["label"] for row in rows("item").values() if row["seal"] == old)
    look = {"intact": True}
    accepted(papers.table.hand("custody.handoff", papers.body("L1", [label], [CUSTODIAN], [CE, 7], look=look)))
    table.clock.at("08:30")
    accepted(papers.table.hand("custody.handoff", papers.body("L3", [label], [CE], SECOND, look=look)))
    table.clock.at("10:40")
    accepted(papers.table.hand("custody.handoff", papers.body("L4", [label], SECOND, [CE], look=look)))
    counts = {"counts": [{"label": label, "counted": {"cards": 31}}]}
    body = {"plan": PLAN, "label": label, "seal": new, "closer": signer(CE), "proctors": signers(*SECOND)}
    close = lambda **seen: papers.table.hand("custody.seal", body | {"look": counts | seen})  # noqa: E731
    assert code(close()) == "seal-not-checked"
    assert code(close(seals=[{"label": label, "number": new}])) == "seal-differs"
    accepted(close(seals=[{"label": label, "number": old}]))


def test_it_is_the_hubs_clock_that_says_what_is_late(table, clock, minute_passes):
    """A device that was away hands in what it did at 08:35: what is missing by now stays missing."""
    table.out("101", "102")
    clock.at("11:40")
    minute_passes()
    missing = table.said()
    assert missing
    body = table.papers.body("L4", [table.papers.set_of("101")], FIRST, [CE])
    receipt = table.papers.table.hand("custody.handoff", body, acted=True, at="2026-11-22T10:40:00.000+08:00")
    assert receipt.verdict == "accepted"
    assert [says.replace(table.papers.labels["PP", "101"], "") for says in table.said()] != []
    assert table.papers.labels["PP", "102"] in "".join(table.said())


ROOMS = [str(number) for number in range(201, 210)]


@pytest.fixture
def many(table):
    """Nine more rooms of three candidates each."""
    day = table.papers.day
    more = [{"room": name, "name": name, "building": "二号楼", "floor": 1, "seats": 30} for name in ROOMS]
    accepted(day.take("rooms", [*ROOM_ROWS, *more]))
    listed = [candidate_row(seat, room=name) for name in ROOMS for seat in (1, 2, 3)]
    accepted(day.take("candidates", [*CANDIDATE_ROWS, *listed]))
    return table


def came(table, room, present):
    """Count who came of three; the difference to the list is not noted."""
    figures = {"present": present, "absent": 0, "signatures": present, "misconduct": 0}
    body = {"plan": PLAN, "session": "S1", "room": room, "by": "chief", "person": signer(CE), "figures": figures}
    return accepted(table.papers.table.hand("custody.count", body | {"reason": "数过"}))


def hinted(rows):
    """The rooms that are pointed to, by room."""
    shown = {row["room"]: row["lines"] for row in rows("balance").values() if row["room"] in ROOMS}
    of = lambda lines: [hint["zh"] for line in lines for hint in line.get("hints", ()) if hint["code"] == "other-room"]  # noqa: E731
    return {room: found for room, lines in shown.items() if (found := of(lines))}


def test_rooms_point_to_each_other_as_long_as_few_are_alike(many, rows):
    *short, over = ROOMS
    for room in short[:4]:
        came(many, room, 2)
    came(many, over, 4)
    assert sorted(hinted(rows)) == [*short[:4], over]
    came(many, short[4], 2)
    assert sorted(hinted(rows)) == [over]  # of five that are short nobody knows which it is
    assert len(hinted(rows)[over]) == 4
    came(many, short[0], 3)
    assert sorted(hinted(rows)) == [*short[1:5], over]
    came(many, over, 3)
    assert hinted(rows) == {}


def test_one_fact_shows_few_rooms_anew_however_many_differ(many, rows, hub):
    *short, over = ROOMS
    for room in short:
        came(many, room, 2)
    receipt = came(many, over, 4)
    with hub.db.reading() as connection:
        changed = stored.changes(connection, receipt.seq - 1, ["table"], 100, receipt.seq).rows
    assert [row["key"] for row in changed if row["kind"] == "balance"] == [f"{PLAN}/S1/{over}"]
    before = rows("balance")
    accepted(many.papers.table.hand("plan.policy", {"plan": PLAN, "policy": policy_to_row(JIANGXI)}))
    assert rows("balance") == before  # nothing was left behind as it had been
