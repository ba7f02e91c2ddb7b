"""Files handed in for checking: nothing changes, every error is told by place, what was checked can be confirmed."""

import io
import json

import pytest
from openpyxl import load_workbook
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import encode_multipart

from server.web.facts import MAX_BYTES
from tests.running import PLAN, plan_text, staff_text


@pytest.fixture
def check(client, office):
    """Hand files in; ``fields`` go with them."""

    def checked(files, device=office, headers=None, path="/api/imports", **fields):
        data = {**fields, "files": [(io.BytesIO(data), name) for name, data in files]}
        return client.post(path, data=data, headers={**device.headers, **(headers or {})})

    return checked


@pytest.fixture
def plan():
    return ("plan.yaml", plan_text().encode())


def staff(*lines):
    return ("staff.csv", "\n".join(("工号,姓名,岗位,场次", *lines)).encode())


def test_files_are_checked_in_the_order_they_build_on_each_other(check, plan):
    answer = check([staff("S1,张甲,监考,S1", "S2,李乙,监考,S1"), plan])
    assert answer.status_code == 200
    first, second = answer.json["files"]
    assert (first["file"], first["kind"], first["plan"], first["errors"]) == ("plan.yaml", "plan", PLAN, [])
    assert (second["file"], second["kind"], second["plan"], second["total"]) == ("staff.csv", "staff", PLAN, 2)
    assert second["errors"] == []


def test_checking_changes_nothing(check, plan, hub, rows):
    size = hub.journal.size
    check([plan, staff("S1,张甲,监考,S1")])
    assert hub.journal.size == size
    assert rows("plan") == {}
    assert rows("person") == {}


def test_what_was_checked_is_confirmed_by_a_fact_of_its_hashes(check, plan, office, rows):
    for file in check([plan, staff("S1,张甲,监考,S1")]).json["files"]:
        body = {name: file[name] for name in ("plan", "kind", "file_sha256", "rows_sha256", "taken")}
        assert office.hand("import.commit", body).verdict == "accepted"
    assert [person["name"] for person in rows("person").values()] == ["张甲"]


def test_an_error_is_told_by_file_row_and_column_with_what_to_do(check, plan):
    bad = check([plan, staff("S1,张甲,监考,S1", "S2,,监考,S1", "S1,李乙,不存在,S1")]).json["files"][1]
    assert bad["errors"]
    assert bad["rows_sha256"] is None, "a file with errors cannot be confirmed"
    places = {(error["file"], error["row"], error["column"]) for error in bad["errors"]}
    assert ("staff.csv", 3, "姓名") in places
    assert ("staff.csv", 4, "岗位") in places
    for error in bad["errors"]:
        assert error["code"]
        assert error["says"]
        assert error["fix"]


def test_the_good_rows_of_a_bad_file_are_taken_where_that_is_asked(check, plan):
    files = [plan, staff("S1,张甲,监考,S1", "S2,,监考,S1")]
    bad = check(files, keep_good="1").json["files"][1]
    assert (bad["taken"], bad["total"], len(bad["errors"])) == (1, 2, 1)
    assert bad["rows_sha256"]


def test_errors_are_said_in_the_callers_language(check, plan):
    files = [plan, staff("S2,,监考,S1")]
    chinese, english = (
        check(files, headers={"Accept-Language": lang}).json["files"][1]["errors"][0] for lang in ("zh", "en")
    )
    assert chinese["code"] == english["code"]
    assert chinese["says"] != english["says"]
    assert english["says"].isascii() or "姓名" in english["says"]


@pytest.mark.parametrize(
    "file",
    [
        ("notes.txt", b"hello"),
        ("staff.xlsx", b"not a workbook"),
        ("staff.csv", b""),
        ("plan.yaml", b"plan: ["),
        ("../../etc/passwd", b"root"),
        ("", b"x"),
        ("staff.csv", bytes(range(256)) * 10),
    ],
    ids=lambda file: file[0] or "no name",
)
def test_a_file_that_is_none_of_ours_is_answered_in_words(check, plan, file, data):
    answer = check([plan, file])
    assert answer.status_code in (200, 400), answer.text
    if answer.status_code == 200:
        last = [each for each in answer.json["files"] if each["file"] != "plan.yaml" or each["errors"]]
        assert last
        assert last[-1]["errors"][0]["says"]
    assert not (data.parent / "etc").exists()


@pytest.mark.parametrize(("field", "value"), [("plan", "x"), ("plan", "-1"), ("kind", "badges"), ("kind", "")])
def test_a_field_that_does_not_fit_is_named(check, plan, field, value):
    answer = check([plan], **{field: value})
    assert (answer.status_code, answer.json["error"]["field"]) == (400, field)


def test_staff_before_any_plan_is_told_to_wait_for_it(check):
    (file,) = check([staff("S1,张甲,监考,S1")]).json["files"]
    assert file["errors"]
    assert file["rows_sha256"] is None


