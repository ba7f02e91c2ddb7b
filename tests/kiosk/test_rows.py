"""The hub's rows as the station keeps them, and what it concludes from them by itself."""

import base64
import stat
from contextlib import closing
from datetime import UTC, date, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlite_utils import Database

from kiosk.clock import Clock
from kiosk.hub import Away, Refused
from kiosk.judge import STOPS, Holder, holder_of
from kiosk.rows import FILE, Page, Rows, read_page
from kiosk.sync import Sync
from kiosk.words import WORDS
from protocol.token import Token, mint

NOW = datetime(2026, 11, 22, 0, 30, tzinfo=UTC)
AT = NOW.timestamp()
DAY = 86400
KEY = Ed25519PrivateKey.generate()
PLAN = {"plan": 2026112, "days": ["2026-11-22"], "zone": "Asia/Shanghai"}


def person(number=17, name="甲乙", **other):
    return {"plan": 2026112, "person": number, "name": name, "unit": "某校", "role": 8, "listed": True,
            "state": "expected", "number": "00017-E"} | other  # fmt: skip


def badge(key="aa" * 8, **other):
    return {"badge": key, "plan": 2026112, "person": 17, "role": 8, "number": "00017-E", "state": "issued",
            "nbf": int(AT) - DAY, "exp": int(AT) + DAY, "reason": None} | other  # fmt: skip


def key_row(key=KEY):
    raw = key.public_key().public_bytes_raw()
    return {"kid": 1, "x": base64.urlsafe_b64encode(raw).rstrip(b"=").decode()}


def page(*rows, through=5, more=False, size=None, now=NOW):
    said = [{"kind": kind, "key": key, "seq": through, "value": value} for kind, key, value in rows]
    return Page(said, through, more, through if size is None else size, now)


USUAL = (
    ("plan", "2026112", PLAN),
    ("person", "2026112/17", person()),
    ("badge", "aa" * 8, badge()),
    ("badge_key", "1", key_row()),
)


@pytest.fixture
def rows(tmp_path):
    made = Rows(tmp_path, "kaowu/one")
    made.take(page(*USUAL))
    return made


def token(**other):
    said = {"badge": "aa" * 8, "person": 17, "role": 8, "site": 1, "plan": 2026112, "not_before": int(AT) - DAY,
            "expires": int(AT) + DAY} | other  # fmt: skip
    return mint(Token(**said), KEY, 1)


# Kept


def test_rows_outlive_the_program(rows, tmp_path):
    again = Rows(tmp_path, "kaowu/one")
    assert again.through == 5
    assert again.read_at == NOW
    assert again.person(2026112, 17)["name"] == "甲乙"


def test_a_newer_row_replaces_the_older_and_an_empty_one_takes_it_away(rows, tmp_path):
    rows.take(page(("person", "2026112/17", person(name="丙丁")), ("badge", "aa" * 8, None), through=6))
    for seen in (rows, Rows(tmp_path, "kaowu/one")):
        assert seen.person(2026112, 17)["name"] == "丙丁"
        assert seen.one("badge", "aa" * 8) is None


def test_what_a_gate_does_not_need_is_not_kept(rows, tmp_path):
    rows.take(page(("contact", "2026112/17", {"phone": "13900000000"}), through=7))
    assert b"13900000000" not in b"".join(path.read_bytes() for path in tmp_path.iterdir())


def test_another_hubs_rows_are_forgotten(rows, tmp_path):
    other = Rows(tmp_path, "kaowu/two")
    assert other.through == 0
    assert other.all("person") == []


def test_the_file_is_this_accounts_alone(rows, tmp_path):
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600


def test_people_are_forgotten_when_the_plans_days_are_over_and_leave_no_trace_on_the_disk(rows, tmp_path):
    rows.take(page(("person", "2026112/18", person(18, "留痕姓名")), through=8))
    rows.forget_past(date(2026, 11, 22))
    assert rows.person(2026112, 18)
    rows.forget_past(date(2026, 11, 23))
    assert rows.all("person") == rows.all("badge") == []
    assert len(rows.all("plan")) == 1
    assert "留痕姓名".encode() not in b"".join(path.read_bytes() for path in tmp_path.iterdir())


