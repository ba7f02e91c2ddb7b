"""Card files to cards: cell for cell as the truth has them, and nothing of a file that is not whole."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reading import MULTI, Template, parse, shipped
from reading.profile import Group
from reading.words import NAMED, SENTENCES
from tests.examples import examples
from tests.reading.machines import WAYS, csv, dbf, decks, digits, fixed, fixed_codes, line, xls, xlsx

EXPORTS = Path(__file__).parent / "exports"
TRUTH = json.loads((EXPORTS / "truth.json").read_text("utf-8"))
PROFILES = {profile.id: profile for profile in shipped()}
TXT, CODES, CSV = PROFILES["nanhao-sample-txt"], PROFILES["nanhao-sample-codes-txt"], PROFILES["nanhao-sample-csv"]
DBF, BOOK = PROFILES["nanhao-sample-dbf"], PROFILES["nanhao-sample-xlsx"]
LISTED = {one["adm"] for one in TRUTH["roster"]}

FEW_CARDS = parse((EXPORTS / "cards.prn").read_bytes(), TXT).cards[:3]


def read(name, profile, **known):
    return parse((EXPORTS / name).read_bytes(), profile, **known)


def codes(parsed):
    return [fault.code for fault in parsed.faults]


def stopping(parsed):
    return [fault for fault in parsed.faults if fault.stops]


def in_truth():
    """The truth in the house's codes: a single choice with two letters has too many marks."""
    for card in TRUTH["cards"]:
        answers = tuple(
            MULTI if place < 60 and len(answer) > 1 else answer for place, answer in enumerate(card["answers"])
        )
        yield card["adm"], card["room"], card["seat"], card["subject"], card["paper"], card["seq"], answers


def cells(parsed):
    return [
        (card.number, card.room, card.seat, card.subject, card.paper, int(card.seq), card.answers)
        for card in parsed.cards
    ]


@pytest.mark.parametrize(
    ("name", "profile"),
    [
        ("cards.prn", TXT),
        ("cards_nanhao.prn", CODES),
        ("cards_nanhao_rstrip.prn", CODES),
        ("cards.csv", CSV),
        ("cards_gb18030.csv", CSV),
        ("cards.dbf", DBF),
        ("cards.xlsx", BOOK),
        ("cards_numeric.xlsx", BOOK),
    ],
)
def test_a_clean_file_is_the_truth_cell_for_cell(name, profile):
    parsed = read(name, profile, listed=LISTED.__contains__)
    assert parsed.faults == ()
    assert parsed.taken
    assert cells(parsed) == list(in_truth())
    if not name.endswith(".dbf"):  # its writer had no sign for two of the names
        assert [card.name for card in parsed.cards] == [card["name"] for card in TRUTH["cards"]]


def test_letters_of_too_many_marks_are_kept_beside_where_the_file_tells_them():
    told = {(card["adm"], place): answer for card in TRUTH["cards"] for place, answer in enumerate(card["answers"], 1)}
    cards = read("cards.csv", CSV).cards
    kept = {(card.number, place): letters for card in cards for place, letters in card.marked}
    assert kept == {
        (number, place): answer for (number, place), answer in told.items() if place <= 60 and len(answer) > 1
    }
    assert kept
    assert all(card.marked == () for card in read("cards.prn", TXT).cards)


def test_a_record_begins_where_its_offset_says():
    raw = (EXPORTS / "cards.prn").read_bytes()
    for card in read("cards.prn", TXT).cards:
        assert raw[card.offset : card.offset + 17].decode() == f"{card.row:05}{card.number}"
    raw = (EXPORTS / "cards.dbf").read_bytes()
    assert all(raw[card.offset + 6 : card.offset + 18].decode() == card.number for card in read("cards.dbf", DBF).cards)
    for name in ("cards.csv", "cards_gb18030.csv"):
        raw = (EXPORTS / name).read_bytes()
        for card in read(name, CSV).cards:
            assert raw[card.offset :].startswith(f"{card.row},{card.number}".encode())


