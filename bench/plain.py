"""The baseline of the phone benchmark: a bare page in the same browser, which does the least of what the app does.

Its own service worker keeps it; it has a database with one store. Served with the bytes that the hub gave the app.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PAGE = """<!doctype html><meta charset="utf-8"><title>bare</title><div id="app"></div><script type="module">
document.getElementById('app').innerHTML = '<p class="usable">bare</p>'
navigator.serviceWorker.register('/sw.js')
</script>"""
WORKER = """
const kept = async () => (await caches.open('bare')).add('/').then(() => skipWaiting())
addEventListener('install', event => event.waitUntil(kept()))
addEventListener('activate', event => event.waitUntil(clients.claim()))
addEventListener('fetch', event => {
  if (event.request.mode === 'navigate') event.respondWith(caches.match('/'))
})
"""
#: Opens the database of the bare page; every act below begins with it, outside what is timed.
OPENED = """const database = await new Promise(resolve => {
    const asked = indexedDB.open('bare', 1)
    asked.onupgradeneeded = () => asked.result.createObjectStore('one')
    asked.onsuccess = () => resolve(asked.result)
  })
  const put = (values) => new Promise(resolve => {
    const transaction = database.transaction('one', 'readwrite', { durability: 'strict' })
    values.forEach((value, index) => transaction.objectStore('one').put(value, index))
    transaction.oncomplete = resolve
  })
  const painted = () => new Promise(done => requestAnimationFrame(() => setTimeout(() => done(performance.now()))))"""
#: ms to keep one thing, tell the server where ``online``, and show a line.
SCAN = f"""async ({{ text, online }}) => {{
  {OPENED}
  const began = performance.now()
  await put([text])
  if (online) await (await fetch('/echo', {{ method: 'POST', body: text }})).text()
  document.getElementById('app').textContent = text
  return await painted() - began
}}"""
#: ms to fetch the rows and keep them in one transaction.
SYNC = f"""async () => {{
  {OPENED}
  const began = performance.now()
  const {{ rows }} = await (await fetch('/rows')).json()
  await put(rows)
  return await painted() - began
}}"""
#: The longest task (ms) while ``many`` things of a queued fact's size are put one batch of 50 after the other.
DRAIN = f"""async (many) => {{
  {OPENED}
  let longest = 0
  const observer = new PerformanceObserver(list => {{
    for (const one of list.getEntries()) longest = Math.max(longest, one.duration)
  }})
  observer.observe({{ type: 'longtask' }})
  for (let start = 0; start < many; start += 50) {{
    await put(Array.from({{ length: 50 }}, (_, index) => ({{ number: start + index, text: 'x'.repeat(900) }})))
    await fetch('/echo', {{ method: 'POST', body: 'x'.repeat(45_000) }})
    await painted()
  }}
  observer.takeRecords().forEach(one => (longest = Math.max(longest, one.duration)))
  return longest
}}"""


@contextmanager
def serving(rows: bytes) -> Iterator[str]:
    """Serve the bare page on loopback until the block ends; ``/rows`` answers with ``rows``. Gives its address."""
    files = {
        "/": ("text/html", PAGE.encode()),
        "/sw.js": ("text/javascript", WORKER.encode()),
        "/rows": ("application/json", rows),
    }

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            kind, body = files.get(self.path, ("text/plain", b""))
            self._answer(kind, body)

        def do_POST(self) -> None:
            self._answer("text/plain", self.rfile.read(int(self.headers["Content-Length"])))

        def _answer(self, kind: str, body: bytes) -> None:
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            with suppress(ConnectionError):  # a page that was closed
                self.wfile.write(body)

        def log_message(self, *_said: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://localhost:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
