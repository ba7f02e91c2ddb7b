"""The wall list: who is in which room, with namesakes told apart."""

from server.desk.forms.asked import Asked
from server.desk.forms.told import told
from server.desk.forms.wall import slips, wall
from tests.draw_day import table_of
from tests.exam_day import PLAN, STAFF_ROWS, candidate_row


def rooms_of(hub):
    with hub.db.reading() as connection:
        return dict(wall(told(connection, Asked("wall", PLAN)), Asked("wall", PLAN))[0]["rooms"])


def test_namesakes_are_told_apart_by_the_last_digits_of_the_phone(day, hub):
    assert rooms_of(hub)["101"] == ["钱乙", "孙丙"]
    renamed = [row | {"name": "钱乙"} if row["name"] in ("孙丙", "李丁") else row for row in STAFF_ROWS]
    assert day.take("staff", renamed).verdict == "accepted"
    assert rooms_of(hub)["101"] == ["钱乙（0002）", "钱乙（0003）"]


def test_where_the_phones_agree_the_unit_tells_them_apart(day, hub):
    same = {"name": "钱乙", "phone": "19900000002"}
    renamed = [row | same | {"unit": "二职校"} if row["name"] == "孙丙" else row for row in STAFF_ROWS]
    assert day.take("staff", renamed).verdict == "accepted"
    assert rooms_of(hub)["101"] == ["钱乙（一职校）", "钱乙（二职校）"]


def test_a_room_that_was_left_out_of_the_draw_stands_there_with_the_reason(day, device, hub):
    table = table_of(day, device)
    table.drawn(without=["102"], why={"102": "空调故障"})
    with hub.db.reading() as connection:
        (of,) = wall(told(connection, Asked("wall", PLAN, session="S1")), Asked("wall", PLAN))
    assert (dict(of["rooms"]).keys(), of["left_out"]) == ({"101", "102"}, {"102": "空调故障"})


def test_a_room_in_which_nobody_sits_is_on_no_list_and_no_slip_whoever_was_put_down_for_it(day, hub):
    assert day.take("candidates", [candidate_row(1, room="101", session="S1")]).verdict == "accepted"
    asked = Asked("wall", PLAN, session="S1")
    with hub.db.reading() as connection:
        of = told(connection, asked)
    assert [room for room, _ in wall(of, asked)[0]["rooms"]] == ["101"]
    assert {slip["room"] for slip in slips(of, asked)} == {"101"}
