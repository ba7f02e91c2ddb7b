"""Answer keys at the door: who enters them, what holds meanwhile, and what one person's mistake may not do."""

from dataclasses import replace

from server.domain.reading.key import key_to_row
from tests.practical_day import accepted, code
from tests.reading_day import PAPER_OF, SESSION, file_of, keys, session_cards
from tests.reading_room import CHECKER, LEADER, MONITOR, OPERATOR, OTHER_CHECKER, clean

A = key_to_row(keys()[PAPER_OF, "A"])


def enter(room, by, **changes):
    return room.hand("reading.key", {"session": SESSION} | A | changes, by)


def shown(room):
    return {one["paper"]: one for one in room.row("reading_session", SESSION)["keys"]}


def test_the_operator_enters_no_key(room):
    assert code(enter(room, OPERATOR)) == "reading-role"


def test_what_two_entered_holds_while_one_person_enters_something_else(room):
    room.bring(clean())
    room.enter_keys(CHECKER, MONITOR)
    before = room.scored()
    room.enter_keys(OTHER_CHECKER, wrong=7)
    assert (shown(room)["A"]["state"], shown(room)["A"]["questions"]) == ("differ", 80)
    assert room.scored() == before
    room.enter_keys(LEADER, wrong=7)
    assert shown(room)["A"]["state"] == "agreed"
    assert room.scored() != before


def test_a_key_of_a_subject_that_nobody_has_is_refused(room):
    assert code(enter(room, CHECKER, subject="焊工/4")) == "key-subject"


def test_whoever_chose_the_wrong_paper_withdraws_the_entry_and_nobody_elses(room):
    accepted(enter(room, CHECKER))
    assert code(enter(room, MONITOR, questions=None)) == "key-none"
    accepted(enter(room, CHECKER, questions=None))
    assert shown(room) == {}
    assert code(enter(room, CHECKER, questions=None)) == "key-none"
    accepted(enter(room, CHECKER))
    assert shown(room)["A"]["state"] == "one"
    room.hub.committer.call(room.hub.door.rebuild)
    assert shown(room)["A"]["state"] == "one"


def test_one_persons_entry_of_a_paper_that_no_card_carries_holds_no_release_up(room):
    room.bring(file_of("txt", [replace(one, paper="A") for one in session_cards()]))
    room.sheets()
    for person in (CHECKER, MONITOR):
        accepted(enter(room, person, paper=""))
    assert room.faults() == {}
    accepted(enter(room, CHECKER, paper="A"))
    assert code(room.release()) == "release-keys", "of the paper that the cards carry a key was begun"
    accepted(enter(room, CHECKER, paper="A", questions=None))
    accepted(enter(room, CHECKER, paper="B"))
    room.close_all()
    accepted(room.release())


def test_one_key_for_all_papers_marks_no_card_of_two(room):
    room.bring(clean())
    room.sheets()
    for person in (CHECKER, MONITOR):
        accepted(enter(room, person, paper=""))
    assert code(room.release()) == "release-keys"
    room.enter_keys(CHECKER, MONITOR)
    room.close_all()
    accepted(room.release())
