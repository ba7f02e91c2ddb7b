"""Sheets entered from paper: one types, another compares, and they count as the assessor's own."""

import pytest

from tests.exam_day import CHIEF, PLAN
from tests.practical_day import ASSESSORS, EX, FULL, QS, ROOM, SESSION, SUPERVISOR, accepted, code, number

KEY = f"{PLAN}/{SESSION}/{ROOM}/{number(1)}"


@pytest.fixture
def clerk(workshop, device):
    """The chief on a tablet, who types."""
    tablet = device("tablet")
    tablet.sign_in(1)
    return tablet


@pytest.fixture
def enter(clerk, workshop):
    """Enter an assessor's sheet of the first candidate, compared by the supervisor."""

    def made(assessor, **changes):
        body = {"plan": PLAN, "session": SESSION, "room": ROOM, "candidate": number(1), "assessor": assessor,
                "items": FULL, "total": 10000, "signed": "2026-11-22T07:55:00+08:00",
                "checker": {"badge": workshop.qr(SUPERVISOR, role=QS)}}  # fmt: skip
        return clerk.hand("practical.enter", body | changes)

    return made


def test_sheets_on_paper_make_a_score_like_any_other_and_say_what_is_still_lacking(enter, rows):
    for person in ASSESSORS:
        accepted(enter(person))
    row = rows("result")[KEY]
    assert (row["state"], row["score"]) == ("ready", 10000)
    assert "not-begun" in {lack["code"] for lack in row["lacks"]}


def test_it_takes_two_people(enter, workshop):
    assert code(enter(11, checker={"badge": workshop.qr(1, role=CHIEF)})) == "entry-checker"
    assert code(enter(11, checker={"badge": workshop.qr(11, role=EX)})) == "entry-checker"
    assert code(enter(11, checker={"badge": workshop.qr(10, role=EX)})) == "entry-checker"


def test_whoever_compares_shows_the_badge_and_is_not_typed_in(enter, workshop):
    assert code(enter(11, checker={"number": workshop.number(SUPERVISOR)})) == "badge-needed"
    assert code(enter(11, checker={"person": SUPERVISOR})) == "badge-needed"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"assessor": 2}, "score-not-in-team"),
        ({"total": 9000}, "score-total"),
        ({"items": FULL[:2]}, "score-unscored"),
        ({"signed": "2026-11-22T08:30:00+08:00"}, "entry-later"),
        ({"candidate": number(9)}, "candidate-unknown"),
    ],
)
def test_what_is_no_whole_sheet_of_this_team_is_refused(enter, rows, changes, expected):
    assert code(enter(**{"assessor": 11} | changes)) == expected
    assert rows("result")[KEY]["signed"] == 0


def test_a_sheet_that_is_there_is_replaced_for_a_reason_only(enter):
    first = accepted(enter(11))
    assert code(enter(11)) == "score-given"
    assert code(enter(11, replaces=first.id)) == "score-reason"
    accepted(enter(11, replaces=first.id, reason="录错一项，按纸质表改"))


def test_phones_and_whoever_has_not_signed_in_enter_nothing(enter, clerk, device):
    clerk.grant = None
    assert code(enter(11)) == "grant-needed"
    phone = device("phone")
    phone.sign_in(10)
    assert code(phone.hand("practical.enter", {"plan": PLAN})) in ("not-allowed", "malformed")
