"""Badge numbers for the eye and for typing: a serial and an ISO/IEC 7064 MOD 37,36 check character."""

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#: Check characters that people read as digits: serials that would get one are passed over, so a typed one is the digit.
LOOK_ALIKES = str.maketrans("OI", "01")


def check_character(text: str) -> str:
    """Return the ISO/IEC 7064 MOD 37,36 check character of ``text`` (digits and A-Z)."""
    carry = 36
    for character in text:
        total = (carry + ALPHABET.index(character)) % 36 or 36
        carry = total * 2 % 37
    return ALPHABET[(37 - carry) % 36]


def badge_number(serial: int) -> str:
    """Write a badge's serial as people read it: ``00017-K`` (five digits at least, dash, check character)."""
    digits = f"{serial:05d}"
    return f"{digits}-{check_character(digits)}"


def next_serial(last: int) -> int:
    """Return the serial to be given out after ``last``."""
    serial = last + 1
    while badge_number(serial)[-1] in "OI":
        serial += 1
    return serial


def read_badge_number(typed: str) -> int:
    """Read a typed badge number; spaces, dashes, case, leading zeros and O for 0 or I for 1 do not matter.

    Raises:
        ValueError: not digits and one check character, or the check character does not fit.
    """
    packed = "".join(typed.upper().split()).replace("-", "").translate(LOOK_ALIKES)
    digits, check = packed[:-1], packed[-1:]
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 9):
        raise ValueError("a badge number is up to nine digits and a check character")
    if badge_number(int(digits)).partition("-")[2] != check:
        raise ValueError("the check character does not fit")
    return int(digits)
