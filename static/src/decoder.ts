/// <reference lib="webworker" />
/** Reads QR codes beside the page, so that no frame of the camera ever holds up a verdict. */
import { BarcodeDetector as Ponyfill, prepareZXingModule } from 'barcode-detector/ponyfill'
import type { Picture } from './scanner'
import wasm from 'zxing-wasm/reader/zxing_reader.wasm?url'

type Detector = Pick<Ponyfill, 'detect'>

/** Milliseconds between two tries to get the wasm: a hub that is away is not asked with every frame. */
const AGAIN = 2_000

/** The browser's own detector where it has one for QR codes, else zxing with its wasm served by the hub; throws without it. */
async function qrDetector(): Promise<Detector> {
  const own = (globalThis as { BarcodeDetector?: typeof Ponyfill }).BarcodeDetector
  if (own !== undefined) {
    const formats = await own.getSupportedFormats().catch((): string[] => [])
    if (formats.includes('qr_code')) return new own({ formats: ['qr_code'] })
  }
  // Fetched here and not by zxing, which would ask a public network and remember a failure for good.
  const response = await fetch(wasm)
  if (!response.ok || response.headers.get('content-type')?.startsWith('text/')) throw new Error(`${wasm} did not come from the hub`)
  prepareZXingModule({ overrides: { wasmBinary: await response.arrayBuffer() } })
  return new Ponyfill({ formats: ['qr_code'] })
}

let asked = 0
let detector: Promise<Detector | null> = Promise.resolve(null)

/** The detector; null while it could not be fetched, as on a device that lost the hub before the app was kept whole. */
async function ready(): Promise<Detector | null> {
  const found = await detector
  if (found === null && Date.now() - asked > AGAIN) {
    asked = Date.now()
    detector = qrDetector().catch(() => null)
  }
  return detector
}

let canvas: OffscreenCanvas | null = null

/** Cut the part that matters out of a frame and give the frame back to the camera, which has but few. */
function cut(picture: Picture): ImageBitmap | ImageData {
  if (!('frame' in picture)) return picture
  const { frame, x, y, width, height, outWidth, outHeight } = picture
  try {
    if (canvas?.width !== outWidth || canvas.height !== outHeight) canvas = new OffscreenCanvas(outWidth, outHeight)
    const context = canvas.getContext('2d', { willReadFrequently: true })!
    context.drawImage(frame, x, y, width, height, 0, 0, outWidth, outHeight)
    return context.getImageData(0, 0, outWidth, outHeight)
  } finally {
    frame.close()
  }
}

/** One picture in, the text of its first code out, '' where there is none, null while nothing can be read. */
addEventListener('message', async ({ data }: MessageEvent<Picture>) => {
  let text: string | null = ''
  try {
    const picture = cut(data)
    const reader = await ready()
    text = reader === null ? null : ((await reader.detect(picture))[0]?.rawValue ?? '')
  } catch (reason) {
    // One bad frame must not end the scanning.
    console.warn(reason)
  }
  if (data instanceof ImageBitmap) data.close()
  postMessage(text)
})
