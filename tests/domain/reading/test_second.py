"""Double reading: two passes cell by cell, only what differs is told, and how many cards were covered."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reading import Card
from server.domain.reading.batch import Settlement
from server.domain.reading.compare import compare
from server.domain.reading.figures import figures
from server.domain.reading.listed import ReadingPolicy
from server.domain.reading.said import says
from server.domain.reading.settling import completed, fits
from server.domain.reading.standing import reread_key
from tests.domain.reading.session import batch, candidates, report
from tests.reading_day import broken, number, plant, reread, session_cards


def test_two_equal_passes_say_nothing_and_cover_every_card():
    found = report(batch(session_cards()), second=[batch(session_cards(), "csv")])
    assert found.clean
    assert found.compared == {"101": 10, "102": 10, "103": 10}


def test_one_cell_that_differs_is_told_with_both_rows():
    found = report(batch(session_cards()), second=[batch(reread(session_cards(), number("102", 4)))])
    (fault,) = found.faults
    (cell,) = fault.detail["cells"]
    assert (fault.code, fault.room, fault.number, fault.rows) == ("pass-differs", "102", number("102", 4), (14, 14))
    assert cell.question == 1


def test_a_card_that_one_pass_has_not_is_told():
    fewer = [one for one in session_cards() if one.number != number("102", 4)]
    (fault,) = report(batch(session_cards()), second=[batch(fewer)]).faults
    assert (fault.code, fault.number) == ("pass-differs", number("102", 4))


def test_a_card_of_which_two_settled_that_the_second_pass_lacks_it_is_told_apart_from_those_it_read():
    fewer = batch([one for one in session_cards() if one.number != number("102", 4)])
    (fault,) = report(batch(session_cards()), second=[fewer]).faults
    assert report(batch(session_cards()), second=[fewer]).read_twice() == (29, 30, 0)
    settled = settle(fault, "accept")
    assert report(batch(session_cards()), second=[fewer], settlements=[settled]).read_twice() == (29, 30, 1)
    whole = batch(session_cards(), "csv")
    assert report(batch(session_cards()), second=[whole], settlements=[settled]).read_twice() == (30, 30, 0)


def test_a_room_that_the_second_pass_has_not_read_is_not_covered_and_no_fault():
    part = [one for one in session_cards() if one.room == "101"]
    found = report(batch(session_cards()), second=[batch(part)])
    assert found.clean
    assert found.compared == {"101": 10}


def asked(share, second=(), first=None, **more):
    policy = ReadingPolicy(second_pass=share)
    return report(batch(first or session_cards()), second=second, policy=policy, **more)


def read_once(found):
    return [(one.room, one.detail["n"], one.is_open) for one in found.faults if one.code == "room-read-once"]


def of_rooms(*rooms):
    return batch([one for one in session_cards() if one.room in rooms])


def test_where_the_plan_wants_it_each_room_that_the_second_pass_lacks_is_told_and_holds_up_no_room():
    found = asked(100, [of_rooms("102")])
    assert read_once(found) == [("101", 10, False), ("103", 10, False)]
    assert found.green
    assert [one.code for one in found.rooms["101"].faults] == ["room-read-once"]


def test_no_room_is_told_where_enough_was_read_again_or_none_is_wanted():
    assert read_once(asked(33, [of_rooms("102")])) == []
    assert read_once(asked(0)) == []
    assert read_once(asked(34, [of_rooms("102")])) == [("101", 10, False), ("103", 10, False)]


def test_no_room_is_told_while_the_first_reading_goes_on():
    part = [one for one in session_cards() if one.room != "103"]
    assert read_once(asked(100, first=part, complete=False)) == []


def test_a_room_so_settled_stays_settled_and_counts_until_it_has_other_cards():
    one, other = asked(100, [of_rooms("102")]).faults
    said = [settle(one, "first-alone", "one")]
    found = asked(100, [of_rooms("102")], settlements=said)
    assert (found.read_twice(), len(read_once(found))) == ((10, 30, 10), 2)
    said.append(settle(other, "first-alone", "other"))
    assert asked(100, [of_rooms("102")], settlements=said).read_twice() == (10, 30, 20)
    fewer = [one for one in session_cards() if one.number != number("101", 1)]
    assert asked(100, [of_rooms("102")], first=fewer, settlements=said).read_twice().settled == 10


def test_a_number_that_one_pass_misread_is_one_fault():
    wrong, _ = plant(session_cards(), "blank-digit", number("102", 4))
    (fault,) = report(batch(wrong), second=[batch(session_cards())]).faults
    assert fault.code == "blank-digit"
    (fault,) = report(batch(session_cards()), second=[batch(wrong)]).faults
    assert [(cell.field, cell.first) for cell in fault.detail["cells"]] == [("number", number("102", 4))]


CARDS = st.lists(
    st.builds(
        Card, st.just(0), st.none(), st.from_regex(r"[0-9]{3}", fullmatch=True),
        st.tuples(*[st.sampled_from(["", "A", "B", "*"])] * 4),
    ),
    max_size=8,
    unique_by=lambda card: card.number,
).map(lambda cards: [replace(card, row=row) for row, card in enumerate(cards, 1)])  # fmt: skip


@given(CARDS, st.randoms())
def test_an_order_says_nothing_and_each_changed_cell_is_found(cards, rng):
    again = list(cards)
    rng.shuffle(again)
    assert compare(cards, again).same
    changed = 0
    for place, card in enumerate(again):
        if rng.random() < 0.5:
            question = rng.randrange(4)
            answers = [*card.answers]
            answers[question] = "C"
            again[place] = replace(card, answers=tuple(answers))
            changed += 1
    found = compare(cards, again)
    assert len(found.cells) == changed
    assert found.pairs == len(cards)


# Until it is over


def changed(cards, at, **values):
    return [replace(one, **values) if one.number == at else one for one in cards]


def two_cells():
    at = number("102", 4)
    card = next(one for one in session_cards() if one.number == at)
    flipped = tuple("B" if one == "A" else "A" for one in card.answers[:2])
    return flipped, changed(session_cards(), at, answers=(*flipped, *card.answers[2:]))


def settle(fault, what, fact="fact", **more):
    told = completed(fault, {"what": what, **more})
    fits(fault, told, {one.number for one in candidates()}, 80)
    return Settlement(fact, fault.key, told, 1, 2, "看了卡面", stood=figures(fault))


def test_what_differs_is_over_cell_by_cell_once_two_people_read_the_card():
    answers, other = two_cells()
    was = next(one.answers[1] for one in session_cards() if one.number == number("102", 4))
    first, second = batch(session_cards()), batch(other)
    (fault,) = report(first, second=[second]).faults
    one = settle(fault, "give-answers", "one", cells={1: answers[0]}, row=fault.places[1].row)
    (left,) = [each for each in report(first, second=[second], settlements=[one]).faults if each.is_open]
    assert [cell.question for cell in left.detail["cells"]] == [2]
    # Here the first pass was right: they say so, and it is over as well.
    two = settle(left, "give-answers", "two", cells={2: was})
    found = report(first, second=[second], settlements=[one, two])
    assert found.green
    (card,) = [each for each in found.cards if each.card.number == number("102", 4)]
    assert card.card.answers[:2] == (answers[0], was)
    assert card.version == 2, "what they left as it was is no other version"


def test_a_number_put_right_by_two_people_is_no_difference_to_a_pass_that_read_it_right():
    wrong, _ = plant(session_cards(), "blank-digit", number("102", 4))
    first, second = batch(wrong), batch(session_cards())
    (fault,) = report(first, second=[second]).faults
    found = report(first, second=[second], settlements=[settle(fault, "give-number", number=number("102", 4))])
    assert found.green
    assert [one.code for one in found.faults] == ["blank-digit"]


def test_a_paper_that_only_one_pass_read_is_given_by_two_people():
    first = batch(session_cards())
    paper = next(one.paper for one in session_cards() if one.number == number("102", 4))
    second = batch(changed(session_cards(), number("102", 4), paper="B" if paper == "A" else "A"))
    (fault,) = report(first, second=[second]).faults
    assert fault.resolutions == ("give-paper", "re-scan", "accept")
    assert report(first, second=[second], settlements=[settle(fault, "give-paper", paper=paper)]).green
    other = "B" if paper == "A" else "A"
    assert "pass-differs" not in [
        one.code
        for one in report(first, second=[second], settlements=[settle(fault, "give-paper", paper=other)]).faults
        if one.is_open
    ]


def test_a_card_that_was_set_aside_is_none_that_the_first_pass_has_not():
    cards, _ = plant(session_cards(), "duplicate-same", number("102", 4))
    first, second = batch(cards), batch(cards, "csv")
    (fault,) = [one for one in report(first, second=[second]).faults if one.code == "duplicate-same"]
    place = fault.places[0]
    kept = settle(fault, "keep-one", batch=place.batch, row=place.row)
    assert report(first, second=[second], settlements=[kept]).green


def test_a_room_read_again_in_the_second_pass_is_one_reading_and_waits_where_it_differs():
    first, second = batch(session_cards()), batch(session_cards(), "csv")
    room = [one for one in session_cards() if one.room == "102"]
    assert report(first, second=[second, batch(room, "dbf")]).clean
    again = batch(reread(room, number("102", 4)))
    (fault,) = report(first, second=[second, again]).faults
    assert (fault.code, fault.room) == ("re-read", "102")
    taken = Settlement("taken", reread_key("102", again.sha256), {"what": "take-new"})
    found = report(first, second=[second, again], settlements=[taken])
    assert [one.code for one in found.faults if one.is_open] == ["pass-differs"]


def test_cards_of_a_room_that_came_in_two_files_are_not_mixed_up_by_their_rows():
    room = [one for one in session_cards() if one.room == "102"]
    rest = [one for one in session_cards() if one.room != "102"]
    first = [batch(room[:5]), batch([*room[5:], *rest])]
    (fault,) = report(*first, second=[batch(reread(session_cards(), room[6].number))]).faults
    assert (fault.number, fault.places[0].batch) == (room[6].number, first[1].sha256)


# What is wrong with a file of the second pass itself


PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(200)


@pytest.mark.parametrize("raw", [broken("cut", "txt", session_cards()), PNG])
def test_a_second_file_of_which_nothing_counts_is_told_and_holds_up_until_it_is_left_out(raw):
    again = batch(raw=raw)
    assert not again.taken
    found = report(batch(session_cards()), second=[again])
    assert {one.batch for one in found.faults} == {again.sha256}
    assert all(one.is_open and says(one)[0].startswith("第二遍") for one in found.faults)
    assert (found.clean, found.green, found.compared) == (False, False, {})
    dropped = Settlement("fact", found.faults[0].key, {"what": "drop-file"}, 1, 2, "第二遍的文件拿错了")
    assert report(batch(session_cards()), second=[again], settlements=[dropped]).green
    whole = report(batch(session_cards()), second=[again, batch(session_cards(), "csv")])
    assert whole.green == (raw is not PNG), "the same file sent again, whole, takes a cut one's place"


def test_a_card_deleted_in_the_second_file_is_one_fault_and_its_cards_difference_is_told_once_that_is_settled():
    deleted, _ = plant(session_cards(), "deleted-row", number("102", 4))
    again = batch(deleted, "dbf")
    found = report(batch(session_cards()), second=[again])
    (fault,) = found.faults
    assert (fault.code, fault.number, fault.is_open) == ("deleted-row", number("102", 4), True)
    accepted = Settlement("fact", fault.key, {"what": "accept"}, 1, 2, "读卡站误删")
    opened = [
        one for one in report(batch(session_cards()), second=[again], settlements=[accepted]).faults if one.is_open
    ]
    assert [(one.code, one.number) for one in opened] == [("pass-differs", number("102", 4))]


def test_the_same_file_in_both_passes_tells_its_faults_once():
    cut = batch(raw=broken("cut", "txt", session_cards()))
    assert [one.code for one in report(cut, second=[cut]).faults] == [one.code for one in report(cut).faults]
