"""A settlement ends what was looked at, and nothing that came later under the same key."""

from dataclasses import replace

from server.domain.reading.batch import Settlement
from server.domain.reading.figures import figures
from server.domain.reading.listed import Counted
from server.domain.reading.standing import reread_key
from tests.domain.reading.session import batch, report
from tests.reading_day import number, plant, reread, session_cards

ONE = number("102", 4)


def settle(fault, what, fact="fact", **more):
    return Settlement(fact, fault.key, {"what": what, **more}, 1, 2, "两人重新清点", stood=figures(fault))


def counts(bag=10, absent=2):
    return {room: Counted(10, absent=2) for room in ("101", "103")} | {"102": Counted(bag, absent=absent)}


def open_codes(found):
    return [one.code for one in found.faults if one.is_open]


def test_a_card_that_was_lost_of_eleven_does_not_hide_ten_that_lack_of_twenty():
    file = batch(session_cards())
    (fault,) = report(file, counts=counts(11)).faults
    lost = settle(fault, "lost")
    assert report(file, counts=counts(11), settlements=[lost]).green
    assert open_codes(report(file, counts=counts(20), settlements=[lost])) == ["count-bag"]


def test_a_recount_stands_for_the_figure_it_was_made_for_and_settles_nothing_where_it_differs_too():
    file = batch(session_cards())
    (fault,) = report(file, counts=counts(11)).faults
    right, wrong = settle(fault, "recount", bag=10), settle(fault, "recount", bag=12)
    found = report(file, counts=counts(11), settlements=[right])
    assert found.green
    assert [one.state for one in found.rooms["102"].equations if one.key == "bag"] == ["holds"]
    assert open_codes(report(file, counts=counts(20), settlements=[right])) == ["count-bag"]
    again = report(file, counts=counts(11), settlements=[wrong])
    assert open_codes(again) == ["count-bag"]
    (fault,) = [one for one in again.faults if one.is_open]
    assert (fault.detail["expected"], fault.detail["found"]) == (12, 10)
    assert report(file, counts=counts(11), settlements=[wrong, settle(fault, "recount", bag=10)]).green


def test_another_count_of_absentees_is_another_fault():
    file = batch(session_cards())
    (fault,) = report(file, counts=counts(absent=3)).faults
    accepted = settle(fault, "accept")
    assert report(file, counts=counts(absent=3), settlements=[accepted]).green
    assert open_codes(report(file, counts=counts(absent=9), settlements=[accepted])) == ["count-absent"]


def test_what_is_kept_of_two_cards_puts_no_card_aside_that_came_later():
    first = batch(plant(session_cards(), "duplicate-same", ONE)[0])
    (fault,) = report(first).faults
    place = fault.places[0]
    kept = settle(fault, "keep-one", batch=place.batch, row=place.row)
    assert report(first, settlements=[kept]).green
    again = batch(session_cards(), "csv")
    taken = Settlement("taken", reread_key("102", again.sha256), {"what": "take-new"})
    found = report(first, again, settlements=[kept, taken])
    assert ONE in {one.card.number for one in found.cards}
    assert open_codes(found) == []


def test_an_accepted_difference_of_two_passes_holds_for_its_cells_alone():
    first, second = batch(session_cards()), batch(reread(session_cards(), ONE))
    (fault,) = report(first, second=[second]).faults
    accepted = settle(fault, "accept")
    assert report(first, second=[second], settlements=[accepted]).green
    cards = [
        replace(one, answers=("", *one.answers[1:-1], "")) if one.number == ONE else one for one in session_cards()
    ]
    found = report(first, second=[batch(cards)], settlements=[accepted])
    assert open_codes(found) == ["pass-differs"]


def test_a_card_that_was_confirmed_as_blank_is_looked_at_again_once_its_room_was_read_again():
    cards = plant(session_cards(), "blank-card", ONE)[0]
    first, again = batch(cards), batch(reread(cards, number("102", 5)))
    (fault,) = report(first).faults
    confirmed = settle(fault, "confirm-blank")
    taken = Settlement("taken", reread_key("102", again.sha256), {"what": "take-new"})
    assert report(first, settlements=[confirmed]).green
    assert open_codes(report(first, again, settlements=[confirmed, taken])) == ["blank-card"]
