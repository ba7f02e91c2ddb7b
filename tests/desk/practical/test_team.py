"""The office registers assessors and schemes and forms teams; rules are let off for a stated reason only."""

import pytest

from server.store import plan as plans
from server.store import practical
from tests.exam_day import PLAN, PLAN_ROW, staff_row
from tests.practical_day import ASSESSORS, EX, ROOM, SESSION, SUPERVISOR, accepted, code

KEY = f"{PLAN}/{SESSION}/{ROOM}"
LATER = 20261220
ITEM = {"id": "1", "question": "第一题", "name": "接线", "full": 10000, "criterion": "", "failing": False}


@pytest.fixture
def chief(workshop, device):
    """The chief on a tablet."""
    tablet = device("tablet")
    tablet.sign_in(1)
    return tablet


def card(person, **changes):
    body = {"plan": PLAN, "person": person, "card": f"2025{person:06d}", "trade": "电工", "level": 3}
    return body | {"until": "2027-12-31", "running": 0} | changes


def team(*people, **changes):
    named = people or ASSESSORS
    body = {"plan": PLAN, "session": SESSION, "room": ROOM, "assessors": list(named), "leader": named[0]}
    return body | changes


@pytest.fixture
def registered(chief):
    for person in ASSESSORS:
        accepted(chief.hand("practical.assessor", card(person)))
    return chief


def test_a_card_is_shown_to_the_office_and_not_to_phones(registered, device, client, rows):
    row = rows("assessor")[f"{PLAN}/10"]
    assert (row["card"], row["trade"], row["level"], row["until"]) == ("2025000010", "电工", 3, "2027-12-31")
    phone = device("phone")
    told = client.get("/api/changes?after=0", headers=phone.headers).get_json()
    assert "2025000010" not in str(told)
    assert not any(one["kind"] == "assessor" for one in told["rows"])


def test_only_assessors_have_cards(chief):
    assert code(chief.hand("practical.assessor", card(SUPERVISOR))) == "assessor-role"
    assert code(chief.hand("practical.assessor", card(77))) == "person-unknown"
    assert code(chief.hand("practical.assessor", card(10, until="2027-02-30"))) == "malformed"


def test_a_team_with_valid_cards_is_formed(registered, rows):
    accepted(registered.hand("practical.team", team()))
    row = rows("team")[KEY]
    assert (row["assessors"], row["leader"], row["waived"]) == ([10, 11, 12], 10, [])
    assert row["by"] == 1


def test_without_a_card_or_with_an_old_one_nobody_is_in_a_team(chief, registered):
    accepted(chief.hand("practical.assessor", card(11, until="2026-11-21")))
    refused = chief.hand("practical.team", team(reason="实在没有别人"))
    assert code(refused) == "assessor-expired"
    assert refused.refusal.said("zh")["says"] == "第 2 位的考评员证卡有效期到 2026-11-21，考核日是 2026-11-22"


def test_fewer_than_three_are_a_team_only_for_a_reason_which_stays_in_the_row(registered, rows):
    assert code(registered.hand("practical.team", team(10, 11, 12, 12))) == "team-twice"
    assert code(registered.hand("practical.team", team(10, 11))) == "team-few"
    accepted(registered.hand("practical.team", team(10, 11, reason="一人临时生病，已报考区")))
    row = rows("team")[KEY]
    assert (row["waived"], row["reason"]) == (["team-few", "team-even"], "一人临时生病，已报考区")


@pytest.fixture
def held(hub):
    """An exam that was held here before: on which day, in which plan, and by whose cards."""

    def hold(day, *cards, **changes):
        number = int(day.replace("-", ""))
        row = PLAN_ROW | {"plan": number, "days": [day]} | changes

        def work(tx):
            plans.keep(tx.connection, number, row, 1)
            people_in = list(range(1, len(cards) + 1))
            for person, card_no in zip(people_in, cards, strict=True):
                known = {**card(person, card=card_no), "plan": number}
                practical.keep(tx.connection, number, "assessor", str(person), known)
            team_row = {"plan": number, "session": "E1", "room": ROOM, "assessors": people_in, "leader": 1}
            practical.keep(tx.connection, number, "team", f"E1/{ROOM}", team_row, "E1", ROOM)

        hub.committer.call(work)

    return hold


def test_who_assessed_in_the_last_three_exams_held_here_assesses_again_for_a_reason_only(chief, held, rows):
    for day in ("2026-03-20", "2026-06-20", "2026-09-20"):
        held(day, "2025000010", "elsewhere")
    held("2026-10-20", "2025000011", rehearsal=True)
    held("2026-11-01", "2025000011", site=PLAN_ROW["site"] | {"number": 360102})
    for person in ASSESSORS:
        accepted(chief.hand("practical.assessor", card(person)))
    shown = {person: rows("assessor")[f"{PLAN}/{person}"] for person in ASSESSORS}
    assert {person: (row["running"], row["recorded"]) for person, row in shown.items()} == {
        10: (0, 3), 11: (0, 0), 12: (0, 0)
    }  # fmt: skip
    refused = chief.hand("practical.team", team())
    assert refused.refusal.said("zh")["says"] == "第 1 位在本机构已连续考评 3 次，最多连续 3 次"
    accepted(chief.hand("practical.team", team(reason="本地只有这几位考评员")))
    assert rows("team")[KEY]["waived"] == ["assessor-running"]


