"""What the balance knows before anybody counts, when a bag is late, and how rows stay small."""

import json
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.domain.balance import (
    Settlement,
    back_since,
    bag_lines,
    folded,
    from_custody,
    open_differences,
    room_lines,
    spares_used,
    thing_lines,
    travelled,
    uncounted_lines,
    with_settlements,
)
from server.domain.balance.row import MOST_BYTES, lines_row, on_board
from server.domain.balance.things import LENT
from server.domain.counts import Count, figures_of
from server.domain.custody.item import Holder, begin, into_room
from server.domain.custody.legs import leg_of
from server.domain.objects import label_number
from server.domain.plan import plan_from_row
from server.domain.policy import JIANGXI, Policy
from tests.exam_day import PLAN, PLAN_ROW, ROOM_ROWS

DAY = plan_from_row(PLAN_ROW | {"rooms": ROOM_ROWS})
L3 = leg_of("L3", JIANGXI)


def bag(label, kind="CP", *, session="S1", room="101", been=("L1",), **packed):
    item = begin(label, kind, PLAN, session=session, room=room, packed=packed or {"cards": 31})
    return replace(into_room(item, L3) if "L3" in been else item, been=been)


def at(clock):
    return datetime.fromisoformat(f"2026-11-22T{clock}+08:00")


def values(*items):
    return {count.figure: count.value for count in from_custody(items)}


def test_nothing_is_known_of_a_bag_that_has_not_gone_into_its_room():
    assert values(bag("K1")) == {}


@given(st.lists(st.integers(0, 60), min_size=1, max_size=4))
def test_what_went_in_is_the_sum_of_the_rooms_bags_and_no_supply_is_none(packs):
    found = values(*(bag(f"K{number}", been=("L1", "L3"), cards=cards) for number, cards in enumerate(packs)))
    assert found == {"cards_in": sum(packs), "cards_sup": 0, "cards_out": 0}


def test_a_bag_that_was_sealed_anew_tells_what_is_in_it():
    closed = replace(bag("K1", been=("L1", "L3", "open", "L4", "seal")), counts={"cards": 30}, aside={"cards": 1})
    assert values(closed)["cards_bag"] == 30


def test_spares_lack_what_was_packed_less_what_is_there_and_what_nobody_counted_is_not_known():
    spare = bag("P1", "SP", room=None, cards=5, papers=5)
    used = replace(spare, counts={"cards": 3, "papers": 5})
    assert spares_used([used], "S1", only=False) == {"cards": 2, "papers": 0}
    assert spares_used([replace(spare, counts={"papers": 5})], "S1", only=False)["cards"] is None
    whole = replace(used, session=None)
    assert spares_used([whole], "S1", only=False)["cards"] == 0
    assert spares_used([whole], "S1", only=True)["cards"] == 2


@pytest.mark.parametrize(("been", "when", "leg", "missing"), [
    ((), "08:59", "L1", False), ((), "09:00", "L1", True),
    (("L1",), "08:59", "L3", False), (("L1",), "09:00", "L3", True),
    (("L1", "L3"), "11:29", "L4", False), (("L1", "L3"), "11:30", "L4", True),
    (("L1", "L3", "L4"), "18:29", "L5", False), (("L1", "L3", "L4"), "18:30", "L5", True),
    (("L1", "L3", "L4", "L5"), "13:29", "L6", False),
    (("L1", "L3", "L4", "L5"), "13:30", "L6", True),
])  # fmt: skip
def test_a_bag_is_under_way_until_it_is_late(been, when, leg, missing):
    whole = travelled(DAY, JIANGXI, [bag("K1", been=been)], {}, at(when))
    line = next(line for line in bag_lines(whole, JIANGXI) if line.key == f"site/bags/{leg}")
    assert (line.state == "differs") is missing
    assert line.labels == (("K1",) if missing else ())


@pytest.mark.parametrize(("been", "when", "leg", "missing"), [
    (("L1", "L3"), "10:59", "L4", False), (("L1", "L3"), "11:00", "L4", True),
    (("L1", "L3", "L4"), "20:29", "L5", False), (("L1", "L3", "L4"), "20:30", "L5", True),
    (("L1", "L3", "L4", "L5"), "15:29", "L6", False), (("L1", "L3", "L4", "L5"), "15:30", "L6", True),
])  # fmt: skip
def test_a_plan_says_by_when_bags_are_back_and_in_the_vault(been, when, leg, missing):
    own = replace(JIANGXI, back_within=30, stored_within=300)
    lines = bag_lines(travelled(DAY, own, [bag("K1", been=been)], {}, at(when)), own)
    assert {line.key.rpartition("/")[2]: line.state == "differs" for line in lines}[leg] is missing


