"""Profiles: those that ship are read, and whatever is wrong in one is named with its line."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reading import BadProfile, load_profile, shipped
from reading.profile import Coding, Ends, Format, Pad
from tests.examples import examples

TEXTS = {profile.id: profile.text for profile in shipped()}
TXT = TEXTS["nanhao-sample-txt"]
DBF = TEXTS["nanhao-sample-dbf"]


def refused(text):
    with pytest.raises(BadProfile) as caught:
        load_profile(text)
    return caught.value


def line_of(text, holding):
    return next(place for place, line in enumerate(text.splitlines(), 1) if holding in line)


@pytest.mark.parametrize("name", TEXTS)
def test_a_shipped_profile_is_read_and_named(name):
    profile = load_profile(TEXTS[name])
    assert profile.id == name
    assert profile.title
    assert profile.title_en.isascii()
    assert profile.text == TEXTS[name]
    assert len(profile.digest) == 64


def test_a_profile_says_what_its_text_says():
    profile = load_profile(TXT)
    assert (profile.format, profile.encoding, profile.lines.length) == (Format.FIXED, "gb18030", 117)
    assert (profile.lines.ends, profile.lines.trimmed, profile.lines.end_mark) == (Ends.ALL, False, False)
    assert (profile.number.template.length, profile.number.pad) == (12, Pad.NEVER)
    assert [(one.first, one.last, one.coding, one.multiple) for one in profile.sections] == [
        (1, 60, Coding.LETTER, False),
        (61, 80, Coding.MASK, True),
    ]
    assert profile.questions == 80


def test_the_digest_is_of_the_meaning():
    explicit = TXT.replace("lines: {length: 117}", "lines: {trimmed: false, length: 117}")
    again = load_profile("# another comment\n" + explicit)
    assert again.digest == load_profile(TXT).digest
    other = load_profile(TXT.replace('multi: "*"', 'multi: ">"'))
    assert other.digest != again.digest


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("id: nanhao-sample-txt", "id: Nanhao Sample", "id"),
        ("format: fixed", "format: table", "format"),
        ("encoding: gb18030", "encoding: gb2312", "encoding"),
        ("length: 117", "length: 0", "lines.length"),
        ("length: 117", "length: lots", "lines.length"),
        ("length: 117", "length: 100", "answers[2].at"),
        ("{length: 117}", "{length: 117, ends: some}", "lines.ends"),
        ("{length: 117}", "{length: 117, colour: red}", "lines.colour"),
        ("count: {at: 4, length: 6}", "count: {at: four, length: 6}", "header.count.at"),
        ("starts: HDR", "begins: HDR", "header.begins.at"),
        ("at: 6\n", "at: 0\n", "number.at"),
        ("{title: 机构, digits: 3}", "{title: 机构, digits: x}", "number.groups[1].digits"),
        ("{title: 机构, digits: 3}", "{title: 机构, digits: 3, values: [36]}", "number.groups[1].values"),
        ('blank: ""\n', "blank: none\n", "number.blank"),
        ("seq: {at: 1, length: 5}", "seq: {at: 1}", "fields.seq.length"),
        ("seq: {at: 1, length: 5}", "sequence: {at: 1, length: 5}", "fields.sequence"),
        ("questions: 1-60", "questions: 1 to 60", "answers[1].questions"),
        ("questions: 61-80", "questions: 62-80", "answers[2].questions"),
        ("questions: 61-80", "questions: 61-600", "answers[2].questions"),
        ("coding: letter,", "coding: numbers,", "answers[1].coding"),
        ("options: ABCD, blank", "options: A, blank", "answers[1].options"),
        ("options: ABCD, blank", "options: ABCD, signs: 123, blank", "answers[1].signs"),
        ("options: ABCD, blank", "options: ABCD, table: {1: A}, blank", "answers[1].table"),
        ("coding: letter,", "coding: table, table: {1: X},", "answers[1].table.1"),
        ("multiple: true", "multiple: 1", "answers[2].multiple"),
        ("order: low", "order: up", "answers[2].order"),
    ],
)
def test_a_wrong_value_is_named_with_its_line_and_what_belongs_there(old, new, field):
    assert TXT.count(old) >= 1
    text = TXT.replace(old, new, 1)
    wrong = refused(text)
    assert wrong.field == field
    section = {"answers[2].at": "61-80", "header.begins.at": "begins"}.get(field, new.split("\n")[0])
    assert wrong.line == line_of(text, section)
    assert f"第 {wrong.line} 行" in wrong.says
    assert "应为" in wrong.says
    assert f"ine {wrong.line}" in wrong.says_en
    assert wrong.fix
    assert wrong.fix_en


@pytest.mark.parametrize("key", ["id", "title", "format", "lines", "number", "answers"])
def test_a_key_that_is_missing_is_named(key):
    lines, kept, inside = TXT.splitlines(), [], False
    for line in lines:
        inside = line.startswith(f"{key}:") or (inside and line.startswith((" ", "-")))
        kept += [] if inside else [line]
    assert refused("\n".join(kept)).field.split(".")[0] == key


@pytest.mark.parametrize(
    ("text", "line"),
    [("", 1), ("just words", 1), ("- a\n- list", 1), ("id: x\n  bad: [", 2), ("a: &x 1\nb: *x", 1), ("id: a\0b", 1)],
)
def test_what_is_no_yaml_mapping_is_said(text, line):
    wrong = refused(text)
    assert "YAML" in wrong.says
    assert wrong.line >= line or wrong.line == 1


def test_a_key_that_stands_twice_is_named():
    wrong = refused(TXT + "id: another\n")
    assert (wrong.field, wrong.line) == ("id", len(TXT.splitlines()) + 1)


def test_a_column_needs_a_title_or_a_number_and_not_both():
    assert refused(DBF.replace("titles: [ZKZH, KSH, 准考证号, 考号, 考生号]", "at: 1")).field == "number.titles"
    assert (
        refused(DBF.replace("titles: [ZKZH, KSH, 准考证号, 考号, 考生号]", "titles: ZKZH\n  column: 2")).field
        == "number.titles"
    )
    assert (
        load_profile(DBF.replace("titles: [ZKZH, KSH, 准考证号, 考号, 考生号]", "column: 2")).number.place.column == 2
    )


@given(st.sampled_from(sorted(TEXTS)), st.data())
@settings(max_examples=examples(60))
def test_whatever_is_changed_a_profile_is_read_or_refused_by_name(name, data):
    lines = TEXTS[name].splitlines()
    place = data.draw(st.integers(0, len(lines) - 1))
    start = data.draw(st.integers(0, len(lines[place])))
    lines[place] = (
        lines[place][:start] + data.draw(st.text(max_size=4)) + lines[place][start + data.draw(st.integers(0, 4)) :]
    )
    wrong = refusal("\n".join(lines))
    if wrong is not None:
        assert 1 <= wrong.line <= len(lines) + 8
        assert wrong.says
        assert wrong.says_en


def refusal(text):
    try:
        assert load_profile(text).questions
    except BadProfile as wrong:
        return wrong
    return None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("id: a\ntitle: &t x\n", "第 2 行：读卡格式用了 YAML 的引用"),
        ("id: a\n\nb: " + "[" * 13 + "]" * 13, "第 3 行：读卡格式的内容太多或嵌套太深"),
    ],
)
def test_a_profile_that_uses_what_is_not_read_says_so_by_its_line(text, says):
    with pytest.raises(BadProfile) as bad:
        load_profile(text)
    assert bad.value.says.startswith(says)
    assert "profile" in bad.value.says_en
