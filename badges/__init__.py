"""Badge printing: no Flask, no SQL, nothing of the server."""
