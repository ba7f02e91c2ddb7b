// @vitest-environment happy-dom
import { expect, test } from 'vitest'
import { listen } from '../src/wedge'

test('of several listeners the newest takes the scan, until it leaves', () => {
  const page = new EventTarget() as unknown as Window
  const heard: string[] = []
  const scanned = (text: string) => {
    let time = 0
    for (const key of [...text, 'Enter']) {
      const event = new Event('keydown', { cancelable: true })
      Object.assign(event, { key, code: '', shiftKey: false, ctrlKey: false, altKey: false, metaKey: false })
      Object.defineProperty(event, 'timeStamp', { value: (time += 5) })
      page.dispatchEvent(event)
    }
  }
  const under = listen(page, (text) => heard.push(`screen ${text}`))
  scanned('KW1:A')
  const over = listen(page, (text) => heard.push(`lock ${text}`))
  scanned('KW1:B')
  over()
  scanned('KW1:C')
  under()
  scanned('KW1:D')
  expect(heard).toEqual(['screen KW1:A', 'lock KW1:B', 'screen KW1:C'])
})
