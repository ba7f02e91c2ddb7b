"""Of which item of the scheme a photo or film is: stated, put right, and refused where the scheme has none such."""

import pytest

from server.desk.evidence.side import side
from server.store import evidence as store
from tests.evidence_day import attached, new_id
from tests.exam_day import PLAN
from tests.practical_day import CANDIDATES, ROOM, SESSION, SHEET, accepted, code, number, prepare_practical

OF = {"session": SESSION, "room": ROOM, "candidate": number(1)}


@pytest.fixture
def tablet(day, device):
    tablet = device("tablet")
    prepare_practical(day, tablet)
    return tablet


@pytest.fixture
def taken(tablet):
    def hand(evidence=None, acted=False, **said):
        evidence = evidence or new_id()
        return evidence, tablet.hand("evidence.attach", attached(evidence, **said), acted=acted)

    return hand


@pytest.fixture
def assign(tablet):
    def hand(evidence, acted=False, **said):
        return tablet.hand("evidence.assign", {"plan": PLAN, "evidence": evidence} | OF | said, acted=acted)

    return hand


def test_a_photo_states_its_item_and_its_file_says_which(taken, rows, hub):
    evidence, receipt = taken(**OF, item="b", sha256="0a1b2c3d" * 8, size=5)
    assert receipt.verdict == "accepted"
    assert rows("evidence")[evidence]["item"] == "b"
    with hub.db.reading() as connection:
        said = side(connection, store.find(connection, evidence))
    assert (said["place"]["item"], said["item"]) == ("b", {"id": "b", "name": "接线工艺"})
    assert said["file"] == f"20261122-360101-M1-practical-{number(1)}-practical.b-20261122T091000-0001-0a1b2c3d.jpeg"


def test_an_id_that_two_schemes_give_to_different_items_is_not_called_by_either_name(taken, tablet, day, hub):
    accepted(day.take("candidates", [one | {"level": 3 if one["seat"] == 2 else 4} for one in CANDIDATES]))
    items = [SHEET["items"][0] | {"full": 5000}, SHEET["items"][1] | {"full": 5000, "name": "坡口清理"}]
    accepted(tablet.hand("practical.scheme", SHEET | {"level": 3, "items": items}))

    def named(**place):
        evidence, receipt = taken(**{"session": SESSION, "room": ROOM} | place)
        accepted(receipt)
        with hub.db.reading() as connection:
            return side(connection, store.find(connection, evidence))["item"]["name"]

    assert [named(item="b"), named(item="a"), named(item="d")] == [None, "导线连接", "故障排除"]
    assert [named(item="b", candidate=number(seat)) for seat in (1, 2)] == ["接线工艺", "坡口清理"]


def test_an_item_that_the_scheme_does_not_have_is_refused_in_a_sentence(taken, assign, rows):
    evidence, _ = taken(**OF)
    receipt = assign(evidence, item="z")
    said = receipt.refusal.said("zh")
    assert (code(receipt), said["says"]) == ("evidence-item", "评分方案里没有评分项“z”")
    assert said["fix"] == "从这名考生职业等级的评分方案里选评分项，或不选"
    assert rows("evidence")[evidence]["item"] is None


@pytest.mark.parametrize(
    ("place", "has"),
    [
        ({"session": SESSION}, True), ({"session": SESSION, "room": ROOM}, True),
        ({"session": "S1"}, False), ({"session": "S1", "room": "101"}, False),
    ],
)  # fmt: skip
def test_where_no_candidate_is_told_the_items_are_those_of_everybody_at_the_place(taken, assign, place, has):
    evidence, _ = taken()
    receipt = assign(evidence, **{"candidate": None, "session": None, "room": None} | place, item="d")
    assert code(receipt) == (None if has else "evidence-item")


@pytest.mark.parametrize("acted", [True, False])
def test_what_was_taken_of_an_item_that_a_newer_scheme_has_no_more_is_evidence_as_it_was_stated(
    taken, assign, rows, hub, acted
):
    evidence, receipt = taken(**OF, item="z", acted=acted)
    assert receipt.verdict == "accepted"
    assert code(assign(evidence, item="z", candidate=number(2), reason="认错人")) is None
    assert code(assign(evidence, item="y", candidate=number(2), reason="点错项目")) == "evidence-item"
    assert code(assign(evidence, item="y", candidate=number(2), reason="点错项目", acted=True)) is None
    row = rows("evidence")[evidence]
    assert (row["item"], row["candidate"]) == ("y", number(2))
    with hub.db.reading() as connection:
        assert side(connection, store.find(connection, evidence))["item"] == {"id": "y", "name": None}


def test_the_item_is_told_later_and_put_right_with_a_reason_only(taken, assign, rows):
    evidence, _ = taken(**OF)
    assert code(assign(evidence, item="a")) is None
    assert code(assign(evidence, item="b")) == "why-needed"
    assert code(assign(evidence, item="b", reason="点错项目")) is None
    assert rows("evidence")[evidence]["item"] == "b"
