// @vitest-environment happy-dom
import { createApp, nextTick } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import { expect, test, vi } from 'vitest'
import { APP } from '../../../src/app'
import type { Stranger } from '../../../src/screens/media/strangers'
import StrangersScreen from '../../../src/screens/media/StrangersScreen.vue'
import { chiefsGrant, fakeApp, fakeSignIn } from '../../components'
import { plan } from '../../fakes'

const one: Stranger = {
  upload: 'ab'.repeat(16), device: 'd9', disputed: null, state: 'complete', received: 2_000_000, length: 2_000_000, media: 'photo', type: 'image/jpeg',
  begun: '2026-06-20T09:10:00+08:00', last: '2026-06-20T09:10:05+08:00', expires: null, looks: [],
}

async function shown(answer: unknown, signedIn = true) {
  const app = fakeApp({ plan: { '1': plan() } })
  const put = vi.fn(async (_kind: string, _body: Record<string, unknown>) => ({ id: 'f1' }))
  const ask = vi.fn(async () => answer)
  const outbox = { put, deliver: async () => null, receipt: async () => ({ verdict: 'accepted' }) }
  Object.assign(app, { hub: { ...app.hub, ask }, outbox, store: { ...app.store, sync: async () => {} }, ...(signedIn ? { signIn: fakeSignIn(chiefsGrant) } : {}) })
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/:rest(.*)', component: { template: '<i />' } }] })
  const host = document.createElement('div')
  document.body.replaceChildren(host)
  createApp(StrangersScreen).use(router).provide(APP, app).mount(host)
  await vi.waitFor(() => expect(ask).toHaveBeenCalled())
  await nextTick()
  const button = (name: string) => [...host.querySelectorAll('button')].find((found) => found.textContent?.trim() === name)
  return { host, put, ask, button }
}
const told = (...strangers: Stranger[]) => ({ ok: true, value: { strangers } })

test('what somebody takes in is stated with the upload that holds it, and the list is asked anew', async () => {
  const { host, put, ask, button } = await shown(told(one))
  expect(host.querySelector('img')!.getAttribute('src')).toBe(`/api/evidence/strangers/${one.upload}`)
  button('认领')!.click()
  await nextTick()
  host.querySelector('dialog form')!.dispatchEvent(new Event('submit'))
  await vi.waitFor(() => expect(put).toHaveBeenCalled())
  const [kind, body] = put.mock.calls[0]!
  expect(kind).toBe('evidence.attach')
  expect(body).toMatchObject({ plan: 1, upload: one.upload, media: 'photo', type: 'image/jpeg', purpose: 'practical', candidate: null, source: { kind: 'file' } })
  expect(body).not.toHaveProperty('sha256')
  expect(Date.parse(String(body['begun']))).toBe(Date.parse('2026-06-20T09:10:00+08:00'))
  await vi.waitFor(() => expect(ask).toHaveBeenCalledTimes(2))
})

test('throwing away waits for the badge of a second person', async () => {
  const { host, put, button } = await shown(told(one))
  button('清除')!.click()
  await nextTick()
  const agree = button('两人确认清除')!
  const reason = host.querySelector('dialog textarea') as HTMLTextAreaElement
  reason.value = '与考试无关'
  reason.dispatchEvent(new Event('input'))
  await nextTick()
  expect(agree.disabled).toBe(true)
  expect(put).not.toHaveBeenCalled()
})

test('what is in dispute is settled first; nobody who has not signed in decides', async () => {
  const disputed = await shown(told({ ...one, disputed: 17 }))
  expect(disputed.button('认领')).toBeUndefined()
  expect(disputed.host.textContent).toContain('记录存疑')
  const nobody = await shown(told(one), false)
  expect([nobody.button('认领')!.disabled, nobody.button('清除')!.disabled]).toEqual([true, true])
})

test('without the hub there is no list, and none is not the same', async () => {
  const away = (await shown({ ok: false, kind: 'offline' })).host.textContent
  expect(away).toContain('连不上主机')
  expect(away).not.toContain('没有这样的文件')
  expect((await shown(told())).host.textContent).toContain('没有这样的文件')
})

test('of what cannot be opened somebody says what it was meant to be', async () => {
  const { host, put, button } = await shown(told({ ...one, media: null, type: null }))
  expect(host.textContent).toContain('看不出是照片还是录像')
  button('认领')!.click()
  await nextTick()
  const meant = host.querySelector<HTMLSelectElement>('dialog select')!
  meant.value = 'video'
  meant.dispatchEvent(new Event('change'))
  host.querySelector('dialog form')!.dispatchEvent(new Event('submit'))
  await vi.waitFor(() => expect(put).toHaveBeenCalled())
  expect(put.mock.calls[0]![1]).toMatchObject({ media: 'video', upload: one.upload })
})

test('what no browser shows is not asked for, and what did not come whole says so', async () => {
  const { host } = await shown(told({ ...one, type: 'video/mp2t', media: 'video', received: 500_000, state: 'open', expires: '2026-06-21T09:10:00+08:00' }))
  expect(host.querySelector('video')).toBeNull()
  expect(host.textContent).toContain('没有传完')
})

test('who looked at it is named, by the plan they had signed in for', async () => {
  const line = { device: 'd3', what: 'original', times: 1, first: '2026-06-20T01:12:30.000Z', last: '2026-06-20T01:12:30.000Z' } as const
  const { host } = await shown(told({ ...one, looks: [{ ...line, plan: 1, person: 77 }, { ...line, plan: null, person: null }] }, { ...one, upload: 'cd'.repeat(16) }))
  expect([...host.querySelectorAll('section[aria-label="谁看过、导出过"]')]).toHaveLength(1)
  const [first, second] = [...host.querySelectorAll('section li')].map(({ textContent }) => textContent)
  expect(first).toMatch(/77.*看原件/)
  expect(first).toContain('2026-06-20 09:12')
  expect(second).toContain('没有人登录')
})
