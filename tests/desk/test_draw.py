"""The draw through the door: committed before anything is known, revealed, changed afterwards, and made again."""

from itertools import chain, count

import pytest

from server.domain.draw import commitment, draw, seed_of
from server.domain.drawing import context
from server.store import draw as draws
from server.store import journal, tables
from tests.draw_day import CE, GUARD, IN, ROVER, table_of, value_of
from tests.exam_day import PLAN

ROOMS = f"{PLAN}/S1/rooms"


def code(receipt):
    return receipt.refusal and receipt.refusal.code


@pytest.fixture
def table(day, device):
    return table_of(day, device)


@pytest.fixture
def row(rows):
    return lambda key=ROOMS: rows("draw")[key]


@pytest.fixture
def in_rooms(rows):
    """Room -> people, as every screen reads it."""

    def read(session="S1"):
        found = {}
        for person in rows("person").values():
            if session in person["rooms"]:
                found.setdefault(person["rooms"][session], []).append(person["person"])
        return {room: sorted(people) for room, people in found.items()}

    return read


def test_two_commit_both_reveal_and_everybody_who_is_here_has_a_room_or_is_reserve(table, row, in_rooms):
    table.drawn()
    drawn = row()
    assert {room: sorted(people) for room, people in drawn["places"].items()} == in_rooms()
    assert sorted([*drawn["places"]["101"], *drawn["places"]["102"], *drawn["reserve"]]) == [2, 3, 4, 5, 9]
    assert (drawn["drawn"]["by"], [one["what"] for one in drawn["log"]]) == ([CE, ROVER], ["draw"])
    assert in_rooms("S2") == {"101": [2, 3], "102": [4, 5]}  # another session is left alone


def test_the_root_is_the_journals_from_before_the_first_commitment(table, row, hub):
    size = hub.journal.size
    root = hub.journal.frontier.root().hex()
    table.commit(CE)
    table.commit(ROVER)
    assert (row()["open"]["root"], row()["open"]["size"]) == (root, size)
    table.reveal(CE, ROVER)
    assert row()["drawn"]["root"] == root


def test_two_commitments_of_one_batch_have_the_root_from_before_both(table, row, hub):
    size = hub.journal.size
    raws = []
    hand = table.tablet.hand
    table.tablet.hand = lambda kind, body: raws.append(table.tablet.signed(table.tablet.raw(kind, body)))
    table.commit(CE)
    table.commit(ROVER)
    table.tablet.hand = hand
    table.tablet.send(*raws)
    assert row()["open"]["size"] == size


def test_the_same_person_cannot_commit_twice(table):
    table.commit(CE)
    assert code(table.commit(CE, salt="b")) == "draw-same-person"


def test_nobody_commits_once_both_have(table):
    table.both()
    assert code(table.commit(ROVER, salt="b")) == "draw-committed"
    table.reveal(CE)
    assert code(table.commit(ROVER, salt="b")) == "draw-committed"


def test_who_has_committed_cannot_reveal_another_value(table, row):
    table.both()
    assert code(table.reveal(CE, ROVER, p7="0" * 64)) == "draw-value-differs"
    assert code(table.reveal(CE, ROVER, p7="zz")) == "draw-value-form"
    assert row()["drawn"] is None


def test_a_wrong_value_alone_is_refused_and_the_right_one_still_serves(table):
    table.both()
    assert code(table.reveal(ROVER, p7="0" * 64)) == "draw-value-differs"
    assert table.reveal(ROVER).verdict == "accepted"
    assert table.reveal(CE).verdict == "accepted"


def test_a_value_alone_draws_nothing_and_both_may_come_apart(table, row):
    table.commit(CE)
    assert code(table.reveal(CE)) == "draw-needs-two"
    table.commit(ROVER)
    assert table.reveal(CE).verdict == "accepted"
    assert (row()["drawn"], row()["open"]["revealed"]) == (None, [CE])
    assert table.reveal(ROVER).verdict == "accepted"
    assert row()["drawn"]


def test_who_comes_or_goes_after_the_first_commitment_changes_nothing(table, row):
    table.commit(CE)
    out = {"place": "gate", "person": 9, "plan": PLAN}
    assert table.tablet.hand("duty.check_out", out).verdict == "accepted"
    table.commit(ROVER)
    table.reveal(CE, ROVER)
    assert 9 in [*row()["reserve"], *chain(*row()["places"].values())]


def test_a_value_is_of_no_use_in_another_session_or_round(table):
    table.commit(CE, session="S2")
    said = table.values[CE]
    table.both()
    assert table.values[CE] == said
    assert table.reveal(CE, ROVER).verdict == "accepted"
    table.session = "S2"
    assert code(table.commit(ROVER, round=2)) == "why-needed"


