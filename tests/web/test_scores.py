"""What screens ask for of card reading: told to whoever has signed in, names masked, files for the centre."""

import csv
import io
import json

import pytest

from server.domain.reading.centre import COLUMNS
from server.web import card_profiles
from tests.exam_day import PLAN
from tests.practical_day import accepted
from tests.reading_day import SESSION, file_of, number, plant, profile_of, session_cards
from tests.reading_room import CHECKER, LEADER, MONITOR, OPERATOR, OTHER_CHECKER, Room, clean, prepare_reading


@pytest.fixture
def room(hub, day, device):
    chief, station = device("tablet"), device("reader")
    return Room(hub, day, station, chief, prepare_reading(day, chief))


@pytest.fixture
def ask(app, room):
    def get(path, device=None, **query):
        asked = {"plan": PLAN} | query
        return app.test_client().get(path, query_string=asked, headers=(device or room.station).headers)

    return get


def test_cards_are_told_page_by_page_to_who_has_signed_in_with_the_surname_alone(room, ask, device):
    batch = room.bring(clean())
    assert ask(f"/api/reading/batches/{batch}/cards", device("reader")).json["error"]["code"] == "grant-needed"
    told = ask(f"/api/reading/batches/{batch}/cards", limit=20).json
    assert (len(told["cards"]), told["total"], told["next"]) == (20, 30, 20)
    assert told["cards"][0]["number"] == number("101", 1)
    assert {card["name"][1:] for card in told["cards"]} == {"**"}
    rest = ask(f"/api/reading/batches/{batch}/cards", after=20).json
    assert ([card["row"] for card in rest["cards"]], rest["next"]) == (list(range(21, 31)), None)


def test_the_raw_file_comes_back_byte_for_byte_and_is_never_run(room, ask):
    raw = clean("dbf")
    batch = room.bring(raw)
    answer = ask(f"/api/reading/batches/{batch}/raw")
    assert answer.data == raw
    assert answer.headers["Content-Disposition"] == "attachment"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    assert ask(f"/api/reading/batches/{'ab' * 32}/raw").status_code == 404


def test_a_faults_cards_show_what_was_read_beside_what_counts(room, ask):
    cards, _ = plant(session_cards(), "unknown-number", number("101", 1))
    room.bring(file_of("txt", cards))
    room.sheets()
    ((key, _),) = room.faults().items()
    (place,) = room.row("reading_fault", f"{SESSION}/{key}")["places"]
    accepted(room.propose(key, "give-number", number=number("101", 1), **place))
    accepted(room.settle(key))
    told = ask("/api/reading/faults", session=SESSION, fault=key).json
    (card,) = [one for one in told["cards"] if one["row"] == place["row"]]
    assert card["machine"]["number"] != card["card"]["number"] == number("101", 1)
    (correction,) = card["corrections"]
    assert (correction["field"], correction["value"]) == ("number", number("101", 1))
    assert correction["machine"] == card["machine"]["number"]
    assert card["version"] == 2


def test_a_rooms_cards_are_told_each_with_the_next_correction_of_it(room, ask):
    room.bring(clean())
    room.sheets()
    first = ask("/api/reading/room", session=SESSION, room="101").json["cards"][0]
    fault = first["correction"]
    key = f"correction/101/{number('101', 1)}/1"
    assert (fault["key"], fault["places"]) == (key, [{"batch": first["batch"], "row": first["row"]}])
    accepted(room.propose(key, "give-answers", cells={"1": ""}, **fault["places"][0]))
    (shown,) = ask("/api/reading/faults", session=SESSION, fault=key).json["cards"]
    assert shown["row"] == first["row"]
    accepted(room.settle(key))
    corrected = ask("/api/reading/room", session=SESSION, room="101").json["cards"][0]
    assert corrected["card"]["answers"][0] == ""
    assert corrected["correction"]["key"] == f"correction/101/{number('101', 1)}/2"


def test_a_room_is_told_by_seat_to_enter_its_record_sheet(room, ask):
    accepted(room.sheet("101"))
    told = ask("/api/reading/seats", session=SESSION, room="101").json
    assert [one["seat"] for one in told["seats"]] == [str(seat) for seat in range(1, 11)]
    assert told["seats"][0]["mask"].endswith("**")
    assert told["sheet"]["absent"] == [number("101", 3), number("101", 7)]
    assert ask("/api/reading/seats", session=SESSION, room="999").json["error"]["code"] == "room-unknown"


def test_a_profile_is_tried_on_a_sample_before_it_is_saved(room, app):
    def preview(text, raw=b""):
        sent = {"profile": text, "sample": (io.BytesIO(raw), "K.TXT")}
        return app.test_client().post("/api/reading/preview", data=sent, headers=room.chief.headers).json

    good = preview(profile_of("txt"), clean())
    assert (good["error"], good["taken"], good["total"], len(good["cards"])) == (None, True, 30, 20)
    wrong = preview("id: x\nformat: papyrus\n", clean())
    assert (wrong["error"]["code"], wrong["cards"]) == ("profile-wrong", [])
    assert wrong["error"]["line"] >= 1
    other = preview(profile_of("csv"), clean())
    assert not other["taken"]
    assert other["faults"]


