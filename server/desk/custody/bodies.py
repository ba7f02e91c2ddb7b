"""What facts of custody say of people, seals, counts and reasons."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, Field, StrictBool, StrictInt, StrictStr, model_validator

from server.desk.act import Body
from server.domain.custody.seen import Look, Seen

#: A label as scanned (its QR text) or typed.
LabelText = Annotated[StrictStr, Field(min_length=1, max_length=60)]
Words = Annotated[StrictStr, Field(max_length=200)]
FactId = Annotated[StrictStr, Field(min_length=1, max_length=64)]


#: Years a time may be of: at the ends of the calendar it cannot be told in every zone.
YEARS = range(1970, 2201)


def _moment(text: str) -> str:
    said = datetime.fromisoformat(text)
    if said.tzinfo is None:
        raise ValueError("a time with its offset")
    if said.year not in YEARS:
        raise ValueError(f"a time of the years {YEARS[0]} to {YEARS[-1]}")
    return text


#: A time, RFC 3339 with its offset, of ``YEARS``.
Moment = Annotated[StrictStr, Field(min_length=20, max_length=40), AfterValidator(_moment)]
Number = Annotated[StrictInt, Field(ge=-(2**31), le=2**31)]
People = Annotated[list["Signer"], Field(max_length=12)]

#: Objects in one act: a site's whole set of cases is about ten, a room's set one.
MOST = 200


class Signer(Body):
    """Somebody who signs: a badge that was scanned, its typed number, or a person picked by name."""

    badge: StrictStr | None = Field(default=None, min_length=1, max_length=2000)
    number: StrictStr | None = Field(default=None, min_length=1, max_length=20)
    person: StrictInt | None = Field(default=None, ge=1, le=2**31)

    @model_validator(mode="after")
    def _exactly_one(self) -> "Signer":
        if sum(each is not None for each in (self.badge, self.number, self.person)) != 1:
            raise ValueError("exactly one of badge, number and person")
        return self


class SealBody(Body):
    """What was seen of one seal: its number as read (null: not read), whole or broken, and in words what was odd."""

    label: LabelText
    number: StrictStr | None = Field(default=None, min_length=1, max_length=40)
    broken: StrictBool = False
    words: Words = ""


class CountBody(Body):
    """What was counted in one object, such as ``{"papers": 31}``."""

    label: LabelText
    counted: dict[StrictStr, Number] = Field(min_length=1, max_length=6)


class ReasonBody(Body):
    """Why a count differs, or a thing is missing."""

    label: LabelText
    words: Words


class LookBody(Body):
    """What people looked at: ``intact`` is one tap for all seals; singly what differs."""

    intact: StrictBool = False
    seals: list[SealBody] = Field(default_factory=list, max_length=MOST)
    counts: list[CountBody] = Field(default_factory=list, max_length=MOST)
    reasons: list[ReasonBody] = Field(default_factory=list, max_length=MOST)

    def labels(self) -> list[str]:
        """Return the labels it names, as written."""
        return [
            *(one.label for one in self.seals),
            *(one.label for one in self.counts),
            *(one.label for one in self.reasons),
        ]

    def strips(self) -> list[str]:
        """Return the seal numbers it names, as written."""
        return [one.number for one in self.seals if one.number is not None]

    def look(self, numbers: Mapping[str, str], strips: Mapping[str, str]) -> Look:
        """Return it as the rules read it; ``numbers``, ``strips``: label and seal as written -> the number."""
        return Look(
            self.intact,
            {numbers[one.label]: Seen(strips.get(one.number or ""), one.broken, one.words) for one in self.seals},
            {numbers[one.label]: dict(one.counted) for one in self.counts},
            {numbers[one.label]: one.words for one in self.reasons},
        )


class CustodyBody(Body):
    """What bodies of custody have in common."""

    plan: StrictInt = Field(ge=0, le=2**53)

    def signers(self) -> list[Signer]:
        """Return everybody it names."""
        return []

    def labels(self) -> list[str]:
        """Return every label it names, as written."""
        return []

    def strips(self) -> list[str]:
        """Return every seal number it names, as written."""
        return []

    def signed(self) -> datetime | None:
        """Return the moment on the paper it is entered from (aware); None where it is no such entry."""
        return None

    def by_badge(self) -> bool:
        """Tell whether those who sign do so by their badges, on other days than the plan's too."""
        return False
