"""The tables, as migrations leave them. Times are RFC 3339 text in UTC; JSON is canonical text."""

from sqlalchemy import BigInteger, Column, Connection, Index, Integer, MetaData, String, Table, Text, delete, text

metadata = MetaData()
_TAKES = text("numbered = 1")

# What happened: append-only, kept by triggers (see the migrations).
journal = Table(
    "journal",
    metadata,
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("fact_id", String(64), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("device", String(64), nullable=False),
    Column("device_seq", BigInteger, nullable=False),
    Column("kind", String(64)),
    Column("fact", Text, nullable=False),  # the bytes that were digested
    Column("sig", String(128)),
    Column("acted", Integer, nullable=False),
    Column("received", String(32), nullable=False),
    Column("verdict", String(16), nullable=False),
    Column("code", String(32)),
    Column("refusal", Text),  # the refusal's parameters, to say it again in any language
    Column("numbered", Integer, nullable=False),  # 1 where this entry takes the device's number
    Column("leaf", Text, nullable=False),
    Index("journal_fact", "fact_id", "digest", unique=True),
    Index(
        "journal_first",
        "fact_id",
        unique=True,
        sqlite_where=text("code IS NULL OR code <> 'id-reused'"),
        postgresql_where=text("code IS NULL OR code <> 'id-reused'"),
    ),
    Index("journal_number", "device", "device_seq", unique=True, sqlite_where=_TAKES, postgresql_where=_TAKES),
)
checkpoint = Table(
    "checkpoint",
    metadata,
    Column("size", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("note", Text, nullable=False),
)
APPEND_ONLY = ("journal", "checkpoint")

# Beside the journal: secrets and files. Not rebuilt.
hub = Table("hub", metadata, Column("name", String(32), primary_key=True), Column("value", Text, nullable=False))
enrol_code = Table(
    "enrol_code",
    metadata,
    Column("code_sha256", String(64), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("name", Text, nullable=False),
    Column("expires", String(32), nullable=False),
    Column("used", String(32)),
    Column("replaces", String(64)),  # the device whose place the new one takes
)
device_token = Table(
    "device_token",
    metadata,
    Column("token_sha256", String(64), primary_key=True),
    Column("device", String(64), nullable=False),
)

pin = Table(
    "pin",
    metadata,
    Column("plan", BigInteger, primary_key=True, autoincrement=False),
    Column("person", Integer, primary_key=True, autoincrement=False),
    Column("hash", Text, nullable=False),  # argon2id
    Column("changed", String(32), nullable=False),
    Column("tries", Integer, nullable=False, server_default="0"),  # wrong ones in a row
    Column("wait_until", String(32)),
)

# Beside the journal: what is sent to paper. No facts, so not rebuilt; the documents lie in the data folder.
printer = Table(
    "printer",
    metadata,
    Column("uri", String(300), primary_key=True),
    Column("name", Text, nullable=False),
    Column("added", String(32), nullable=False),
)
print_job = Table(
    "print_job",
    metadata,
    Column("job", String(32), primary_key=True),
    Column("printer", String(300), nullable=False),
    Column("made", String(32), nullable=False),
    Column("device", String(64), nullable=False),
    Column("state", String(16), nullable=False),
    Column("ended", String(32)),
    Column("order", Text, nullable=False),
    Column("progress", Text, nullable=False),
)

# Beside the journal: bytes on their way in; the files lie in the data folder.
upload = Table(
    "upload",
    metadata,
    Column("upload", String(32), primary_key=True),
    Column("device", String(64), nullable=False),
    Column("length", BigInteger),  # None while the device does not know
    Column("offset", BigInteger, nullable=False),  # bytes that were acknowledged
    Column("metadata", Text, nullable=False),  # as it was sent
    Column("state", String(16), nullable=False),
    Column("sha256", String(64)),
    Column("begun", String(32), nullable=False),
    Column("touched", String(32), nullable=False),
    Column("fact", String(64)),  # that ``metadata`` names; None where it names none that could be one
    Index("upload_state", "state", "device"),
    Index("upload_fact", "fact"),
)
#: What each request of an upload brought, noted with how far the upload has come. ``sha256`` is None until it is
#: computed from the disk; ``said`` is 1 where the device's own hash came along and fitted.
slices = Table(
    "slice", metadata, Column("upload", String(32), primary_key=True),
    Column("offset", BigInteger, primary_key=True, autoincrement=False), Column("length", BigInteger, nullable=False),
    Column("sha256", String(64)), Column("received", String(32), nullable=False),
    Column("said", Integer, nullable=False),
)  # fmt: skip
#: Files the hub made from an original (thumbnail, poster, film that can be sought in); made again where they are gone.
derived = Table(
    "derived",
    metadata,
    Column("evidence", String(32), primary_key=True),
    Column("what", String(16), primary_key=True),
    Column("sha256", String(64), nullable=False),
    Column("body", Text, nullable=False),
)

# Projections: thrown away and rebuilt from the journal and the imported files.
device = Table(
    "device",
    metadata,
    Column("device", String(64), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("name", Text, nullable=False),
    Column("jwk", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("enrolled", String(32), nullable=False),
    Column("ended", String(32)),  # when it was revoked, by the hub's clock
    Column("reason", String(16)),  # why
    Column("replaces", String(64)),  # the device whose place it took
    Column("checked", Text),  # what was found when it was prepared
    Column("last", BigInteger),  # the last number it is known to have used, as heard before it ended
    Column("oldest", String(40)),  # the oldest act it had not handed in, as heard then
    Column("written_off", Text),  # who gave up what it still owed: when, and why
)
grant = Table(
    "grant",
    metadata,
    Column("grant", String(64), primary_key=True),
    Column("plan", BigInteger, nullable=False),
    Column("person", Integer, nullable=False),
    Column("role", Integer, nullable=False),
    Column("device", String(64), nullable=False),
    Column("scope", Text, nullable=False),
    Column("nbf", BigInteger, nullable=False),  # Unix seconds
    Column("exp", BigInteger, nullable=False),
    Column("state", String(16), nullable=False),
    Column("ended", String(32)),
)
plan = Table(
    "plan",
    metadata,
    Column("plan", BigInteger, primary_key=True, autoincrement=False),
    Column("body", Text, nullable=False),
    Column("imported_seq", BigInteger, nullable=False),
    Column("last_person", Integer, nullable=False),
    Column("last_serial", Integer, nullable=False),
)
room = Table(
    "room",
    metadata,
    Column("plan", BigInteger, primary_key=True, autoincrement=False),
    Column("room", String(32), primary_key=True),
    Column("body", Text, nullable=False),
)
candidate = Table(
    "candidate",
    metadata,
    Column("plan", BigInteger, primary_key=True, autoincrement=False),
    Column("admission_no", String(64), primary_key=True),
    Column("session", String(32), primary_key=True),
    Column("room", String(32), nullable=False),
    Column("seat", String(16), nullable=False),
    Column("body", Text, nullable=False),
    Index("candidate_room", "plan", "session", "room"),
)
person = Table(
    "person",
    metadata,
    Column("plan", BigInteger, primary_key=True, autoincrement=False),
    Column("person", Integer, primary_key=True, autoincrement=False),
    Column("staff_no", String(64), nullable=False),
    Column("name", Text, nullable=False),
    Column("role", Integer, nullable=False),
    Column("unit", Text, nullable=False),
    Column("phone", String(32), nullable=False),
    Column("sessions", Text, nullable=False),
    Column("rooms", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("portrait", String(64)),
    Column("id_hash", String(64)),  # keyed hash of the ID number, to find a portrait's owner; never shown
    Column("listed", Integer, nullable=False),
    Column("badge", String(16)),
    Column("number", String(16)),
    Column("state", String(16), nullable=False),
    Column("at", String(32)),
    Column("place", Text),
    Column("confirmed", Integer, nullable=False, server_default="1"),
    Column("replaces", Integer),
    Column("added", String(64)),  # the fact that added a substitute
    Column("acts", Text, nullable=False, server_default="[]"),  # what can still be taken back, the newest last
    Index("person_staff_no", "plan", "staff_no", unique=True),
    Index("person_added", "added"),
)
badge = Table(
    "badge",
    metadata,
    Column("badge", String(16), primary_key=True),
    Column("plan", BigInteger, nullable=False),
    Column("person", Integer, nullable=False),
    Column("role", Integer, nullable=False),
    Column("serial", Integer, nullable=False),
    Column("nbf", BigInteger, nullable=False),
    Column("exp", BigInteger, nullable=False),
    Column("state", String(16), nullable=False),
    Column("reason", String(32)),
    Column("spare", Integer, nullable=False, server_default="0"),
    Column("out", String(32)),
    Column("returned", String(32)),
    Column("prints", Integer, nullable=False, server_default="0"),
    Index("badge_serial", "plan", "serial", unique=True),
)
design = Table(
    "design",
    metadata,
    Column("plan", BigInteger, primary_key=True, autoincrement=False),
    Column("body", Text, nullable=False),
)
dispute = Table(
    "dispute",
    metadata,
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("fact", Text, nullable=False),  # what is to be settled may be in the same transaction as its settling
    Column("received", String(32), nullable=False),
    Column("code", String(32), nullable=False),
    Column("body", Text, nullable=False),  # the row that screens show
)
policy = Table(
    "policy",
    metadata,
    Column("plan", BigInteger, primary_key=True, autoincrement=False),
    Column("body", Text, nullable=False),
)
serial = Table(
    "serial",
    metadata,
    Column("plan", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", String(8), primary_key=True),
    Column("last", Integer, nullable=False),  # of labels of this kind, or of evidence of this group (ZP01)
)
item = Table(
    "item",
    metadata,
    Column("plan", BigInteger, primary_key=True, autoincrement=False),
    Column("label", String(24), primary_key=True),
    Column("kind", String(8), nullable=False),
    Column("session", String(32)),
    Column("room", String(32)),
    Column("inside", String(24)),
    Column("body", Text, nullable=False),
    Index("item_inside", "plan", "inside"),
    Index("item_room", "plan", "session", "room"),
)
strip = Table(
    "strip",
    metadata,
    Column("plan", BigInteger, primary_key=True, autoincrement=False),
    Column("seal", String(24), primary_key=True),
    Column("label", String(24), nullable=False),
    Column("fact", String(64), nullable=False),
)
custody = Table(
    "custody",
    metadata,
    Column("fact", String(64), primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("plan", BigInteger, nullable=False),
    Column("device", String(64), nullable=False),
    Column("undone", Integer, nullable=False, server_default="0"),
    Column("body", Text, nullable=False),  # the row that screens show
    Index("custody_device", "device", "seq"),
)
figure = Table(
    "figure",
    metadata,
    Column("plan", BigInteger, primary_key=True, autoincrement=False),
    Column("session", String(32), primary_key=True),
    Column("room", String(32), primary_key=True),
    Column("figure", String(24), primary_key=True),
    Column("by", String(16), primary_key=True),
    Column("value", Integer, nullable=False),
    Column("person", Integer),
    Column("fact", String(64), nullable=False),
    Column("at", String(40), nullable=False),
)
settlement = Table(
    "settlement",
    metadata,
    Column("plan", BigInteger, primary_key=True, autoincrement=False),
    Column("key", String(120), primary_key=True),
    Column("body", Text, nullable=False),
)
draw = Table(
    "draw",
    metadata,
    Column("plan", BigInteger, primary_key=True, autoincrement=False),
    Column("session", String(32), primary_key=True),
    Column("of", String(16), primary_key=True),  # rooms, or zones
    Column("body", Text, nullable=False),
)
signal = Table(
    "signal", metadata, Column("plan", BigInteger, primary_key=True, autoincrement=False),
    Column("session", String(32), primary_key=True), Column("body", Text, nullable=False),
)  # fmt: skip
evidence = Table(
    "evidence",
    metadata,
    Column("evidence", String(32), primary_key=True),
    Column("fact", String(64), nullable=False),  # that announced it
    Column("upload", String(32)),  # None until its bytes begin to arrive
    Column("plan", BigInteger, nullable=False),
    Column("session", String(32)),
    Column("room", String(32)),
    Column("candidate", String(64)),  # admission number
    Column("state", String(16), nullable=False),
    Column("body", Text, nullable=False),
    Index("evidence_fact", "fact"),
    Index("evidence_upload", "upload"),
    Index("evidence_place", "plan", "session", "room", "candidate"),
)
#: What is known of a practical exam (teams, schemes, lots, candidates at stations, scores); ``key`` within ``what``.
practical = Table(
    "practical",
    metadata,
    Column("plan", BigInteger, primary_key=True, autoincrement=False),
    Column("what", String(16), primary_key=True),
    Column("key", String(160), primary_key=True),
    Column("session", String(32)),
    Column("room", String(32)),
    Column("body", Text, nullable=False),
    Index("practical_place", "plan", "session", "room", "what"),
)
#: What is known of card reading (batches, attendance, faults, keys, releases); ``key`` within ``what``.
reading = Table(
    "reading",
    metadata,
    Column("plan", BigInteger, primary_key=True, autoincrement=False),
    Column("what", String(16), primary_key=True),
    Column("key", String(160), primary_key=True),
    Column("session", String(32)),
    Column("room", String(32)),
    Column("body", Text, nullable=False),
    Index("reading_place", "plan", "session", "room", "what"),
)
card = Table(
    "card",
    metadata,
    Column("plan", BigInteger, primary_key=True, autoincrement=False),
    Column("batch", String(64), primary_key=True),  # SHA-256 of the file it was read from
    Column("version", Integer, primary_key=True, autoincrement=False),  # of the parse, from 1
    Column("row", Integer, primary_key=True, autoincrement=False),
    Column("session", String(32)),
    Column("room", String(32)),  # of the roster, else as the card says
    Column("number", String(64), nullable=False),  # as it is marked
    Column("body", Text, nullable=False),
    Index("card_place", "plan", "session", "room"),
)
row = Table(
    "row",
    metadata,
    Column("kind", String(16), primary_key=True),
    Column("key", String(96), primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("scope", String(16), nullable=False),
    Column("value", Text),  # NULL: the row is gone
    Index("row_seq", "seq"),
)
PROJECTIONS = (
    device, grant, plan, room, candidate, person, badge, design, dispute, policy, serial, item, strip, custody, figure,
    settlement, draw, signal, evidence, practical, reading, card, row,
)  # fmt: skip


def empty_projections(connection: Connection) -> None:
    """Throw every projection away; the journal and the files kept by content make them again."""
    for table in PROJECTIONS:
        connection.execute(delete(table))