@pytest.mark.parametrize("way", WAYS)
@given(cards=decks())
@settings(max_examples=examples(15))
def test_whatever_a_machine_writes_is_read_again(way, cards):
    name, write = WAYS[way]
    parsed = parse(write(cards), PROFILES[name])
    assert (parsed.faults, len(parsed.cards)) == ((), len(cards))
    for card, wrote in zip(parsed.cards, cards, strict=True):
        for value in ("row", "number", "answers", "seq", "name", "subject", "paper", "room", "seat"):
            assert getattr(card, value) == getattr(wrote, value), value


# What is not whole is not taken


@pytest.mark.parametrize(
    ("write", "profile", "harmless"),
    [
        (fixed, TXT, 1),  # the DOS end-of-file byte says nothing that the count did not say
        (fixed_codes, CODES, 0),
        (dbf, DBF, 1),
        (xlsx, BOOK, 0),
        (xls, BOOK, 0),
    ],
)
def test_a_file_cut_at_any_byte_is_never_half_taken(write, profile, harmless):
    raw = write(FEW_CARDS)
    step = 1 if len(raw) < 3000 else 37
    taken = {
        at
        for at in (*range(0, len(raw), step), *range(max(0, len(raw) - 600), len(raw)))
        if parse(raw[:at], profile).taken
    }
    assert taken == set(range(len(raw) - harmless, len(raw)))


def test_a_csv_cut_inside_a_record_is_never_half_taken():
    raw = csv(FEW_CARDS)
    taken = {at for at in range(len(raw)) if parse(raw[:at], CSV).taken}
    ends = {at + 1 for at, byte in enumerate(raw) if byte == 0x0A}
    # between two records nothing shows that more was to come; the room's count does
    between = ends - {min(ends)}
    assert taken == between - {len(raw)}
    assert all(parse(raw[:at], CSV).cards == parse(raw, CSV).cards[: raw[:at].count(b"\n") - 1] for at in between)


def test_a_csv_cut_inside_its_last_record_is_one_fault():
    found = parse(csv(FEW_CARDS)[:-30], CSV).faults
    assert [(fault.code, fault.row) for fault in found] == [("cut", len(FEW_CARDS))]


def test_a_cut_text_says_where_and_how_many():
    parsed = read("cards_cut.prn", TXT)
    assert not parsed.taken
    assert [(fault.code, fault.row, fault.offset, fault.found) for fault in parsed.faults] == [
        ("cut", 85, 10015, "80"),
        ("header-count", None, 0, "84"),
    ]
    assert parsed.faults[0].says.startswith(
        "第 85 条，第 10016 字节：文件末尾被截断：最后一条只有 80 字节，应为 117 字节"
    )
    assert len(parsed.cards) == 84  # to look at


def test_a_cut_dbf_says_how_many_are_there():
    (fault,) = read("cards_cut.dbf", DBF).faults
    assert (fault.code, fault.expected, fault.found, fault.stops) == ("header-count", "85", "82", True)


@given(cards=decks(digits), count=st.integers(0, 20))
@settings(max_examples=examples(10))
def test_a_header_that_counts_otherwise_stops_the_file(cards, count):
    parsed = parse(fixed(cards, count=count), TXT)
    assert parsed.taken == (count == len(cards))
    assert codes(parsed) == ([] if parsed.taken else ["header-count"])


# DBF


@given(cards=decks(digits, 4))
@settings(max_examples=examples(5))
def test_a_deleted_record_is_named_and_its_row_is_counted(cards):
    parsed = parse(dbf(cards, deleted=(0,)), DBF)
    (fault,) = [fault for fault in parsed.faults if fault.code == "deleted-row"]
    assert (fault.row, fault.found, fault.stops) == (1, cards[0].number, False)
    assert [card.row for card in parsed.cards] == list(range(2, len(cards) + 1))


@given(cards=decks(digits, 2))
@settings(max_examples=examples(5))
def test_a_dbf_without_a_code_page_is_read_and_says_so(cards):
    parsed = parse(dbf(cards, code_page=0), DBF)
    assert (codes(parsed), parsed.taken) == (["no-code-page"], True)
    assert [card.name for card in parsed.cards] == [card.name for card in cards]


def test_a_dbf_of_other_fields_names_the_one_that_is_missing():
    raw = (EXPORTS / "cards.dbf").read_bytes().replace(b"KGT\0", b"DAAN")
    (fault,) = parse(raw, DBF).faults
    assert (fault.code, fault.expected, fault.field) == ("missing-column", "KGT", "q1")
    assert "ZKZH" in fault.found


