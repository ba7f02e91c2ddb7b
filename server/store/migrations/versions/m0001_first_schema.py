"""The first schema."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables; the triggers are what keeps journal and checkpoints append-only, whoever writes."""
    op.create_table(
        "badge",
        sa.Column("badge", sa.String(length=16), nullable=False),
        sa.Column("plan", sa.BigInteger(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("role", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("nbf", sa.BigInteger(), nullable=False),
        sa.Column("exp", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("badge"),
    )
    with op.batch_alter_table("badge", schema=None) as batch_op:
        batch_op.create_index("badge_serial", ["plan", "serial"], unique=True)

    op.create_table(
        "candidate",
        sa.Column("plan", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("admission_no", sa.String(length=64), nullable=False),
        sa.Column("session", sa.String(length=32), nullable=False),
        sa.Column("room", sa.String(length=32), nullable=False),
        sa.Column("seat", sa.String(length=16), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("plan", "admission_no", "session"),
    )
    with op.batch_alter_table("candidate", schema=None) as batch_op:
        batch_op.create_index("candidate_room", ["plan", "session", "room"], unique=False)

    op.create_table(
        "checkpoint",
        sa.Column("size", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("size"),
    )
    op.create_table(
        "device",
        sa.Column("device", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("jwk", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("enrolled", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("device"),
    )
    op.create_table(
        "device_token",
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("device", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("token_sha256"),
    )
    op.create_table(
        "enrol_code",
        sa.Column("code_sha256", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("expires", sa.String(length=32), nullable=False),
        sa.Column("used", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("code_sha256"),
    )
    op.create_table(
        "hub",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "journal",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("fact_id", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("device", sa.String(length=64), nullable=False),
        sa.Column("device_seq", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=True),
        sa.Column("fact", sa.Text(), nullable=False),
        sa.Column("sig", sa.String(length=128), nullable=True),
        sa.Column("acted", sa.Integer(), nullable=False),
        sa.Column("received", sa.String(length=32), nullable=False),
        sa.Column("verdict", sa.String(length=16), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=True),
        sa.Column("refusal", sa.Text(), nullable=True),
        sa.Column("numbered", sa.Integer(), nullable=False),
        sa.Column("leaf", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
    )
    with op.batch_alter_table("journal", schema=None) as batch_op:
        batch_op.create_index("journal_fact", ["fact_id", "digest"], unique=True)
        batch_op.create_index(
            "journal_first",
            ["fact_id"],
            unique=True,
            sqlite_where=sa.text("code IS NULL OR code <> 'id-reused'"),
            postgresql_where=sa.text("code IS NULL OR code <> 'id-reused'"),
        )
        batch_op.create_index(
            "journal_number",
            ["device", "device_seq"],
            unique=True,
            sqlite_where=sa.text("numbered = 1"),
            postgresql_where=sa.text("numbered = 1"),
        )

    op.create_table(
        "person",
        sa.Column("plan", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("person", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("staff_no", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Integer(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("phone", sa.String(length=32), nullable=False),
        sa.Column("sessions", sa.Text(), nullable=False),
        sa.Column("rooms", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("portrait", sa.String(length=64), nullable=True),
        sa.Column("id_hash", sa.String(length=64), nullable=True),
        sa.Column("listed", sa.Integer(), nullable=False),
        sa.Column("badge", sa.String(length=16), nullable=True),
        sa.Column("number", sa.String(length=16), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("plan", "person"),
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.create_index("person_staff_no", ["plan", "staff_no"], unique=True)

    op.create_table(
        "plan",
        sa.Column("plan", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("imported_seq", sa.BigInteger(), nullable=False),
        sa.Column("last_person", sa.Integer(), nullable=False),
        sa.Column("last_serial", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("plan"),
    )
    op.create_table(
        "room",
        sa.Column("plan", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("room", sa.String(length=32), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("plan", "room"),
    )
    op.create_table(
        "row",
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("key", sa.String(length=96), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("scope", sa.String(length=16), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("kind", "key"),
    )
    with op.batch_alter_table("row", schema=None) as batch_op:
        batch_op.create_index("row_seq", ["seq"], unique=False)

    for table in ("journal", "checkpoint"):
        _append_only(table)
    _once()


def _append_only(table: str) -> None:
    says = f"the {table} is append-only"
    key = "seq" if table == "journal" else "size"
    later = "<>" if table == "journal" else "<"  # checkpoints skip sizes, entries skip nothing
    if op.get_bind().dialect.name == "postgresql":
        _append_only_on_a_server(table, says, f"NEW.{key} {later} (SELECT COALESCE(MAX({key}), 0) + 1 FROM {table})")
        return
    # OR REPLACE deletes without its trigger unless recursive_triggers is on, hence also the guard on INSERT.
    op.execute(
        f"CREATE TRIGGER {table}_at_the_end BEFORE INSERT ON {table}"
        f" WHEN NEW.{key} {later} (SELECT COALESCE(MAX({key}), 0) + 1 FROM {table})"
        f" BEGIN SELECT RAISE(ABORT, '{says}'); END"
    )
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table}"
            f" BEGIN SELECT RAISE(ABORT, '{says}'); END"
        )


def _append_only_on_a_server(table: str, says: str, misplaced: str) -> None:
    refuse = f"RAISE EXCEPTION '{says}' USING ERRCODE = 'integrity_constraint_violation'"
    at_the_end = f"IF ({misplaced}) IS NOT FALSE THEN {refuse}; END IF; RETURN NEW"
    for name, body, when in (
        ("append_only", refuse, "UPDATE OR DELETE OR TRUNCATE ON {} FOR EACH STATEMENT"),  # an upsert is an update, too
        ("at_the_end", at_the_end, "INSERT ON {} FOR EACH ROW"),
    ):
        op.execute(f"CREATE FUNCTION {table}_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body}; END $$")
        op.execute(f"CREATE TRIGGER {table}_{name} BEFORE {when.format(table)} EXECUTE FUNCTION {table}_{name}()")
        op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_{name}")  # whoever says to be a replica


def _once() -> None:
    """Refuse what a unique index would refuse, before it: OR REPLACE would delete the older entry in its way."""
    if op.get_bind().dialect.name == "postgresql":
        return
    op.execute(
        "CREATE TRIGGER journal_once BEFORE INSERT ON journal WHEN"
        " EXISTS (SELECT 1 FROM journal WHERE fact_id = NEW.fact_id AND (digest = NEW.digest"
        " OR (COALESCE(code, '') <> 'id-reused' AND COALESCE(NEW.code, '') <> 'id-reused')))"
        " OR (NEW.numbered = 1 AND EXISTS (SELECT 1 FROM journal"
        " WHERE device = NEW.device AND device_seq = NEW.device_seq AND numbered = 1))"
        " BEGIN SELECT RAISE(ABORT, 'the journal holds this fact or number already'); END"
    )
