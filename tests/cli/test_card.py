"""What of a card is taken, as which type, and what is left there and named."""

import json
from pathlib import Path

import pytest

from server.cli.media import card
from server.cli.media.card import BESIDE, NO_KIND, File

#: Files by path, first bytes (hex) and what becomes of them: their type, why they are left, or null: not even named.
#: The page that takes cards is held to it as well (``static/tests/screens/media-import/beside.test.ts``).
CASES = json.loads((Path(__file__).parent / "card.json").read_text())
WHYS = {why: name for name, why in BESIDE.items()} | {NO_KIND: "kind"}


def on_card(folder, cases):
    """Lay files down; those that a system keeps from everybody are no different."""
    for name, head, _ in cases:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(bytes.fromhex(head) + b"\0" * 200)
    return folder


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0])
def test_each_file_of_a_card_is_taken_for_what_it_is_or_left_and_named(tmp_path, case):
    found = list(card.found(on_card(tmp_path, [case])))
    told = [(one.name, one.kind.mime if isinstance(one, File) else WHYS[one.why]) for one in found]
    assert told == ([] if case[2] is None else [(case[0], case[2])])


def test_what_cameras_keep_beside_is_named_by_folder_with_how_many_there_are(tmp_path):
    of_a_film = [(f"DCIM/100GOPRO/GOPR{n:04}{ending}", "ffd8ff", None) for n in range(3) for ending in (".THM", ".LRV")]
    found = list(card.found(on_card(tmp_path, of_a_film)))
    assert [(one.name, one.files, one.why, one.broken) for one in found] == [
        ("DCIM/100GOPRO/*.LRV", 3, f"3 个，{BESIDE['second']}", False),
        ("DCIM/100GOPRO/*.THM", 3, f"3 个，{BESIDE['small']}", False),
    ]


def test_a_folder_of_the_computers_own_that_is_closed_is_no_broken_card(tmp_path, monkeypatch):
    on_card(tmp_path, [("DCIM/IMG_0001.JPG", "ffd8ff", None), ("System Volume Information/a.jpg", "ffd8ff", None)])

    def walk(top, onerror):
        onerror(PermissionError(13, "Permission denied", str(tmp_path / "System Volume Information")))
        return [(str(tmp_path / "DCIM"), [], ["IMG_0001.JPG"])]

    monkeypatch.setattr(card.os, "walk", walk)
    assert [one.name for one in card.found(tmp_path)] == ["DCIM/IMG_0001.JPG"]
