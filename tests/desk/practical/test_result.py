"""Scores become a result that the leader confirms; it is opened again by leader and chief; what lacks is told."""

import json
from types import SimpleNamespace

import pytest

from server.desk.forms.asked import Asked
from server.desk.forms.job import job
from server.desk.practical import live
from server.store import tables
from tests.exam_day import CANDIDATE_ROWS, CHIEF, PLAN
from tests.practical_day import (
    ASSESSORS,
    CANDIDATES,
    EX,
    FULL,
    QS,
    ROOM,
    SESSION,
    SHEET,
    SUPERVISOR,
    Stations,
    accepted,
    code,
    number,
)

PLACE = f"{PLAN}/{SESSION}/{ROOM}"
KEY = f"{PLACE}/{number(1)}"
OF = {"plan": PLAN, "session": SESSION, "room": ROOM, "candidate": number(1)}
#: A scheme of one item, as a file brings it.
ROW = {"trade": "电工", "level": 4, "id": "a", "question": "", "name": "导线连接", "full": 10000, "criterion": "",
       "failing": False, "title": None, "rule": None, "threshold": None, "passing": None,
       "workpiece": None}  # fmt: skip
WHY = "录像设备故障，纸质记录齐全"


@pytest.fixture
def room(stations, workshop, device, clock):
    """A room whose first candidate has ended; ``score`` lets an assessor score on a phone of their own."""
    accepted(stations.lay())
    accepted(stations.draw(1, 1))
    accepted(stations.identify(1))
    clock.at("09:00")
    accepted(stations.begin(1))
    clock.at("11:00")
    accepted(stations.end(1))
    phones = {ASSESSORS[0]: stations.device}

    def score(person, total=8000, **more):
        if person not in phones:
            phones[person] = device("phone")
            phones[person].sign_in(person)
        signer = {"badge": workshop.qr(person, role=EX)}
        return accepted(
            Stations(phones[person], workshop).score(1, signer=signer, items=items_of(total), total=total, **more)
        )

    stations.score_as = score
    stations.phones = phones
    return stations


@pytest.fixture
def result(rows):
    return lambda: rows("result")[KEY]


@pytest.fixture
def alerts(rows):
    return lambda: {row["code"]: row["state"] for row in rows("alert").values()}


@pytest.fixture
def leader(room):
    return room.phones[ASSESSORS[0]]


@pytest.fixture
def chief(room, device):
    tablet = device("tablet")
    tablet.sign_in(1)
    return tablet


@pytest.fixture
def scored(room):
    for person, total in zip(ASSESSORS, (8000, 7900, 7800), strict=True):
        room.score_as(person, total)
    return room


def items_of(total):
    """A full sheet but for item a, so that the items come to ``total``."""
    off = 10000 - total
    return [one | {"score": one["score"] - off, "deducted": off} if one["item"] == "a" else one for one in FULL]


def confirm(device, score=7900, **more):
    return device.hand("practical.confirm", OF | {"score": score, "reason": WHY} | more)


def test_a_candidate_nobody_has_scored_has_no_score(room, result):
    row = result()
    assert (row["state"], row["score"], row["totals"], row["needed"], row["signed"]) == ("unscored", None, {}, 3, 0)


def test_only_who_was_touched_is_worked_out_anew_and_the_room_counts_all(room, rows, hub, leader):
    """Each act leaves the rows as working out the whole room would."""
    accepted(room.of("absent", 2, {"absent": True}))
    accepted(room.of("absent", 2, {"absent": False, "reason": "记错人了"}))
    accepted(room.identify(2))
    accepted(room.of("workpiece", 1, {"number": "G1-M1-01-X"}))
    photo = {"media": "photo", "purpose": "identity", "type": "image/jpeg", "source": {"kind": "app"},
             "begun": "2026-11-22T10:59:00+08:00", "evidence": "d" * 32}  # fmt: skip
    accepted(leader.hand("evidence.attach", OF | photo))
    room.score_as(10)
    before = {kind: rows(kind) for kind in ("result", "practical_room", "alert")}
    hub.committer.call(lambda tx: live.show_room(tx, hub_act(tx), PLAN, (SESSION, ROOM)))
    assert {kind: rows(kind) for kind in before} == before


def hub_act(tx):
    return SimpleNamespace(seq=10**6, received=tx.received)


def test_a_room_that_nobody_sits_in_any_more_alarms_nobody(room, workshop, alerts, rows):
    for seat in (2, 3, 4):
        accepted(room.of("absent", seat, {"absent": True}))
    assert alerts()["practical-lacking"] == "open"
    accepted(workshop.take("candidates", CANDIDATE_ROWS))
    assert rows("practical_room")[PLACE] is None
    assert alerts()["practical-lacking"] == "closed"


