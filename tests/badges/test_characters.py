import pytest

from badges import job
from badges.characters import PRIVATE, shaped


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("李\ue863", "李䶮"),
        ("\ue81e", "\u9fb4"),
        ("\ue815", "\u2e81"),
        ("\ue816", "\U00020087"),
        ("\ue864", "\u9fbb"),
        ("葛\U000e0100", "葛"),
        ("王\ufe00伟", "王伟"),
        ("\ufeff张\u200b伟\u200d", "张伟"),
        ("\uf900", "\u8c48"),
        ("Jose\u0301", "José"),
        ("阿不都热合曼·吾买尔", "阿不都热合曼·吾买尔"),
        ("O'Neil", "O'Neil"),
        ("", ""),
    ],
)
def test_a_name_is_set_in_characters_that_have_shapes(written, meant):
    assert shaped(written) == meant


def test_every_private_character_of_gbk_is_known_and_leads_out_of_the_private_area(weights):
    assert (min(PRIVATE), max(PRIVATE), len(PRIVATE)) == (0xE815, 0xE864, 80)
    assert len(set(PRIVATE.values())) == 80
    for character in PRIVATE.values():
        assert not 0xE000 <= ord(character) <= 0xF8FF
        assert any(face.glyph(character) for face in weights.values()), f"U+{ord(character):04X}"


def test_a_private_character_nobody_knows_stays_to_be_named():
    assert shaped("李\ue000") == "李\ue000"


def test_names_come_shaped_out_of_a_job():
    row = b'{"name": "\xe6\x9d\x8e\\ue863", "role": 8, "number": "00017-E", "token": "KW1:ABC"}'
    (badge,) = job.read([row])
    assert badge.name == "李䶮"
