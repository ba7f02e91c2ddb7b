"""A device whose storage is full says so at once: nothing that was not stored looks as if it had been."""

from playwright.sync_api import expect

from tests.browser import site

#: Fills what little room there is, then says how much the origin uses.
FILL = """async () => {
  const opening = indexedDB.open('ballast', 1)
  opening.onupgradeneeded = () => opening.result.createObjectStore('all', { autoIncrement: true })
  const database = await new Promise((done, failed) => {
    opening.onsuccess = () => done(opening.result)
    opening.onerror = failed
  })
  const add = (size) => new Promise((done) => {
    const adding = database.transaction('all', 'readwrite')
    adding.objectStore('all').add(crypto.getRandomValues(new Uint8Array(size)))
    adding.oncomplete = () => done(true)
    adding.onabort = adding.onerror = () => done(false)
  })
  for (const size of [65536, 4096, 256]) while (await add(size));
  database.close()
  return (await navigator.storage.estimate()).usage
}"""


def test_what_could_not_be_stored_is_said_loudly_and_nothing_is_green(phone, hub, here, picture):
    person = here.people[5]
    asked = phone.context.new_cdp_session(phone)
    origin = site.hub_origin(hub)
    used = asked.send("Storage.getUsageAndQuota", {"origin": origin})["usage"]
    asked.send("Storage.overrideQuotaForOrigin", {"origin": origin, "quotaSize": used + 512 * 1024})
    phone.watch.expected.append("QuotaExceededError|Encountered full disk|DOMException")
    phone.evaluate(FILL)
    before = site.rows_of(hub)
    site.scan(phone, here.badge_text(person))
    assert "本机没能存下这一次，没有记上" in site.answer(phone, "refused")
    loud = phone.get_by_role("alert").filter(has_text="没有保存！刚才的操作没有记下")
    expect(loud).to_contain_text("本机存储空间已满")
    expect(loud).to_contain_text("签到")
    expect(phone.locator(".verdict.accepted, .verdict.waiting")).to_have_count(0)
    picture(phone, "storage-full")
    assert site.rows_of(hub) == before
    site.all_sent(phone)

    asked.send("Storage.overrideQuotaForOrigin", {"origin": origin})
    phone.evaluate("indexedDB.deleteDatabase('ballast')")
    site.go_on(phone)
    site.scan(phone, here.badge_text(person))
    assert person["name"] in site.answer(phone, "accepted")
    expect(loud).to_have_count(0)
