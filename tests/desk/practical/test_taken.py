"""Teams that files of assessors form, folded again from the journal."""

import json

import pytest

from server.desk.practical import record
from tests.exam_day import PLAN_ROW, staff_row
from tests.practical_day import ASSESSORS, CANDIDATES, EX, ROOM, SESSION, SESSION_ROW, accepted

NOW = 20261220


@pytest.fixture
def exam(day, hub):
    """Hold an exam here on a day (YYYY-MM-DD), wholly by files; its three assessors are the same each time."""

    def hold(on, *, by_record=True):
        plan = int(on.replace("-", ""))
        session = SESSION_ROW | {end: SESSION_ROW[end].replace("2026-11-22", on) for end in ("starts", "ends")}
        assessors = [staff_row(person, name=f"考评{person}", role=EX) for person in ASSESSORS]
        cards = [
            {"staff_no": one["staff_no"], "card": one["name"], "trade": "电工", "level": 1, "until": "2027-12-31",
             "running": 0, "room": ROOM, "leader": False}
            for one in assessors
        ]  # fmt: skip
        room = {"room": ROOM, "name": "一号车间", "building": "实训楼", "floor": 1, "seats": 12}
        held = {"plan": plan, "code": f"JX-{plan}", "days": [on], "sessions": [session]}
        for kind, taken in (
            ("plan", [PLAN_ROW | held]), ("rooms", [room]), ("candidates", CANDIDATES), ("staff", assessors)
        ):  # fmt: skip
            accepted(day.take(kind, taken, plan=plan))
        body = day.stage("assessors", cards, plan=plan)
        if not by_record:
            files = hub.door.hub.files
            content = json.loads(files.read(body["rows_sha256"]))
            content.pop("by_record", None)
            body["rows_sha256"] = files.keep(json.dumps(content).encode())
        accepted(day.office.hand("import.commit", body))

    return hold


@pytest.mark.parametrize(("by_record", "formed"), [(False, True), (True, False)])
def test_a_file_forms_its_team_in_a_rebuild_by_what_held_when_it_was_checked(exam, hub, rows, by_record, formed):
    """Three exams running are on record: once that did not count, and who drew lots then had a team."""
    for on in ("2026-03-20", "2026-06-20", "2026-09-20"):
        exam(on)
    exam("2026-12-20", by_record=by_record)
    before = {kind: rows(kind) for kind in ("team", "assessor", "alert")}
    assert (f"{NOW}/{SESSION}/{ROOM}" in before["team"]) is formed
    assert [row["running"] for row in before["assessor"].values()] == [0] * 12
    hub.committer.call(hub.door.rebuild)
    assert {kind: rows(kind) for kind in before} == before


def test_a_team_formed_before_the_hub_counted_stays_let_off_what_it_was_for_the_reason_it_had(
    exam, hub, rows, day, monkeypatch
):
    for on in ("2026-03-20", "2026-06-20", "2026-09-20"):
        exam(on)
    key = f"{NOW}/{SESSION}/{ROOM}"
    with monkeypatch.context() as before_it_counted:
        before_it_counted.setattr(record, "with_record", lambda _connection, _known, held: list(held))
        exam("2026-12-20")
        *two, ill = rows("team")[key]["assessors"]
        team = {"plan": NOW, "session": SESSION, "room": ROOM, "assessors": two, "leader": two[0]}
        accepted(day.office.hand("practical.team", team | {"reason": f"{ill} 号临时生病"}))
    told = rows("team")[key]
    assert told["waived"] == ["team-few", "team-even"]
    hub.committer.call(hub.door.rebuild)
    assert rows("team")[key] == told