def upload(client, office, data):
    """Hand in one large file: written out here, because the client would leave its own file of it open."""
    values = MultiDict({"files": FileStorage(io.BytesIO(data), filename="staff.csv")})
    boundary, body = encode_multipart(values)
    headers = office.headers | {"Content-Type": f'multipart/form-data; boundary="{boundary}"'}
    return client.post("/api/imports", data=body, headers=headers)


def test_a_long_list_may_be_larger_than_a_batch_of_facts(client, office):
    text = staff_text(100) + "\n" * 1_100_000
    assert len(text) > MAX_BYTES
    assert upload(client, office, text.encode()).status_code == 200


def test_the_kept_file_holds_no_whole_identity_number(check, plan, data):
    number = "11010119900307803X"
    check([plan, ("staff.csv", f"工号,姓名,岗位,场次,证件号\nS1,张甲,监考,S1,{number}\n".encode())])
    kept = [path for path in (data / "files").rglob("*") if path.is_file()]
    rows = [path for path in kept if b'"rows"' in path.read_bytes()]
    assert rows
    assert [path for path in rows if number.encode() in path.read_bytes()] == []


BAD = staff("S1,张甲,监考,S1", "S2,,司机,S1", "S3,李乙,监考,S1")


def mends(*cells):
    return json.dumps([{"file": "staff.csv", "sheet": None, **cell} for cell in cells])


def test_a_checked_file_shows_its_table_with_the_state_of_each_row(check, plan):
    bad = check([plan, BAD]).json["files"][1]
    table = bad["table"]
    assert (table["sheet"], table["header_row"], table["total"]) == (None, 1, 3)
    assert [column["letter"] for column in table["columns"]] == ["A", "B", "C", "D"]
    assert [(row["row"], row["state"], row["cells"][1]) for row in table["rows"]] == [
        (2, "warn", "张甲"),
        (3, "bad", ""),
        (4, "warn", "李乙"),
    ]
    assert {(error["row"], error["letter"]) for error in bad["errors"]} == {(3, "B"), (3, "C")}


def test_a_file_without_a_table_shows_none(check, plan):
    files = check([plan, ("staff.csv", b"hello")]).json["files"]
    assert [file["table"] for file in files] == [None, None]


def test_mended_cells_are_checked_and_taken_and_their_count_is_kept_with_the_rows(check, plan, office, rows, data):
    fixed = mends({"row": 3, "column": "B", "value": "王丙"}, {"row": 3, "column": "C", "value": "门卫"})
    first, second = check([plan, BAD], mends=fixed).json["files"]
    assert second["errors"] == []
    for file in (first, second):
        body = {name: file[name] for name in ("plan", "kind", "file_sha256", "rows_sha256", "taken")}
        assert office.hand("import.commit", body).verdict == "accepted"
    assert sorted(person["name"] for person in rows("person").values()) == ["张甲", "李乙", "王丙"]
    kept = {path.name: path.read_bytes() for path in (data / "files").rglob("*") if path.is_file()}
    assert kept[second["file_sha256"]] == BAD[1], "the file itself stays as it came"
    assert json.loads(kept[second["rows_sha256"]])["mends"] == 2


def test_a_dropped_row_is_not_counted(check, plan):
    bad = check([plan, BAD], mends=mends({"row": 3, "drop": True})).json["files"][1]
    assert (bad["errors"], bad["total"], bad["taken"]) == ([], 2, 2)
    assert [row["state"] for row in bad["table"]["rows"]] == ["warn", "dropped", "warn"]


@pytest.mark.parametrize("stated", ["{", "[1]", "{}", "[" * 5000])
def test_mends_that_cannot_be_read_are_refused_by_name(check, plan, stated):
    answer = check([plan, BAD], mends=stated)
    assert (answer.status_code, answer.json["error"]["field"]) == (400, "mends")


def test_the_marked_sheet_is_a_workbook_with_the_sentences(check, plan, hub, data):
    answer = check([plan, BAD], path="/api/imports/marked")
    assert answer.status_code == 200
    assert "staff" in answer.headers["Content-Disposition"]
    page = load_workbook(io.BytesIO(answer.data))["staff"]
    assert page["B3"].fill.fgColor.rgb.endswith("FFC7CE")
    assert "没有“司机”这个岗位" in page["E3"].value
    assert [path for path in (data / "files").rglob("*") if path.is_file()] == [], "marking keeps nothing"


def test_marking_applies_the_mends_first(check, plan):
    fixed = mends({"row": 3, "column": "B", "value": "王丙"})
    page = load_workbook(io.BytesIO(check([plan, BAD], path="/api/imports/marked", mends=fixed).data))["staff"]
    assert page["B3"].value == "王丙"
    assert page["B3"].fill.fill_type is None


def test_a_file_of_many_megabytes_is_told_by_its_size(client, office):
    (file,) = upload(client, office, b"x" * 21_000_000).json["files"]
    (error,) = file["errors"]
    assert (error["code"], "21 MB" in error["says"]) == ("file-too-large", True)