@pytest.mark.parametrize(("minutes", "missing"), [(0, True), (30, False)])
def test_a_room_that_was_given_more_time_is_late_by_its_new_end(minutes, missing):
    ends = {"S1": DAY.session("S1").ends + timedelta(minutes=minutes)}
    whole = travelled(DAY, JIANGXI, [bag("K1", been=("L1", "L3"))], {}, at("11:35"), ends)
    line = next(line for line in bag_lines(whole, JIANGXI) if line.key == "site/bags/L4")
    assert (line.state == "differs") is missing


def test_what_stays_at_the_site_is_told_once_not_for_the_road_and_the_vault_too():
    whole = travelled(DAY, JIANGXI, [bag("K1", been=("L1", "L3", "L4")), bag("K2", been=("L1", "L3"))], {}, at("18:30"))
    told = open_differences(bag_lines(whole, JIANGXI))
    assert {line.key.rpartition("/")[2]: line.labels for line in told} == {"L4": ("K2",), "L5": ("K1", "K2")}


BACK = {room: at("10:40") + timedelta(minutes=minutes) for room, minutes in (("101", 0), ("102", 20), ("103", 0))}


def uncounted(when, *counted, back=BACK, policy=JIANGXI):
    return uncounted_lines(DAY.session("S1"), policy, back, counted, at(when))


def test_a_room_that_came_back_is_missed_some_minutes_later_where_nobody_counts_it():
    (waiting,) = uncounted("11:24", "101")
    assert (waiting.state, waiting.expected, waiting.found, waiting.unknown) == ("unknown", 3, 1, ("102", "103"))
    (late,) = uncounted("11:25", "101")
    assert late.says[0] == "上午理论：已交回 2 个考场，清点完 1 个，1 个考场未清点：103"
    assert late.hints[0].zh == "到“交回清点”逐个清点；在纸上清点过的，按表填写"
    assert uncounted("23:00")[0].labels == ("101", "102", "103")
    assert uncounted("23:00", *BACK)[0].state == "holds"
    assert uncounted("23:00", back={}) == ()


def test_a_plan_says_within_how_many_minutes_a_room_is_counted():
    own = replace(JIANGXI, counted_within=15)
    assert uncounted("10:54", policy=own)[0].state == "unknown"
    assert uncounted("10:55", policy=own)[0].labels == ("101", "103")


def test_a_room_is_to_be_counted_from_the_last_of_its_bags_on_though_one_did_not_come():
    one, two, other = (
        replace(bag(label, room=room, been=("L1", "L3", "L4")), at=at(when))
        for label, room, when in (("K1", "101", "10:40"), ("B1", "101", "10:50"), ("K2", "102", "10:41"))
    )
    assert back_since([one, two, other], "S1") == {"101": at("10:50"), "102": at("10:41")}
    assert back_since([one, replace(two, been=("L1", "L3"))], "S1") == {"101": at("10:40")}
    assert back_since([one], "S2") == back_since([bag("K3")], "S1") == {}


def lent(kind, serial, *been, stage="site", people=(), room=None):
    item = begin(label_number(kind, serial), kind, PLAN)
    return replace(item, been=been, holder=Holder(stage, people, room) if been else item.holder)


NAMES = {1: "赵甲", 2: "钱乙", 3: "孙丙"}


def test_what_was_lent_is_told_by_name_and_holder_once_the_day_is_over():
    reader, key = lent("ID", 1, "L3", stage="room", people=(2, 3), room="101"), lent("KY", 1, "L1", people=(1,))
    tablet = lent("DV", 1, "L3", "L4", people=(1,))
    (before,) = thing_lines([reader, key, tablet, lent("DV", 2)], NAMES, over=False)
    assert (before.state, before.expected, before.found, len(before.unknown)) == ("unknown", 3, 1, 2)
    (told,) = thing_lines([reader, key, tablet], NAMES, over=True)
    assert told.says == (
        f"全考点：发出设备、材料、钥匙 3 件，收回 1 件，2 件未收回：身份证阅读器及防作弊器材 {reader.label}"
        f"（101 号考场，钱乙、孙丙）；钥匙 {key.label}（考点，赵甲）",
        "the site: 3 devices, materials and keys went out, 1 came back: 2 are still out: ID reader or anti-cheat tool "
        f"{reader.label} (room 101, 钱乙, 孙丙); key {key.label} (the site office, 赵甲)",
    )
    assert told.labels == (reader.label, key.label)


def test_what_came_back_is_at_home_a_key_in_the_vault_the_rest_at_the_site():
    home = [lent("KY", 1, "L1", "L2", "L5", "L6", stage="vault"), lent("PM", 1, "L3", "L4"), lent("ID", 1)]
    assert [line.state for line in thing_lines(home, NAMES, over=True)] == ["holds"]
    assert thing_lines([lent("KY", 1), lent("DV", 1)], NAMES, over=True) == ()
    assert sorted(LENT) == ["DV", "ID", "KY", "PM"]


