/// <reference lib="webworker" />
/** Reads QR codes beside the page, so that no frame of the camera ever holds up a verdict. */
import { BarcodeDetector as Ponyfill, prepareZXingModule } from 'barcode-detector/ponyfill'
import type { Picture } from './scanner'
import wasm from 'zxing-wasm/reader/zxing_reader.wasm?url'

type Detector = Pick<Ponyfill, 'detect'>

/** The browser's own detector where it has one for QR codes, else zxing with its wasm served by the hub. */
async function qrDetector(): Promise<Detector> {
  const own = (globalThis as { BarcodeDetector?: typeof Ponyfill }).BarcodeDetector
  if (own !== undefined) {
    const formats = await own.getSupportedFormats().catch((): string[] => [])
    if (formats.includes('qr_code')) return new own({ formats: ['qr_code'] })
  }
  // Without this the module would be fetched from a public network.
  prepareZXingModule({ overrides: { locateFile: () => wasm } })
  return new Ponyfill({ formats: ['qr_code'] })
}

const detector = qrDetector()

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

/** One picture in, the text of its first code out, '' where there is none. */
addEventListener('message', async ({ data }: MessageEvent<Picture>) => {
  let text = ''
  try {
    const [code] = await (await detector).detect(cut(data))
    text = code?.rawValue ?? ''
  } catch (reason) {
    // One bad frame must not end the scanning; a decoder that cannot start says so in the console.
    console.warn(reason)
  }
  if (data instanceof ImageBitmap) data.close()
  postMessage(text)
})
