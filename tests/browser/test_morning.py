"""A whole morning at two tables, in real browsers before a real hub: everybody comes out as they should."""

import json
import os
import sys
from pathlib import Path
from statistics import median

import pytest
from playwright.sync_api import expect

from protocol.role import PROCTOR
from server.cli.client import open_hub
from server.config import Config
from tests.browser import site
from tests.browser.morning import WATCH, Effort, Table, film_of, queue_of
from tests.running import serving

SPARES = 8
SEARCH = "姓名、工号、编号、单位或手机尾号"
LONGEST = 600_000  # ms; a film of seventy people on a busy machine


@pytest.fixture
def prepared(tmp_path, count):
    """A day with so many people and spare badges; the revoked badge is revoked beforehand."""
    folder = site.sample_day(tmp_path / "files", rooms=max(4, count // 3), seed=3)
    day = site.prepare_day(tmp_path / "data", folder).with_spares(PROCTOR.number, SPARES)
    queue = queue_of(day, count)
    (comer,) = (one for one in queue.camera if one.case == "revoked")
    with open_hub(Config(day.data, f"sqlite:///{day.data / 'kaowu.db'}")) as hub:
        hub.facts([("badge.revoke", {"badge": comer.person["badge"], "reason": "lost", "note": ""})])
    return day, queue


@pytest.fixture
def hub(prepared):
    with serving(prepared[0].data) as running:
        yield running


@pytest.fixture
def tables(prepared, hub, launch, browser, tmp_path):
    """Table one: a phone that films its queue. Table two: a tablet with a hand scanner."""
    _, queue = prepared
    film = film_of(queue.camera, tmp_path / "queue.y4m")
    origin = site.hub_origin(hub)
    with (
        launch(film) as filming,
        site.device(filming, origin, site.PHONE, answers_stay=False) as one,
        site.device(browser, origin, site.TABLET, answers_stay=False) as two,
    ):
        for page, kind, name in ((two, "tablet", "二号台"), (one, "phone", "一号台")):
            page.add_init_script(f"({WATCH})()")
            site.enrol(page, hub, kind, name)
            site.visit(page, "/check-in")
        yield Table(one), Table(two)


@pytest.mark.long  # each case stands alone in test_check_in and test_walk_in, the camera in test_first_day
@pytest.mark.parametrize(
    "count",
    [
        pytest.param(24, marks=pytest.mark.timeout(900)),
        pytest.param(150, marks=pytest.mark.timeout(1800)),
    ],
)
def test_everybody_of_a_morning_comes_out_right(prepared, hub, tables, count, picture, capsys):
    day, queue = prepared
    assert len(queue) == count
    filmed, scanned = tables
    scanner = iter(queue.scanner)
    answers = []
    for comer in scanner:
        attend(day, scanned, comer, picture)
        read_refusals(filmed, answers)
    while len(seen(filmed)) < len(queue.camera):
        filmed.page.wait_for_timeout(200)
        read_refusals(filmed, answers)
    efforts = scanned.efforts + filmed_efforts(filmed, queue.camera)
    assert outcomes(hub) == queue.let_in
    assert [state for _, _, state in seen(filmed)] == [expected(comer) for comer in queue.camera]
    report(efforts, count, capsys)
    substitutes = [effort for effort in efforts if effort.case == "substitute"]
    assert median(effort.taps for effort in efforts if effort.case == "badge") == 0
    assert max(effort.taps + effort.keys + effort.characters for effort in substitutes) <= 30


def expected(comer):
    return "accepted" if comer.case == "badge" else "refused"


def outcomes(hub):
    """The names of everybody who is in."""
    return {row["name"] for (kind, _), row in site.rows_of(hub).items() if kind == "person" and row["state"] == "in"}


def attend(day, table, comer, picture):
    """Do at table two what the clerk does for somebody."""
    effort = table.begin(comer.case)
    {"badge": _badge, "substitute": _substitute, "forgot": _forgot, "name": _name, "number": _number}[comer.case](
        day, table, comer, picture
    )
    assert effort.waited >= 0


def _badge(_day, table, comer, _picture):
    table.scan(comer.text)
    assert comer.name in table.answer("accepted")


def _substitute(day, table, comer, picture):
    """The clerk takes a spare badge from the box, scans it, writes the name; whom they stand for if they know."""
    page = table.page
    table.scan(day.spare_text(comer.spare))
    expect(page.get_by_text("请选择领用人")).to_be_visible()
    page.get_by_label(SEARCH).focus()
    table.write(comer.name)
    table.tap(page.get_by_role("button", name="名单中没有这个人？登记临时人员"))
    if comer.person is not None:
        table.tap(page.get_by_role("button", name="顶替谁？（可不填）"))
        table.write(comer.person["name"])
        table.tap(page.locator(".search li button", has_text=comer.person["unit"]).first)
    picture(page, "morning-substitute-tablet")
    table.tap(page.get_by_role("button", name="登记并签到"))
    said = table.answer("accepted")
    picture(page, "morning-substitute-answer-tablet")
    assert comer.name in said
    assert comer.spare["number"] in said
    table.leave()


def _forgot(day, table, comer, _picture):
    _found(table, comer)
    table.tap(table.page.get_by_role("button", name="绑定备用证牌并签到"))
    table.tap(table.page.get_by_role("button", name="忘带"))
    table.scan(day.spare_text(comer.spare))
    said = table.answer("accepted")
    assert comer.name in said
    assert comer.spare["number"] in said
    table.leave()


def _name(_day, table, comer, _picture):
    _found(table, comer)
    table.tap(table.page.get_by_role("button", name="签到（无证牌）"))
    assert comer.name in table.answer("accepted")
    table.leave()


def _found(table, comer):
    page = table.page
    table.tap(page.locator(".check-in > .ways").get_by_role("button", name="搜姓名"))
    page.get_by_label(SEARCH).focus()
    table.write(comer.name)
    same = page.locator(".search li button", has_text=comer.person["unit"])
    table.tap(same.filter(has_text=comer.person["tail"]).first if comer.person["tail"] else same.first)


def _number(_day, table, comer, _picture):
    page = table.page
    table.tap(page.locator(".check-in > .ways").get_by_role("button", name="输编号"))
    page.get_by_label("证牌编号").focus()
    table.write(comer.person["number"])
    table.enter()
    assert comer.name in table.answer("accepted")


def seen(table):
    """What the camera's table answered: when it was shown, when answered, how; in order."""
    shown, found = None, []
    for one in table.page.evaluate("window.seen"):
        if one["what"] == "shown":
            shown = one["at"]
        elif shown is not None and (state := _state(one["words"])):
            found.append((shown, one["at"], state))
            shown = None
    return found


def _state(words):
    classes = words.partition("|")[0].split()
    return next((state for state in ("accepted", "refused", "disputed") if state in classes), None)


def read_refusals(table, answers):
    """A refusal stays until somebody has read it: the clerk taps it away."""
    button = table.page.locator(".verdict").get_by_role("button", name="继续")
    if table.page.locator(".verdict.refused").count() and button.is_visible():
        answers.append(table.page.locator(".verdict").inner_text())
        button.click()


def filmed_efforts(table, queue):
    made = []
    for comer, (shown, answered, state) in zip(queue, seen(table), strict=True):
        made.append(Effort(comer.case, taps=int(state == "refused"), holds=1, waited=(answered - shown) / 1000))
    return made


def report(efforts, count, capsys):
    """Say what a person of each case cost; with ``KAOWU_SHOTS`` also as a file there."""
    lines = {}
    for case in sorted({effort.case for effort in efforts}):
        of = [effort for effort in efforts if effort.case == case]
        lines[case] = {
            "people": len(of),
            "taps": median(effort.taps for effort in of),
            "keys": median(effort.keys for effort in of),
            "characters": median(effort.characters for effort in of),
            "machine_s": round(median(effort.waited for effort in of), 2),
            "all_in_s": round(median(effort.seconds() for effort in of), 1),
        }
    with capsys.disabled():
        sys.stdout.write(f"\n{count} people: {json.dumps(lines, ensure_ascii=False)}\n")
    if folder := os.environ.get("KAOWU_SHOTS"):
        Path(folder, f"morning-{count}.json").write_text(json.dumps(lines, ensure_ascii=False, indent=1), "utf-8")
