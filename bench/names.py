"""The benchmarks, in the order in which they run."""

#: Runs only when named: figures that are told beside the others.
BESIDE = ("postgres",)
NAMES = (
    "start",
    "journal",
    "checkins",
    "fanout",
    "badges",
    "imports",
    "reading",
    "card_rush",
    "decode",
    "kiosk",
    "agent",
    "flapping",
    "drain",
    "draw",
    "room_rush",
    "uploads",
    "filming",
    "viewers",
    "watching",
    "imaging",
    "shell",
    "phone",
)
