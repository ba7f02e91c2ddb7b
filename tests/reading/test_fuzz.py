"""Whatever bytes are handed in: an answer, and never an exception. A million of them belong to the long run."""

import json
import random
import zipfile
from pathlib import Path

import pytest

from reading import guess, parse, shipped, whole
from server.desk.reading.cards import card_from_row, parsed_text
from tests.reading.machines import csv, dbf, fixed, fixed_codes, xls

EXPORTS = Path(__file__).parent / "exports"
PROFILES = {profile.id: profile for profile in shipped()}
TXT, CODES, CSV = (PROFILES[f"nanhao-sample-{one}"] for one in ("txt", "codes-txt", "csv"))
DBF, BOOK = PROFILES["nanhao-sample-dbf"], PROFILES["nanhao-sample-xlsx"]
SMALL = 1500  # bytes of a text or table that are changed: the header and some records
FEW = 3000
MILLION = 1_000_000


def seeds():
    """Files to be changed, each with its profile: as a machine writes a few cards, and the beginning of larger ones."""
    cards = parse((EXPORTS / "cards.prn").read_bytes(), TXT).cards[:8]
    few = [(fixed(cards), TXT), (fixed_codes(cards), CODES), (csv(cards), CSV), (dbf(cards), DBF)]
    names = {"cards.prn": TXT, "cards_gb18030.csv": CSV, "cards.dbf": DBF}
    begun = [((EXPORTS / name).read_bytes()[:SMALL], profile) for name, profile in names.items()]
    return [*few, *begun, (bytes(range(256)), CSV)]


def changed(raw, chance):
    """Return the bytes with some of them lost, doubled, changed, or put elsewhere."""
    data = bytearray(raw)
    for _ in range(chance.randint(1, 6)):
        at, size = chance.randrange(len(data) + 1), chance.choice((1, 1, 2, 4, 60))
        way = chance.randrange(5)
        if way == 0:
            del data[at : at + size]
        elif way == 1:
            data[at:at] = chance.randbytes(size)
        elif way == 2:
            data[at : at + size] = chance.randbytes(len(data[at : at + size]))
        elif way == 3:
            data[at:at] = data[at : at + size]
        else:
            del data[at:]
    return bytes(data)


def tried(count, chance):
    """Read so many changed files, most by their own profile; return how many were taken."""
    files, others, taken = seeds(), list(PROFILES.values()), 0
    for _ in range(count):
        whole_file, profile = chance.choice(files)
        raw = changed(whole_file, chance)
        parsed = parse(raw, profile if chance.random() < 0.8 else chance.choice(others))
        taken += parsed.taken
        for fault in parsed.faults:
            assert fault.says
            assert fault.fix_en
        assert parsed.taken == (not any(fault.stops for fault in parsed.faults))
        assert parsed.cards or not parsed.taken
        assert len({len(card.answers) for card in parsed.cards}) < 2
        whole(raw[:600], raw[-600:], len(raw))
        kept(parsed)
    return taken


def kept(parsed):
    """Write what a parse found as the hub keeps it, and read it again: neither fails, and nothing is lost."""
    cards = json.loads(parsed_text("0" * 64, parsed))["cards"]
    assert tuple(card_from_row(card) for card in cards) == parsed.cards


def test_some_thousand_changed_files_are_all_answered():
    assert 0 < tried(FEW, random.Random(7)) < FEW / 2  # a changed letter of a name is no fault


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_a_million_changed_files_are_all_answered():
    tried(MILLION, random.Random(11))


def test_a_changed_workbook_is_answered(tmp_path):
    chance = random.Random(5)
    raw = (EXPORTS / "cards.xlsx").read_bytes()
    old = xls(parse((EXPORTS / "cards.prn").read_bytes(), TXT).cards[:3])
    for _ in range(60):
        kept(parse(changed(raw, chance), BOOK))
        kept(parse(changed(old, chance), BOOK))
    source = zipfile.ZipFile(EXPORTS / "cards.xlsx")
    parts = {name: source.read(name) for name in source.namelist()}
    for place in range(60):
        path = tmp_path / f"{place}.xlsx"
        with zipfile.ZipFile(path, "w") as to:
            for name, data in parts.items():
                broken = name.endswith(("sheet1.xml", "workbook.xml", "styles.xml"))
                to.writestr(name, changed(data[:6000], chance) if broken else data)
        parsed = parse(path.read_bytes(), BOOK)
        kept(parsed)
        assert parsed.faults or parsed.cards


def test_guessing_answers_to_changed_files():
    chance = random.Random(3)
    for raw, _ in seeds() * 10:
        guess(changed(raw, chance), list(PROFILES.values()))


def test_a_workbook_with_what_is_no_character_is_kept(tmp_path):
    source = zipfile.ZipFile(EXPORTS / "cards.xlsx")
    path = tmp_path / "strange.xlsx"
    with zipfile.ZipFile(path, "w") as to:
        for name in source.namelist():
            data = source.read(name)
            strange = name.endswith(("sheet1.xml", "sharedStrings.xml"))
            to.writestr(name, data.replace(b"</t>", b"_xD800__x0000__xDFFF_</t>") if strange else data)
    parsed = parse(path.read_bytes(), BOOK)
    assert parsed.faults or parsed.cards
    kept(parsed)
