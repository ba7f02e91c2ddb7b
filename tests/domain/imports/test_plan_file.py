"""The plan file: every key, every wrong value with its line."""

import re

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.domain.imports import Known, check
from server.domain.imports.plan_file import KEYS
from server.domain.plan import plan_from_row
from tests.examples import examples

GOOD = """\
plan: 20261122
code: JX-20261122
name: 2026年第四季度职业技能鉴定
mark: 江西职业技能鉴定
centre: 省中心
area: 南昌考区
site: {number: 12, name: 某职业学院, short: 某职院}
zone: Asia/Shanghai
days: [2026-11-22]
check_in: {opens: 90, closes: 30}
proctors_per_room: 2
duty_phone: 0791-88000000
trades: [电工, 焊工]
admission_no:
  - {part: year, digits: 2}
  - {part: seat, digits: 3}
sessions:
  - {id: S2, name: 下午理论, kind: theory, starts: 2026-11-22 14:00, ends: 2026-11-22 15:30}
  - {id: S1, name: 上午理论, kind: theory, starts: 2026-11-22 09:00, ends: 2026-11-22T10:30:00+08:00}
timetable:
  theory:
    - {name: 考生入场, offset: -20, from: start, signal: short}
    - {name: 提醒, offset: -15, from: end}
    - {name: 考试结束, offset: 0, from: end, signal: long}
"""


def read(text):
    return check("plan.yaml", text.encode() if isinstance(text, str) else text, Known())


def changed(old, new):
    assert old in GOOD
    return GOOD.replace(old, new, 1)


def only(checked):
    (error,) = checked.errors
    assert checked.rows == ()
    return error.code, error.row, error.column


def test_a_good_plan_becomes_its_row():
    checked = read(GOOD)
    assert (checked.kind, checked.plan, checked.total, checked.errors, checked.warnings) == (
        "plan",
        20261122,
        1,
        (),
        (),
    )
    plan = plan_from_row(checked.rows[0])
    assert [session.id for session in plan.sessions] == ["S1", "S2"]
    assert plan.sessions[0].ends.isoformat() == "2026-11-22T10:30:00+08:00"
    assert [(point.at.strftime("%H:%M"), point.name, point.session, point.signal) for point in plan.timetable][:3] == [
        ("08:40", "考生入场", "S1", "short"),
        ("10:15", "提醒", "S1", None),
        ("10:30", "考试结束", "S1", "long"),
    ]
    assert plan.admission_digits == 5
    assert plan.trades == ("电工", "焊工")


@pytest.mark.parametrize(
    ("old", "new", "code", "line", "column"),
    [
        ("plan: 20261122", "plan: 第一期", "value-form", 1, "plan"),
        ("plan: 20261122", "plan: 0", "value-form", 1, "plan"),
        ("code: JX-20261122", "code:", "key-missing", 2, "code"),
        ("mark: 江西职业技能鉴定", "mark: " + "长" * 21, "cell-long", 4, "mark"),
        ("area: 南昌考区", "area: [南昌]", "value-form", 6, "area"),
        ("number: 12", "number: 十二", "value-form", 7, "site.number"),
        (", short: 某职院", "", "key-missing", 7, "site.short"),
        ("Asia/Shanghai", "Asia/Nowhere", "value-form", 8, "zone"),
        ("Asia/Shanghai", "../etc/passwd", "value-form", 8, "zone"),
        ("[2026-11-22]", "[2026-11-31]", "value-form", 9, "days[1]"),
        ("[2026-11-22]", "[2026-11-23]", "session-day", 9, "days"),
        ("opens: 90", "opens: -1", "value-form", 10, "check_in.opens"),
        ("proctors_per_room: 2", "proctors_per_room: 0", "value-form", 11, "proctors_per_room"),
        ("0791-88000000", "12", "value-form", 12, "duty_phone"),
        ("digits: 2", "digits: 11", "value-form", 15, "admission_no[1].digits"),
        ("id: S1", "id: 上午", "value-form", 19, "sessions[2].id"),
        ("id: S1", "id: S2", "value-form", 19, "sessions[2].id"),
        (
            "kind: theory, starts: 2026-11-22 14",
            "kind: 理论, starts: 2026-11-22 14",
            "value-form",
            18,
            "sessions[1].kind",
        ),
        ("starts: 2026-11-22 09:00", "starts: 9点", "value-form", 19, "sessions[2].starts"),
        ("starts: 2026-11-22 09:00", "starts: 2026-11-22", "value-form", 19, "sessions[2].starts"),
        ("ends: 2026-11-22 15:30", "ends: 2026-11-22 13:30", "session-order", 18, "sessions[1].ends"),
        ("ends: 2026-11-22 15:30", "ends: 2026-11-22 14:00", "session-order", 18, "sessions[1].ends"),
        ("from: end, signal", "from: middle, signal", "value-form", 24, "timetable.theory[3].from"),
        ("signal: short", "signal: ding", "value-form", 22, "timetable.theory[1].signal"),
        ("offset: -20", "offset: 二十", "value-form", 22, "timetable.theory[1].offset"),
        ("  theory:", "  practical:", "timetable-missing", 20, "timetable"),
    ],
)
def test_each_wrong_value_is_one_error_with_its_line(old, new, code, line, column):
    assert only(read(changed(old, new))) == (code, line, column)