def test_of_many_things_that_are_out_a_few_are_named_and_the_number_is_told():
    out = [lent("DV", serial, "L3", stage="room", room="101") for serial in range(1, 8)]
    (told,) = thing_lines(out, NAMES, over=True)
    assert "7 件未收回" in told.says[0]
    assert told.says[0].endswith("；另 3 件见“去向”")


def test_what_is_laid_aside_from_a_spare_bag_is_lacking_in_it():
    spare = replace(bag("P1", "SP", room=None, cards=5), counts={"cards": 0}, aside={"cards": 5})
    assert spares_used([spare], "S1", only=False)["cards"] == 5


def test_a_bag_left_behind_is_missing_as_soon_as_the_others_have_left():
    others = bag("K2", been=("L1", "L3", "L4", "L5"))
    whole = travelled(DAY, JIANGXI, [bag("K1", been=("L1", "L3")), others], {}, at("10:50"))
    line = next(line for line in bag_lines(whole, JIANGXI) if line.key == "site/bags/L4")
    assert (line.expected, line.found, line.labels) == (2, 1, ("K1",))


def test_bags_of_the_afternoon_are_not_due_in_the_morning():
    later = bag("K2", session="S2", been=("L1",))
    whole = travelled(DAY, JIANGXI, [bag("K1", been=("L1",)), later], {}, at("09:00"))
    line = next(line for line in bag_lines(whole, JIANGXI) if line.key == "site/bags/L3")
    assert (line.expected, line.found, line.labels) == (1, 0, ("K1",))


def leg_lines(*bags, now="09:00"):
    found = bag_lines(travelled(DAY, JIANGXI, bags, {}, at(now)), JIANGXI)
    return {line.key.rpartition("/")[2]: line for line in found}


def test_a_bag_that_never_left_the_vault_is_one_difference_with_what_follows_under_it():
    lines = leg_lines(bag("K1", been=()), bag("K2", been=("L1", "L3")))
    assert (lines["L1"].labels, lines["L1"].follows) == (("K1",), None)
    assert (lines["L3"].labels, lines["L3"].follows) == (("K1",), lines["L1"].key)
    assert [line.key for line in open_differences(lines.values())] == [lines["L1"].key]
    row = lines_row(lines.values())
    assert row["open"] == 1
    assert [one["key"] for one in on_board(row | {"room": None})["open"]] == [lines["L1"].key]


def by_chief(line):
    """The line settled at its figures."""
    return Settlement(line.key, line.expected, line.found, line.labels, 1, at("09:05"), "留在保密室")


def test_what_comes_to_follow_from_a_settled_difference_is_open():
    whole = bag("K2", been=("L1", "L3"))
    morning = leg_lines(bag("K1", been=()), whole)
    assert [line.key for line in folded(morning.values(), morning["L1"].key)] == [morning["L3"].key]
    together = [by_chief(morning["L1"]), by_chief(morning["L3"])]
    assert open_differences(with_settlements(morning.values(), together)) == []
    assert lines_row(with_settlements(morning.values(), together))["open"] == 0

    evening = leg_lines(bag("K1", been=()), bag("K2", been=("L1", "L3", "L4", "L5", "L6")), now="13:30")
    assert evening["L5"].follows == evening["L1"].key
    shown = with_settlements(evening.values(), together)
    assert [line.key for line in open_differences(shown)] == [evening["L5"].key]
    row = lines_row(shown)
    assert row["open"] == 1
    assert [one["key"] for one in on_board(row | {"room": None})["open"]] == [evening["L5"].key]


def test_what_is_missing_for_another_cause_stands_by_itself():
    lines = leg_lines(bag("K1", been=()), bag("K2", been=("L1",)))
    assert lines["L3"].labels == ("K1", "K2")
    assert lines["L3"].follows is None


def test_a_bag_lost_in_its_room_is_told_though_it_never_left_the_vault_on_record():
    lines = leg_lines(bag("K1", been=("L3",)), bag("K2", been=("L1", "L3", "L4", "L5")), now="10:50")
    assert lines["L1"].labels == lines["L4"].labels == ("K1",)
    assert lines["L4"].follows is None
    assert len(open_differences(lines.values())) == 2


@settings(deadline=None, max_examples=50)  # never decided by time
@given(st.data())
def test_a_row_is_small_and_tells_all_that_differs(data):
    policy = Policy(forms=True)
    codes = figures_of("theory", policy)
    people = {code: data.draw(st.sampled_from(("proctor", "roving", "chief"))) for code in codes}
    standing = {
        code: Count(code, data.draw(st.integers(0, 9999)), by, number, f"f{number}", at("10:00") + timedelta(0))
        for number, (code, by) in enumerate(people.items())
    }
    lines = room_lines("S1", "theory", "一号楼阶梯教室", standing, policy)
    row = lines_row(lines)
    assert len(json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode()) <= MOST_BYTES
    differing = [line for line in lines if line.state == "differs"]
    assert row["open"] == len(differing)
    assert [one["says"]["zh"] for one in row["lines"] if "says" in one] == [line.says[0] for line in differing]
