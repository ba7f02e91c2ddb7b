"""Portraits: shown to who checks people in, kept by nobody."""

import io

import pytest
from PIL import Image


@pytest.fixture
def portrait(hub, day):
    """Give person 2 a portrait; return its bytes."""
    out = io.BytesIO()
    Image.new("RGB", (358, 441), "#456").save(out, "JPEG")
    kept = hub.door.hub.files.keep(out.getvalue())
    assert day.take("portraits", [{"staff_no": "G002", "sha256": kept}]).verdict == "accepted"
    return out.getvalue()


@pytest.mark.parametrize("kind", ["tablet", "phone", "gate"])
def test_a_portrait_is_shown_and_not_kept(client, device, day, portrait, kind):
    answer = client.get(f"/api/portraits/{day.plan}/2", headers=device(kind).headers)
    assert (answer.status_code, answer.mimetype, answer.data) == (200, "image/jpeg", portrait)
    assert answer.headers["Cache-Control"] == "no-store"
    assert "ETag" not in answer.headers


@pytest.mark.parametrize("path", ["{plan}/3", "{plan}/999", "7/2"])
def test_who_has_none_is_answered_in_words(client, device, day, portrait, path):
    answer = client.get(f"/api/portraits/{path.format(plan=day.plan)}", headers=device("gate").headers)
    assert (answer.status_code, answer.json["error"]["code"]) == (404, "not-found")


def test_the_row_names_a_portrait_so_that_a_changed_one_is_noticed(rows, day, portrait):
    assert len(rows("person")[f"{day.plan}/2"]["portrait"]) == 8
    assert rows("person")[f"{day.plan}/3"]["portrait"] is None
