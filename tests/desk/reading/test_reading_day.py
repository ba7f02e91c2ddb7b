"""A morning's cards read, reconciled, settled, signed and released; and folded again from the journal."""

import pytest

from server.store import tables
from tests.practical_day import accepted, code
from tests.reading_day import SESSION, file_of, number, plant, session_cards
from tests.reading_room import CHECKER, CHIEF, LEADER, MONITOR, OPERATOR, OTHER_CHECKER, clean

GREEN = {"101": "green", "102": "green", "103": "green"}


def test_clean_cards_make_every_room_green(room):
    batch = room.bring(clean())
    assert set(room.states().values()) <= {"faults", "read"}, "nobody has said who was absent"
    room.sheets()
    row = room.row("batch", batch)
    assert (row["state"], row["session"], row["cards"], row["version"]) == ("read", SESSION, 30, 1)
    assert room.faults() == {}
    assert room.states() == GREEN
    session = room.row("reading_session", SESSION)
    assert (session["rooms"], session["green"], session["open"]) == (3, 3, 0)


@pytest.mark.parametrize("form", ["csv", "dbf", "xlsx"])
def test_every_form_of_file_comes_to_the_same(room, form):
    accepted(room.profile(form))
    batch = room.bring(clean(form), f"K.{form}")
    assert room.row("batch", batch)["faults"] == []
    room.sheets()
    assert room.states() == GREEN


def test_a_fault_is_proposed_by_the_operator_confirmed_by_another_and_its_room_is_green(room):
    cards, _ = plant(session_cards(), "unknown-number", number("101", 1))
    room.bring(file_of("txt", cards))
    room.sheets()
    ((key, kind),) = room.faults().items()
    fault = room.row("reading_fault", f"{SESSION}/{key}")
    assert (kind, fault["room"], fault["state"]) == ("unknown-number", "101", "open")
    assert fault["resolutions"][0]["what"] == "give-number"
    assert room.states() == GREEN | {"101": "faults"}
    (place,) = fault["places"]
    accepted(room.propose(key, "give-number", number=number("101", 1), **place))
    assert room.faults("proposed") == {key: kind}
    accepted(room.settle(key))
    assert room.faults() == {}
    settled = room.row("reading_fault", f"{SESSION}/{key}")["settled"]
    assert (settled["by"], settled["proposed_by"]) == (room.numbers[CHECKER], room.numbers[OPERATOR])
    assert settled["grounds"] == "与座次表核对一致"
    assert room.states() == GREEN


def test_who_may_not_settle_is_told_who_may(room):
    cards, _ = plant(session_cards(), "blank-card", number("102", 2))
    room.bring(file_of("txt", cards))
    room.sheets()
    ((key, _),) = room.faults().items()
    assert code(room.propose(key, "confirm-blank", by=CHECKER)) == "reading-role"
    assert code(room.propose(key, "give-number", number=number("102", 2))) == "resolution-unfit"
    assert code(room.propose(key, "re-scan")) == "resolution-outside"
    assert code(room.propose(key, "confirm-blank", reason="看过")) == "reading-reason"
    assert code(room.propose("blank-card/102/nobody", "confirm-blank")) == "fault-unknown"
    assert code(room.settle(key, proposal="none")) == "proposal-unknown"
    accepted(room.propose(key, "confirm-blank"))
    assert code(room.settle(key, by=OPERATOR)) == "reading-role"
    assert code(room.settle(key, "reject")) == "reading-reason"
    accepted(room.settle(key, "reject", reason="卡面有浅色涂点"))
    assert room.row("reading_fault", f"{SESSION}/{key}")["state"] == "open"
    assert code(room.settle(key)) == "proposal-unknown", "what was rejected is confirmed no more"
    accepted(room.propose(key, "confirm-blank", reason="放大后确认没有涂点"))
    accepted(room.settle(key, by=MONITOR))
    assert code(room.settle(key, by=MONITOR)) == "fault-settled"
    assert room.states() == GREEN


def test_whoever_proposed_it_does_not_confirm_it_under_another_role(room, monkeypatch):
    cards, _ = plant(session_cards(), "blank-card", number("102", 2))
    room.bring(file_of("txt", cards))
    room.sheets()
    ((key, _),) = room.faults().items()
    monkeypatch.setattr("server.desk.reading.people.Scene.may", lambda *_, **__: None)
    accepted(room.propose(key, "confirm-blank", by=CHECKER))
    assert code(room.settle(key, by=CHECKER)) == "proposal-own"
    accepted(room.settle(key, by=OTHER_CHECKER))