def test_an_exam_held_after_the_card_was_registered_counts_when_the_team_is_formed(registered, held):
    for day in ("2026-03-20", "2026-06-20", "2026-09-20"):
        held(day, "2025000011")
    assert code(registered.hand("practical.team", team())) == "assessor-running"


def test_a_reason_for_something_else_does_not_excuse_a_count_that_its_writer_did_not_know_of(registered, held, rows):
    for day in ("2026-03-20", "2026-06-20", "2026-09-20"):
        held(day, "2025000011")
    ill = {"reason": "一人临时生病", "seen": ["team-few", "team-even"]}
    refused = registered.hand("practical.team", team(10, 11, **ill))
    assert refused.refusal.said("zh")["says"] == "第 2 位在本机构已连续考评 3 次，最多连续 3 次"
    accepted(registered.hand("practical.team", team(10, 11, **ill | {"seen": [*ill["seen"], "assessor-running"]})))
    assert rows("team")[KEY]["waived"] == ["team-few", "team-even", "assessor-running"]


def test_the_reason_of_an_app_of_before_is_for_what_the_cards_state_or_else_for_the_hubs_count(registered, held, rows):
    for day in ("2026-03-20", "2026-06-20", "2026-09-20"):
        held(day, "2025000011")
    assert code(registered.hand("practical.team", team())) == "assessor-running"
    accepted(registered.hand("practical.team", team(10, 11, reason="一人临时生病")))
    assert rows("team")[KEY]["waived"] == ["team-few", "team-even"]
    accepted(registered.hand("practical.team", team(reason="本地只有这几位考评员")))
    assert rows("team")[KEY]["waived"] == ["assessor-running"]


def test_a_team_of_an_earlier_exam_put_right_lowers_what_is_shown_and_what_a_team_is_formed_by(chief, held, rows):
    for day in ("2026-03-20", "2026-06-20", "2026-09-20"):
        held(day, "2025000010")
    for person in ASSESSORS:
        accepted(chief.hand("practical.assessor", card(person)))
    assert code(chief.hand("practical.team", team())) == "assessor-running"
    held("2026-09-20", "elsewhere")
    accepted(chief.hand("practical.team", team()))
    assert rows("team")[KEY]["waived"] == []
    row = rows("assessor")[f"{PLAN}/10"]
    assert (row["running"], row["recorded"]) == (0, 0)


def test_cards_of_a_later_exam_follow_the_team_that_is_formed_for_an_earlier_one(registered, day, rows):
    accepted(day.take("plan", [PLAN_ROW | {"plan": LATER, "code": "JX-LATER", "days": ["2026-12-20"]}], plan=LATER))
    accepted(day.take("staff", [staff_row(1, name="考评", role=EX)], plan=LATER))
    mine = named(1, card="2025000010", trade="电工", staff_no="G001")
    accepted(day.take("assessors", [mine | {"running": 1}], plan=LATER))
    assert rows("assessor")[f"{LATER}/1"]["recorded"] == 1  # this one
    accepted(registered.hand("practical.team", team(11, 12, reason="一人临时生病，已报考区")))
    row = rows("assessor")[f"{LATER}/1"]
    assert (row["running"], row["recorded"]) == (1, 0)


def test_a_theory_session_has_no_team(registered):
    assert code(registered.hand("practical.team", team(session="S1", room="101"))) == "team-not-practical"
    assert code(registered.hand("practical.team", team(room="101"))) == "room-unknown"


def test_a_team_is_formed_by_those_who_head_the_site_signed_in(registered, device, clock):
    phone = device("phone")
    phone.sign_in(10)
    assert code(phone.hand("practical.team", team())) == "not-allowed"
    registered.grant = None
    assert code(registered.hand("practical.team", team())) == "grant-needed"


def test_a_scheme_is_kept_whole_with_the_usual_pictures(chief, rows):
    accepted(chief.hand("practical.scheme", {"plan": PLAN, "trade": "焊工", "level": 3, "items": [ITEM]}))
    row = rows("scheme")[f"{PLAN}/焊工/3"]
    assert (row["full"], row["combine"]["passing"], row["assessors"]) == (10000, 6000, 3)
    usual = ["id-face", "before", "working", "workpiece", "station", "room"]
    assert [one["id"] for one in row["media"]] == usual


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"items": []}, "scheme-empty"),
        ({"items": [ITEM, ITEM]}, "scheme-twice"),
        ({"combine": {"passing": 20000}}, "scheme-pass"),
        ({"items": [ITEM | {"full": -1}]}, "malformed"),
    ],
)
def test_a_scheme_nobody_could_score_by_is_refused(chief, rows, changes, expected):
    body = {"plan": PLAN, "trade": "焊工", "level": 3, "items": [ITEM]} | changes
    assert code(chief.hand("practical.scheme", body)) == expected
    assert f"{PLAN}/焊工/3" not in rows("scheme")


