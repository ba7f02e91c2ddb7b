"""What holds a release up although every room is green."""

from dataclasses import replace

from tests.desk.reading.test_reading_day import GREEN
from tests.practical_day import accepted, code
from tests.reading_day import SESSION, broken, file_of, session_cards
from tests.reading_room import CHECKER, MONITOR, clean


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