def test_a_room_read_again_stays_as_it_was_until_a_leader_approves(room):
    first = room.bring(clean(), "A.TXT")
    room.sheets()
    cards = session_cards()
    changed = cards[0].__class__(**{name: getattr(cards[0], name) for name in cards[0].__slots__} | {
        "answers": ("" if cards[0].answers[0] else "A", *cards[0].answers[1:])
    })  # fmt: skip
    again = room.bring(file_of("txt", [changed, *cards[1:]]), "A.TXT", again=first)
    assert room.row("batch", again)["state"] == "held"
    assert room.row("batch", again)["held"] == ["101"]
    ((key, kind),) = room.faults().items()
    cells = room.row("reading_fault", f"{SESSION}/{key}")["detail"]["cells"]
    assert (kind, len(cells), cells[0]["question"]) == ("re-read", 1, 1), "exactly the cell that differs is shown"
    assert code(room.propose(key, "take-new")) == "resolution-outside"
    body = {"session": SESSION, "room": "101", "batch": again, "reason": "第一遍卡纸，重读全场"}
    assert code(room.hand("reading.approve", body, OPERATOR)) == "reading-role"
    assert code(room.hand("reading.approve", body | {"room": "103"}, LEADER)) == "approve-none"
    accepted(room.hand("reading.approve", body, LEADER))
    assert room.faults() == {}
    assert room.row("batch", again)["state"] == "read"
    approvals = room.row("reading_room", f"{SESSION}/101")["approvals"]
    assert [(one["batch"], one["reason"]) for one in approvals] == [(again, "第一遍卡纸，重读全场")]


def test_the_same_cards_exported_again_need_nobody(room):
    cards = session_cards()
    first = room.bring(file_of("txt", cards[:20]), "A.TXT")
    room.bring(file_of("txt", cards), "A.TXT", again=first)
    room.sheets()
    assert room.faults() == {}
    assert room.states() == GREEN


def test_two_passes_are_compared_cell_by_cell(room):
    room.bring(clean())
    room.sheets()
    cards = session_cards()
    other = cards[5].__class__(**{name: getattr(cards[5], name) for name in cards[5].__slots__} | {
        "answers": (*cards[5].answers[:9], "" if cards[5].answers[9] else "A", *cards[5].answers[10:])
    })  # fmt: skip
    room.bring(file_of("txt", [*cards[:5], other, *cards[6:]]), "B.TXT", **{"pass": 2})
    ((key, kind),) = room.faults().items()
    assert kind == "pass-differs"
    assert [cell["question"] for cell in room.row("reading_fault", f"{SESSION}/{key}")["detail"]["cells"]] == [10]
    assert room.row("reading_session", SESSION)["passes"] == {
        "compared": 30, "of": 30, "settled": 0, "differ": 1, "wanted": 0, "share": 0,
    }  # fmt: skip


def test_a_batch_closes_when_operator_checker_and_monitor_sign(room):
    cards, _ = plant(session_cards(), "blank-card", number("102", 2))
    batch = room.bring(file_of("txt", cards))
    room.sheets()
    assert code(room.close(batch)) == "close-faults"
    ((key, _),) = room.faults().items()
    accepted(room.propose(key, "confirm-blank"))
    accepted(room.settle(key))
    assert code(room.close(batch, third=OTHER_CHECKER)) == "close-people"
    assert code(room.close(batch, by=CHECKER)) == "close-people"
    accepted(room.close(batch))
    assert code(room.close(batch)) == "batch-closed"
    assert set(room.states().values()) == {"closed"}
    closed = room.row("batch", batch)["closed"]
    assert (closed["by"], closed["second"], closed["third"]) == tuple(
        room.numbers[person] for person in (OPERATOR, CHECKER, MONITOR)
    )
    move = {"batch": batch, "session": SESSION, "reason": "换一个场次"}
    assert code(room.hand("reading.assign", move)) == "batch-closed"


