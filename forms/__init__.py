"""Labels, slips, lists and forms on paper, drawn with the badges' PDF writer: no Flask, no SQL, no server."""
