import { afterEach, expect, test, vi } from 'vitest'
import { Gone, partOf } from '../../src/evidence/follow'

const answers = (response: Response) => vi.spyOn(globalThis, 'fetch').mockResolvedValue(response)
const told = { 'Upload-Offset': '900', 'Upload-Complete': '?0' }
const signal = new AbortController().signal
afterEach(() => vi.restoreAllMocks())

test('a part is asked for by its range, never more at once than is bearable', async () => {
  const asked = answers(new Response(new Uint8Array(100), { status: 206, headers: told }))
  expect(await partOf('u1', 800, signal, { most: 100 })).toMatchObject({ from: 800, offset: 900, complete: false })
  const [address, init] = asked.mock.calls[0]!
  expect([address, (init!.headers as Record<string, string>)['Range']]).toEqual(['/api/media/u1', 'bytes=800-899'])
})

test('what has not come is waited for at the hub, and nothing is no error', async () => {
  const asked = answers(new Response(null, { status: 204, headers: told }))
  const part = await partOf('u1', 900, signal, { wait: true })
  expect([part.bytes.length, part.complete]).toEqual([0, false])
  expect(asked.mock.calls[0]![1]!.headers).toMatchObject({ Range: 'bytes=900-', Prefer: expect.stringMatching(/^wait=\d+$/) })
})

test('how far it has come is asked without a byte', async () => {
  const asked = answers(new Response(null, { status: 200, headers: { ...told, 'Upload-Complete': '?1' } }))
  expect((await partOf('u1', 0, signal, { most: 0 })).offset).toBe(900)
  expect(asked.mock.calls[0]![1]!.method).toBe('HEAD')
})

test.each([401, 403, 404, 410])('answer %i: nothing may be seen here any more', async (status) => {
  answers(new Response('{}', { status }))
  await expect(partOf('u1', 0, signal)).rejects.toBeInstanceOf(Gone)
})

test('another answer is an error that is tried again', async () => {
  answers(new Response('a proxy’s page', { status: 502 }))
  await expect(partOf('u1', 0, signal)).rejects.not.toBeInstanceOf(Gone)
})

test('whoever leaves asks for nothing more', async () => {
  const left = new AbortController()
  vi.spyOn(globalThis, 'fetch').mockImplementation((_address, init) => new Promise((_, reject) => init!.signal!.addEventListener('abort', () => reject(new Error('aborted')))))
  const asked = partOf('u1', 0, left.signal)
  left.abort()
  await expect(asked).rejects.toThrow('aborted')
})
