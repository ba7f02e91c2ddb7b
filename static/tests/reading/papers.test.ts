import { expect, test } from 'vitest'
import { astray, papersOf } from '../../src/reading/papers'
import type { KeyRow, ReadingSessionRow } from '../../src/reading/rows'

const key = (paper: string, state: KeyRow['state']): KeyRow => ({
  subject: '电工/4', paper, state, people: [1], questions: state === 'agreed' ? 80 : null, full: null, passing: null, differ: [], differ_count: 0,
})
const papers = (...keys: KeyRow[]) => papersOf(['电工/4'], { keys } as ReadingSessionRow)
const strays = (found: ReturnType<typeof papers>) => found.filter((one) => astray(one, found)).map(({ paper }) => paper)

test('an entry of another paper does not stand in the way of the one that holds', () => {
  expect(strays(papers(key('A', 'agreed'), key('', 'one')))).toEqual([''])
  expect(strays(papers(key('A', 'agreed'), key('B', 'differ')))).toEqual(['B'])
})

test('where no paper of the subject holds, every one of them is lacking', () => {
  expect(strays(papers(key('A', 'one'), key('B', 'one')))).toEqual([])
  expect(strays(papers())).toEqual([])
})
