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
    "decode",
    "kiosk",
    "flapping",
    "drain",
    "draw",
    "room_rush",
    "shell",
    "phone",
)
