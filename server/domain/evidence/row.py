"""Evidence as it is kept, and as screens show it."""

from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from typing import Any

from server.domain.evidence.piece import Bringer, Evidence, Found, Place, Removed, Word


def to_row(known: Evidence) -> dict[str, Any]:
    """Write evidence as JSON."""
    return asdict(known) | {"source": dict(known.source)}


#: Parts of evidence that are no plain values, by field.
_PARTS: Mapping[str, type] = {"place": Place, "word": Word, "found": Found, "removed": Removed}


def from_row(row: Mapping[str, Any]) -> Evidence:
    """Read what ``to_row`` wrote."""
    given = {one.name: row[one.name] for one in fields(Evidence) if one.name in row}
    for name, kind in _PARTS.items():
        if given.get(name) is not None:
            given[name] = kind(**given[name])
    if given.get("word") is not None:
        given["word"] = replace(given["word"], pauses=tuple((one[0], one[1]) for one in given["word"].pauses))
    if given.get("found") is not None:
        given["found"] = replace(given["found"], hints=tuple(given["found"].hints))
    bringers = tuple(Bringer(**one) for one in row.get("bringers", ()))
    return Evidence(**given | {"bringers": bringers, "history": tuple(row["history"])})


def shown(known: Evidence) -> dict[str, Any]:
    """Write what screens show of evidence."""
    found = known.found or Found(known.upload or "")
    word, removed = known.word, known.removed
    return {
        "evidence": known.evidence,
        "plan": known.plan,
        "media": known.media,
        "purpose": known.purpose,
        **asdict(known.place),
        "about": known.about,
        "state": known.state,
        "upload": known.upload if removed is None else None,
        "size": known.size if known.size is not None or word is None else word.size,
        "received": known.received,
        "sha256": known.sha256 if known.sha256 is not None or word is None else word.sha256,
        "equal": known.equal,
        "cut": known.cut,
        "type": found.type or known.type,
        "name": f"{known.name}.{known.ending}",
        "begun": known.begun,
        "ended": None if word is None else word.ended,
        "taken": found.taken,
        "source": dict(known.source),
        "device": known.device,
        "by": known.by,
        "at": known.at,
        "thumb": found.thumb if removed is None else None,
        "poster": found.poster if removed is None else None,
        "film": found.film if removed is None else None,
        "duration_ms": found.duration_ms,
        "width": found.width,
        "height": found.height,
        "hints": list(found.hints),
        "fault": found.fault,
        "removed": None if removed is None else {name: getattr(removed, name) for name in _REMOVED},
    }


_REMOVED = ("at", "by", "second", "reason")