def test_a_batch_is_tried_by_a_profile_only_while_somebody_has_signed_in_who_may_see_cards(room, app):
    batch = room.bring(clean())

    def preview(plan):
        sent = {"profile": profile_of("txt"), "plan": plan, "batch": batch}
        return app.test_client().post("/api/reading/preview", data=sent, headers=room.chief.headers).json

    assert preview(str(PLAN))["total"] == 30
    assert preview("1" * 5000)["error"]["code"] == "bad-request"
    ended, room.chief.grant = room.chief.grant, None
    accepted(room.chief.hand("grant.end", {"grant": ended}))
    assert preview(str(PLAN))["error"]["code"] == "grant-needed"


def test_a_sample_of_which_only_the_beginning_was_read_says_so(room, app, monkeypatch):
    monkeypatch.setattr(card_profiles, "MOST", 100_000)

    def preview(raw):
        sent = {"profile": profile_of("txt"), "sample": (io.BytesIO(raw), "K.TXT")}
        return app.test_client().post("/api/reading/preview", data=sent, headers=room.chief.headers).json

    assert preview(b"x" * 100_000)["whole"]
    assert not preview(b"x" * 100_001)["whole"]


def test_a_second_entry_of_a_key_is_no_copy_of_the_first(room, ask):
    room.enter_keys(MONITOR)
    room.sign_in(CHECKER)
    keys = ask("/api/reading/keys", session=SESSION).json["keys"]
    assert [(one["state"], one["key"], one["held"]) for one in keys] == [("one", None, False)] * 2
    room.enter_keys(CHECKER, wrong=3)
    first, second = ask("/api/reading/keys", session=SESSION).json["keys"]
    assert (first["state"], [each["question"] for each in first["differences"]]) == ("differ", [3])
    assert (second["state"], len(second["key"]["questions"])) == ("agreed", 80)
    room.sign_in(LEADER)
    first, second = ask("/api/reading/keys", session=SESSION).json["keys"]
    assert (first["key"], first["differences"]) == (None, []), "what differs is between the two"
    assert (second["held"], len(second["key"]["questions"])) == (True, 80)
    room.sign_in(OTHER_CHECKER)
    assert [one["key"] for one in ask("/api/reading/keys", session=SESSION).json["keys"]] == [None, None]
    room.sign_in(OPERATOR)
    assert code_of(ask("/api/reading/keys", session=SESSION)) == "reading-role"


def code_of(answer):
    return answer.json["error"]["code"]


@pytest.mark.parametrize("who", [OPERATOR, CHECKER])
def test_scores_are_told_to_leaders_alone(room, ask, who):
    room.bring(clean())
    room.sign_in(who)
    for path in ("scores", "analysis", "releases/1"):
        assert code_of(ask(f"/api/reading/{path}", session=SESSION)) == "reading-role"
    room.sign_in(who, room.chief)
    assert code_of(ask("/api/reading/export.csv", room.chief)) == "reading-role"


@pytest.mark.parametrize("form", ["theory", "analysis", "abnormal", "notice"])
def test_no_device_draws_scores_where_no_leader_has_signed_in(room, app, device, form):
    room.bring(clean())
    fresh, query = device("tablet"), {"plan": PLAN, "session": SESSION}
    for kind in ("pdf", "png"):
        path = f"/api/forms/{form}.{kind}"
        assert code_of(app.test_client().get(path, query_string=query, headers=fresh.headers)) == "grant-needed"
        assert code_of(app.test_client().get(path, headers=fresh.headers)) == "grant-needed", "of the newest plan"
    room.sign_in(CHECKER, fresh)
    answer = app.test_client().get(f"/api/forms/{form}.pdf", query_string=query, headers=fresh.headers)
    assert code_of(answer) == "reading-role"


def test_a_batch_is_a_sample_for_who_has_signed_in_alone(room, app, device):
    sent = {"profile": profile_of("txt"), "plan": str(PLAN), "batch": room.bring(clean())}
    fresh = device("tablet")
    answer = app.test_client().post("/api/reading/preview", data=sent, headers=fresh.headers)
    assert code_of(answer) == "grant-needed"
    room.sign_in(LEADER, fresh)
    assert app.test_client().post("/api/reading/preview", data=sent, headers=fresh.headers).json["total"] == 30


def test_answers_of_a_key_are_not_read_from_the_journal(room, ask):
    room.enter_keys(CHECKER)
    entries = ask("/api/facts", room.chief, limit=2000).json["entries"]
    told = [entry["fact"] for entry in entries if entry["fact"]["kind"] == "reading.key"]
    assert len(told) == 2
    assert all(fact["withheld"] and "body" not in fact for fact in told)
    leaves = [json.loads(entry["leaf"])["digest"] for entry in entries if entry["fact"]["kind"] == "reading.key"]
    assert leaves == [fact["digest"] for fact in told], "the journal is checked by it all the same"


