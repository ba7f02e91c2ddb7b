"""Objects of an exam day: what is labelled, handed over, sealed and counted, and the numbers on their labels.

Kinds are data (``domain`` 3.1). A label's number is a letter for the kind, a serial and a check character
(``B017-X``): what is typed wrong by hand is caught. Labels of seal strips are made the same way; strips that came
numbered from a factory have no check character, so their number is typed twice.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from protocol.number import LOOK_ALIKES, check_character
from server.domain.refusal import Refusal

#: What is counted in objects: code -> Chinese, its measure word, English.
COUNTABLE: Mapping[str, tuple[str, str, str]] = MappingProxyType(
    {
        "papers": ("试卷", "份", "papers"),
        "cards": ("答题卡", "张", "answer cards"),
        "scratch": ("草稿纸", "张", "sheets of scratch paper"),
        "sheets": ("表单", "份", "forms"),
        "seals": ("封条", "条", "seal strips"),
        "pieces": ("物品", "件", "pieces"),
    }
)

#: Legs that objects take, by how far they travel (``custody.legs``).
_WHOLE_WAY = ("L1", "L2", "L3", "L4", "L5", "L6", "L9")
_CARDS_WAY = ("L1", "L2", "L3", "L4", "L5", "L6", "L7", "L8", "L9")
_FROM_SITE = ("L3", "L4", "L5", "L6", "L7", "L8", "L9")
_TO_SITE = ("L1", "L2", "L5", "L6")
_AT_SITE = ("L3", "L4")


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of object.

    Attributes:
        code: as in ``domain`` 3.1.
        letter: what its labels begin with; empty where it has numbers of its own.
        zh: its name.
        en: its name.
        measure: its Chinese measure word.
        sealed: it travels sealed.
        counts: what can be counted in it (``COUNTABLE``).
        holds: codes of the kinds that may be put into it.
        legs: the legs it takes.
        begins: its first state: ``sealed`` (comes from the vault) or ``received`` (made ready at the site).
        secure: examination material; the people and badges that a leg asks for are asked for on its account.
        again: it is given out again after it came back, session after session.
    """

    code: str
    letter: str
    zh: str
    en: str
    measure: str
    sealed: bool
    counts: tuple[str, ...]
    holds: frozenset[str]
    legs: tuple[str, ...]
    begins: str
    secure: bool = True
    again: bool = False


_IN_SET = frozenset({"PP", "CP", "SP", "SL", "RS", "SC", "ST"})
_NONE: frozenset[str] = frozenset()

KINDS: tuple[Kind, ...] = (
    Kind("CS", "C", "试卷箱", "paper case", "只", True, ("pieces",), _IN_SET | {"RSET", "DP", "KY"}, _TO_SITE,
         "sealed"),
    Kind("RSET", "R", "考场套", "room set", "套", False, ("pieces",), _IN_SET, (*_AT_SITE, "L5", "L6"), "received"),
    Kind("PP", "B", "试卷袋", "paper bag", "袋", True, ("papers",), _NONE, _WHOLE_WAY, "sealed"),
    Kind("CP", "K", "答题卡袋", "card bag", "袋", True, ("cards",), _NONE, _CARDS_WAY, "sealed"),
    Kind("SP", "P", "备用袋", "spare bag", "袋", True, ("papers", "cards"), _NONE, _WHOLE_WAY, "sealed"),
    Kind("DP", "Z", "值班卷", "duty copy", "袋", True, ("papers",), _NONE, _TO_SITE, "sealed"),
    Kind("RS", "J", "考场记录单", "record sheet", "份", False, ("sheets",), _NONE, _FROM_SITE, "received"),
    Kind("SL", "T", "座次表", "seat list", "份", False, ("sheets",), _NONE, _FROM_SITE, "received"),
    Kind("SC", "G", "草稿纸", "scratch paper", "叠", False, ("scratch",), _NONE,
         (*_AT_SITE, "L5", "L6", "L9"), "received"),
    Kind("ST", "S", "封条", "seal strip", "条", False, ("seals",), _NONE, _AT_SITE, "received", secure=False),
    Kind("DV", "D", "设备", "device", "台", False, (), _NONE, _AT_SITE, "received", secure=False, again=True),
    Kind("ID", "A", "身份证阅读器及防作弊器材", "ID reader or anti-cheat tool", "台", False, (), _NONE, _AT_SITE,
         "received", secure=False, again=True),
    Kind("PM", "M", "实操材料和工件", "practical material or workpiece", "件", True, ("pieces",), _NONE,
         (*_AT_SITE, "L5", "L6", "L9"), "received"),
    Kind("KY", "Y", "钥匙", "key", "把", False, (), _NONE, _TO_SITE, "sealed", again=True),
    Kind("BD", "", "证牌", "badge", "张", False, (), _NONE, (), "received", secure=False, again=True),
)  # fmt: skip

BY_CODE: Mapping[str, Kind] = MappingProxyType({kind.code: kind for kind in KINDS})
BY_LETTER: Mapping[str, Kind] = MappingProxyType({kind.letter: kind for kind in KINDS if kind.letter})

#: Dashes that keyboards and input methods write.
_DASHES = re.compile(r"[\s\-\u2010-\u2015\u2212_]+")
_NUMBER = re.compile(r"([A-Z])([0-9]{1,9})([0-9A-Z])")
_QR = re.compile(r"KL1:([0-9]{1,10}):([0-9]{1,10}):(.{3,20})")
_FACTORY = re.compile(r"[A-Z0-9]{3,24}")
_SHOWN = 24  # characters of what was typed that a refusal repeats


