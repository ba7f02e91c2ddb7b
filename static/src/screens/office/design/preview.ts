import { onScopeDispose, ref, shallowReactive, shallowRef } from 'vue'
import type { App } from '../../../app'
import type { Refusal } from '../../../hub'
import type { Design } from '../../../rows'
import { refusalIn } from '../unreachable'

/** Whose badge is shown: an everyday name, the longest and rarest names there are, or a spare without a holder. */
export const SAMPLES = ['usual', 'long', 'spare'] as const
export type Sample = (typeof SAMPLES)[number]
export const SIZES = ['full', 'pocket'] as const
export interface Shown {
  plan: number
  design: Design
  role: number
  size: (typeof SIZES)[number]
  sample: Sample
}

/** Typing is over when nothing came for so long (milliseconds). */
const PAUSE = 350
const PATIENCE = 20_000
const SIDES = ['front', 'back'] as const

/** Pictures of a design's badge, drawn by the hub as they will be printed; the last ones stay until the next are there. */
export function usePreview(app: Pick<App, 'hub'>, pause = PAUSE) {
  const pictures = shallowReactive<Record<(typeof SIDES)[number], string | null>>({ front: null, back: null })
  const drawing = ref(false)
  const problem = shallowRef<Refusal | null>(null)
  let timer: ReturnType<typeof setTimeout> | undefined
  let round = 0

  function show(what: Shown): void {
    clearTimeout(timer)
    // What is being drawn is out of date already.
    round += 1
    drawing.value = true
    timer = setTimeout(() => void draw(what), pause)
  }

  async function draw(what: Shown): Promise<void> {
    const mine = ++round
    drawing.value = true
    // One after the other: a small hub draws one badge at a time anyway.
    for (const side of SIDES) {
      const answer = await app.hub.file('/api/badges/preview', 'image/png', PATIENCE, { method: 'POST', json: { ...what, side } })
      if (mine !== round) return
      problem.value = refusalIn(answer)
      if (!answer.ok) break
      const old = pictures[side]
      pictures[side] = URL.createObjectURL(answer.value)
      if (old !== null) URL.revokeObjectURL(old)
    }
    drawing.value = false
  }

  onScopeDispose(() => {
    clearTimeout(timer)
    round += 1
    for (const side of SIDES) if (pictures[side] !== null) URL.revokeObjectURL(pictures[side])
  })
  return { pictures, drawing, problem, show }
}