def test_who_was_found_not_to_be_the_person_is_no_longer_confirmed(scored, leader, chief, result, rows):
    accepted(confirm(leader))
    assert result()["state"] == "confirmed"
    accepted(scored.identify(1, "not_person", reason="照片不符"))
    row = result()
    assert (row["state"], row["score"], row["passed"]) == ("stopped", None, None)
    assert (rows("practical_room")[PLACE]["stopped"], rows("practical_room")[PLACE]["confirmed"]) == (1, 0)


def test_what_was_given_stays_sealed_until_all_have_signed(room, result):
    room.score_as(10)
    room.score_as(11)
    row = result()
    assert (row["state"], row["score"], row["totals"], row["signed"]) == ("partial", None, {}, 2)


def test_three_scores_become_one_and_the_leader_confirms_it(scored, leader, result):
    assert (result()["state"], result()["score"], result()["spread"]) == ("ready", 7900, 200)
    accepted(confirm(leader))
    row = result()
    assert (row["state"], row["confirmed"]["by"], row["confirmed"]["score"]) == ("confirmed", 10, 7900)
    assert code(confirm(leader)) == "result-confirmed"


def test_only_the_leader_confirms_and_only_what_the_screen_showed(scored, leader, result):
    assert code(confirm(scored.phones[11])) == "team-not-leader"
    assert code(confirm(leader, score=8000)) == "result-changed"
    assert code(confirm(leader, reason="")) == "result-lacking"
    assert result()["state"] == "ready"


def test_nothing_is_confirmed_that_not_everybody_has_scored(room, leader):
    room.score_as(10)
    refused = confirm(leader, score=8000)
    assert refused.refusal.params == {"found": 1, "expected": 3}


def test_totals_too_far_apart_are_scored_again_and_the_old_sheets_stay_on_record(room, leader, result, rows):
    for person, total in zip(ASSESSORS, (9500, 8000, 8000), strict=True):
        room.score_as(person, total)
    assert (result()["state"], result()["spread"]) == ("sent_back", 1500)
    assert code(confirm(leader, score=8500)) == "result-sent-back"
    first = rows("practical")[KEY]["scores"]["10"]["fact"]
    room.score_as(10, 8300, replaces=first, reason="看漏一处松动")
    assert (result()["state"], result()["score"], result()["again"]) == ("ready", 8100, 1)
    assert rows("practical")[KEY]["scores"]["10"]["version"] == 2
    accepted(confirm(leader, score=8100))


def test_the_leader_sends_back_and_each_assessor_scores_again(scored, leader, result, rows):
    accepted(leader.hand("practical.send_back", OF | {"reason": "第二题检测结果未填"}))
    assert (result()["state"], result()["sent_back"]["reason"]) == ("sent_back", "第二题检测结果未填")
    facts = {int(person): one["fact"] for person, one in rows("practical")[KEY]["scores"].items()}
    for person in ASSESSORS:
        assert result()["state"] == "sent_back"
        scored.score_as(person, 8000, replaces=facts[person], reason="按退回意见重评")
    assert (result()["state"], result()["score"]) == ("ready", 8000)


def test_a_confirmed_score_is_opened_again_by_leader_and_chief_together(scored, workshop, leader, chief, result):
    accepted(confirm(leader))
    why = OF | {"reason": "工件尺寸复测有误"}
    assert code(leader.hand("practical.send_back", why)) == "send-back-second"
    assert code(chief.hand("practical.send_back", why)) == "send-back-second"
    other = {"second": {"badge": workshop.qr(11, role=EX)}}
    assert code(chief.hand("practical.send_back", why | other)) == "send-back-second"
    for typed in ({"person": 1}, {"number": workshop.number(1)}):
        assert code(leader.hand("practical.send_back", why | {"second": typed})) == "badge-needed"
    accepted(leader.hand("practical.send_back", why | {"second": {"badge": workshop.qr(1, role=CHIEF)}}))
    row = result()
    assert (row["state"], row["confirmed"], row["sent_back"]["second"]) == ("sent_back", None, 1)


def test_by_what_was_scored_no_longer_changes_neither_at_the_office_nor_by_a_file(
    scored, leader, chief, workshop, result
):
    accepted(confirm(leader))
    before = result()
    other = [one | {"id": f"x{one['id']}"} for one in SHEET["items"]]
    assert code(chief.hand("practical.scheme", SHEET | {"items": other})) == "scheme-scored"
    assert code(chief.hand("practical.scheme", SHEET | {"combine": {"passing": 9000}})) == "scheme-scored"
    assert code(workshop.take("schemes", [ROW])) == "scheme-scored"
    assert result() == before
    accepted(chief.hand("practical.scheme", SHEET | {"title": "电工四级实操（A 卷）"}))
    accepted(chief.hand("practical.scheme", SHEET | {"level": 3, "items": other}))
    assert (result()["state"], result()["score"]) == ("confirmed", 7900)