OPTIONAL_OR_LISTS = ("trades", "admission_no", "overfull", "rehearsal", "sessions", "timetable")


@pytest.mark.parametrize("key", [key for key in KEYS if key not in OPTIONAL_OR_LISTS])
def test_a_missing_key_is_named(key):
    text = "".join(line for line in GOOD.splitlines(keepends=True) if not line.startswith(f"{key}:"))
    found = read(text).errors
    assert found
    assert all(error.code == "key-missing" and error.column.startswith(key) for error in found)


def test_a_plan_without_sessions_or_timetable_is_refused():
    sessions_gone = re.sub(r"sessions:\n(  - .*\n)+", "", GOOD)
    assert [error.column for error in read(sessions_gone).errors] == ["sessions"]
    assert only(read(GOOD[: GOOD.index("timetable:")])) == ("key-missing", None, "timetable")


def test_a_key_that_stands_twice_is_an_error():
    assert only(read(GOOD + "area: 别处\n")) == ("key-twice", 25, "area")


def test_unknown_keys_are_warnings_wherever_they_stand():
    text = (
        changed("short: 某职院", "short: 某职院, shrot: x").replace("from: end}", "from: end, bell: 1}")
        + "colour: red\n"
    )
    checked = read(text)
    assert checked.errors == ()
    assert [warning.column for warning in checked.warnings] == ["site.shrot", "timetable.theory[2].bell", "colour"]


def test_a_session_that_ends_at_midnight_needs_only_its_own_day():
    late = changed(
        "starts: 2026-11-22 14:00, ends: 2026-11-22 15:30", "starts: 2026-11-22 22:30, ends: 2026-11-23 00:00"
    )
    assert read(late).errors == ()


def test_a_session_past_midnight_needs_the_next_day_too():
    late = changed(
        "starts: 2026-11-22 14:00, ends: 2026-11-22 15:30", "starts: 2026-11-22 23:00, ends: 2026-11-23 00:30"
    )
    assert only(read(late))[0] == "session-day"
    assert read(late.replace("[2026-11-22]", "[2026-11-23, 2026-11-22]")).errors == ()


def test_a_plan_saved_as_gb18030_is_read():
    assert read(GOOD.encode("gb18030")).errors == ()


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("plan: [1, 2\nname: x\n", "yaml-broken", 2),
        ("plan: 1\n\tname: x\n", "yaml-broken", 2),
        ("只有一句话", "yaml-broken", 1),
        ("- 1\n- 2\n", "yaml-broken", 1),
        ("a: 1\n---\nb: 2\n", "yaml-broken", 2),
        ("a: &x [1]\nb: *x\n", "yaml-alias", 1),
        ("a: " + "[" * 13 + "]" * 13, "yaml-complex", 1),
        ("a: " + "[" * 50_000, "yaml-complex", 1),
        ("a: [" + "1," * 60_000 + "]", "yaml-complex", 1),
        ("a: " + "x" * 1_000_001, "yaml-complex", None),
    ],
)
def test_what_is_no_plan_is_refused_by_its_own_name(text, code, line):
    assert only(read(text)) == (code, line, None)