def test_scores_say_what_holds_them_up_and_the_file_for_the_centre_has_what_was_released(room, ask):
    batch = room.bring(clean())
    room.enter_keys(MONITOR, CHECKER)
    room.sign_in(LEADER)
    told = ask("/api/reading/scores", session=SESSION).json
    assert told["holds_up"]["code"] == "release-rooms"
    room.sheets()
    room.sign_in(LEADER)
    assert ask("/api/reading/scores", session=SESSION).json["holds_up"]["code"] == "release-open"
    accepted(room.close(batch))
    room.sign_in(LEADER)
    told = ask("/api/reading/scores", session=SESSION).json
    assert (told["holds_up"], told["warnings"]) == (None, [])
    accepted(room.release())
    room.sign_in(LEADER, room.chief)
    lines = ask("/api/reading/scores", room.chief, session=SESSION, room="101").json["lines"]
    assert [line["state"] for line in lines].count("absent") == 2
    assert next(line["total"] for line in lines if line["state"] == "absent") is None
    answer = ask("/api/reading/export.csv", room.chief)
    assert json.loads(answer.headers["Kaowu-Report"]) == {"stale": False}
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert len(rows) == 30
    assert tuple(rows[0]) == COLUMNS
    (away,) = [row for row in rows if row["准考证号"] == number("101", 3)]
    assert (away["理论结果"], away["最终结果"]) == ("缺考", "不合格")
    for form in ("xlsx", "dbf"):
        assert ask(f"/api/reading/export.{form}", room.chief).status_code == 200
    assert ask("/api/reading/export.pdf", room.chief).status_code == 404
    assert ask("/api/reading/export.csv").json["error"]["code"] == "not-allowed", "no list of names leaves by a station"
    release = ask("/api/reading/releases/1", room.chief, session=SESSION).json
    assert (len(release["lines"]), release["changes"]) == (30, [])


def test_a_file_of_a_release_after_which_something_changed_says_so_in_its_name(room, ask):
    room.bring(clean())
    room.sheets()
    room.enter_keys(MONITOR, CHECKER)
    room.close_all()
    accepted(room.release())
    accepted(room.sheet("102", misconduct=[number("102", 1)], reason="监考员补报违纪", second=LEADER))
    room.sign_in(LEADER, room.chief)
    answer = ask("/api/reading/export.csv", room.chief, lang="en")
    assert json.loads(answer.headers["Kaowu-Report"]) == {"stale": True}
    assert "changed%20since" in answer.headers["Content-Disposition"]


def test_items_and_abnormal_results_are_lists_for_people(room, ask):
    room.bring(clean())
    room.enter_keys(MONITOR, CHECKER)
    room.sheets()
    room.sign_in(LEADER)
    told = ask("/api/reading/analysis", session=SESSION).json
    assert [len(paper["items"]) for paper in told["papers"]] == [80, 80]
    assert isinstance(told["abnormal"], list)
    assert (told["bounds"]["high"], told["bounds"]["wrong"]) == (0.97, 6)


def test_the_plan_says_which_results_are_abnormal(room, ask):
    room.bring(clean())
    room.enter_keys(MONITOR, CHECKER)
    room.sheets()
    room.sign_in(LEADER)
    accepted(room.hand("plan.policy", {"policy": {"abnormal_high": 50}}, LEADER, device=room.chief))
    told = ask("/api/reading/analysis", session=SESSION).json
    listed = [line for line in told["abnormal"] if line["what"] == "high"]
    assert told["bounds"]["high"] == 0.5
    assert listed
    assert all(line["score"] * 2 >= line["full"] for line in listed)


def test_a_station_draws_what_the_three_sign_there_and_no_list_of_names(room, app):
    room.bring(clean())
    query = {"plan": PLAN, "session": SESSION}
    codes = {
        form: app.test_client()
        .get(f"/api/forms/{form}.pdf", query_string=query, headers=room.station.headers)
        .status_code
        for form in ("reconciled", "theory", "seats")
    }
    assert codes == {"reconciled": 200, "theory": 403, "seats": 403}


@pytest.mark.parametrize("form", ["reconciled", "theory", "analysis", "abnormal"])
def test_each_form_of_reading_is_drawn(room, app, form):
    room.bring(clean())
    room.enter_keys(MONITOR, CHECKER)
    room.sheets()
    room.sign_in(LEADER, room.chief)
    query = {"plan": PLAN, "session": SESSION}
    answer = app.test_client().get(f"/api/forms/{form}.pdf", query_string=query, headers=room.chief.headers)
    assert (answer.status_code, answer.data[:5]) == (200, b"%PDF-"), answer.text
