"""The list of what is missing before the day, item by item."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from protocol.role import PROCTOR
from server.desk.missing import ORDER, WORDS, Item, Prepared, load, missing
from server.domain.badge import Badge
from server.domain.design import DEFAULT, check
from server.domain.duty import Post
from server.domain.plan import Room, Sitting, plan_from_row
from server.store.people import Person
from tests.exam_day import PLAN_ROW

PLAN = plan_from_row(PLAN_ROW)
GUARD = 18


def person(number, role=PROCTOR.number, **changes):
    post = Post(
        plan=PLAN.number, person=number, role=role, listed=True, sessions=("S1", "S2"), rooms={}, state="expected",
        at=None, place=None,
    )  # fmt: skip
    badge = f"{number:016x}"
    made = Person(post, f"G{number:03d}", f"王{number}", "一职校", "19900000000", "", "ab" * 32, badge, "00001-X")
    return replace(made, **changes)


def badge(number, role=PROCTOR.number, **changes):
    made = Badge(f"{number:016x}", PLAN.number, number, role, number, 0, 1, "issued", None, prints=1)
    return replace(made, **changes)


READY = Prepared(
    plan=PLAN,
    people=[person(number) for number in range(1, 5)],
    badges=[badge(number) for number in range(1, 5)],
    rooms={name: Room(name, name, "", 1, 30, {each: Sitting(30) for each in ("S1", "S2")}) for name in ("101", "102")},
    design=DEFAULT,
    today=date(2026, 11, 22),
)


def listed(lacking=lambda name: (), **changes):
    return missing(replace(READY, **changes), lacking)


def codes(**changes):
    return [item.code for item in listed(**changes)]


def only(**changes):
    (item,) = listed(**changes)
    return item


def test_nothing_is_missing_where_all_is_there():
    assert listed() == []
    assert codes(today=date(2026, 11, 21)) == []


def test_a_plan_whose_days_are_over_is_said_first():
    item, *_ = listed(today=date(2026, 11, 23), plan=replace(PLAN, duty_phone=" "))
    assert item.code == "plan-days-past"
    assert "2026-11-22" in item.said("zh")[0]


def test_the_duty_desk_must_have_a_phone():
    assert codes(plan=replace(PLAN, duty_phone=" ")) == ["plan-duty-phone"]


def test_a_list_without_people_is_said_once():
    assert codes(people=[], badges=[]) == ["staff-none"]


def test_too_few_invigilators_are_counted_for_each_session():
    people = [*READY.people[:3], replace(READY.people[3], post=replace(READY.people[3].post, sessions=("S1",)))]
    item = only(people=people)
    assert (item.code, item.count) == ("proctors-too-few", 1)
    assert item.said("zh")[0] == "下午理论：2 个考场需要监考 4 人，名单中只有 3 人"
    everywhere = replace(READY.people[3], post=replace(READY.people[3].post, sessions=()))
    assert codes(people=[*READY.people[:3], everywhere]) == []


def test_a_room_nobody_sits_in_needs_no_invigilators():
    empty = Room("103", "103", "", 1, 30, {"S1": Sitting(0)})
    assert codes(rooms={**READY.rooms, "103": empty, "104": replace(empty, sittings={})}) == []


def test_another_role_does_not_count_as_invigilator():
    people = [*READY.people[:3], person(4, GUARD)]
    badges = [*READY.badges[:3], badge(4, GUARD)]
    assert codes(people=people, badges=badges) == ["proctors-too-few", "proctors-too-few"]


@pytest.mark.parametrize(
    ("code", "changes", "detail"),
    [
        ("staff-unconfirmed", {"confirmed": False}, ""),
        ("portraits-missing", {"portrait": None}, "G001"),
        ("phones-missing", {"phone": " "}, "G001"),
        ("badges-missing", {"badge": None}, "监考"),
    ],
)
def test_whom_something_is_missing_for_is_named(code, changes, detail):
    item = only(people=[person(1, **changes), *READY.people[1:]])
    assert (item.code, item.count) == (code, 1)
    assert [(one.person, one.name, one.detail) for one in item.people] == [(1, "王1", detail)]


def test_a_name_no_font_can_draw_is_named_with_its_code_points():
    item = only(lacking=lambda name: ("\U000323af",) if name == "王2" else ())
    assert item.code == "names-without-glyph"
    assert [(one.name, one.detail) for one in item.people] == [("王2", "\U000323af U+323AF")]


def test_a_badge_made_for_another_role_is_said_with_both_roles():
    item = only(badges=[badge(1, 7), *READY.badges[1:]])
    assert (item.code, item.people[0].detail) == ("badges-other-role", "流动监考 → 监考")
    assert item.people[0].told("en") == "Roving invigilator → Invigilator"


def test_a_badge_that_never_went_to_paper_is_said_and_a_spare_one_apart():
    assert only(badges=[badge(1, prints=0), *READY.badges[1:]]).code == "badges-not-printed"
    spare = badge(9, person=0, spare=True, prints=0)
    item = only(badges=[*READY.badges, spare])
    assert (item.code, item.level) == ("spares-not-printed", "should")


def test_spare_badges_are_asked_for_where_more_than_ten_serve_in_a_role():
    many = {"people": [person(number) for number in range(1, 12)], "badges": [badge(number) for number in range(1, 12)]}
    item = only(**many)
    assert (item.code, item.count) == ("spares-missing", 11)
    assert "监考" in item.said("zh")[0]
    assert "Invigilator" in item.said("en")[0]
    assert codes(people=many["people"][:10], badges=many["badges"][:10]) == []
    spare = badge(12, person=0, spare=True)
    assert codes(people=many["people"], badges=[*many["badges"], spare]) == []
    bound = badge(12, person=3, spare=True)
    assert codes(people=many["people"], badges=[*many["badges"], bound]) == ["spares-missing"]


def test_empty_texts_of_the_design_are_said():
    design = check({"reverse": {"8": [], "18": []}, "found": ""})
    items = listed(design=design, plan=replace(PLAN, mark=" "))
    assert [item.code for item in items] == ["reverse-empty", "found-empty", "mark-empty"]
    assert items[0].said("zh")[0] == "证牌背面没有监考的岗位职责"  # nobody serves as guard
    assert codes(design=check({"mark": "江西"}), plan=replace(PLAN, mark="")) == []


def test_what_must_be_mended_comes_before_what_should():
    levels = [WORDS[code][0] for code in ORDER]
    assert levels == sorted(levels)


@pytest.mark.parametrize("code", ORDER)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_sentence_can_be_said(code, language):
    params = {
        "days": "d", "session": "s", "rooms": 1, "needed": 2, "there": 1, "role": "r", "role_en": "r", "roles": "r",
        "roles_en": "r",
    }  # fmt: skip
    says, fix = Item(code, 3, params=params).said(language)
    assert says
    assert fix
    assert "{" not in says + fix


def test_the_days_of_a_plan_are_those_of_its_zone(hub, day):
    with hub.db.reading() as connection:
        late = datetime(2026, 11, 22, 16, 30, tzinfo=UTC)  # half past midnight in Shanghai
        assert load(connection, PLAN, late).today == date(2026, 11, 23)
        assert len(load(connection, PLAN, late).people) == 9
