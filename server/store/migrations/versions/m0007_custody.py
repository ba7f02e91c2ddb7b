"""Custody, counts, the draw and signals; those of a journal that is there already come with ``kaowu rebuild``."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Make the tables; all are projections."""
    op.create_table(
        "policy",
        sa.Column("plan", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("plan"),
    )
    op.create_table(
        "serial",
        sa.Column("plan", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("plan", "kind"),
    )
    op.create_table(
        "item",
        sa.Column("plan", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("label", sa.String(length=24), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("session", sa.String(length=32), nullable=True),
        sa.Column("room", sa.String(length=32), nullable=True),
        sa.Column("inside", sa.String(length=24), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("plan", "label"),
    )
    op.create_index("item_inside", "item", ["plan", "inside"])
    op.create_index("item_room", "item", ["plan", "session", "room"])
    op.create_table(
        "strip",
        sa.Column("plan", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("seal", sa.String(length=24), nullable=False),
        sa.Column("label", sa.String(length=24), nullable=False),
        sa.Column("fact", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("plan", "seal"),
    )
    op.create_table(
        "custody",
        sa.Column("fact", sa.String(length=64), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("plan", sa.BigInteger(), nullable=False),
        sa.Column("device", sa.String(length=64), nullable=False),
        sa.Column("undone", sa.Integer(), server_default="0", nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("fact"),
    )
    op.create_index("custody_device", "custody", ["device", "seq"])
    op.create_table(
        "figure",
        sa.Column("plan", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("session", sa.String(length=32), nullable=False),
        sa.Column("room", sa.String(length=32), nullable=False),
        sa.Column("figure", sa.String(length=24), nullable=False),
        sa.Column("by", sa.String(length=16), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=True),
        sa.Column("fact", sa.String(length=64), nullable=False),
        sa.Column("at", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("plan", "session", "room", "figure", "by"),
    )
    op.create_table(
        "settlement",
        sa.Column("plan", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("plan", "key"),
    )
    op.create_table(
        "draw",
        sa.Column("plan", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("session", sa.String(length=32), nullable=False),
        sa.Column("of", sa.String(length=16), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("plan", "session", "of"),
    )
    op.create_table(
        "signal",
        sa.Column("plan", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("session", sa.String(length=32), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("plan", "session"),
    )