def test_beginning_anew_takes_a_reason_and_stays_on_record(table, row):
    table.both()
    assert code(table.commit(CE, round=2, salt="b")) == "why-needed"
    assert code(table.commit(CE, round=5, salt="b")) == "draw-round"
    table.commit(CE, round=2, salt="b", reason="平板没电")
    table.commit(ROVER, round=2)
    assert table.reveal(CE, ROVER).verdict == "accepted"
    assert [(one["what"], one["reason"]) for one in row()["log"]] == [("anew", "平板没电"), ("draw", "平板没电")]


def test_only_people_who_are_in_commit_and_only_by_their_own_badge(table, day):
    table.tablet.hand("duty.check_out", {"place": "gate", "person": ROVER, "plan": PLAN})
    assert code(table.commit(ROVER)) == "draw-committer-away"
    assert code(table.commit(2, by={"person": 2})) == "grant-holder"
    assert code(table.commit(2, by={"badge": "KW1:XXXX"})) == "badge-unreadable"


def test_without_a_grant_there_is_no_draw(table):
    table.tablet.grant = None
    assert code(table.commit(ROVER)) == "grant-needed"


def test_rules_that_cannot_be_met_are_named_before_anybody_waits(table):
    refused = table.commit(CE, rules=["avoid", "apart", "units"])
    assert code(refused) == "draw-rule-impossible"
    assert "不同单位" in refused.refusal.said("zh")["says"]
    assert code(table.commit(CE, rules=["luck"])) == "draw-rule-unknown"


def test_both_agree_on_the_rules(table):
    table.commit(CE)
    assert code(table.commit(ROVER, rules=["avoid", "apart"])) == "draw-rules-differ"


@pytest.mark.parametrize("rules", [[], ["avoid", "experience"], ["apart"]])
def test_what_people_declared_is_not_set_aside_by_leaving_out_its_rule(table, rules, row):
    assert table.tablet.hand("duty.declare", {"plan": PLAN, "person": 2, "rooms": ["101"], "apart": [3]})
    refused = table.commit(CE, rules=rules)
    assert code(refused) == "draw-rule-always"
    assert "回避" in refused.refusal.said("zh")["says"]


def test_a_typed_number_commits_for_nobody(table, day):
    table.commit(CE)
    assert code(table.commit(ROVER, by={"number": day.number(ROVER)})) == "badge-needed"


def test_neither_those_who_are_drawn_nor_the_guard_commit(table):
    table.tablet.hand("duty.check_in", {"place": "gate", "person": GUARD, "plan": PLAN})
    refused = [table.commit(person) for person in (2, GUARD)]
    assert [code(one) for one in refused] == ["draw-committer-role"] * 2
    assert "监考" in refused[0].refusal.said("zh")["says"]


def test_who_knows_both_values_cannot_choose_the_outcome(table, row, hub):
    """Both values are made by one hand: each is still worth only what the journal makes of it afterwards."""
    table.commit(CE)
    with hub.db.reading() as connection:
        begun = draws.get(connection, PLAN, "S1", "rooms").open
    said, wanted = context(PLAN, "S1", "rooms", None, 1), (4, 9)

    def outcome(value, sealed):
        values = {CE: table.values[CE], ROVER: value}
        committed = {person: commitment(said, person, each) for person, each in values.items()}
        seed = seed_of(said, (begun.root, sealed), committed, values)
        return draw(seed, begun.places, begun.people, begun.rules).places["101"]

    ground = next(salt for salt in map(str, count()) if outcome(value_of(ROVER, salt), begun.root) == wanted)
    table.commit(ROVER, salt=ground)
    sealed = row()["open"]["sealed"]
    assert sealed == hub.journal.frontier.root().hex() != begun.root
    table.reveal(CE, ROVER)
    assert tuple(row()["places"]["101"]) == outcome(value_of(ROVER, ground), sealed)
    assert row()["drawn"]["sealed"] == sealed


def test_too_few_are_told_and_a_room_can_be_left_out(table):
    for person in (5, 9):
        table.tablet.hand("duty.check_out", {"place": "gate", "person": person, "plan": PLAN})
    assert code(table.commit(CE)) == "draw-too-few"
    assert table.commit(CE, without=["102"], why={"102": "空调故障"}).verdict == "accepted"


