"""What holds a release up although every room is green."""

from dataclasses import replace

from server.domain.policy import JIANGXI, policy_to_row
from tests.desk.reading.test_reading_day import GREEN
from tests.practical_day import accepted, code
from tests.reading_day import ROOMS, SESSION, broken, file_of, session_cards
from tests.reading_room import CHECKER, IN_BAG, LEADER, MONITOR, clean


def strangers():
    return [replace(one, number=f"99{one.number[2:]}") for one in session_cards()]


def test_a_file_of_another_exam_belongs_to_no_room_and_holds_up_until_it_is_left_out(room):
    room.bring(clean())
    room.sheets()
    room.enter_keys(CHECKER, MONITOR)
    room.bring(file_of("txt", strangers()), session=SESSION)
    ((key, kind),) = room.faults().items()
    assert (kind, room.states()) == ("wrong-plan", GREEN)
    assert code(room.release()) == "release-faults"
    accepted(room.propose(key, "drop-file"))
    accepted(room.settle(key))
    room.close_all()
    accepted(room.release())


def test_a_cut_file_of_the_second_pass_holds_a_release_up_until_it_is_left_out(room):
    room.bring(clean())
    room.sheets()
    room.bring(broken("cut", "txt", session_cards()), "第二遍.TXT", session=SESSION, **{"pass": 2})
    ((key, kind),) = room.faults().items()
    assert kind == "cut"
    assert room.row("reading_fault", f"{SESSION}/{key}")["says"]["zh"].startswith("第二遍读卡的文件")
    room.enter_keys(CHECKER, MONITOR)
    assert code(room.release()) in {"release-faults", "release-rooms"}
    accepted(room.propose(key, "drop-file"))
    accepted(room.settle(key))
    room.close_all()
    accepted(room.release())


def test_where_the_plan_has_two_cards_of_each_nothing_is_green_marked_or_released(room):
    def plan_has(cards):
        policy = policy_to_row(replace(JIANGXI, cards_per_candidate=cards))
        accepted(room.hand("plan.policy", {"policy": policy}, LEADER, device=room.chief))

    plan_has(2)
    room.bring(file_of("txt", [card for one in session_cards() for card in (one, one)]))
    for of in ROOMS:
        accepted(room.sheet(of, bag=2 * IN_BAG))
    room.enter_keys(CHECKER, MONITOR)
    assert "two-cards" in room.faults().values()
    assert set(room.states().values()) == {"faults"}
    assert room.scored()["scored"] == 0
    assert code(room.release()) == "release-rooms"
    key = next(key for key, kind in room.faults().items() if kind == "two-cards")
    assert code(room.propose(key, "change-policy")) == "resolution-outside"


def test_once_the_policy_says_one_card_the_session_is_reconciled_again(room):
    policy = policy_to_row(replace(JIANGXI, cards_per_candidate=2))
    accepted(room.hand("plan.policy", {"policy": policy}, LEADER, device=room.chief))
    room.bring(clean())
    room.sheets()
    assert "two-cards" in room.faults().values()
    policy = policy_to_row(replace(JIANGXI, cards_per_candidate=1))
    accepted(room.hand("plan.policy", {"policy": policy}, LEADER, device=room.chief))
    assert (room.faults(), room.states()) == ({}, GREEN)