# Numbers


def test_numbers_without_their_zeros_are_refused_where_no_list_is_at_hand():
    parsed = read("cards_numeric.xlsx", BOOK)
    assert not parsed.taken
    assert codes(parsed) == ["ruined-number"] * 5 + ["more"]
    assert parsed.faults[0].found == "36026101001"
    assert parsed.faults[-1].says == "同样的问题（准考证号成了数值）还有 80 处。"


def test_a_number_that_is_not_on_the_list_with_its_zeros_is_refused():
    parsed = read("cards_numeric.xlsx", BOOK, listed=(LISTED - {"036026101001"}).__contains__)
    assert [(fault.code, fault.row) for fault in parsed.faults] == [("ruined-number", 1)]


@pytest.mark.parametrize("ruined", ["1.2E+18", "3.6026101001E+10", "36026101001.5", "-3"])
def test_a_number_in_scientific_writing_is_never_read(ruined):
    (card,) = FEW_CARDS[:1]
    raw = csv([card]).replace(card.number.encode(), ruined.encode())
    parsed = parse(raw, CSV, listed=lambda number: True)
    assert codes(parsed) == ["ruined-number"]
    assert parsed.faults[0].found == ruined


@pytest.mark.parametrize("wrong", ["0360261010011", "036 0261", "03602610１001"])
def test_a_number_of_another_length_is_never_read(wrong):
    (card,) = FEW_CARDS[:1]
    parsed = parse(csv([card]).replace(card.number.encode(), wrong.encode()), CSV)
    assert not parsed.taken


def test_long_numbers_that_all_end_in_zeros_were_rounded():
    template = Template((Group("号", 18),))
    longer = [f"2601012041101{place:02}000" for place in range(3)]
    raw = csv(FEW_CARDS).decode("utf-8-sig")
    for card, number in zip(FEW_CARDS, longer, strict=True):
        raw = raw.replace(card.number, number)
    assert codes(parse(raw.encode(), CSV, template=template)) == ["ruined-number"]


def test_a_file_of_another_plan_says_which_part_differs():
    template = Template((Group("年份", 2, ("03",)), Group("城市", 4, ("9999",)), Group("号", 6)))
    (fault,) = read("cards.prn", TXT, template=template).faults
    assert (fault.code, fault.field, fault.expected, fault.stops) == ("wrong-plan", "城市", "9999", True)


# Other files


@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "empty"),
        (b" \r\n\r\n", "empty"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "not-a-card-file"),
        (b"%PDF-1.7\n%\xe2\xe3", "not-a-card-file"),
        (b"\x1f\x8b\x08" + bytes(40), "not-a-card-file"),
        (b"MZ\x90\0" + bytes(200), "not-a-card-file"),
        (b"text with a \0 in it", "not-a-card-file"),
        (b"<html><table></table>", "not-a-card-file"),
    ],
)
def test_what_is_no_card_file_is_called_by_its_name(profile, raw, code):
    parsed = parse(raw, profile)
    assert (parsed.cards, parsed.taken, codes(parsed)) == ((), False, [code])


@pytest.mark.parametrize("name", ["cards.prn", "cards_nanhao.prn", "cards.csv", "cards.dbf", "cards.xlsx"])
@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
def test_by_another_layouts_profile_nothing_is_taken(name, profile):
    right = {"cards.prn": TXT, "cards_nanhao.prn": CODES, "cards.csv": CSV, "cards.dbf": DBF, "cards.xlsx": BOOK}[name]
    parsed = read(name, profile)
    assert parsed.taken == (profile is right)
    if profile is not right:
        assert {"读卡格式", "重新导出"} & {word for word in ("读卡格式", "重新导出") if word in parsed.faults[0].fix}


def test_records_of_another_length_are_another_profiles():
    raw = b"".join(line(card) + b"AB\r\n" for card in FEW_CARDS)
    head = b"HDR00000320261122\r\n"
    fault = parse(head + raw, TXT).faults[0]
    assert (fault.code, fault.row, fault.offset, fault.expected, fault.found) == ("wrong-profile", 1, 19, "117", "119")