def test_what_people_declared_is_kept_to(table, row, rows):
    for person in (2, 3):
        told = {"plan": PLAN, "person": person, "rooms": ["101"], "apart": [4], "new": person == 2}
        assert table.tablet.hand("duty.declare", told).verdict == "accepted"
    table.drawn()
    places = row()["places"]
    assert not {2, 3} & set(places["101"])
    assert not any(4 in people and {2, 3} & set(people) for people in places.values())
    assert rows("declared")[f"{PLAN}/2"]["new"] is True


def test_a_room_is_left_out_only_with_a_reason_which_everybody_reads(table, row):
    assert code(table.commit(CE, without=["102"])) == "why-needed"
    assert code(table.commit(CE, without=["102"], why={"102": "  "})) == "why-needed"
    assert code(table.commit(CE, without=["109"], why={"109": "空调故障"})) == "room-unknown"
    table.drawn(without=["102"], why={"102": "空调故障"})
    assert row()["drawn"]["left_out"] == {"102": "空调故障"}
    assert list(row()["places"]) == ["101"]
    table.drawn(round=2, place="101", reason="回避")
    assert row()["drawn"]["left_out"] == {"102": "空调故障"}  # of the whole draw, whatever is drawn anew


def test_who_was_drawn_for_a_room_that_is_left_out_the_next_time_has_it_no_more(table, row, in_rooms):
    table.drawn()
    table.drawn(round=2, reason="102 停电", salt="b", without=["102"], why={"102": "停电"})
    assert list(row()["places"]) == list(in_rooms()) == ["101"]


def test_after_a_whole_draw_nobody_has_a_room_that_it_did_not_give(table, in_rooms):
    """4 and 5 had 102 by the list; those of the reserve wait for a room."""
    table.drawn(without=["102"], why={"102": "指定监考"})
    assert list(in_rooms()) == ["101"]
    assert table.assign((9, "102"), reason="指定监考").verdict == "accepted"
    assert in_rooms()["102"] == [9]


def test_a_declaration_is_on_record_with_who_wrote_it_down_and_can_be_taken_back(table, rows, row):
    declared = lambda: rows("declared")[f"{PLAN}/2"]  # noqa: E731
    told = {"plan": PLAN, "person": 2, "rooms": ["101"], "grounds": ["students"], "apart": [4]}
    assert table.tablet.hand("duty.declare", told).verdict == "accepted"
    assert (declared()["by"], declared()["device"]) == (CE, table.tablet.id)
    assert (declared()["rooms"], declared()["grounds"]) == (["101"], ["students"])
    table.commit(CE)
    assert row()["open"]["declared"] == {"avoid": 1, "apart": 1, "new": 0}
    assert table.tablet.hand("duty.declare", {"plan": PLAN, "person": 2}).verdict == "accepted"
    assert (declared()["rooms"], declared()["apart"], declared()["new"]) == ([], [], False)
    assert row()["open"]["declared"]["avoid"] == 1  # what was fixed with the first commitment stays
    table.commit(CE, round=2, salt="b", reason="回避撤回")
    assert row()["open"]["declared"] == {"avoid": 0, "apart": 0, "new": 0}


@pytest.mark.parametrize(
    ("wrong", "refused"),
    [
        ({"person": 99}, "person-unknown"), ({"apart": [2]}, "person-unknown"), ({"apart": [99]}, "person-unknown"),
        ({"rooms": ["109"]}, "room-unknown"), ({"plan": 4}, "person-unknown"),
    ],
)  # fmt: skip
def test_a_declaration_names_people_and_rooms_that_there_are(table, wrong, refused):
    assert code(table.tablet.hand("duty.declare", {"plan": PLAN, "person": 2} | wrong)) == refused


def test_one_room_is_drawn_anew_from_the_reserve(table, row, in_rooms):
    table.drawn(without=["102"], why={"102": "空调故障"})
    before = row()
    assert code(table.commit(CE, round=2, place="102", reason="回避")) == "draw-place-unknown"
    assert code(table.commit(CE, round=2, place="101", reason="回避", rules=["avoid", "apart"])) == "draw-rules-differ"
    table.drawn(round=2, place="101", reason="回避")
    after = row()
    assert (after["redrawn"], after["log"][-1]["what"]) == ({"101": 1}, "redraw")
    assert set(after["places"]["101"]) <= set(before["reserve"])
    assert in_rooms()["101"] == sorted(after["places"]["101"])
    assert after["reserve"][-2:] == before["places"]["101"]


