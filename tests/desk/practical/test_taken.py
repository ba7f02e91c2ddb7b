"""Teams that files of assessors form, folded again from the journal."""

import json

import pytest

from server.desk.practical import record
from tests.exam_day import PLAN_ROW, staff_row
from tests.practical_day import ASSESSORS, CANDIDATES, EX, ROOM, SESSION, SESSION_ROW, accepted

NOW = 20261220


@pytest.fixture
def exam(day, hub):
    """Hold an exam here on a day (YYYY-MM-DD), wholly by files; its three assessors are the same each time.

    ``by_record``: by which rule the hub checked the file of cards. Assessors of 焊工 are others.
    """

    def hold(on, *, by_record="trade", trade="电工"):
        plan = int(on.replace("-", ""))
        session = SESSION_ROW | {end: SESSION_ROW[end].replace("2026-11-22", on) for end in ("starts", "ends")}
        assessors = [staff_row(person, name=f"考评{trade}{person}", role=EX) for person in ASSESSORS]
        cards = [
            {"staff_no": one["staff_no"], "card": one["name"], "trade": trade, "level": 1, "until": "2027-12-31",
             "running": 0, "room": ROOM, "leader": False}
            for one in assessors
        ]  # fmt: skip
        room = {"room": ROOM, "name": "一号车间", "building": "实训楼", "floor": 1, "seats": 12}
        held = {"plan": plan, "code": f"JX-{plan}", "days": [on], "sessions": [session], "trades": [trade]}
        candidates = [one | {"trade": trade} for one in CANDIDATES]
        for kind, taken in (
            ("plan", [PLAN_ROW | held]), ("rooms", [room]), ("candidates", candidates), ("staff", assessors)
        ):  # fmt: skip
            accepted(day.take(kind, taken, plan=plan))
        body = day.stage("assessors", cards, plan=plan)
        files = hub.door.hub.files
        content = json.loads(files.read(body["rows_sha256"]))
        if content["by_record"] != by_record:
            content["by_record"] = by_record
            body["rows_sha256"] = files.keep(json.dumps(content).encode())
        accepted(day.office.hand("import.commit", body))

    return hold


@pytest.mark.parametrize(
    ("by_record", "between", "formed"),
    [(None, False, True), (True, False, False), (True, True, True), ("trade", True, False)],
)
def test_a_file_forms_its_team_in_a_rebuild_by_what_held_when_it_was_checked(
    exam, hub, rows, by_record, between, formed
):
    """Three exams running are on record: once that did not count, and once one of another trade ended the run."""
    for on in ("2026-03-20", "2026-06-20", "2026-09-20"):
        exam(on)
    if between:
        exam("2026-10-20", trade="焊工")
    exam("2026-12-20", by_record=by_record)
    before = {kind: rows(kind) for kind in ("team", "assessor", "alert")}
    assert (f"{NOW}/{SESSION}/{ROOM}" in before["team"]) is formed
    assert {row["running"] for row in before["assessor"].values()} == {0}
    assert {row["recorded"] for key, row in before["assessor"].items() if key.startswith(str(NOW))} == {3}
    hub.committer.call(hub.door.rebuild)
    assert {kind: rows(kind) for kind in before} == before


@pytest.mark.parametrize("told", [{}, {"seen": ["team-few", "team-even"]}])
def test_a_team_formed_before_the_hub_counted_stays_let_off_what_it_was_for_the_reason_it_had(
    exam, hub, rows, day, monkeypatch, told
):
    for on in ("2026-03-20", "2026-06-20", "2026-09-20"):
        exam(on)
    key = f"{NOW}/{SESSION}/{ROOM}"
    with monkeypatch.context() as before_it_counted:
        before_it_counted.setattr(record, "with_record", lambda _connection, _known, held, **_: list(held))
        exam("2026-12-20")
        *two, ill = rows("team")[key]["assessors"]
        team = {"plan": NOW, "session": SESSION, "room": ROOM, "assessors": two, "leader": two[0]}
        accepted(day.office.hand("practical.team", team | told | {"reason": f"{ill} 号临时生病"}))
    before = rows("team")[key]
    assert before["waived"] == ["team-few", "team-even"]
    hub.committer.call(hub.door.rebuild)
    assert rows("team")[key] == before


def test_what_the_records_tell_of_a_card_follows_who_sat_an_earlier_exam(exam, day, rows):
    exam("2026-09-20")
    exam("2026-10-20", trade="焊工")
    exam("2026-12-20")

    def recorded():
        return {row["recorded"] for key, row in rows("assessor").items() if key.startswith(str(NOW))}

    assert recorded() == {1}
    accepted(day.take("candidates", CANDIDATES, plan=20261020))  # of the trade of the other two
    assert recorded() == {0}
