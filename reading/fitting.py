"""A profile that ships, made to fit one file: where nobody named one, the file's titles and the list say the rest."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from formats.dbf import records_of
from formats.signature import Kind, kind_of
from formats.unreadable import Unreadable
from reading.cell_record import BANNERS, counted, plain_title
from reading.delimited import first_rows
from reading.parse import KINDS
from reading.profile import QUESTIONS, Format, Group, Profile, Section, Template
from reading.record import Stopped
from reading.workbook import tables_of, written_row


def fitting(raw: bytes, profiles: Iterable[Profile], length: int = 0) -> list[Profile]:
    """Return the profiles of a file's format, each made to fit it.

    Args:
        raw: the file.
        profiles: those that ship.
        length: how many digits the list's numbers have; 0 where they differ.
    """
    kind = kind_of(raw)
    return [_fitted(raw, kind, profile, length) for profile in profiles if kind in KINDS[profile.format]]


def _fitted(raw: bytes, kind: Kind, profile: Profile, length: int) -> Profile:
    if profile.format is Format.FIXED:  # there the number's length moves all that follows
        return profile
    if length and length != profile.number.template.length:
        template = Template((Group("准考证号", length),))
        profile = replace(profile, number=replace(profile.number, template=template))
    names = set(map(plain_title, profile.number.place.titles))
    titles = [row for row in _titles(raw, kind, profile) if row & names]
    fields = {
        name: replace(field, optional=True) if field.place.titles else field for name, field in profile.fields.items()
    }
    return replace(profile, fields=fields, sections=_sections(profile.sections, titles))


def _titles(raw: bytes, kind: Kind, profile: Profile) -> list[frozenset[str]]:
    """Return each row that may be the titles."""
    if kind is Kind.TEXT:
        rows: list[Sequence[str]] = list(first_rows(raw, profile))
    elif kind is Kind.DBF:
        try:
            rows = [[field.name.upper() for field in records_of(raw).fields]]
        except Unreadable:
            rows = []
    else:
        try:
            tables = tables_of(raw, kind)
        except Stopped:
            return []
        rows = [written_row(cells) for table in tables for cells in table.rows[:BANNERS]]
    return [frozenset(map(plain_title, cells)) for cells in rows]


def _sections(sections: tuple[Section, ...], titles: list[frozenset[str]]) -> tuple[Section, ...]:
    """Return the sections with as many questions as the titles count; the last one takes those beyond."""
    if not all(section.place.by_question for section in sections):
        return sections
    found = max((counted(sections[-1], row) for row in titles), default=0)
    if not 0 < found <= QUESTIONS:
        return sections
    kept = [replace(section, last=min(section.last, found)) for section in sections if section.first <= found]
    kept[-1] = replace(kept[-1], last=found)
    return tuple(kept)
