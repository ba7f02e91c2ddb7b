"""The board in one answer, for programs."""

import pytest


def board(client, device, query="?session=S1"):
    return client.get(f"/api/board{query}", headers=device.headers)


def test_the_board_counts_who_is_in(client, device, day):
    chief, gate = device("tablet"), device("gate")
    before = board(client, chief).json
    gate.hand("duty.check_in", {"place": "gate-1", "badge": day.qr(2)})
    after = board(client, chief).json
    assert before["plan"] == after["plan"] == day.plan
    assert before != after | {"now": before["now"]}
    assert "钱乙" not in str(after), "counts name nobody"


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("?session=S9", "session-unknown"),
        ("?plan=7", "plan-unknown"),
        ("?plan=x", "bad-request"),
        ("?plan=-9223372036854775809", "bad-request"),
    ],
)
def test_what_is_not_there_is_said(client, device, day, query, code):
    assert board(client, device("tablet"), query).json["error"]["code"] == code


def test_before_anything_is_imported_there_is_no_board(client, device):
    answer = board(client, device("tablet"), "")
    assert (answer.status_code, answer.json["error"]["code"]) == (409, "plan-unknown")
