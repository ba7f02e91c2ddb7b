"""The benchmarks, in the order in which they run."""

NAMES = ("start", "journal", "checkins", "fanout", "badges", "imports", "decode", "kiosk")