def test_a_full_disk_costs_nothing_but_the_next_start(rows, tmp_path, monkeypatch):
    def full(*_):
        raise OSError("disk full")

    monkeypatch.setattr("kiosk.rows._write", full)
    rows.take(page(("person", "2026112/18", person(18)), through=9))
    assert rows.person(2026112, 18)
    assert Rows(tmp_path, "kaowu/one").through == 5


@pytest.mark.parametrize("damage", [b"no database", b"SQLite format 3\0" + b"\xff" * 4000])
def test_a_damaged_file_is_made_anew(rows, tmp_path, damage):
    for path in tmp_path.iterdir():
        path.unlink()
    (tmp_path / FILE).write_bytes(damage)
    again = Rows(tmp_path, "kaowu/one")
    assert again.through == 0
    again.take(page(*USUAL))
    assert Rows(tmp_path, "kaowu/one").person(2026112, 17)


def test_a_disk_that_takes_nothing_keeps_no_gate_from_opening(tmp_path, monkeypatch):
    def full(*_):
        raise OSError("disk full")

    monkeypatch.setattr("kiosk.rows.migrations.apply", full)
    assert Rows(tmp_path, "kaowu/one").through == 0


def test_only_steps_of_its_own_make_the_tables(rows, tmp_path):
    with closing(Database(tmp_path / FILE)) as db:
        assert {"row", "source", "_sqlite_migrations"} <= set(db.table_names())


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"rows": {}, "through": 1, "size": 1, "now": "2026-11-22T08:00:00+08:00"},
        {"rows": [], "through": "1", "size": 1, "now": "2026-11-22T08:00:00+08:00"},
        {"rows": [1], "through": 1, "size": 1, "now": "2026-11-22T08:00:00+08:00"},
        {"rows": [{"kind": "plan", "key": "1", "value": 3}], "through": 1, "size": 1, "now": "2026-11-22T08:00:00Z"},
        {"rows": [], "through": 1, "size": 1, "now": "2026-11-22T08:00:00"},
        {"rows": [], "through": 1, "size": 1, "now": "tomorrow"},
    ],
)
def test_an_answer_of_another_shape_is_none(answer):
    with pytest.raises(ValueError, match=r".+"):
        read_page(answer)


# Judged


def test_a_good_badge_names_its_holder(rows):
    assert holder_of({"badge": token()}, rows, AT) == Holder(2026112, person(), 8, "00017-E", None)


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("https://example.org", "unreadable"),
        (lambda: token()[:-3] + "AAA", "forged"),
        (lambda: mint(Token("aa" * 8, 17, 8, 1, 2026112, 0, 2**40), Ed25519PrivateKey.generate(), 1), "forged"),
        (lambda: token(badge="bb" * 8, plan=1), "wrong-plan"),
        (lambda: token(badge="bb" * 8, expires=int(AT)), "wrong-day"),
        (lambda: token(badge="bb" * 8, not_before=int(AT) + 1), "wrong-day"),
    ],
)
def test_a_bad_badge_is_doubted(rows, text, doubt):
    said = text if isinstance(text, str) else text()
    holder = holder_of({"badge": said}, rows, AT)
    assert holder.doubt in ({"forged", "unreadable"} if doubt == "forged" else {doubt})
    assert holder.doubt in STOPS


def test_a_forged_badge_names_nobody(rows):
    forged = mint(Token("aa" * 8, 17, 8, 1, 2026112, 0, 2**40), Ed25519PrivateKey.generate(), 1)
    assert holder_of({"badge": forged}, rows, AT) == Holder(doubt="forged")


def test_a_revoked_badge_is_stopped_by_qr_and_by_number(rows):
    rows.take(page(("badge", "aa" * 8, badge(state="revoked", reason="lost")), through=6))
    for who in ({"badge": token()}, {"number": "00017-E"}):
        assert holder_of(who, rows, AT).doubt == "revoked"