@pytest.mark.parametrize(
    ("kind", "body"),
    [("practical.scheme", SHEET), ("practical.assessor", {"plan": PLAN, "person": 11, "card": "K", "trade": "电工",
                                                          "level": 1, "until": "2099-12-31"})],
)  # fmt: skip
def test_on_the_day_nobody_sets_what_is_scored_by_or_who_may_without_signing_in(workshop, device, kind, body):
    assert code(device("tablet").hand(kind, body)) == "grant-needed"


def test_after_it_is_confirmed_nobody_scores(scored, leader, rows):
    accepted(confirm(leader))
    before = rows("practical")[KEY]["scores"]["11"]["fact"]
    phone = scored.phones[11]
    body = OF | {"items": items_of(8000), "total": 8000, "signer": {"badge": scored.day.qr(11, role=EX)}}
    assert code(phone.hand("evidence.score", body | {"replaces": before, "reason": "想改一下"})) == "score-confirmed"


def test_another_team_opens_a_confirmed_score_and_its_assessors_score(scored, workshop, leader, chief, result, rows):
    accepted(confirm(leader))
    why = "一人突发疾病离开"
    team = {"plan": PLAN, "session": SESSION, "room": ROOM, "assessors": [10, 11], "leader": 10, "reason": why}
    accepted(chief.hand("practical.team", team))
    assert result()["state"] == "ready"
    first = {person: rows("practical")[KEY]["scores"][person]["fact"] for person in ("10", "11")}
    scored.score_as(11, 8000, replaces=first["11"], reason="按新的考评组重评")
    paper = {"assessor": 10, "items": FULL, "total": 10000, "signed": "2026-11-22T10:00:00+08:00",
             "checker": {"badge": workshop.qr(SUPERVISOR, role=QS)}}  # fmt: skip
    accepted(chief.hand("practical.enter", OF | paper | {"replaces": first["10"], "reason": "以纸质表为准"}))
    assert (result()["state"], result()["totals"]) == ("sent_back", {"10": 10000, "11": 8000})


def test_confirmed_without_the_hub_by_somebody_else_is_for_a_person_to_settle(scored, rows):
    disputed = scored.phones[11].hand("practical.confirm", OF | {"score": 7900, "reason": WHY}, acted=True)
    assert disputed.verdict == "disputed"
    assert rows("dispute")[str(disputed.seq)]["holds"] is False


def test_what_was_confirmed_without_the_hub_holds_only_where_it_is_what_the_sheets_come_to(scored, leader, rows):
    def holds(score):
        disputed = leader.hand("practical.confirm", OF | {"score": score, "reason": ""}, acted=True)
        assert code(disputed) == "result-lacking"
        return rows("dispute")[str(disputed.seq)]["holds"]

    assert holds(7900)
    assert not holds(9999)


def test_what_lacks_is_told_in_words_and_goes_as_it_comes(scored, hub, result, rows):
    told = {lack["zh"] for lack in result()["lacks"]}
    assert "未登记工件编号" in told
    assert "证件与本人合影：应有 1，已到 0" in told
    assert not any(lack["code"] == "sheets" for lack in result()["lacks"])
    assert rows("practical_room")[PLACE]["lacking"] == 4
    hub.committer.call(lambda tx: keep_photo(tx, "equal"))
    accepted(scored.of("workpiece", 1, {"number": "G9-M1-01"}))
    told = {lack["zh"] for lack in result()["lacks"]}
    assert "证件与本人合影：应有 1，已到 0" not in told
    assert "未登记工件编号" not in told


def test_a_photo_that_is_announced_is_said_to_be_on_its_way(scored, leader, result):
    photo = {"plan": PLAN, "session": SESSION, "room": ROOM, "candidate": number(1), "evidence": "d" * 32,
             "media": "photo", "purpose": "identity", "type": "image/jpeg", "source": {"kind": "app"},
             "begun": "2026-11-22T10:59:00+08:00"}  # fmt: skip
    accepted(leader.hand("evidence.attach", photo))
    assert "证件与本人合影：应有 1，已到 0，还有 1 个没有传完" in {lack["zh"] for lack in result()["lacks"]}


def keep_photo(tx, state):
    body = {"media": "photo", "purpose": "identity", "place": {"station": None, "item": None}, "size": 5,
            "begun": "2026-11-22T10:59:00+08:00"}  # fmt: skip
    place = {"plan": PLAN, "session": SESSION, "room": ROOM, "candidate": number(1)}
    row = {"evidence": "e" * 32, "fact": "f", "upload": None, "state": state, "body": json.dumps(body)}
    tx.connection.execute(tables.evidence.insert(), place | row)


