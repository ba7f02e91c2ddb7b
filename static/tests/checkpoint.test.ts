import { expect, test } from 'vitest'
import { readCheckpoint } from '../src/checkpoint'
import vectors from './vectors.json'

const { origin, verifier_key, notes } = vectors.checkpoints
const note = notes['9']

test('a note the hub signed is read', async () => {
  expect(await readCheckpoint(note, verifier_key)).toEqual({ origin, size: 9, root: note.split('\n')[2], note })
})

test('a line of another signer beside it changes nothing', async () => {
  expect(await readCheckpoint(`${note}— witness AAAA\n`, verifier_key)).toMatchObject({ size: 9 })
})

test.each([
  ['a larger size', note.replace('\n9\n', '\n10\n')],
  ['another root', note.replace(note.split('\n')[2]!, notes['7'].split('\n')[2]!)],
  ['another name', note.replaceAll(origin, 'kaowu/other')],
  ['no signature', `${note.split('\n\n')[0]}\n\n`],
  ['another note’s signature', `${note.split('\n\n')[0]}\n\n${notes['7'].split('\n\n')[1]}`],
  ['a line too many', note.replace('\n\n', '\nmore\n\n')],
  ['an endless size', note.replace('\n9\n', `\n${'9'.repeat(30)}\n`)],
  ['a page of a hotspot', '<!doctype html>\n\n<title>Sign in</title>'],
  ['nothing', ''],
  ['no text', undefined],
  ['a number', 9],
])('with %s it is not believed', async (_says, text) => {
  expect(await readCheckpoint(text, verifier_key)).toBeNull()
})

test('another key’s name for it is not believed', async () => {
  const [name, hash, ...key] = verifier_key.split('+')
  expect(await readCheckpoint(note, [name, '00000000', ...key].join('+'))).toBeNull()
  expect(await readCheckpoint(note, [name, hash, `AQ${key.join('+').slice(4)}AA`].join('+'))).toBeNull()
  expect(await readCheckpoint(note, '')).toBeNull()
})
