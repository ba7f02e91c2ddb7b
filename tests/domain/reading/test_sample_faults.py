"""Every fault that the sample plants is found: its kind, its room, its card; and a good file has none."""

from hashlib import sha256

import pytest

from reading import load_profile, parse
from server.domain.reading.batch import Batch
from server.domain.reading.listed import Counted, Listed, ReadingPolicy
from server.domain.reading.reconcile import reconcile
from tests.reading_day import (
    ABSENT,
    AWAY,
    BROKEN,
    FAULTS,
    FORMS,
    ROOMS,
    SEATS,
    broken,
    file_of,
    listed,
    number,
    plant,
    profile_of,
    session_cards,
)

OF_ABSENT = {"absent-has-card", "absent-no-card"}
LIST = [
    Listed(one.number, one.name, "S1", one.room, str(one.seat), one.subject, one.number in ABSENT) for one in listed()
]
COUNTED = {room: Counted(bag=SEATS, absent=len(AWAY)) for room in ROOMS}


def reconciled(raw, form):
    found = parse(raw, load_profile(profile_of(form)))
    batch = Batch(sha256(raw).hexdigest(), found.cards, f"cards.{form}", found.faults)
    return reconcile([batch], LIST, COUNTED, ReadingPolicy("bagged"), complete=True)


@pytest.mark.parametrize("form", FORMS)
def test_a_good_file_has_no_fault_and_every_room_is_green(form):
    report = reconciled(file_of(form, session_cards()), form)
    assert report.clean
    assert report.green


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("fault", sorted(set(FAULTS) - {"identical", "deleted-row", "wrong-room"}))
def test_a_fault_is_found_with_its_kind_its_room_and_its_candidates_and_nothing_else_is(fault, form):
    cards, planted = plant(session_cards(), fault, number("102", 3 if fault in OF_ABSENT else 4))
    (found,) = reconciled(file_of(form, cards), form).faults
    assert (found.code, found.room) == (fault, "102")
    about = {found.number, found.candidate, *found.detail.get("numbers", ())} - {None}
    assert about & {planted.number, planted.other} or fault == "missing-room"


def test_a_card_in_another_rooms_pile_is_named_and_both_bags_differ():
    cards, _ = plant(session_cards(), "wrong-room", number("102", 4))
    found = [(one.code, one.room) for one in reconciled(file_of("txt", cards), "txt").faults]
    assert found == [("count-bag", "101"), ("wrong-room", "102"), ("count-bag", "102")]


def test_a_deleted_record_is_named_and_its_card_lacks_in_the_bag():
    cards, planted = plant(session_cards(), "deleted-row", number("102", 4))
    found = {one.code: one for one in reconciled(file_of("dbf", cards), "dbf").faults}
    assert set(found) == {"deleted-row", "count-bag"}
    assert found["deleted-row"].number == planted.number


def test_copied_answers_are_no_fault_of_reading():
    cards, _ = plant(session_cards(), "identical", number("102", 4))
    assert reconciled(file_of("txt", cards), "txt").clean


@pytest.mark.parametrize(
    ("how", "form"), [(how, form) for how, (forms, _) in BROKEN.items() for form in forms if how != "no-code-page"]
)
def test_nothing_is_taken_of_a_broken_file_and_no_room_is_green(how, form):
    report = reconciled(broken(how, form, session_cards()), form)
    assert not report.green
    assert not any(room.read for room in report.rooms.values())


def test_a_table_without_a_code_page_is_read_all_the_same_and_said_so():
    report = reconciled(broken("no-code-page", "dbf", session_cards()), "dbf")
    assert [one.code for one in report.faults] == ["no-code-page"]
    assert report.green
