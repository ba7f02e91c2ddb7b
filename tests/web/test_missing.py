"""What is missing before the day, asked over HTTP."""

import pytest


@pytest.fixture
def chief(device, day):
    return device("tablet")


def asked(client, chief, query="", **headers):
    answer = client.get(f"/api/missing{query}", headers=chief.headers | headers)
    assert answer.status_code == 200, answer.text
    return {item["code"]: item for item in answer.json["items"]}


def test_the_list_says_what_whom_it_concerns_and_what_to_do(client, chief, day):
    items = asked(client, chief, f"?plan={day.plan}")
    assert items["badges-not-printed"]["says"] == "9 张证牌已制未印"
    assert items["badges-not-printed"]["level"] == "must"
    portraits = items["portraits-missing"]
    assert portraits["level"] == "should"
    assert portraits["people"][0] == {"person": 1, "name": "赵甲", "unit": "一职校", "detail": "G001"}
    assert portraits["count"] == len(portraits["people"]) == 9


def test_it_is_said_in_the_callers_language(client, chief, day):
    items = asked(client, chief, **{"Accept-Language": "en"})
    assert items["badges-not-printed"]["says"] == "9 badges were made but not printed"


def test_what_was_mended_is_gone_from_the_list(client, chief, day, office):
    assert "badges-not-printed" in asked(client, chief)
    body = {"plan": day.plan, "badges": list(day.badges.values()), "reason": "first", "note": ""}
    office.hand("badge.print", body)
    assert "badges-not-printed" not in asked(client, chief)
    office.hand("badge.revoke", {"badge": day.badges[3], "reason": "lost", "note": ""})
    assert [one["person"] for one in asked(client, chief)["badges-missing"]["people"]] == [3]


def test_an_unknown_plan_is_said(client, chief):
    answer = client.get("/api/missing?plan=7", headers=chief.headers)
    assert answer.json["error"]["code"] == "plan-unknown"
