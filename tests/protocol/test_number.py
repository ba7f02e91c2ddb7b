import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.number import ALPHABET, badge_number, check_character, next_serial, read_badge_number

SERIALS = st.integers(1, 999_999_000).map(next_serial)
LETTERS = [each for each in ALPHABET if each not in "OI"]
FIVE_DIGITS = st.integers(0, 99_990).map(next_serial)  # all a plan prints; leading zeros are part of what is checked


@pytest.mark.parametrize(("digits", "check"), [("00017", "E"), ("00000", "W")])
def test_numbers_are_written_with_five_digits_and_a_check_character(digits, check):
    assert badge_number(int(digits)) == f"{digits}-{check}"


@pytest.mark.parametrize(
    ("text", "check"), [("A12425GABC1234002", "M"), ("00000000D07A0090", "Q"), ("00000000D07A009000000000", "X")]
)
def test_the_check_character_is_that_of_the_standard(text, check):
    """Published identifiers that carry an ISO/IEC 7064 MOD 37,36 character: a GRid and an ISAN (which has two)."""
    assert check_character(text) == check


@given(SERIALS)
def test_what_is_written_reads_back(serial):
    assert read_badge_number(badge_number(serial)) == serial


@given(SERIALS, st.booleans(), st.integers(0, 6), st.booleans())
def test_spaces_dashes_case_and_leading_zeros_do_not_matter(serial, small, place, dashed):
    typed = badge_number(serial).lstrip("0")
    typed = typed.lower() if small else typed
    typed = typed if dashed else typed.replace("-", "")
    assert read_badge_number(f" {typed[:place]} {typed[place:]} ") == serial


@given(st.integers(0, 99_990))
def test_serials_whose_check_character_looks_like_a_digit_are_passed_over(last):
    serial = next_serial(last)
    assert badge_number(serial)[-1] not in "OI"
    assert all(badge_number(passed)[-1] in "OI" for passed in range(last + 1, serial))


@pytest.mark.parametrize(("typed", "serial"), [("OOO17-E", 17), ("000I7-E", 17), ("ooo17e", 17)])
def test_letters_typed_for_digits_are_the_digits(typed, serial):
    assert read_badge_number(typed) == serial


@given(FIVE_DIGITS, st.data())
def test_one_wrong_character_is_always_found(serial, data):
    digits, _, check = badge_number(serial).partition("-")
    place = data.draw(st.integers(0, len(digits)))
    right = (digits + check)[place]
    wrong = data.draw(
        st.sampled_from([each for each in ("0123456789" if place < len(digits) else LETTERS) if each != right])
    )
    with pytest.raises(ValueError, match="check character"):
        read_badge_number((digits + check)[:place] + wrong + (digits + check)[place + 1 :])


def test_two_neighbours_swapped_are_found_but_for_one_in_a_hundred():
    """The standard's hybrid systems miss a few, such as 00889 for 00898."""
    swapped, missed = 0, []
    for serial in range(10_000):
        digits = f"{serial:05d}"
        for place in range(len(digits) - 1):
            other = digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]
            swapped += other != digits
            if other != digits and check_character(other) == check_character(digits):
                missed.append((digits, other))
    assert ("00889", "00898") in missed
    assert len(missed) < swapped / 100


@pytest.mark.parametrize("typed", ["", " ", "-", "E", "17", "ABC-D", "１７-E", "1234567890-E", "17E17", "0x11-E"])
def test_what_is_no_badge_number_is_refused(typed):
    with pytest.raises(ValueError, match="check character"):
        read_badge_number(typed)


@given(st.text(max_size=20))
def test_any_typing_is_read_or_refused(typed):
    try:
        serial = read_badge_number(typed)
    except ValueError:
        return
    assert read_badge_number(badge_number(serial)) == serial
