"""What a device that ended had not handed in, and who gave it up."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Of the devices that ended so far nobody wrote down what they had not handed in."""
    with op.batch_alter_table("device", schema=None) as batch_op:
        batch_op.add_column(sa.Column("last", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("oldest", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("written_off", sa.Text(), nullable=True))
