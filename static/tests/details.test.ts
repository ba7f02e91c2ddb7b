import { expect, test } from 'vitest'
import { sealed } from '../src/details'
import { digest } from '../src/fact'

const li = { name: '李明', unit: '第二技校', phone: '13800001234', note: '' }

test('the digest is that of the text as it is sent', async () => {
  const { text, digest: sum } = await sealed(li)
  expect(await digest(new TextEncoder().encode(text))).toBe(sum)
  expect(JSON.parse(text)).toMatchObject(li)
})

test('the keys stand in the one order the hub accepts', async () => {
  expect(Object.keys(JSON.parse((await sealed(li)).text) as object)).toEqual(['name', 'note', 'phone', 'salt', 'unit'])
})

test('the same person sealed twice gives two digests', async () => {
  expect((await sealed(li)).digest).not.toBe((await sealed(li)).digest)
})
