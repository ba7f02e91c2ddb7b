"""Evidence is found by what is asked of it: its fact, its upload, what is silent, what is to be done."""

import base64
import json
from dataclasses import replace

import pytest

from server.domain.evidence.piece import Evidence, Found, Place, Removed
from server.domain.upload import Upload
from server.store import derived, evidence
from server.store import upload as uploads

PLAN = 1
BEFORE, NOW = "2026-11-22T01:00:00.000Z", "2026-11-22T02:00:00.000Z"


def piece(letter, *, session="S1", media="video", **changes):
    made = Evidence(
        letter * 32, f"fact {letter}", PLAN, media, "practical", Place(session), None, "video/webm", {"kind": "app"},
        NOW, "d1", 1, NOW, f"name {letter}",
    )  # fmt: skip
    return replace(made, **changes)


def upload(letter, offset, fact="", **changes):
    named = f"fact {base64.b64encode(fact.encode()).decode()}" if fact else ""
    told = {"length": None, "state": "open", "sha256": None, "touched": BEFORE} | changes
    return Upload(letter * 32, "d1", offset=offset, metadata=named, begun=BEFORE, **told)


@pytest.fixture
def keep(db):
    """Keep evidence and uploads."""

    def keep(*made):
        with db.writing() as connection:
            for one in made:
                if isinstance(one, Upload):
                    uploads.add(connection, one)
                else:
                    evidence.keep(connection, one)

    return keep


@pytest.fixture
def ask(db):
    """Ask a question of the store."""

    def ask(question, *about):
        with db.reading() as connection:
            return question(connection, *about)

    return ask


def test_it_is_found_by_its_id_its_fact_and_its_upload(keep, ask):
    made = piece("a", upload="1" * 32, found=Found("1" * 32, hints=("dark",)), history=(3, 5))
    keep(made, piece("b"))
    assert ask(evidence.find, made.evidence) == made
    assert ask(evidence.of_fact, made.fact) == made
    assert ask(evidence.of_upload, "1" * 32) == made
    assert ask(evidence.find, "f" * 32) is ask(evidence.of_upload, "2" * 32) is None


def test_kept_again_it_takes_its_own_place(keep, ask):
    keep(piece("a"), piece("a", upload="1" * 32))
    assert [one.state for one in ask(evidence.every, PLAN)] == ["live"]
    assert ask(evidence.every, PLAN, "equal") == []


def test_what_is_whole_equal_and_looked_at_needs_nothing_more(keep, ask):
    done = {"upload": "1" * 32, "size": 1, "equal": True, "media": "photo"}
    keep(
        piece("a", **done, found=Found("1" * 32)), piece("b", **done), piece("c"),
        piece("d", removed=Removed(NOW, 1, 2, "why", "f")), piece("e", **done, found=Found("1" * 32, fault="too-slow")),
    )  # fmt: skip
    assert [name[0] for name in ask(evidence.unsettled)] == ["b", "c", "d", "e"]


def test_a_film_needs_nothing_more_once_its_copy_is_made_or_known_to_be_needless(keep, ask, db):
    done = {"upload": "1" * 32, "size": 1, "equal": True, "found": Found("1" * 32)}
    keep(piece("a", **done), piece("b", **done), piece("c", **done))

    with db.writing() as connection:
        derived.note(connection, "b" * 32, "film", "0" * 64, {})
        derived.note(connection, "c" * 32, derived.TURNS, "0" * 64, {"of": "1" * 32})
    assert [name[0] for name in ask(evidence.unsettled)] == ["a"]


def test_only_what_runs_and_has_not_grown_is_silent(keep, ask):
    keep(
        upload("1", 7), upload("2", 7, touched=NOW), upload("3", 7, state="complete"), upload("4", 7), upload("5", 9),
        piece("a", upload="1" * 32), piece("b", upload="2" * 32), piece("c", upload="3" * 32),
        piece("d", upload="4" * 32, broken_off=True), piece("e"), piece("f", upload="5" * 32, length=99),
    )  # fmt: skip
    found = [(known.evidence[0], touched, offset) for known, touched, offset in ask(evidence.silent, PLAN, NOW)]
    assert found == [("a", BEFORE, 7), ("f", BEFORE, 9)]


def test_what_a_session_uses_is_what_is_here_and_not_removed(keep, ask):
    keep(
        upload("1", 10), upload("2", 5), upload("3", 3), upload("4", 100),
        piece("a", upload="1" * 32), piece("b", upload="2" * 32), piece("c", session=None, upload="3" * 32),
        piece("d", upload="4" * 32, removed=Removed(NOW, 1, 2, "why", "f")), piece("e"),
    )  # fmt: skip
    assert ask(evidence.used, PLAN) == {"S1": 15, None: 3}


def test_films_are_measured_and_photos_are_not(keep, ask):
    whole = {"upload": "1" * 32, "size": 500, "equal": True}
    keep(
        piece("a", **whole, found=Found("1" * 32, duration_ms=1000)), piece("b", **whole, found=Found("1" * 32)),
        piece("c", **whole, media="photo", found=Found("1" * 32, duration_ms=5)),
    )  # fmt: skip
    assert ask(evidence.films, PLAN) == [(500, 1000)]


def test_what_films_take_is_told_with_the_copies_that_were_made_of_them(keep, ask, db):
    whole = {"upload": "1" * 32, "size": 500, "equal": True, "found": Found("1" * 32, duration_ms=1000)}
    keep(piece("a", **whole), piece("b", **whole))
    with db.writing() as connection:
        for of, what, size in (("a", "film", 480), ("a", "poster", 20), ("c", "film", 9)):
            derived.note(connection, of * 32, what, "0" * 64, {"size": size})
        derived.note(connection, "a" * 32, derived.TURNS, "0" * 64, {"of": "1" * 32})
    assert sorted(ask(evidence.films, PLAN)) == [(500, 1000), (1000, 1000)]


def test_uploads_are_found_by_the_fact_they_name_and_by_no_part_of_it(keep, ask):
    keep(upload("1", 0, "fact-a"), upload("2", 0, "fact-ab"), upload("3", 0), upload("4", 0, "fact-a", state="ended"))
    assert [one.upload[0] for one in ask(uploads.naming, "fact-a")] == ["1", "4"]
    assert [one.upload[0] for one in ask(uploads.naming, "%")] == []
    assert {one.upload[0] for one in ask(uploads.alive)} == {"1", "2", "3"}


def test_what_was_made_of_it_is_noted_once_and_forgotten(db, ask):
    with db.writing() as connection:
        derived.note(connection, "a" * 32, "thumb", "0" * 64, {"size": 1})
        derived.note(connection, "a" * 32, "thumb", "1" * 64, {"size": 2})
    assert ask(derived.of, "a" * 32) == {"thumb": {"size": 2, "sha256": "1" * 64}}
    with db.writing() as connection:
        derived.forget(connection, "a" * 32)
    assert json.dumps(ask(derived.of, "a" * 32)) == "{}"