def test_a_spare_badge_belongs_to_whom_it_was_bound(rows):
    rows.take(page(("badge", "cc" * 8, badge("cc" * 8, number="00099-X")), through=6))
    assert holder_of({"badge": token(badge="cc" * 8, person=0)}, rows, AT).person["name"] == "甲乙"


def test_who_left_the_list_is_stopped_and_who_is_in_is_only_told(rows):
    rows.take(page(("person", "2026112/17", person(listed=False)), through=6))
    assert holder_of({"plan": 2026112, "person": 17}, rows, AT).doubt == "not-listed"
    rows.take(page(("person", "2026112/17", person(state="in")), through=7))
    inside = holder_of({"plan": 2026112, "person": 17}, rows, AT)
    assert inside.doubt == "already-in"
    assert inside.doubt not in STOPS
    assert holder_of({"plan": 2026112, "person": 17}, rows, AT, leaving=True).doubt is None


def test_a_station_that_never_heard_from_the_hub_judges_nobody(tmp_path):
    empty = Rows(tmp_path, "kaowu/one")
    assert holder_of({"badge": token()}, empty, AT) == Holder()
    assert holder_of({"number": "00017-E"}, empty, AT) == Holder(number="00017-E")


def test_the_badge_that_is_valid_now_is_meant_where_numbers_repeat(rows):
    old = badge("dd" * 8, person=3, nbf=1, exp=2)
    rows.take(page(("badge", "00" * 8, old | {"badge": "00" * 8}), through=6))
    assert rows.by_number("00017-E", AT)["person"] == 17
    assert rows.by_number("00018-0", AT) is None


def test_every_doubt_has_its_sentence():
    assert {f"doubt-{doubt}" for doubt in {*STOPS, "already-in"}} <= set(WORDS)


# Read


class Hub:
    """Answers as told."""

    def __init__(self, *answers):
        self.answers, self.asked = list(answers), []

    def changes(self, after, limit):
        self.asked.append(after)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def said(*rows, through, size, more=False, now="2026-11-22T08:30:00+08:00"):
    listed = [{"kind": kind, "key": key, "seq": through, "value": value} for kind, key, value in rows]
    return {"rows": listed, "through": through, "more": more, "size": size, "now": now}


def synced(rows, *answers):
    hub, clock = Hub(*answers), Clock()
    clock.learn(NOW, datetime.now(UTC), 0.0)
    sync = Sync(hub, rows, clock, lambda: None)
    sync.once()
    return sync, hub


def test_changes_are_read_page_by_page_from_where_it_stood(rows):
    extra = ("person", "2026112/18", person(18))
    sync, hub = synced(rows, said(extra, through=8, size=9, more=True), said(through=9, size=9))
    assert hub.asked == [5, 8]
    assert rows.through == 9
    assert sync.state == ("on", "")


def test_a_hub_restored_from_an_older_copy_is_read_from_the_beginning(rows):
    _, hub = synced(rows, said(through=3, size=3), said(*USUAL[:1], through=3, size=3))
    assert hub.asked == [5, 0]
    assert rows.all("person") == []


def test_without_the_hub_the_rows_stay(rows):
    sync, _ = synced(rows, Away("unreachable", reached=False))
    assert sync.state == ("away", "unreachable")
    assert rows.all("person")
    assert rows.read_at == NOW


def test_a_station_that_was_revoked_forgets_everybody(rows):
    sync, _ = synced(rows, Refused(401, "not-enrolled", "本机未登记", ""))
    assert sync.state[0] == "over"
    assert rows.all("person") == rows.all("badge") == []


def test_an_answer_that_is_no_hubs_changes_nothing(rows):
    sync, _ = synced(rows, {"rows": "none"})
    assert sync.state == ("away", "no-hub")
    assert rows.all("person")


def test_the_clock_is_the_hubs(rows):
    clock = Clock()
    ahead = (datetime.now(UTC) + timedelta(hours=3)).isoformat()
    Sync(Hub(said(through=5, size=5, now=ahead)), rows, clock, lambda: None).once()
    assert timedelta(hours=2, minutes=59) < clock.skew < timedelta(hours=3, minutes=1)
