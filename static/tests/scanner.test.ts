import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { BarcodeDetector, prepareZXingModule } from 'barcode-detector/ponyfill'
import { PNG } from 'pngjs'
import { expect, test, vi } from 'vitest'
import { onceInView } from '../src/scanner'
import vectors from './vectors.json'

const require = createRequire(import.meta.url)
const here = (path: string) => new URL(path, import.meta.url)

test('the detector decodes a badge with the wasm the hub serves', async () => {
  const wasm = readFileSync(require.resolve('zxing-wasm/reader/zxing_reader.wasm'))
  prepareZXingModule({ overrides: { wasmBinary: wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength) as ArrayBuffer } })
  const { width, height, data } = PNG.sync.read(readFileSync(here('badge.png')))
  // Node has neither class; the detector tells a picture by the one and places the code with the other.
  class ImageData {
    constructor(
      readonly data: Uint8ClampedArray,
      readonly width: number,
      readonly height: number,
    ) {}
  }
  vi.stubGlobal('ImageData', ImageData)
  vi.stubGlobal('DOMRectReadOnly', class {})
  const picture = new ImageData(new Uint8ClampedArray(data), width, height)
  const codes = await new BarcodeDetector({ formats: ['qr_code'] }).detect(picture as never)
  expect(codes.map(({ rawValue }) => rawValue)).toEqual([vectors.tokens[0]!.text])
})

test('there is one zxing-wasm, the one the detector was made for', () => {
  const lock = JSON.parse(readFileSync(here('../package-lock.json'), 'utf8')) as {
    packages: Record<string, { version: string; dependencies?: Record<string, string> }>
  }
  const copies = Object.keys(lock.packages).filter((path) => path.endsWith('node_modules/zxing-wasm'))
  expect(copies).toHaveLength(1)
  const wanted = lock.packages['node_modules/barcode-detector']?.dependencies?.['zxing-wasm']
  expect(lock.packages[copies[0]!]?.version).toBe(wanted)
})

test('a badge held in view counts once, and again after it was away', () => {
  const fresh = onceInView(2_500)
  expect(fresh('A', 0)).toBe(true)
  expect(fresh('A', 2_000)).toBe(false)
  expect(fresh('A', 4_000)).toBe(false)
  expect(fresh('B', 4_100)).toBe(true)
  expect(fresh('A', 4_200)).toBe(true)
  expect(fresh('A', 6_701)).toBe(true)
})
