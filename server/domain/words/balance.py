"""Words of the balance: what does not agree, and what could explain it."""


def room_words(room: str) -> tuple[str, str]:
    """Name a room as people at the site do, in Chinese and English."""
    return (f"{room} 号考场" if room.isascii() and room.isalnum() else f"{room}考场"), f"room {room}"
