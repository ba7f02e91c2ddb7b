"""Score sheets through the door: signed once by each assessor, sealed until all have, corrected with a reason."""

import pytest

from tests.exam_day import PLAN
from tests.practical_day import ASSESSORS, EX, FULL, ROOM, SESSION, Stations, accepted, code, number

KEY = f"{PLAN}/{SESSION}/{ROOM}/{number(1)}"


@pytest.fixture
def ended(stations, clock):
    """The first candidate has drawn, begun and ended."""
    accepted(stations.lay())
    accepted(stations.draw(1, 1))
    accepted(stations.identify(1))
    clock.at("09:00")
    accepted(stations.begin(1))
    clock.at("11:00")
    accepted(stations.end(1))
    return stations


@pytest.fixture
def score(ended, workshop, device):
    """Let an assessor score on a phone of their own."""
    phones = {ASSESSORS[0]: ended.device}

    def made(person, **more):
        if person not in phones:
            phones[person] = device("phone")
            phones[person].sign_in(person)
        signer = more.pop("signer", {"badge": workshop.qr(person, role=EX)})
        return Stations(phones[person], workshop).score(1, signer=signer, **more)

    made.phones = phones
    return made


def items(**changes):
    """The full sheet with some items scored otherwise: points in hundredths, or what failed."""
    made = []
    for item in FULL:
        change = changes.get(item["item"])
        if isinstance(change, str):
            made.append(item | {"found": change, "failed": True})
        elif change is not None:
            made.append(item | {"score": change, "deducted": item["score"] - change})
        else:
            made.append(item)
    return made


def test_what_an_assessor_gave_is_sealed_until_all_of_the_team_have_signed(score, rows):
    accepted(score(10))
    accepted(score(11, items=items(a=2500), total=9500))
    row = rows("practical")[KEY]
    assert row["sealed"]
    assert {one["total"] for one in row["scores"].values()} == {None}
    assert "9500" not in str(row)
    accepted(score(12, items=items(d=4000), total=9000))
    row = rows("practical")[KEY]
    assert not row["sealed"]
    assert {person: one["total"] for person, one in row["scores"].items()} == {"10": 10000, "11": 9500, "12": 9000}


def test_a_failing_item_takes_its_whole_question_and_says_what_was_found(score, rows):
    failed = [one for one in items(c="带电拆线") if one["item"] in ("c", "d")]
    nothing = [one | {"found": ""} for one in failed]
    assert code(score(10, items=nothing, total=5000)) == "score-finding"
    assert code(score(10, items=items(c="带电拆线"), total=10000)) == "score-total"
    accepted(score(10, items=failed, total=5000))


def test_an_item_that_nobody_scored_is_no_zero(score):
    refused = score(10, items=FULL[:3], total=5000)
    assert code(refused) == "score-unscored"
    assert "1 项" in refused.refusal.said("zh")["says"]


@pytest.mark.parametrize(("points", "deducted"), [(3500, -500), (-500, 3500), (2000, 0)])
def test_points_lie_between_nothing_and_the_full_ones(score, points, deducted):
    wrong = [FULL[0] | {"score": points, "deducted": deducted}, *FULL[1:]]
    assert code(score(10, items=wrong, total=7000 + points)) == "score-bounds"


def test_an_assessor_signs_by_their_own_badge_or_their_pin_and_by_nobody_elses(score, workshop):
    assert code(score(10, signer={"badge": workshop.qr(11, role=EX)})) == "score-signature"
    assert code(score(10, signer={"person": 11})) == "score-signature"
    assert code(score(10, signer={"number": workshop.number(10)})) == "badge-needed"
    accepted(score(10, signer={"person": 10}))


def test_who_is_not_of_the_team_scores_nothing(score, device, workshop):
    assert code(score(1, signer={"badge": workshop.qr(1)})) == "score-not-in-team"


def test_nothing_is_scored_before_the_end(stations, workshop):
    accepted(stations.identify(2))
    assert code(stations.score(2, signer={"person": 10})) == "not-begun"


def test_a_correction_names_the_sheet_it_replaces_and_says_why(score, rows):
    accepted(score(10))
    first = rows("practical")[KEY]["scores"]["10"]["fact"]
    lower = {"items": items(a=2000), "total": 9000}
    assert code(score(10, **lower)) == "score-given"
    assert code(score(10, **lower, replaces=first)) == "score-reason"
    assert code(score(10, **lower, replaces="another", reason="漏看一处松动")) == "score-replaces"
    accepted(score(10, **lower, replaces=first, reason="漏看一处松动"))
    assert rows("practical")[KEY]["scores"]["10"]["version"] == 2


def test_sheets_signed_on_two_devices_without_the_hub_are_for_a_person_to_settle(score, device, workshop, rows):
    phone = device("phone")
    score.phones[11] = phone
    phone.sign_in(11)
    accepted(score(11))
    again = score(11, items=items(a=2000), total=9000, acted=True)
    assert (again.verdict, code(again)) == ("disputed", "score-given")
    row = rows("dispute")[str(again.seq)]
    assert (row["against"]["kind"], row["holds"]) == ("evidence.score", True)


@pytest.fixture
def settle(device, clock):
    """Let the chief, who checks in at 12:35, settle a dispute so that the disputed act happened."""

    def made(disputed):
        clock.at("12:35")
        tablet = device("tablet")
        tablet.sign_in(1)
        accepted(tablet.hand("duty.check_in", {"place": "考务办公室", "person": 1, "plan": PLAN}))
        by = {"plan": PLAN, "person": 1}
        return tablet.hand("dispute.settle", {"dispute": disputed.seq, "outcome": "holds", "by": by, "reason": "other"})

    return made


@pytest.mark.parametrize("wrong", [{"total": 12345}, {"items": []}, {"replaces": "f", "reason": ""}])
def test_a_sheet_that_is_none_does_not_hold_because_another_rule_was_broken_first(score, rows, wrong):
    accepted(score(10))
    disputed = score(10, **{"items": items(a=2000), "total": 9000} | wrong, acted=True)
    assert disputed.verdict == "disputed"
    assert rows("dispute")[str(disputed.seq)]["holds"] is False


def test_a_sheet_that_is_settled_to_hold_is_its_assessors_and_not_the_settlers(score, settle, rows):
    accepted(score(11))
    again = score(11, items=items(a=2000), total=9000, acted=True)
    accepted(settle(again))
    kept = rows("practical")[KEY]["scores"]
    assert {person: one["version"] for person, one in kept.items()} == {"11": 2}
    assert kept["11"]["fact"] == again.id
