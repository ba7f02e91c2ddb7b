import { expect, test } from 'vitest'
import { shallowRef, type ShallowRef } from 'vue'
import type { Outbox } from '../src/outbox'
import { loudly, rowsUnkept, type Unsaved } from '../src/unsaved'

function full(name: string): { box: Outbox; unsaved: ShallowRef<Unsaved | null>; mend: () => void } {
  let broken = true
  const unsaved = shallowRef<Unsaved | null>(null)
  const put = async (kind: string) => {
    if (broken) throw Object.assign(new Error(), { name })
    return { kind }
  }
  return { box: loudly({ put } as unknown as Outbox, unsaved), unsaved, mend: () => (broken = false) }
}

test.each([['QuotaExceededError', true], ['UnknownError', false]])('after a %s it is said that nothing was stored', async (name, said) => {
  const { box, unsaved } = full(name)
  await expect(box.put('duty.check_in', {})).rejects.toThrow()
  expect(unsaved.value).toMatchObject({ kind: 'duty.check_in', full: said })
})

test('that one act could not be stored stays said while others are, until it is read or that act is stored', async () => {
  const { box, unsaved, mend } = full('QuotaExceededError')
  await box.put('duty.check_in', { person: 1 }).catch(() => {})
  await box.put('duty.check_in', { person: 2 }).catch(() => {})
  mend()
  await box.put('duty.check_in', { person: 3 })
  expect(unsaved.value).toMatchObject({ kind: 'duty.check_in' })
  await box.put('duty.check_in', { person: 2 })
  expect(unsaved.value).toMatchObject({ kind: 'duty.check_in' })
  await box.put('duty.check_in', { person: 1 })
  expect(unsaved.value).toBeNull()
})

test('what was read is not said again when another act is lost and done again', async () => {
  const { box, unsaved, mend } = full('QuotaExceededError')
  await box.put('duty.check_in', { person: 1 }).catch(() => {})
  unsaved.value = null
  await box.put('duty.check_in', { person: 2 }).catch(() => {})
  mend()
  await box.put('duty.check_in', { person: 2 })
  expect(unsaved.value).toBeNull()
})

test('once something could be stored again it is no longer said', async () => {
  const { box, unsaved, mend } = full('QuotaExceededError')
  await box.put('duty.check_in', {}).catch(() => {})
  mend()
  await box.put('duty.check_in', {})
  expect(unsaved.value).toBeNull()
})

test('rows that could not be stored are said, but never instead of an act', async () => {
  const { box, unsaved } = full('QuotaExceededError')
  rowsUnkept(unsaved, Object.assign(new Error(), { name: 'QuotaExceededError' }))
  expect(unsaved.value).toMatchObject({ kind: null, full: true })
  await box.put('duty.check_in', {}).catch(() => {})
  rowsUnkept(unsaved, new Error())
  expect(unsaved.value).toMatchObject({ kind: 'duty.check_in', full: true })
})

test('rows stay said while an act could be stored, until they are stored again', async () => {
  const { box, unsaved, mend } = full('QuotaExceededError')
  rowsUnkept(unsaved, new Error())
  mend()
  await box.put('duty.check_in', {})
  expect(unsaved.value).toMatchObject({ kind: null })
  rowsUnkept(unsaved, null)
  expect(unsaved.value).toBeNull()
})
