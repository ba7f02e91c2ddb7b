"""What has to be on record is data of the scheme: asked for, judged by the candidate's own time, and told in words."""

import json

import pytest

from server.store import tables
from tests.exam_day import PLAN
from tests.practical_day import ROOM, SESSION, SHEET, accepted, code, number

KEY = f"{PLAN}/{SESSION}/{ROOM}/{number(1)}"
FILM = {"id": "film", "what": "video", "purpose": "practical", "words": "操作全程", "least": 1, "per": "candidate",
        "when": "working"}  # fmt: skip
PHOTO = {"id": "wiring", "what": "photo", "purpose": "practical", "words": "接线照片", "least": 2, "per": "candidate",
         "item": "b"}  # fmt: skip


@pytest.fixture
def chief(device):
    tablet = device("tablet")
    tablet.sign_in(1)
    return tablet


@pytest.fixture
def asks(chief, workshop):
    """State what the scheme asks for."""
    return lambda *media: chief.hand("practical.scheme", SHEET | {"media": list(media)})


@pytest.fixture
def worked(stations, clock, asks):
    """Candidate 1 worked from 09:00 to 10:00."""
    accepted(asks(FILM, PHOTO))
    accepted(stations.lay())
    accepted(stations.draw(1, 1))
    accepted(stations.identify(1))
    clock.at("09:00")
    accepted(stations.begin(1))
    clock.at("10:00")
    accepted(stations.end(1))
    return stations


@pytest.fixture
def filmed(hub, worked):
    """Keep a film of candidate 1 that began then and lasts so many minutes (None: nothing tells).

    ``kind`` took it; ``ended`` and ``pauses`` are what it says of the clock, ``more`` what else it states.
    """

    def keep(clock, lasts, evidence="e" * 32, *, kind="camcorder", ended=None, pauses=None, **more):
        on = lambda time: f"2026-11-22T{time + ':00' * (len(time) == 5)}+08:00"  # noqa: E731 - said in one place
        begun = on(clock)
        found = None if lasts is None else {"duration_ms": lasts * 60_000}
        body = {"media": "video", "purpose": "practical", "place": {"station": None, "item": None}, "size": 5,
                "begun": begun, "found": found, "source": {"kind": kind},
                "word": {"ended": on(ended or clock)}}  # fmt: skip
        if pauses is not None:  # earlier rows say nothing of them
            body["word"]["pauses"] = [list(map(on, pause)) for pause in pauses]
        body |= more
        place = {"plan": PLAN, "session": SESSION, "room": ROOM, "candidate": number(1)}
        row = {"evidence": evidence, "fact": evidence, "upload": None, "state": "equal", "body": json.dumps(body)}
        hub.committer.call(lambda tx: tx.connection.execute(tables.evidence.insert(), place | row))
        accepted(worked.of("workpiece", 1, {"number": f"G1-{evidence[:2].upper()}", "reason": "重新编号"}))

    return keep


@pytest.fixture
def told(rows):
    return lambda what="lacks": [lack["zh"] for lack in rows("result")[KEY][what]]


def test_the_office_adds_takes_away_and_rewords_what_is_asked_for(worked, asks, told, rows):
    assert {"操作全程：应有 1，已到 0", "接线照片（接线工艺）：应有 2，已到 0"} <= set(told())
    accepted(asks(PHOTO | {"words": "接线特写", "item": None, "least": 1}))
    assert "接线特写：应有 1，已到 0" in told()
    assert not any("操作全程" in lack for lack in told())
    lacks = {lack["wanted"]: lack for lack in rows("result")[KEY]["lacks"]}
    assert lacks["wiring"]["need"] == 1


@pytest.mark.parametrize(
    ("changes", "refused", "says"),
    [
        ({"item": "z"}, "scheme-media-item", "影像要求“接线照片”限定的评分项“z”不在这份方案里"),
        ({"per": "room"}, "scheme-media-room", "影像要求“接线照片”按考场要，不能限定操作的时间或评分项"),
        ({"shortest": 5}, "scheme-media-length", "影像要求“接线照片”要的是照片，照片没有时长"),
        ({"words": " "}, "scheme-media-words", "影像要求“wiring”没有写拍什么"),
    ],
)
def test_what_cannot_be_asked_for_is_told_in_a_sentence(asks, changes, refused, says):
    receipt = asks(PHOTO | changes)
    assert (code(receipt), receipt.refusal.said("zh")["says"]) == (refused, says)


def test_what_no_film_shows_is_told_by_the_clock_of_the_site(filmed, told, rows):
    filmed("08:55", 17)
    filmed("09:31", 40, "f" * 32)
    assert "操作全程：录像缺 09:12–09:31" in told()
    (lack,) = (lack for lack in rows("result")[KEY]["lacks"] if lack["code"] == "film-gaps")
    assert lack["en"] == "操作全程: no film of 09:12-09:31"


def test_a_film_by_a_clock_that_is_ahead_is_compared_by_the_hubs(filmed, told):
    filmed("09:05", 62, skew_ms=-300_000)
    assert not any("操作全程" in lack for lack in told())


def test_a_film_that_shows_all_the_work_is_enough(filmed, told):
    filmed("08:55", 70)
    assert not any("操作全程" in lack for lack in told())
    assert told("notes") == []


def test_while_a_film_rested_it_shows_nothing_and_that_is_told(filmed, told):
    filmed("08:58", 53, kind="app", ended="10:03", pauses=[("09:20", "09:32")])
    assert "操作全程：录像缺 09:20–09:32" in told()
    filmed("09:48", 17, "f" * 32, kind="app", ended="10:05", pauses=[])
    assert "操作全程：录像缺 09:20–09:32" in told()


def test_what_no_film_shows_for_less_than_a_minute_is_told_to_the_second(asks, filmed, told, rows):
    accepted(asks(FILM | {"missing": 0}))
    filmed("08:58", 64, kind="app", ended="10:03", pauses=[("09:20:10", "09:20:32")])
    assert "操作全程：录像缺 09:20:10–09:20:32" in told()
    (lack,) = (lack for lack in rows("result")[KEY]["lacks"] if lack["code"] == "film-gaps")
    assert lack["en"] == "操作全程: no film of 09:20:10-09:20:32"


def test_a_film_that_rested_and_does_not_say_when_is_never_told_as_a_gap(filmed, told):
    filmed("08:58", 53, kind="app", ended="10:03")
    assert not any("操作全程" in lack for lack in told())
    assert told("notes") == ["操作全程：1 个录像时长不明，请看录像，确认拍全了没有"]


def test_a_cards_film_that_does_not_say_how_long_it_is_counts_and_is_noted(filmed, told):
    filmed("08:55", None)
    assert not any("操作全程" in lack for lack in told())
    assert told("notes") == ["操作全程：1 个录像时长不明，请看录像，确认拍全了没有"]


def test_a_file_with_other_items_asks_no_more_for_one_that_is_gone(worked, workshop, rows):
    row = {"trade": "电工", "level": 4, "title": None, "question": "", "id": "x", "name": "接线", "full": 10000,
           "criterion": "", "failing": False, "passing": None, "threshold": None, "rule": None,
           "workpiece": None}  # fmt: skip
    accepted(workshop.take("schemes", [row]))
    assert {one["id"]: one["item"] for one in rows("scheme")[f"{PLAN}/电工/4"]["media"]} == {
        "film": None, "wiring": None,
    }  # fmt: skip