@pytest.fixture
def checked_in(workshop, device):
    """The team has checked in at the gate, at 08:00; let one of them pass it again."""
    gate = device("gate")

    def passes(person, way):
        body = {"place": "东门", "badge": workshop.qr(person, role=EX)}
        return accepted(gate.hand(f"duty.check_{way}", body))

    for person in ASSESSORS:
        passes(person, "in")
    return passes


def test_the_board_is_alarmed_when_an_assessor_leaves_while_something_lacks(checked_in, scored, alerts):
    assert not {"practical-lacking", "assessor-left"} & set(alerts())
    checked_in(12, "out")
    assert alerts()["assessor-left"] == "open"
    checked_in(12, "in")
    assert alerts()["assessor-left"] == "closed"


def test_the_board_is_told_of_what_lacks_when_everybody_has_ended(scored, clock, alerts):
    assert "practical-lacking" not in alerts()
    for seat in (2, 3, 4):
        accepted(scored.of("absent", seat, {"absent": True, "reason": "电话确认不来"}))
    assert alerts()["practical-lacking"] == "open"


def test_who_left_the_roster_has_no_result(scored, workshop, rows):
    accepted(workshop.take("candidates", [one for one in CANDIDATES if one["seat"] != 4]))
    there = {key for key, row in rows("result").items() if row is not None}
    assert there == {f"{PLACE}/{number(seat)}" for seat in (1, 2, 3)}
    assert rows("practical_room")[PLACE]["candidates"] == 3


def drawn(hub, form):
    asked = Asked(form, plan=PLAN, session=SESSION, room=ROOM)
    return hub.read(lambda connection: json.loads(job(connection, asked)))["items"]


def reported(hub):
    (report,) = drawn(hub, "report")
    return report


def test_each_score_sheet_bears_name_and_card_number_of_who_scored_and_of_who_confirmed(scored, leader, hub):
    accepted(confirm(leader))
    people = [("考评10", "K10"), ("考评11", "K11"), ("考评12", "K12")]
    signed = drawn(hub, "scored")
    assert [(one["assessor"], one["card"]) for one in signed] == people
    assert all("考评10（组长）　证卡号：K10　确认" in one["checked"] for one in signed)
    assert [(one["assessor"], one["card"]) for one in drawn(hub, "scores")] == people * len(CANDIDATES)


def test_a_report_counts_who_came_and_says_no_verdict_before_the_leader_has(scored, leader, hub):
    before = reported(hub)
    waiting = len(CANDIDATES) - 1
    assert before["counts"] == f"应考 {len(CANDIDATES)}　实考 1　缺考 0　已确认 0　未开始 {waiting}　工件 0 件"
    assert before["notes"][0].startswith(f"还有 {len(CANDIDATES)} 人的成绩未确认")
    assert "合格" not in before["rows"][0]
    accepted(confirm(leader))
    assert "合格" in reported(hub)["rows"][0]


def test_a_report_names_who_was_not_the_person_on_the_papers_and_waits_no_more_for_their_score(scored, leader, hub):
    accepted(confirm(leader))
    accepted(scored.of("absent", 2, {"absent": True}))
    accepted(scored.of("absent", 2, {"absent": False, "reason": "记错人了"}))
    accepted(scored.identify(2, "not_person", reason="照片不符"))
    told = reported(hub)
    waiting = len(CANDIDATES) - 2
    assert told["counts"].startswith(f"应考 {len(CANDIDATES)}　实考 1　缺考 0　已确认 1　人证不符 1　未开始 {waiting}")
    assert told["notes"][0].startswith(f"还有 {waiting} 人的成绩未确认")
    assert told["rows"][1][-1] == "人证不符，已停止"
    accepted(scored.identify(1, "not_person", reason="照片不符"))
    nobody = reported(hub)
    assert "实考 0　缺考 0　已确认 0　人证不符 2" in nobody["counts"]
    assert "合格" not in nobody["rows"][0]


def test_a_report_lists_and_counts_the_workpieces_and_says_who_came_without_one(scored, hub):
    before = reported(hub)
    assert [row[3] for row in before["rows"]] == ["未编号", *[""] * (len(CANDIDATES) - 1)]
    assert before["notes"][1].startswith("工件件数与实考人数不符：1 人")
    accepted(scored.of("workpiece", 1, {"number": "G1-M1-01-X"}))
    after = reported(hub)
    assert (after["rows"][0][3], after["counts"].rpartition("　")[2]) == ("G1-M1-01-X", "工件 1 件")
    assert not any("工件" in note for note in after["notes"])


def test_a_report_of_a_trade_without_workpieces_says_nothing_of_them(scored, chief, hub):
    width = len(reported(hub)["rows"][0])
    accepted(chief.hand("practical.scheme", SHEET | {"workpiece": False}))
    plain = reported(hub)
    assert (plain["workpieces"], len(plain["rows"][0]), "工件" in plain["counts"]) == (False, width - 1, False)
