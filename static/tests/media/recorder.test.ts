import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { record, type Manner, type Trouble } from '../../src/media/recorder'

const manner: Manner = { type: 'video/webm', slice: 250, keyFrames: null }

/** A browser's recorder, driven by the test. */
class Recorder {
  static last: Recorder
  state = 'inactive'
  ondataavailable: (event: { data: Blob }) => void = () => {}
  onstop: () => void = () => {}
  onerror: () => void = () => {}
  constructor() {
    Recorder.last = this
  }
  start = () => void (this.state = 'recording')
  pause = () => void (this.state = 'paused')
  resume = () => void (this.state = 'recording')
  requestData = () => {}
  stop = () => {
    this.state = 'inactive'
    queueMicrotask(() => this.onstop())
  }
  give = (words: string) => this.ondataavailable({ data: new Blob([words]) })
}

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('MediaRecorder', Recorder)
  vi.spyOn(console, 'error').mockImplementation(() => {})
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

/** A film on a device that has room until the slice `full` comes, and again from the slice `room` on. */
function filmUntil(full: string, room: string) {
  const kept: string[] = []
  const ends: (boolean | undefined)[] = []
  let open = true
  const film = {
    evidence: 'e',
    async add(bytes: ArrayBuffer) {
      const words = new TextDecoder().decode(bytes)
      open = words === full ? false : words === room ? true : open
      if (!open) throw new DOMException('', 'QuotaExceededError')
      kept.push(words)
    },
    rest: async (at: Date) => void kept.push(`rests ${at.getTime()}`),
    goOn: async (at: Date) => void kept.push(`goes on ${at.getTime()}`),
    end: async (cut?: boolean) => void ends.push(cut),
  }
  return { film, kept, ends }
}

test('a film ends before the first slice that could not be kept: nothing is joined behind a hole', async () => {
  const { film, kept, ends } = filmUntil('third', 'fourth')
  const heard: Trouble[] = []
  const running = record({} as MediaStream, manner, film, (trouble) => heard.push(trouble))
  for (const words of ['first', 'second', 'third', 'fourth']) Recorder.last.give(words)
  await vi.advanceTimersByTimeAsync(120_000)
  await running.over
  expect(kept).toEqual(['first', 'second'])
  expect(heard).toEqual(['full', 'lost'])
  expect(ends).toEqual([true])
})

test('a film of which all was kept ends as a whole', async () => {
  const { film, ends } = filmUntil('', '')
  const running = record({} as MediaStream, manner, film, () => {})
  Recorder.last.give('first')
  void running.end()
  await running.over
  expect(ends).toEqual([false])
})

test('a film says when it rested, in turn with its slices, and once for each pause', async () => {
  const { film, kept } = filmUntil('', '')
  vi.setSystemTime(1_000)
  const running = record({} as MediaStream, manner, film, () => {})
  Recorder.last.give('first')
  vi.setSystemTime(5_000)
  running.pause()
  running.pause()
  vi.setSystemTime(9_000)
  running.resume()
  running.resume()
  Recorder.last.give('second')
  await running.end()
  expect(kept).toEqual(['first', 'rests 5000', 'goes on 9000', 'second'])
})

test('a pause that cannot be kept takes nothing of the film away', async () => {
  const { film, kept, ends } = filmUntil('', '')
  const running = record({} as MediaStream, manner, { ...film, rest: () => Promise.reject(new Error('no room')) }, () => {})
  running.pause()
  running.resume()
  Recorder.last.give('first')
  await running.end()
  expect([kept.at(-1), ends]).toEqual(['first', [false]])
})

test('a recorder that gives up says so', async () => {
  const { film } = filmUntil('', '')
  const heard: Trouble[] = []
  const running = record({} as MediaStream, manner, film, (trouble) => heard.push(trouble))
  Recorder.last.onerror()
  await running.over
  expect(heard).toEqual(['camera'])
})

test('a film that no longer fits stops, and what was recorded by then goes into the room that was kept back', async () => {
  const kept: string[] = []
  const ends: (boolean | undefined)[] = []
  const heard: Trouble[] = []
  const given = [5]
  let room = 1
  const film = {
    evidence: 'e',
    async add(bytes: ArrayBuffer) {
      if (room === 0) throw new DOMException('', 'QuotaExceededError')
      room -= 1
      kept.push(new TextDecoder().decode(bytes))
    },
    rest: async () => {},
    goOn: async () => {},
    end: async (cut?: boolean) => void ends.push(cut),
  }
  const spare = async () => {
    const part = given.shift() ?? 0
    room += part
    return part > 0
  }
  const running = record({} as MediaStream, manner, film, (trouble) => heard.push(trouble), spare)
  for (const words of ['1', '2', '3']) Recorder.last.give(words)
  await vi.advanceTimersByTimeAsync(0)
  expect([heard, Recorder.last.state]).toEqual([['full'], 'inactive'])
  await running.over
  expect(kept).toEqual(['1', '2', '3'])
  expect(ends).toEqual([false])
})

test('where the browser has closed the database the film ends at once, and that is said', async () => {
  const heard: Trouble[] = []
  const ends: (boolean | undefined)[] = []
  const film = {
    evidence: 'e',
    add: () => Promise.reject(new DOMException('closing', 'InvalidStateError')),
    rest: async () => {},
    goOn: async () => {},
    end: async (cut?: boolean) => void ends.push(cut),
  }
  const spare = vi.fn(async () => true)
  const running = record({} as MediaStream, manner, film, (trouble) => heard.push(trouble), spare)
  Recorder.last.give('1')
  await vi.advanceTimersByTimeAsync(0)
  await running.over
  expect([heard, ends, spare.mock.calls.length]).toEqual([['lost'], [true], 0])
})
