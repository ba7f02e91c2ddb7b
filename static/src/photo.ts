import type { Hub, Refusal } from './hub'
import { decoder } from './scanner'

/** `none`: there is no badge in it. `unreadable`: the browser cannot open it as a picture. */
export type Reading = { text: string } | { none: true; asked: boolean } | { unreadable: true } | { refusal: Refusal }

/** Longer sides of what is looked at, in pixels: a code that fills a photo is read best when it is smaller. */
const SIDES = [1600, 900, 2600] as const
/** Degrees by which it is turned at the last looks. */
const TURNS = [30, 60] as const
const TURNED_SIDE = 1400
/** What the hub takes. */
const MOST = 8 * 1024 * 1024
const PATIENCE = 20_000

export interface Reader {
  read(picture: ImageBitmap | ImageData): Promise<string | null>
  stop(): void
}

/** Read the badge in a photo: in this page, and where that finds none, by the hub. */
export async function readPhoto(photo: Blob, hub: Pick<Hub, 'ask'>, reader: Reader = decoder()): Promise<Reading> {
  let whole: ImageBitmap
  try {
    whole = await createImageBitmap(photo, { imageOrientation: 'from-image' })
  } catch {
    reader.stop()
    return { unreadable: true }
  }
  try {
    for await (const sight of sights(whole)) {
      const text = await reader.read(sight)
      if (text?.startsWith('KW1:')) return { text }
    }
    return await byHub(photo.size <= MOST ? photo : await smaller(whole), hub)
  } finally {
    whole.close()
    reader.stop()
  }
}

async function* sights(whole: ImageBitmap): AsyncGenerator<ImageBitmap> {
  const longest = Math.max(whole.width, whole.height)
  for (const side of SIDES) {
    if (side === SIDES[0] || side < longest || longest > SIDES[0]) yield await scaled(whole, Math.min(1, side / longest))
  }
  for (const turn of TURNS) yield turned(whole, turn, Math.min(1, TURNED_SIDE / longest))
}

function scaled(whole: ImageBitmap, scale: number): Promise<ImageBitmap> {
  const [resizeWidth, resizeHeight] = [Math.max(1, Math.round(whole.width * scale)), Math.max(1, Math.round(whole.height * scale))]
  return createImageBitmap(whole, { resizeWidth, resizeHeight, resizeQuality: 'high' })
}

function turned(whole: ImageBitmap, degrees: number, scale: number): ImageBitmap {
  const side = Math.ceil(Math.hypot(whole.width, whole.height) * scale)
  const canvas = new OffscreenCanvas(side, side)
  const context = canvas.getContext('2d')!
  context.translate(side / 2, side / 2)
  context.rotate((degrees * Math.PI) / 180)
  context.scale(scale, scale)
  context.drawImage(whole, -whole.width / 2, -whole.height / 2)
  return canvas.transferToImageBitmap()
}

async function smaller(whole: ImageBitmap): Promise<Blob> {
  const scale = Math.min(1, 3000 / Math.max(whole.width, whole.height))
  const canvas = new OffscreenCanvas(Math.round(whole.width * scale), Math.round(whole.height * scale))
  canvas.getContext('2d')!.drawImage(whole, 0, 0, canvas.width, canvas.height)
  return canvas.convertToBlob({ type: 'image/jpeg', quality: 0.9 })
}

async function byHub(photo: Blob, hub: Pick<Hub, 'ask'>): Promise<Reading> {
  const answer = await hub.ask<{ texts: string[] }>('/api/decode', { texts: 'array' }, { method: 'POST', bytes: photo, patience: PATIENCE })
  if (answer.ok) {
    const [text] = answer.value.texts
    return text === undefined ? { none: true, asked: true } : { text }
  }
  return answer.kind === 'refused' ? { refusal: answer.refusal } : { none: true, asked: false }
}