def test_scores_go_out_by_two_people_once_all_is_green_and_a_correction_is_a_new_release(room):
    cards, _ = plant(session_cards(), "blank-card", number("102", 2))
    batch = room.bring(file_of("txt", cards))
    room.enter_keys(CHECKER, MONITOR)
    assert code(room.release()) == "release-rooms"
    room.sheets()
    ((key, _),) = room.faults().items()
    assert code(room.release()) == "release-rooms"
    accepted(room.propose(key, "confirm-blank"))
    accepted(room.settle(key))
    accepted(room.close(batch))
    assert code(room.release(by=OPERATOR, second=LEADER)) == "release-role"
    assert code(room.release(by=LEADER, second=LEADER)) == "release-same"
    told = room.scored()
    assert code(room.release(sums=told | {"points": told["points"] + 1})) == "release-moved"
    accepted(room.release())
    first = room.row("release", f"{SESSION}/1")
    assert (first["replaces"], first["changed"], first["sums"]["scored"], first["sums"]["absent"]) == (0, None, 24, 6)
    assert first["versions"]["batches"] == {batch: 1}
    assert code(room.release()) == "release-unchanged"
    session = room.row("reading_session", SESSION)
    assert (session["release"], session["stale"]) == (1, False)

    # The record sheet is found to be wrong: seat 2 was absent, which is why the card is blank.
    away = [number("102", seat) for seat in (2, 3, 7)]
    assert code(room.sheet("102", absent=away)) == "attendance-again"
    assert code(room.sheet("102", absent=away, reason="座次表上没有签名")) == "attendance-leader"
    accepted(room.sheet("102", absent=away, reason="座次表上没有签名", second=LEADER))
    assert room.row("reading_session", SESSION)["stale"]
    assert code(room.release()) in ("release-reason", "release-rooms")
    for key in room.faults():
        accepted(room.propose(key, "confirm-absent", number=number("102", 2)))
        assert code(room.settle(key)) == "reading-leader", "what three have signed a leader corrects"
        accepted(room.settle(key, by=LEADER))
    accepted(room.release(reason="102 考场 2 号缺考"))
    second = room.row("release", f"{SESSION}/2")
    assert (second["replaces"], second["changed"], second["sums"]["scored"]) == (1, 1, 23)


def test_a_card_in_which_no_rule_found_anything_is_corrected_by_two_people_and_released_again(room):
    batch = room.bring(clean())
    room.enter_keys(CHECKER, MONITOR)
    room.sheets()
    accepted(room.close(batch))
    accepted(room.release())
    key = f"correction/101/{number('101', 1)}/1"
    cells = {str(question): "" for question in range(1, 61)}
    assert code(room.propose("correction/101/999/1", "give-answers", cells=cells)) == "fault-unknown"
    places = {"places": [room.place_of(number("101", 1))]}
    assert code(room.propose(key, "give-answers", cells={"81": "A"}, **places)) == "resolution-answers"
    accepted(room.propose(key, "give-answers", cells=cells, **places))
    assert room.faults("proposed") == {key: "correction"}
    assert room.states() == dict.fromkeys(GREEN, "closed") | {"101": "faults"}, "nothing wrong goes out knowingly"
    assert code(room.release()) == "release-rooms"
    accepted(room.settle(key, by=LEADER))
    assert room.row("reading_fault", f"{SESSION}/{key}")["state"] == "settled"
    assert room.row("reading_session", SESSION)["stale"]
    assert code(room.propose(key, "give-answers", cells=cells, **places)) == "fault-settled"
    assert code(room.release()) == "release-reason"
    accepted(room.release(reason="考生申请复核，按卡面更正"))
    assert room.row("release", f"{SESSION}/2")["changed"] == 1
    assert room.row("reading_session", SESSION)["stale"] is False


def test_a_key_holds_once_two_people_entered_the_same(room):
    room.enter_keys(CHECKER)
    shown = room.row("reading_session", SESSION)["keys"]
    assert {one["state"] for one in shown} == {"one"}
    room.enter_keys(MONITOR)
    assert {one["state"] for one in room.row("reading_session", SESSION)["keys"]} == {"agreed"}
    room.enter_keys(MONITOR, wrong=7)
    (shown, _) = room.row("reading_session", SESSION)["keys"]
    assert (shown["state"], [one["question"] for one in shown["differ"]]) == ("differ", [7])


def test_what_was_read_settled_and_released_is_folded_again_from_the_journal_to_the_byte(room):
    cards, _ = plant(session_cards(), "unknown-number", number("101", 1))
    first = room.bring(file_of("txt", cards), "A.TXT")
    room.sheets()
    ((key, _),) = room.faults().items()
    (place,) = room.row("reading_fault", f"{SESSION}/{key}")["places"]
    accepted(room.propose(key, "give-number", number=number("101", 1), **place))
    accepted(room.settle(key))
    room.bring(b"\xff\xd8\xff no cards", "B.TXT")
    accepted(room.close(first))
    room.enter_keys(CHECKER, MONITOR)
    accepted(room.release())
    before = _projections(room.hub)
    assert before["card"]
    room.hub.committer.call(room.hub.door.rebuild)
    assert _projections(room.hub) == before


def _projections(hub):
    with hub.db.reading() as connection:
        return {
            table.name: sorted(map(tuple, connection.execute(table.select())), key=repr) for table in tables.PROJECTIONS
        }


def test_the_chief_is_no_operator(room):
    room.bring(clean())
    assert code(room.propose("x", "confirm-blank", by=CHIEF)) == "reading-role"