def test_one_line_of_another_length_is_named():
    raw = (EXPORTS / "cards.prn").read_bytes()
    begins = raw.index(b"00040036")
    broken = raw[: begins + 20] + raw[begins + 21 :]
    parsed = parse(broken, TXT)
    fault = parsed.faults[0]
    assert (fault.code, fault.row, fault.offset, fault.found) == ("line-length", 40, begins, "116")
    assert not parsed.taken


def test_a_sign_that_the_profile_does_not_know_is_named_with_its_question():
    raw = (EXPORTS / "cards.prn").read_bytes()
    at = raw.index(b"00003036") + 37 + 4
    (fault,) = parse(raw[:at] + b"E" + raw[at + 1 :], TXT).faults
    assert (fault.code, fault.row, fault.field, fault.found) == ("answer-sign", 3, "q5", "E")
    assert fault.says == "第 3 条，第 258 字节：第 5 题读到“E”，应为 A B C D . * 之一。"


def test_a_letter_in_a_number_is_named():
    raw = (EXPORTS / "cards.prn").read_bytes().replace(b"00003036026", b"00003O36026")
    (fault,) = parse(raw, TXT).faults
    assert (fault.code, fault.row, fault.found, fault.stops) == ("number-sign", 3, "!36026101003", True)


def test_a_name_cut_in_half_is_told_and_the_card_is_read():
    raw = (EXPORTS / "cards.prn").read_bytes()
    at = raw.index(b"00001036") + 17
    name = "欧阳诸葛亮王".encode("gb18030")
    whole = parse(raw[:at] + name + raw[at + 12 :], TXT)
    assert (whole.cards[0].name, whole.faults) == ("欧阳诸葛亮王", ())
    half = parse(raw[:at] + b" " + name[:11] + raw[at + 12 :], TXT)
    assert [(fault.code, fault.row, fault.offset) for fault in half.faults] == [("half-sign", 1, at + 11)]
    assert half.taken
    assert half.cards[0].number == "036026101001"


def test_text_of_another_encoding_is_named_with_its_byte():
    raw = (EXPORTS / "cards_gb18030.csv").read_bytes()
    utf8 = PROFILES["omrchecker-csv"]
    (fault,) = parse(raw, utf8).faults
    assert (fault.code, fault.offset, fault.expected) == ("bad-bytes", 0, "UTF-8")


def test_a_column_that_stands_twice_is_not_chosen_for_the_reader():
    raw = (EXPORTS / "cards.csv").read_bytes().replace("第5题".encode(), "第4题".encode())
    (fault,) = parse(raw, CSV).faults
    assert (fault.code, fault.expected, fault.found, fault.field) == ("column-twice", "第4题", "2", "q4")


def test_a_row_of_fewer_cells_is_named():
    lines = (EXPORTS / "cards.csv").read_bytes().split(b"\r\n")
    lines[30] = lines[30].rsplit(b",", 1)[0]
    (fault,) = parse(b"\r\n".join(lines), CSV).faults
    assert (fault.code, fault.row, fault.expected, fault.found) == ("cell-count", 30, "87", "86")


def test_a_quotation_mark_without_its_partner_is_named():
    raw = (EXPORTS / "cards.csv").read_bytes().replace(b"036026101003", b'"036026101003')
    fault = parse(raw, CSV).faults[0]
    assert (fault.code, fault.row) == ("broken-row", 3)


def test_a_workbook_with_a_password_says_so():
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le")
    assert codes(parse(locked, BOOK)) == ["locked-workbook"]


def test_the_sheet_with_the_columns_is_found_among_others():
    from_book = xlsx(FEW_CARDS)
    assert len(parse(from_book, BOOK).cards) == len(FEW_CARDS)


def test_what_there_are_more_of_is_called_by_its_name():
    assert {code for code, sentence in SENTENCES.items() if "{where}" in sentence.says[0]} <= set(NAMED)


def test_every_fault_has_its_sentences_in_both_languages():
    for name in ("cards_cut.prn", "cards_cut.dbf", "cards_numeric.xlsx", "cards_nanhao.prn"):
        for profile in PROFILES.values():
            for fault in read(name, profile).faults:
                said = (fault.says, fault.fix, fault.says_en, fault.fix_en)
                assert all(said)
                assert not any("{" in one for one in said)
                assert not any("一" <= sign <= "鿿" for sign in fault.fix_en)
