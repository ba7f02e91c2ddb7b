"""A morning's cards in the browser: the sample's card files, record sheets and keys on record before a hub runs."""

import csv
import io
import os
import shutil
import signal
import subprocess
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import expect

from protocol.role import BY_CODE
from server.cli.client import open_hub
from server.config import Config
from server.domain.reading.key import key_to_row
from server.sample.cards import PAPERS, key
from tests.browser import signing, site
from tests.running import ROOT

SESSION = "S1"
PROGRAM = ROOT / ".venv" / "bin" / "kaowu-station"
CODES = {"operator": "RO", "checker": "CK", "monitor": "SV", "leader": "CE", "deputy": "DCE"}


@dataclass
class Morning:
    """The day, its card files, who reads, the rooms, who was absent, cards by room, keys by subject and paper."""

    day: site.Day
    files: Path
    people: dict[str, dict]
    rooms: list[str]
    absent: dict[str, list[int]]
    bags: dict[str, int]
    keys: dict[str, dict[str, list[str]]]

    def badge(self, who):
        return self.day.badge_text(self.people[who])

    def exported(self, name):
        """Bytes of a file as the reader exports it."""
        return (self.files / "cards" / name).read_bytes()


def prepare(folder, *, rooms=8, left="", first_key=True):
    """Import the day, and hand in what others do besides: format, record sheets (but for room ``left``), keys.

    Every paper's key is entered by two people, but for the first one: by one alone.
    """
    written = site.sample_day(folder / "written", rooms=rooms, begins=-200, cards=True)
    # The day of the cards, not one written again: midnight may have passed.
    shutil.copytree(written, folder / "files", ignore=shutil.ignore_patterns("cards"))
    day = site.prepare_day(folder / "data", folder / "files")
    told = csv.DictReader(io.StringIO((folder / "written" / "cards" / "absent.csv").read_text("utf-8-sig")))
    rows = [row for row in told if SESSION in row.values()]
    people = {who: _first(day, code) for who, code in CODES.items()}
    with open_hub(Config(day.data, f"sqlite:///{day.data / 'kaowu.db'}")) as hub:
        plan = day.plan["plan"]
        held = {row["room"]: row["sessions"][SESSION] for row in hub.rows("room") if SESSION in row["sessions"]}
        names = sorted(held)
        absent = {room: sorted(int(seat) for at, seat, _ in _lines(rows) if at == room) for room in names}
        subjects = sorted({f"{one['trade']}/{one['level']}" for room in held.values() for one in room["groups"]})
        text = (folder / "written" / "cards" / "profile-txt.yaml").read_text("utf-8")
        away = {room: sorted(number for at, _, number in _lines(rows) if at == room) for room in names}
        place = {"plan": plan, "session": SESSION}
        sheets = [
            ("attendance.mark", place | {"room": room, "absent": away[room], "bag": held[room]["expected"]})
            for room in names
            if room != left
        ]  # fmt: skip
        papers = [(subject, paper) for subject in subjects for paper in PAPERS]
        entered = [("reading.key", place | key_to_row(key(*one))) for one in papers]
        profile = ("reading.profile", {"plan": plan, "id": "sample-day-txt", "profile": text})
        leader = signing.at_the_office(hub, people["leader"])
        # Who shows a badge is there. Between two sessions' times nobody can check in, and then it is not asked.
        hub.facts(
            [("duty.check_in", {"plan": plan, "person": who["person"], "place": "office"}) for who in people.values()],
            leader,
        )
        _hand(hub, leader, [profile, *sheets, *entered])
        _hand(hub, signing.at_the_office(hub, people["deputy"]), entered[1:] if first_key else entered)
        for who in people.values():
            hub.post("/api/pins", {"plan": plan, "person": who["person"], "pin": signing.PIN})
    letters = {
        subject: {paper: [one.answers[0] for one in key(subject, paper).questions] for paper in PAPERS}
        for subject in subjects
    }
    bags = {room: held[room]["expected"] for room in names}
    return Morning(day, folder / "written", people, names, absent, bags, letters)


def _first(day, code):
    return next(one for one in day.people if one["role"] == BY_CODE[code].number)


def _lines(rows):
    """Room, seat and number of each absent candidate, whatever the columns are called."""
    for row in rows:
        _, room, seat, number, *_ = row.values()
        yield room, seat, number


def _hand(hub, grant, acts):
    for start in range(0, len(acts), 100):
        for receipt in hub.facts(acts[start : start + 100], grant):
            assert receipt["verdict"] == "accepted", receipt


@contextmanager
def station(hub, folder, own, *more, name="读卡一号机"):
    """A real station process that watches a folder; its enrolment is part of its start."""
    code = site.office(hub).post("/api/enrol-codes", {"kind": "reader", "name": name}).json["code"]
    run = [PROGRAM, "reader", "watch", folder, "--hub", f"http://127.0.0.1:{hub.port}", "--every", "0.05", *more]
    around = os.environ | {"KAOWU_STATION": str(own)}
    popen = subprocess.Popen(
        [*run, "--enrol", code, "--name", name, "--headless"], cwd=ROOT, env=around,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    try:
        yield popen
    finally:
        popen.send_signal(signal.SIGTERM)
        popen.communicate(timeout=60)


def take_over(page, person):
    """Sign in where somebody else may have signed in before; the page is back where it was."""
    page.locator("a.signed-in").click()
    expect(page.locator(".sign-in")).to_be_visible()
    other = page.get_by_role("button", name="换人登录")
    if other.count():
        other.click()
    page.get_by_label("或按姓名、工号、证牌编号查找登录人").fill(person["staff_no"])
    page.locator(".search li button", has_text=person["name"]).first.click()
    signing.press(page)
    expect(page.locator("a.signed-in")).to_contain_text(person["name"])


def the_only(found):
    """The one thing that is there, once it is."""
    expect(found).to_have_count(1)
    return found.first


def typed(answers, singles):
    """What is pressed for a key: a letter a question, then several letters and a space each."""
    return "".join(answers[:singles]) + "".join(f"{one} " for one in answers[singles:])


def paper_line(page, subject, paper="A"):
    """The row of a paper's key."""
    trade, level = subject.split("/")
    of = page.locator("tbody tr").filter(has_text=f"{trade} {'一二三四五'[int(level) - 1]}级")
    return of.filter(has=page.get_by_role("cell", name=paper, exact=True))


def enter_key(page, subject, answers):
    paper_line(page, subject).get_by_role("button").last.click()
    page.get_by_label("第 1 段到第几题").fill("60")
    page.get_by_label("第 2 段到第几题").fill("80")
    page.get_by_label("每题分").last.fill("2")
    page.get_by_role("button", name="开始录入答案").click()
    page.get_by_role("textbox", name="答案", exact=True).focus()
    page.keyboard.type(typed(answers, 60))
    expect(page.get_by_text("80 题已录全")).to_be_visible()
