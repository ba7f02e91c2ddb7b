"""Uploads by the fact that they name: looked for with each step of a film."""

import base64
import binascii
import re

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

#: Ids of facts are such; anything else that an upload names is nobody's.
_FACT = re.compile(rb"[0-9A-Za-z-]{1,64}")


def upgrade() -> None:
    """Add the column, and fill it from what each upload brought."""
    op.add_column("upload", sa.Column("fact", sa.String(length=64), nullable=True))
    op.create_index("upload_fact", "upload", ["fact"])
    upload = sa.table("upload", sa.column("upload"), sa.column("metadata"), sa.column("fact"))
    connection = op.get_bind()
    for row in connection.execute(sa.select(upload.c.upload, upload.c.metadata)).all():
        fact = _named(row.metadata)
        if fact is not None:
            connection.execute(sa.update(upload).where(upload.c.upload == row.upload).values(fact=fact))


def _named(metadata: str) -> str | None:
    for pair in metadata.split(","):
        key, _, value = pair.strip().partition(" ")
        if key != "fact":
            continue
        try:
            named = base64.b64decode(value.strip(), validate=True)
        except (binascii.Error, ValueError):
            return None
        return named.decode() if _FACT.fullmatch(named) else None
    return None
