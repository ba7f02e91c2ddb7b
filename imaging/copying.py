"""Copies a part of one file behind another."""

from typing import BinaryIO

PIECE = 1024 * 1024


def copy(file: BinaryIO, into: BinaryIO, start: int, stop: int) -> None:
    """Append the bytes from ``start`` to below ``stop``; what is not there is not copied."""
    file.seek(start)
    while start < stop:
        piece = file.read(min(PIECE, stop - start))
        if not piece:
            return
        into.write(piece)
        start += len(piece)
