"""Times of a capture by the hub's clock, as far as its device knew the difference; from its end where that is all."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any


def set_right(told: Mapping[str, Any]) -> dict[str, Any]:
    """Return evidence as it is kept (``row.to_row``) with its times by the hub's clock.

    Where nothing is known of its device's clock, or a camera's was put right before, the times are as they were stated.
    """
    told = _counted_back(told)
    ahead = timedelta(milliseconds=told.get("skew_ms") or 0)
    if not ahead:
        return dict(told)

    def right(said: str | None) -> str | None:
        return None if said is None else (datetime.fromisoformat(said) + ahead).isoformat()

    word = told["word"]
    if word is not None:
        pauses = [[right(at) for at in pause] for pause in word.get("pauses", ())]
        word = {**word, "ended": right(word.get("ended"))} | ({"pauses": pauses} if pauses else {})
    return {**told, "begun": right(told["begun"]), "word": word}


def _counted_back(told: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return it with its beginning: of a chosen file that was stated to begin when it ended, only the end is known."""
    if told["media"] != "video" or told["source"]["kind"] != "file":
        return told
    word, lasts = told["word"], (told["found"] or {}).get("duration_ms")
    if not lasts or word is None or not word.get("ended"):
        return told
    ended = datetime.fromisoformat(word["ended"])
    if ended > datetime.fromisoformat(told["begun"]):
        return told
    return {**told, "begun": (ended - timedelta(milliseconds=lasts)).isoformat()}
