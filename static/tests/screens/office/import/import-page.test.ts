// @vitest-environment happy-dom
import { beforeEach, expect, test, vi } from 'vitest'
import type { App } from '../../../../src/app'
import type { CheckedFile, ImportProblem, Mending, TableRow } from '../../../../src/roster'
import ImportPage from '../../../../src/screens/office/import/ImportPage.vue'
import { fakeApp, mounted } from '../../../components'
import { answered, offline, person, plan } from '../../../fakes'

vi.mock('vue-router', () => ({ RouterLink: { template: '<a><slot /></a>' }, onBeforeRouteLeave: () => {}, onBeforeRouteUpdate: () => {} }))

const HEADING = ['工号', '姓名', '电话']
const ROWS = [
  ['S1', '王芳', '13800000001'],
  ['S2', '', '13800000002'],
  ['S3', '李强', '110'],
  ['S4', '赵敏', '13800000004'],
]

/** A hub that reads one staff file: a name may not be blank, a phone has 11 digits; it reads mends as the real one does. */
function reading({ mends = [], keepGood = false }: Mending): CheckedFile {
  const rows: TableRow[] = []
  const errors: ImportProblem[] = []
  ROWS.forEach((given, index) => {
    const row = index + 2
    const cells = [...given]
    let dropped = false
    for (const mend of mends) {
      if (mend.row !== row) continue
      if ('drop' in mend) dropped = true
      else cells['ABC'.indexOf(mend.column)] = mend.value
    }
    const wrong = (column: number, says: string) =>
      errors.push({ file: 'staff.csv', sheet: null, row, column: HEADING[column]!, letter: 'ABC'[column]!, code: 'x', says, fix: '请改正' })
    if (!dropped && cells[1] === '') wrong(1, '“姓名”是空的')
    if (!dropped && cells[2]!.length !== 11) wrong(2, `“${cells[2]}”不是电话`)
    rows.push({ row, cells, state: dropped ? 'dropped' : errors.some((one) => one.row === row) ? 'bad' : 'good' })
  })
  const bad = new Set(errors.map(({ row }) => row)).size
  const out = rows.filter(({ state }) => state === 'dropped').length
  const taken = errors.length === 0 || keepGood ? rows.length - bad - out : 0
  const columns = HEADING.map((title, index) => ({ letter: 'ABC'[index]!, title, field: title, name: title }))
  return {
    file: 'staff.csv', kind: 'staff', plan: 1, taken, total: rows.length - out, errors, warnings: [], file_sha256: 'f', rows_sha256: taken > 0 ? `rows of ${taken}` : null,
    table: { sheet: null, header_row: 1, columns, rows, total: rows.length },
  }
}

let asked: Mending[]
let put: ReturnType<typeof vi.fn>
let app: App

beforeEach(() => {
  asked = []
  const people = new Map([['1/17', person()]])
  app = fakeApp({ plan: { '1': plan() } })
  put = vi.fn(async () => {
    people.set('1/18', person({ person: 18, name: '李强' }))
    people.set('1/17', person({ name: '王芳芳' }))
    return { id: 'f' }
  })
  const receipt = { verdict: 'accepted', refusal: null }
  const rows = app.store.rows
  Object.assign(app, { outbox: { put, deliver: async () => receipt, receipt: async () => receipt } })
  Object.assign(app.store, { sync: async () => {}, rows: (kind: 'person') => (kind === 'person' ? people : rows(kind)) })
  Object.assign(app.hub, {
    check: async (_files: unknown, _plan: unknown, mending: Mending) => {
      asked.push({ ...mending, mends: structuredClone(mending.mends ?? []) })
      return answered({ files: [reading(mending)] })
    },
  })
})

const button = (host: HTMLElement, words: string) => [...host.querySelectorAll('button')].find(({ textContent }) => textContent.includes(words))
const wrong = (host: HTMLElement) => [...host.querySelectorAll<HTMLInputElement>('input[data-problem]')]

async function opened(): Promise<HTMLElement> {
  const host = mounted(ImportPage, {}, app)
  const input = host.querySelector<HTMLInputElement>('input[type=file]')!
  Object.defineProperty(input, 'files', { value: [new File(['x'], 'staff.csv')] })
  input.dispatchEvent(new Event('change'))
  await vi.waitFor(() => expect(button(host, '检查文件')).toBeDefined())
  button(host, '检查文件')!.click()
  await vi.waitFor(() => expect(host.textContent).toContain('检查结果'))
  return host
}

function type(input: HTMLInputElement, value: string, key = 'Enter'): void {
  input.value = value
  input.dispatchEvent(new Event('input'))
  input.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
}