def test_a_substitute_comes_from_the_reserve_in_two_taps(table, row, in_rooms, rows):
    table.drawn()
    drawn = row()
    (spare,) = drawn["reserve"]
    leaving = drawn["places"]["101"][0]
    assert table.substitute("101", leaving, person=spare).verdict == "accepted"
    assert spare in in_rooms()["101"]
    assert leaving not in chain(*in_rooms().values())
    last = row()["log"][-1]
    assert (last["what"], last["out"], last["into"], last["by"]) == ("substitute", [leaving], [spare], [CE])
    assert code(table.substitute("101", leaving)) == "draw-not-there"
    assert code(table.substitute("101", spare)) == "reserve-empty"
    assert code(table.substitute("109", spare)) == "draw-place-unknown"


def test_who_comes_late_stands_at_the_end_of_the_reserve(table, row, clock):
    table.tablet.hand("duty.check_out", {"place": "gate", "person": 9, "plan": PLAN})
    table.drawn()
    assert row()["reserve"] == []
    table.tablet.hand("duty.check_in", {"place": "gate", "person": 9, "plan": PLAN})
    leaving = row()["places"]["102"][1]
    assert code(table.substitute("102", leaving, person=2)) == "substitute-differs"
    assert table.substitute("102", leaving, person=9).verdict == "accepted"


def test_two_who_substitute_at_once_do_not_send_one_person_to_two_rooms(table, row, device, day):
    table.drawn()
    other = device("tablet")
    other.sign_in(CE)
    (spare,) = row()["reserve"]
    first, second = (row()["places"][room][0] for room in ("101", "102"))
    assert table.substitute("101", first, person=spare).verdict == "accepted"
    table.tablet = other
    assert code(table.substitute("102", second, person=spare)) == "reserve-empty"


def test_what_was_changed_by_hand_in_another_room_stays(table, row, in_rooms):
    table.drawn()
    drawn = row()
    moved = drawn["places"]["102"][0]
    table.assign((moved, "101"), reason="调到人少的考场")
    table.substitute("101", drawn["places"]["101"][0])
    assert moved in in_rooms()["101"]


def test_roving_invigilators_draw_zones(day, device, row, in_rooms):
    table = table_of(day, device, of="zones")
    table.drawn()
    zones = row(f"{PLAN}/S1/zones")
    assert (zones["places"], zones["zones"]) == ({"Z1": [ROVER]}, {"Z1": ["101", "102"]})
    assert in_rooms() == {"101": [2, 3], "102": [4, 5]}


@pytest.mark.parametrize("field", ["plan", "session"])
def test_there_must_be_such_a_session(table, field):
    wrong = {"plan": {"plan": 4}, "session": {"session": "S9"}}[field]
    assert code(table.commit(CE, **wrong)) == {"plan": "plan-unknown", "session": "session-unknown"}[field]


def test_a_rebuild_comes_to_the_same_draw_rooms_and_rows(table, hub):
    table.drawn()
    table.substitute("101", 2)
    table.substitute("102", 4)
    table.drawn(round=2, reason="第二次", salt="b")

    def kept():
        with hub.db.reading() as connection:
            return {
                table.name: sorted(map(tuple, connection.execute(table.select())), key=str)
                for table in (tables.draw, tables.person, tables.row)
            }

    before = kept()
    hub.committer.call(hub.door.rebuild)
    assert kept() == before


def test_what_is_kept_of_a_draw_reads_back_as_it_was(table, hub):
    table.drawn()
    with hub.db.reading() as connection:
        lot = draws.get(connection, PLAN, "S1", "rooms")
        entry = next(one for one in journal.entries(connection) if one.kind == "duty.draw")
    assert lot.log[-1].seq == entry.seq
    assert set(lot.done[0].values) == {CE, ROVER}
    assert len(lot.done[0].people) == len(set(IN) - {CE, ROVER})


def test_who_does_not_reveal_is_named_when_it_is_begun_anew(table, row, rows):
    table.both()
    table.reveal(CE)
    table.commit(CE, round=2, salt="b", reason="没有公布")
    last = row()["log"][-1]
    assert (last["what"], last["out"], last["by"]) == ("anew", [ROVER], [CE])
    (alert,) = [alert for alert in rows("alert").values() if alert["code"] == "draw-begun-anew"]
    assert "未公布的 1 人" in alert["says"]["zh"]


def test_a_whole_draw_made_again_is_told_and_the_earlier_one_is_kept(table, rows, hub):
    table.drawn()
    table.drawn(round=2, salt="b", reason="名单有误")
    assert [alert["code"] for alert in rows("alert").values()] == ["draw-begun-anew"]
    with hub.db.reading() as connection:
        lot = draws.get(connection, PLAN, "S1", "rooms")
    assert [begun.number for begun in lot.done] == [1, 2]
    assert [begun.number for begun, _ in lot.standing] == [2]
    assert rows("draw")[ROOMS]["drawn"]["seed"] == lot.outcomes[1].seed
