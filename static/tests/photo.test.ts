import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { readPhoto } from '../src/photo'
import { answered, fakeHub, offline, refusal } from './fakes'

const PHOTO = new Blob(['photo'], { type: 'image/jpeg' })
const opened: string[] = []

class Canvas {
  constructor(
    readonly width: number,
    readonly height: number,
  ) {}
  getContext = () => ({ translate() {}, rotate() {}, scale() {}, drawImage() {} })
  transferToImageBitmap = () => ({ width: this.width, height: this.height })
}

beforeEach(() => {
  opened.length = 0
  vi.stubGlobal('OffscreenCanvas', Canvas)
  vi.stubGlobal('createImageBitmap', async (_: unknown, { resizeWidth }: { resizeWidth?: number }) => ({
    width: resizeWidth ?? 4000, height: 3000, close: () => opened.push('closed'),
  }))
})
afterEach(() => void vi.unstubAllGlobals())

/** Reads `text` at the n-th look. */
function reader(text: string, look = 1) {
  let looks = 0
  return { read: async () => (++looks === look ? text : ''), stop: () => opened.push('stopped'), looks: () => looks }
}
const asking = (answer: unknown) => {
  const hub = { ...fakeHub(), asked: 0 }
  hub.ask = (async () => {
    hub.asked += 1
    return answer
  }) as typeof hub.ask
  return hub
}

test('what the page reads does not go to the hub', async () => {
  const hub = asking(answered({ texts: ['KW1:HUB'] }))
  expect(await readPhoto(PHOTO, hub, reader('KW1:ABC', 3))).toEqual({ text: 'KW1:ABC' })
  expect(hub.asked).toBe(0)
  expect(opened).toEqual(['closed', 'stopped'])
})

test('a code that is no badge is passed over', async () => {
  expect(await readPhoto(PHOTO, asking(answered({ texts: [] })), reader('https://example.org'))).toEqual({ none: true, asked: true })
})

test('what the page does not find the hub looks for', async () => {
  const looked = reader('', 99)
  expect(await readPhoto(PHOTO, asking(answered({ texts: ['KW1:HUB'] })), looked)).toEqual({ text: 'KW1:HUB' })
  expect(looked.looks()).toBeGreaterThanOrEqual(5)
})

test('without the hub it is said that only this device looked', async () => {
  expect(await readPhoto(PHOTO, asking(offline), reader('', 99))).toEqual({ none: true, asked: false })
})

test("the hub's refusal is told in its words", async () => {
  expect(await readPhoto(PHOTO, asking({ ok: false, kind: 'refused', status: 413, refusal, field: null }), reader('', 99))).toEqual({ refusal })
})

test('what the browser cannot open is no picture, and nobody is asked', async () => {
  vi.stubGlobal('createImageBitmap', async () => Promise.reject(new Error('no picture')))
  const hub = asking(offline)
  expect(await readPhoto(PHOTO, hub, reader(''))).toEqual({ unreadable: true })
  expect([hub.asked, opened]).toEqual([0, ['stopped']])
})
