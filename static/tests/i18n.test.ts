import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { i18n } from '../src/i18n'
import { en } from '../src/i18n/en'
import { zh } from '../src/i18n/zh'

type Tree = { [key: string]: string | Tree }

function leaves(tree: Tree, path: string[] = []): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [[[...path, key].join(' > '), value] as [string, string]] : leaves(value, [...path, key]),
  )
}

const chinese = new Map(leaves(zh))
const english = new Map(leaves(en))
const slots = (text = '') => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort()

test('both languages have the same sentences', () => {
  expect([...english.keys()].sort()).toEqual([...chinese.keys()].sort())
})

test('both languages fill in the same words', () => {
  for (const [key, text] of chinese) {
    const [ours, theirs] = [slots(text), slots(english.get(key))]
    // Chinese needs no word for a plural, English none for a unit.
    expect(theirs, key).toEqual(ours)
  }
})

test('no English sentence was left in Chinese', () => {
  const left = [...english].filter(([, text]) => /\p{Script=Han}/u.test(text))
  expect(left).toEqual([])
})

test('every sentence compiles without eval and shows its words', () => {
  const { t } = i18n.global
  expect(t('status.waiting', { n: 3 })).toBe('待上传 3')
  expect(t('queue.kinds["duty.check_in"]')).toBe('签到')
})

test('every sentence is used by a screen', () => {
  const sources = readdirSync(new URL('../src', import.meta.url), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ts|vue)$/.test(name) && !name.includes('i18n'))
    .map((name) => readFileSync(new URL(`../src/${name}`, import.meta.url), 'utf8'))
    .join('\n')
  const prefixes = [...sources.matchAll(/`([\w.]+?)[.[]?(?:\["?)?\$\{/g)].map(([, prefix]) => prefix!)
  const unused = [...chinese.keys()]
    .map((key) => key.replaceAll(' > ', '.'))
    .filter((key) => !sources.includes(`'${key}'`) && !prefixes.some((prefix) => key.startsWith(prefix)))
  expect(unused).toEqual([])
})