SCHEME_ROW = {"trade": "电工", "level": 4, "title": "电工四级", "question": "", "id": "1", "name": "接线",
              "full": 10000, "criterion": "", "failing": False, "passing": None, "threshold": 500, "rule": "median",
              "workpiece": None}  # fmt: skip


def named(person, room=None, **changes):
    row = {"staff_no": f"R{person:03d}", "card": f"C{person}", "trade": "电工", "level": 1, "until": "2027-12-31"}
    return row | {"running": 0, "room": room, "leader": False} | changes


@pytest.fixture
def numbers(workshop, rows):
    """Staff numbers by person."""
    return {row["person"]: row["staff_no"] for row in rows("person").values()}


def test_a_file_sets_schemes_and_leaves_alone_what_it_does_not_say(workshop, chief, rows):
    strict = {"plan": PLAN, "trade": "电工", "level": 4, "items": [ITEM], "combine": {"passing": 7000}, "late": 10}
    accepted(chief.hand("practical.scheme", strict))
    accepted(workshop.take("schemes", [SCHEME_ROW]))
    row = rows("scheme")[f"{PLAN}/电工/4"]
    assert row["title"] == "电工四级"
    assert row["combine"] == {"rule": "median", "threshold": 500, "passing": 7000, "failing": "majority"}
    assert row["late"] == 10


def test_a_file_sets_until_when_candidates_are_let_in(workshop, rows):
    accepted(workshop.take("schemes", [SCHEME_ROW | {"late": 2}, SCHEME_ROW | {"id": "2", "late": None}]))
    assert rows("scheme")[f"{PLAN}/电工/4"]["late"] == 2


def test_pictures_that_are_not_wanted_for_now_stay_on_the_list_and_lack_nowhere(workshop, chief, rows):
    usual = rows("scheme")[f"{PLAN}/电工/4"]
    stays = ("plan", "trade", "level", "title", "items", "combine")
    none = {name: usual[name] for name in stays} | {"media": [one | {"least": 0} for one in usual["media"]]}
    accepted(chief.hand("practical.scheme", none))
    assert [one["id"] for one in rows("scheme")[f"{PLAN}/电工/4"]["media"]] == [one["id"] for one in usual["media"]]
    assert {lack["code"] for row in rows("result").values() for lack in row["lacks"]} & {"media"} == set()
    assert [row["lacks"] for row in rows("practical_room").values()] == [[]]


def test_a_file_of_cards_forms_the_teams_of_rooms_that_have_none(workshop, hub, numbers, rows):
    hub.committer.call(_no_team)
    of = [named(person, ROOM, staff_no=numbers[person], leader=person == 11) for person in ASSESSORS]
    accepted(workshop.take("assessors", of))
    row = rows("team")[KEY]
    assert (row["assessors"], row["leader"]) == ([10, 11, 12], 11)
    assert len(rows("assessor")) == 3


def test_a_file_forms_no_team_that_breaks_a_rule_and_changes_none(workshop, hub, numbers, rows):
    standing = rows("team")[KEY]
    accepted(workshop.take("assessors", [named(person, ROOM, staff_no=numbers[person]) for person in ASSESSORS]))
    assert rows("team")[KEY] == standing  # the team that stands is left as it is
    hub.committer.call(_no_team)
    two = [named(person, ROOM, staff_no=numbers[person]) for person in ASSESSORS[:2]]
    accepted(workshop.take("assessors", two))
    assert rows("team")[KEY] == standing


def test_a_team_of_a_file_that_was_not_formed_is_said_until_the_room_has_one(workshop, hub, numbers, rows, chief):
    hub.committer.call(_no_team)
    two = [named(person, ROOM, staff_no=numbers[person]) for person in ASSESSORS[:2]]
    accepted(workshop.take("assessors", two))
    (alert,) = [one for one in rows("alert").values() if one["code"] == "team-not-formed"]
    assert (alert["state"], alert["place"]) == ("open", ROOM)
    assert "应有考评员 3 人，现有 2 人" in alert["says"]["zh"]
    body = {"plan": PLAN, "session": SESSION, "room": ROOM, "assessors": list(ASSESSORS), "leader": ASSESSORS[0]}
    accepted(chief.hand("practical.team", body))
    assert [one["state"] for one in rows("alert").values() if one["code"] == "team-not-formed"] == ["closed"]


def _no_team(tx):
    practical.keep(tx.connection, PLAN, "team", f"{SESSION}/{ROOM}", None)
