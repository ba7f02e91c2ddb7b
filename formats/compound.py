"""Whether an old workbook's container (OLE) is all there: its tables say how many sectors it has."""

import struct

HEADER = 512
NUMBER = struct.Struct("<I")
SHIFT = struct.Struct("<H")
SHIFT_AT, TABLES_AT, LISTED_AT, LISTED = 30, 44, 76, 109
FREE = 0xFFFFFFFF
LARGEST_SHIFT = 12


def cut(data: bytes) -> bool:
    """Say whether a container ends before its last sector does. Of a broken one nothing is said."""
    if len(data) < HEADER:
        return True
    (shift,) = SHIFT.unpack_from(data, SHIFT_AT)
    if not 9 <= shift <= LARGEST_SHIFT:
        return False
    size = 1 << shift
    tables = min(NUMBER.unpack_from(data, TABLES_AT)[0], LISTED)
    used = 0
    for place in range(tables):
        (sector,) = NUMBER.unpack_from(data, LISTED_AT + 4 * place)
        start = (sector + 1) * size
        table = data[start : start + size]
        if sector == FREE or len(table) < size:
            return True
        numbers = struct.unpack(f"<{size // 4}I", table)
        taken = [at for at, following in enumerate(numbers) if following != FREE]
        if taken:
            used = max(used, place * len(numbers) + taken[-1] + 1)
    return bool(len(data) < (used + 1) * size)
