"""Taking over what was checked: exactly that, and nothing by halves."""

import pytest

PLAN = 20261122


def code(receipt):
    return receipt.refusal and receipt.refusal.code


def test_a_plan_is_shown_with_the_entry_that_imported_it(day, rows):
    plan = rows("plan")[str(PLAN)]
    assert plan["code"] == "JX-20261122"
    first = plan["imported_seq"]
    receipt = day.take("plan", [day.taken["plan"][0] | {"name": "改名"}])
    assert (rows("plan")[str(PLAN)]["name"], rows("plan")[str(PLAN)]["imported_seq"]) == ("改名", receipt.seq)
    assert receipt.seq > first


def test_rooms_show_the_candidates_counted(day, rows):
    room = rows("room")[f"{PLAN}/101"]
    assert room["sessions"]["S1"] == {"expected": 3, "groups": [{"trade": "电工", "level": 4, "count": 3}]}
    assert rows("room")[f"{PLAN}/102"]["sessions"]["S2"]["expected"] == 2


def test_rooms_taken_again_keep_their_candidates(day, rows):
    before = rows("room")
    day.take("rooms", day.taken["rooms"])
    assert rows("room") == before


def test_candidates_may_come_before_their_rooms(day, rows):
    other = PLAN + 1
    day.take("plan", [day.taken["plan"][0] | {"plan": other}], plan=other)
    day.take("candidates", day.taken["candidates"], plan=other)
    assert not any(key.startswith(str(other)) for key in rows("room"))
    day.take("rooms", day.taken["rooms"], plan=other)
    assert rows("room")[f"{other}/101"]["sessions"]["S1"]["expected"] == 3


def test_candidates_taken_again_replace_the_earlier_ones(day, rows):
    day.take("candidates", day.taken["candidates"][:1])
    assert rows("room")[f"{PLAN}/101"]["sessions"] == {
        "S1": {"expected": 1, "groups": [{"trade": "电工", "level": 4, "count": 1}]}
    }
    assert rows("room")[f"{PLAN}/102"]["sessions"] == {}


def test_a_room_that_is_no_longer_listed_is_gone(day, rows):
    day.take("rooms", day.taken["rooms"][:1])
    assert rows("room")[f"{PLAN}/102"] is None
    assert rows("room")[f"{PLAN}/101"]["seats"] == 30


def test_staff_taken_again_keep_number_badge_and_state(day, device, rows):
    device("phone").hand("duty.check_in", {"place": "gate-1", "badge": day.qr(2)})
    before = rows("person")[f"{PLAN}/2"]
    again = [row | {"unit": "二职校"} for row in reversed(day.taken["staff"])]
    assert day.take("staff", again).verdict == "accepted"
    assert rows("person")[f"{PLAN}/2"] == before | {"unit": "二职校"}


def test_who_is_new_gets_the_next_number_and_who_is_gone_is_unlisted(day, rows):
    staff = day.taken["staff"]
    day.take("staff", [*staff[1:], staff[0] | {"staff_no": "G100", "name": "卫癸"}])
    people = rows("person")
    assert (people[f"{PLAN}/10"]["name"], people[f"{PLAN}/10"]["listed"]) == ("卫癸", True)
    assert (people[f"{PLAN}/1"]["listed"], people[f"{PLAN}/1"]["badge"]) == (False, day.badges[1])
    day.take("staff", staff)
    assert rows("person")[f"{PLAN}/1"]["listed"] is True
    assert rows("person")[f"{PLAN}/10"]["listed"] is False


def test_only_four_digits_of_a_phone_go_to_every_device(day, rows):
    assert rows("person")[f"{PLAN}/2"]["tail"] == "0002"
    assert "phone" not in rows("person")[f"{PLAN}/2"]
    assert rows("contact")[f"{PLAN}/2"]["phone"] == "19900000002"


def test_portraits_go_to_their_owners(day, rows):
    picture = day.hub.door.hub.files.keep(b"a picture")
    receipt = day.take(
        "portraits", [{"staff_no": "G002", "sha256": picture}, {"staff_no": "nobody", "sha256": picture}]
    )
    assert receipt.verdict == "accepted"
    assert rows("person")[f"{PLAN}/2"]["portrait"] == picture[:8]
    assert rows("person")[f"{PLAN}/3"]["portrait"] is None


def test_the_feed_tells_what_came_and_how_many(day, rows):
    receipt = day.take("rooms", day.taken["rooms"])
    line = rows("feed")[str(receipt.seq)]
    assert (line["kind"], line["about"], line["what"]) == ("import.commit", "rooms", [str(len(day.taken["rooms"]))])


def test_nothing_but_the_plan_can_come_first(empty_day):
    assert code(empty_day.take("rooms", [{"room": "101"}])) == "plan-unknown"


def test_what_was_never_checked_is_not_taken(day):
    body = day.stage("rooms", day.taken["rooms"]) | {"rows_sha256": "0" * 64}
    assert code(day.office.hand("import.commit", body)) == "import-unknown"


def test_a_file_that_was_damaged_since_is_not_taken(day, rows):
    before = rows("room")
    body = day.stage("rooms", day.taken["rooms"][:1])
    day.hub.door.hub.files.path(body["rows_sha256"]).write_bytes(b"{}")
    assert code(day.office.hand("import.commit", body)) == "import-unknown"
    assert rows("room") == before


@pytest.mark.parametrize("content", [b"{}", b"[]", b"not json", b"null", b'{"kind": "rooms"}', b"\xff"])
def test_a_kept_file_that_is_no_checked_import_is_not_taken(day, content):
    body = day.stage("rooms", []) | {"rows_sha256": day.hub.door.hub.files.keep(content)}
    assert code(day.office.hand("import.commit", body)) == "import-unknown"


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"kind": "staff"}, "kind"), ({"plan": PLAN + 1}, "plan"), ({"file_sha256": "0" * 64}, "file_sha256"),
     ({"taken": 1}, "taken")],
)  # fmt: skip
def test_what_differs_from_what_was_checked_is_named(day, changed, field):
    receipt = day.office.hand("import.commit", day.stage("rooms", day.taken["rooms"]) | changed)
    assert (code(receipt), receipt.refusal.field) == ("import-differs", field)


@pytest.mark.parametrize(
    "changed",
    [{"kind": "papers"}, {"plan": -1}, {"file_sha256": "x"}, {"rows_sha256": "../x"}, {"taken": -1}, {"x": 1}],
)
def test_what_cannot_be_an_import_is_malformed(day, changed):
    assert code(day.office.hand("import.commit", day.stage("rooms", []) | changed)) == "malformed"


def test_a_list_that_names_no_room_leaves_the_rooms_that_were_given(day, rows):
    given = {"plan": PLAN, "session": "S2", "places": [{"person": 6, "room": "102"}]}
    day.office.sign_in(1)
    assert day.office.hand("duty.assign", given).verdict == "accepted"
    assert day.take("staff", day.taken["staff"]).verdict == "accepted"
    assert rows("person")[f"{PLAN}/6"]["rooms"] == {"S2": "102"}