@dataclass(frozen=True, slots=True)
class Label:
    """A label as read; ``site`` and ``plan`` are None where its number was typed."""

    kind: str
    serial: int
    site: int | None = None
    plan: int | None = None

    @property
    def number(self) -> str:
        """Return the number as people read it."""
        return label_number(self.kind, self.serial)


def label_number(kind: str, serial: int) -> str:
    """Write the number of a label: ``B017-X`` (letter, three digits at least, dash, check character)."""
    text = f"{BY_CODE[kind].letter}{serial:03d}"
    return f"{text}-{check_character(text)}"


def label_qr(site: int, plan: int, kind: str, serial: int) -> str:
    """Write what a label's QR code says: the number, and which site and plan it belongs to."""
    return f"KL1:{site}:{plan}:{label_number(kind, serial)}"


def room_qr(site: int, plan: int, room: str) -> str:
    """Write what the code at a room's door says: which site's, plan's and room's it is."""
    return f"KD1:{site}:{plan}:{room}"


def next_serial(kind: str, last: int) -> int:
    """Return the serial to be given out after ``last``.

    Passed over are serials whose check character is read as a digit (O, I), and the few that are another label when two
    neighbouring characters are exchanged or the check character is left out.
    """
    serial = last + 1
    while not _unmistakable(label_number(kind, serial).replace("-", "")):
        serial += 1
    return serial


@lru_cache(maxsize=256)
def given_out(kind: str, last: int) -> int:
    """Return how many labels of a kind were given out when ``last`` was the last serial; withdrawn ones count."""
    serials = range(1, last + 1)
    return sum(_unmistakable(label_number(kind, serial).replace("-", "")) for serial in serials)


def _unmistakable(text: str) -> bool:
    swapped = {text[:at] + text[at + 1] + text[at] + text[at + 2 :] for at in range(1, len(text) - 1)}
    return text[-1] not in "OI" and not any(_fits(other) for other in (swapped - {text}) | {text[:-1]})


def _fits(text: str) -> bool:
    return text[1:-1].isdigit() and len(text) > 4 and check_character(text[:-1]) == text[-1]


def read_label(typed: str) -> Label:
    """Read a scanned or typed label.

    Spaces, dashes, case, full-width characters and O for 0 or I for 1 do not matter; leading zeros do, so that a number
    typed without its check character is not read as another one.

    Raises:
        Refusal: ``label-unreadable`` (no number of ours) or ``label-check`` (a character is wrong).
    """
    text = unicodedata.normalize("NFKC", typed).strip().upper()
    coded = _QR.fullmatch(text)
    if coded:
        label = _read_number(coded[3], typed)
        return Label(label.kind, label.serial, int(coded[1]), int(coded[2]))
    return _read_number(text, typed)


def _read_number(text: str, typed: str) -> Label:
    packed = _DASHES.sub("", text)
    found = _NUMBER.fullmatch(packed[:1] + packed[1:].translate(LOOK_ALIKES))
    if found is None or found[1] not in BY_LETTER:
        raise Refusal("label-unreadable", field="label", typed=typed.strip()[:_SHOWN])
    kind, serial = BY_LETTER[found[1]], int(found[2])
    if serial == 0 or label_number(kind.code, serial).replace("-", "") != "".join(found.groups()):
        raise Refusal("label-check", field="label", typed=typed.strip()[:_SHOWN])
    return Label(kind.code, serial)


def seal_number(typed: str, *, again: str | None = None, factory: bool = False) -> str:
    """Read the number of a seal strip in the one form that can be compared.

    ``factory``: strips come numbered from a factory, without a check character; ``again`` is then the number typed a
    second time (None where it was scanned, or is only compared with the number on record).

    Raises:
        Refusal: ``label-unreadable``, ``label-check``, ``seal-unreadable`` or ``seal-typed-differs``.
    """
    if not factory:
        label = read_label(typed)
        if label.kind != "ST":
            raise Refusal("seal-unreadable", field="seal", typed=typed.strip()[:_SHOWN])
        return label.number
    number = _factory_number(typed)
    if again is not None and _factory_number(again) != number:
        raise Refusal("seal-typed-differs", field="seal", first=number, second=_factory_number(again))
    return number


def _factory_number(typed: str) -> str:
    packed = _DASHES.sub("", unicodedata.normalize("NFKC", typed).upper())
    if _FACTORY.fullmatch(packed) is None:
        raise Refusal("seal-unreadable", field="seal", typed=typed.strip()[:_SHOWN])
    return packed


def holds(container: str, kind: str) -> bool:
    """Tell whether an object of ``kind`` may be put into one of kind ``container``."""
    return kind in BY_CODE[container].holds


def belongs(label: Label, site: int, plan: int) -> None:
    """Decide whether a label is this site's and this plan's; a typed number says nothing about it.

    Raises:
        Refusal: ``object-wrong-site`` or ``object-wrong-plan``.
    """
    if label.site is not None and label.site != site:
        raise Refusal("object-wrong-site", field="label", label=label.number, found=label.site, expected=site)
    if label.plan is not None and label.plan != plan:
        raise Refusal("object-wrong-plan", field="label", label=label.number, found=label.plan, expected=plan)