test('wrong cells are mended by keys alone, checked again by the hub, and the file is taken', async () => {
  const host = await opened()
  expect(host.textContent).toContain('还有 2 处问题')
  expect(wrong(host).map(({ value }) => value)).toEqual(['', '110'])
  wrong(host)[0]!.focus()
  type(wrong(host)[0]!, '张三')
  expect(document.activeElement).toBe(wrong(host)[1])
  type(wrong(host)[1]!, '13800000003')
  await vi.waitFor(() => expect(host.textContent).toContain('没有错误，可以导入'))
  expect(asked.at(-1)!.mends).toEqual([
    { file: 'staff.csv', sheet: null, row: 3, column: 'B', value: '张三' },
    { file: 'staff.csv', sheet: null, row: 4, column: 'C', value: '13800000003' },
  ])
  // Both were typed within the pause, so the hub was asked once.
  expect(asked).toHaveLength(2)
  expect(host.textContent).toContain('原为 110')
  button(host, '确认导入 1 个文件')!.click()
  await vi.waitFor(() => expect(host.textContent).toContain('工作人员已导入 4 条'))
  expect(put.mock.calls.map(([kind, body]) => [kind, body.rows_sha256])).toEqual([['import.commit', 'rows of 4']])
  expect(host.textContent).toContain('工作人员新增 1 人、有改动 1 人')
})

test('a row can be left out and taken in again', async () => {
  const host = await opened()
  button(host, '不导入此行')!.click()
  await vi.waitFor(() => expect(host.textContent).toContain('还有 1 处问题'))
  expect(asked.at(-1)!.mends).toEqual([{ file: 'staff.csv', sheet: null, row: 3, drop: true }])
  button(host, '恢复此行')!.click()
  await vi.waitFor(() => expect(host.textContent).toContain('还有 2 处问题'))
  expect(asked.at(-1)!.mends).toEqual([])
})

test('keeping the good rows is a choice that names how many are left out', async () => {
  const host = await opened()
  expect(button(host, '确认导入')).toBeUndefined()
  const keep = host.querySelector<HTMLInputElement>('input[type=checkbox]')!
  expect(keep.closest('label')!.textContent).toContain('staff.csv 有 2 行不导入')
  keep.click()
  await vi.waitFor(() => expect(host.textContent).toContain('导入 2 行，2 行不导入'))
  button(host, '确认导入 1 个文件')!.click()
  await vi.waitFor(() => expect(put).toHaveBeenCalledOnce())
  expect(put.mock.calls[0]![1].taken).toBe(2)
})

test('Escape puts back what the file has', async () => {
  const host = await opened()
  const phone = wrong(host)[1]!
  type(phone, '119', 'Escape')
  await vi.waitFor(() => expect(phone.value).toBe('110'))
  expect(asked).toHaveLength(1)
})

test('without the hub the mends stay on the page and can be checked later', async () => {
  const host = await opened()
  const check = app.hub.check
  Object.assign(app.hub, { check: async () => offline })
  type(wrong(host)[0]!, '张三')
  await vi.waitFor(() => expect(host.textContent).toContain('已改的内容仍在本页'))
  expect(wrong(host)[0]!.value).toBe('张三')
  expect(button(host, '确认导入')).toBeUndefined()
  Object.assign(app.hub, { check })
  button(host, '重试')!.click()
  await vi.waitFor(() => expect(host.textContent).toContain('还有 1 处问题'))
})

test('an answer that arrives while somebody types leaves the typed text alone', async () => {
  const host = await opened()
  type(wrong(host)[0]!, '张三')
  const phone = wrong(host)[1]!
  phone.focus()
  phone.value = '1380'
  phone.dispatchEvent(new Event('input'))
  await vi.waitFor(() => expect(host.textContent).toContain('还有 1 处问题'))
  expect([phone.value, document.activeElement]).toEqual(['1380', phone])
})

test('what is right for one cell is offered for the others of the column that say the same', async () => {
  ROWS.push(['S5', '孙立', '110'], ['S6', '周正', '110'])
  try {
    const host = await opened()
    wrong(host)[1]!.focus()
    type(wrong(host)[1]!, '13800000000')
    await vi.waitFor(() => expect(host.textContent).toContain('同一列另有 2 处“110”'))
    dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', ctrlKey: true }))
    await vi.waitFor(() => expect(host.textContent).toContain('还有 1 处问题'))
    expect(asked.at(-1)!.mends!.map(({ row }) => row)).toEqual([4, 6, 7])
    expect(host.textContent).not.toContain('同一列另有')
  } finally {
    ROWS.splice(4)
  }
})
