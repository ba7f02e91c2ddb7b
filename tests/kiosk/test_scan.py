"""What a hand scanner or a person types in one line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.scan import LONGEST, Unread, read_scan
from protocol.number import badge_number, next_serial

TOKEN = "KW1:6BF-QV4 2/N$%*+.:"


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\t\n", ""])
def test_a_scanned_badge_is_handed_in_as_it_stands(ending):
    assert read_scan((TOKEN + ending).encode()) == {"badge": TOKEN}


def test_a_pressed_caps_lock_does_not_matter():
    assert read_scan(TOKEN.swapcase().encode()) == {"badge": TOKEN}


def test_wide_characters_of_an_input_method_do_not_matter():
    wide = "".join(chr(ord(character) + 0xFEE0) if "!" <= character <= "~" else character for character in TOKEN)
    assert wide.startswith("ＫＷ１：")
    assert read_scan(wide.encode()) == {"badge": TOKEN}


def test_a_scanner_may_say_first_what_kind_of_code_it_read():
    assert read_scan(f"]Q3{TOKEN}\n".encode()) == {"badge": TOKEN}


@pytest.mark.parametrize("line", [b"", b"\n", b"  \r\n", "　\n".encode()])
def test_a_blank_line_is_no_scan(line):
    assert read_scan(line) is None


def test_another_code_is_handed_in_so_that_it_stays_on_record():
    assert read_scan(b"https://example.org/menu?Table=7\n") == {"badge": "https://example.org/menu?Table=7"}
    assert read_scan("健康码一二三".encode()) == {"badge": "健康码一二三"}


def test_bytes_that_are_no_text_are_handed_in_as_an_unreadable_code():
    assert "badge" in read_scan(b"\xff\xfe\x00\x01")


@pytest.mark.parametrize("typed", ["00017-", "00017", "17-?", "hello", "00018-E", "1"])
def test_a_mistyped_number_goes_nowhere(typed):
    wrong = typed.replace("?", "A")
    assert wrong != badge_number(17)
    with pytest.raises(Unread, match="number-mistyped"):
        read_scan(wrong.encode())


def test_a_code_longer_than_the_hub_takes_goes_nowhere():
    assert read_scan(b"KW1:" + b"A" * (LONGEST - 4)) is not None
    with pytest.raises(Unread, match="too-long"):
        read_scan(b"KW1:" + b"A" * (LONGEST - 3))


@given(st.integers(0, 999_999_000), st.booleans())
def test_a_badge_number_is_read_however_it_is_typed(last, bare):
    number = badge_number(next_serial(last))
    typed = number.lower().replace("-", "").lstrip("0") if bare else number
    assert read_scan(f" {typed}\r\n".encode()) == {"number": number}


@given(st.binary(max_size=300))
def test_any_bytes_are_a_badge_a_number_nothing_or_a_sentence(line):
    try:
        said = read_scan(line)
    except Unread as unread:
        said = {unread.args[0]: "again"}
    names = {"badge", "number", "number-mistyped", "too-long"}
    assert said is None or (len(said) == 1 and said.keys() <= names)
    assert all(0 < len(text) <= LONGEST for text in (said or {}).values())