def test_a_yaml_bomb_is_refused_at_its_first_anchor():
    bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{new}: &{new} [{','.join([f'*{old}'] * 9)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
    )
    assert only(read(bomb))[0] == "yaml-alias"


def test_a_plan_file_is_called_what_it_is():
    (wrong,) = read("a: &x [1]\nb: *x\n").errors
    assert (wrong.says[:4], wrong.says_en[:13]) == ("计划文件", "The plan file")


def test_a_tag_makes_no_object():
    assert only(read(changed("code: JX-20261122", "code: !!python/object/apply:os.getcwd []")))[0] == "value-form"


@settings(deadline=None, max_examples=examples(40), suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, len(GOOD) - 1), st.integers(0, 3), st.text(max_size=3))
def test_no_scribble_in_a_plan_makes_reading_fail(place, cut, text):
    checked = read((GOOD[:place] + text + GOOD[place + cut :]).encode("utf-8", "surrogatepass"))
    assert bool(checked.rows) == (not checked.errors)


@settings(deadline=None, max_examples=examples(40))
@given(
    st.dictionaries(
        st.sampled_from(list(KEYS)),
        st.recursive(
            st.one_of(st.integers(), st.text(max_size=5), st.none()),
            lambda inner: st.one_of(
                st.lists(inner, max_size=3),
                st.dictionaries(st.sampled_from(["number", "id", "starts", "theory", "part"]), inner, max_size=3),
            ),
            max_leaves=8,
        ),
    )
)
def test_no_value_of_another_shape_makes_reading_fail(content):
    assert read(yaml.safe_dump(content)).errors


def dues(text):
    (row,) = read(text).rows
    return [(point["name"], point["due"]) for point in row["timetable"] if point["session"] == "S1"]


def test_a_step_says_what_is_due_at_it_or_is_known_by_its_name():
    steps = """    - {name: 监考报到, offset: -75, from: start, due: staff}
    - {name: 抽签确定考场, offset: -45, from: start}
    - {name: 模拟抽签, offset: -44, from: start, due: none}
    - {name: 考生入场, offset: -20, from: start, signal: short}
"""
    told = dues(changed("    - {name: 考生入场, offset: -20, from: start, signal: short}\n", steps))
    assert told[:4] == [("监考报到", "staff"), ("抽签确定考场", "draw"), ("模拟抽签", None), ("考生入场", None)]


@pytest.mark.parametrize(("said", "draw"), [("", "监考抽签定考场"), (", due: draw", "抽签定片区")])
def test_of_several_draws_the_rooms_counts_unless_the_plan_says_another(said, draw):
    steps = f"""    - {{name: 抽签定片区, offset: -50, from: start{said}}}
    - {{name: 监考抽签定考场, offset: -40, from: start}}
    - {{name: 考生入场, offset: -20, from: start, signal: short}}
"""
    told = dues(changed("    - {name: 考生入场, offset: -20, from: start, signal: short}\n", steps))
    assert [name for name, due in told if due == "draw"] == [draw]


@pytest.mark.parametrize(("offset", "said", "errors"), [
    (-90, "", []), (-91, "", []), (-91, ", due: draw", ["value-form"]), (-91, ", due: none", []),
])  # fmt: skip
def test_nothing_is_due_before_check_in_opens(offset, said, errors):
    step = f"{{name: 工作人员到齐, offset: {offset}, from: start{said}}}"
    found = read(changed("{name: 考生入场, offset: -20, from: start, signal: short}", step)).errors
    assert [one.code for one in found] == errors
    assert all("开考前 90 分钟" in str(one) for one in found)


@pytest.mark.parametrize("step", [
    "{name: 提醒, offset: -15, from: end, due: staff}", "{name: 迟, offset: 5, from: start, due: papers}",
    "{name: 考生入场, offset: -20, from: start, due: later}",
])  # fmt: skip
def test_only_a_step_before_the_start_can_have_something_due(step):
    assert only(read(changed("{name: 提醒, offset: -15, from: end}", step)))[0] == "value-form"
