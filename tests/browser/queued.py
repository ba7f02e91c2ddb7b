"""A device's own store as its browser keeps it: what waits in it, and thousands of facts put there at once."""

#: Signs facts with the device's own key and stores them as the outbox does, 500 in a transaction.
FILL = """async ({ device, bodies }) => {
  const database = await new Promise((resolve, reject) => {
    const asked = indexedDB.open('kaowu')
    asked.onsuccess = () => resolve(asked.result)
    asked.onerror = () => reject(asked.error)
  })
  const done = (asked) => new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result)
    asked.onerror = () => reject(asked.error)
  })
  const sorted = (value) => value === null || typeof value !== 'object' ? value
    : Object.fromEntries(Object.keys(value).sort().map((name) => [name, sorted(value[name])]))
  const encode = (text) => new TextEncoder().encode(text)
  const hex = (bytes) => Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('')
  const base64url = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
  const key = await done(database.transaction('keys').objectStore('keys').get('device'))
  const counter = `last_device_seq:${device}`
  let number = (await done(database.transaction('settings').objectStore('settings').get(counter))) ?? 0
  const began = Date.now() - bodies.length * 1000
  const made = []
  for (const [kind, body] of bodies) {
    number += 1
    const moment = began + number * 1000
    const head = moment.toString(16).padStart(12, '0')
    const rest = hex(crypto.getRandomValues(new Uint8Array(10)))
    const id = `${head.slice(0, 8)}-${head.slice(8)}-7${rest.slice(0, 3)}-8${rest.slice(3, 6)}-${rest.slice(6, 18)}`
    const at = new Date(moment).toISOString().replace('Z', '+00:00')
    const fact = { id, kind, at, device, device_seq: number, grant: null, body }
    const text = JSON.stringify(sorted(fact))
    const digest = hex(await crypto.subtle.digest('SHA-256', encode(text)))
    const signature = await crypto.subtle.sign(
      { name: 'ECDSA', hash: 'SHA-256' }, key.privateKey, encode('kaowu-fact-v1\\n' + text))
    made.push({ fact, sig: base64url(signature), acted: true, id, kind, device, device_seq: number, digest,
      state: 'waiting', receipt: null, beside: null })
  }
  for (let start = 0; start < made.length; start += 500) {
    const transaction = database.transaction(['outbox', 'settings'], 'readwrite')
    for (const entry of made.slice(start, start + 500)) transaction.objectStore('outbox').add(entry)
    transaction.objectStore('settings').put(number, counter)
    await new Promise((resolve) => (transaction.oncomplete = resolve))
  }
  database.close()
  return made.map(({ id }) => id)
}"""

#: What the device holds: its queue by state, and how many facts the hub took.
HELD = """async () => {
  const database = await new Promise((resolve) => {
    const asked = indexedDB.open('kaowu')
    asked.onsuccess = () => resolve(asked.result)
  })
  const all = (store) => new Promise((resolve) => {
    const asked = database.transaction(store).objectStore(store).getAll()
    asked.onsuccess = () => resolve(asked.result)
  })
  const [outbox, kept] = [await all('outbox'), await all('kept')]
  database.close()
  const of = (state) => outbox.filter((one) => one.state === state).map(({ id, device_seq }) => ({ id, device_seq }))
  return { waiting: of('waiting'), needsPerson: of('needs-person'),
    kept: kept.map(({ id, device_seq, receipt }) => ({ id, device_seq, verdict: receipt.verdict })) }
}"""


def comings_and_goings(day, people, count):
    """Bodies of so many scans, everybody in and out in turn: none of them breaks a rule."""
    texts = [day.badge_text(person) for person in people]
    kinds = ("duty.check_in", "duty.check_out")
    return [
        (kinds[number // len(texts) % 2], {"place": "东门", "badge": texts[number % len(texts)]})
        for number in range(count)
    ]


def fill(page, device, bodies):
    """Put facts into the queue of a page's device; return their ids. The page must be opened again to see them."""
    return page.evaluate(FILL, {"device": device, "bodies": bodies})


def held(page):
    """Read what a page's device holds."""
    return page.evaluate(HELD)
