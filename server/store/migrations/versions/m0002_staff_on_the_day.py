"""Staff on the day: substitutes, spare badges, badges handed out and collected, designs of badges."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the columns; what is there already is on the list, confirmed, and no spare."""
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(sa.Column("confirmed", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("replaces", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("added", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("acts", sa.Text(), nullable=False, server_default="[]"))
        batch_op.create_index("person_added", ["added"], unique=False)
    with op.batch_alter_table("badge", schema=None) as batch_op:
        batch_op.add_column(sa.Column("spare", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("out", sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("returned", sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("prints", sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "design",
        sa.Column("plan", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("plan"),
    )
