"""What facts of evidence have in common."""

from typing import Annotated, Literal

from pydantic import Field, StrictInt, StrictStr

from server.desk.act import Body

#: Id of a piece of evidence or of an upload: 32 hex digits.
Id = Annotated[StrictStr, Field(pattern=r"^[0-9a-f]{32}$")]
Sha256 = Annotated[StrictStr, Field(pattern=r"^[0-9a-f]{64}$")]
#: Bytes of one file.
Size = Annotated[StrictInt, Field(ge=0, le=2**44)]
Told = Annotated[StrictStr, Field(min_length=1, max_length=120)]


class SourceBody(Body):
    """What took it; ``name``: the file's on its card, as the camera made it; None where a person did."""

    kind: Literal["app", "camera", "camcorder", "file"]
    make: Told | None = None
    model: Told | None = None
    serial: Told | None = None
    name: Told | None = None


class EvidenceBody(Body):
    """What all bodies of evidence say: which plan, which photo or film."""

    plan: StrictInt = Field(ge=0, le=2**53)
    evidence: Id


class PlacedBody(EvidenceBody):
    """Where it belongs; null: not told."""

    session: StrictStr | None = Field(default=None, min_length=1, max_length=32)
    room: StrictStr | None = Field(default=None, min_length=1, max_length=32)
    station: StrictStr | None = Field(default=None, min_length=1, max_length=24)
    candidate: StrictStr | None = Field(default=None, min_length=1, max_length=64)
    item: StrictStr | None = Field(default=None, min_length=1, max_length=32)
