/** Tones and vibration, distinct enough to be told apart without looking: two rising notes for yes, a low buzz for no. */
export type Signal = 'accepted' | 'refused' | 'waiting'

interface Note {
  /** Hertz. */
  pitch: number
  /** Seconds from now. */
  from: number
  /** Seconds. */
  lasts: number
  shape: OscillatorType
}

const TONES: Record<Signal, readonly Note[]> = {
  accepted: [
    { pitch: 880, from: 0, lasts: 0.1, shape: 'sine' },
    { pitch: 1320, from: 0.1, lasts: 0.16, shape: 'sine' },
  ],
  waiting: [
    { pitch: 660, from: 0, lasts: 0.1, shape: 'sine' },
    { pitch: 660, from: 0.16, lasts: 0.1, shape: 'sine' },
  ],
  refused: [
    { pitch: 196, from: 0, lasts: 0.22, shape: 'square' },
    { pitch: 147, from: 0.26, lasts: 0.4, shape: 'square' },
  ],
}
/** Milliseconds on, off, on ... */
const BUZZES: Record<Signal, number[]> = { accepted: [60], waiting: [60, 80, 60], refused: [250, 100, 250] }

let context: AudioContext | null = null

/** Browsers give sound only after a touch or a key; call it on the first one. */
export function allowSound(): void {
  context ??= new AudioContext()
  if (context.state === 'suspended') void context.resume()
}

export function signal(kind: Signal): void {
  // A browser that saw no touch yet refuses, and says so in the console.
  if (navigator.userActivation?.hasBeenActive !== false) navigator.vibrate?.(BUZZES[kind])
  if (context === null || context.state !== 'running') return
  for (const note of TONES[kind]) play(context, note)
}

/** Strokes of a bell: one for a short signal, a long one for start and end (seconds). */
const STROKES: Record<'short' | 'long', { strokes: number; lasts: number }> = {
  short: { strokes: 2, lasts: 0.9 },
  long: { strokes: 1, lasts: 4 },
}

/** Ring as the school bell does; false where the browser gives no sound yet, as nobody has touched the page. */
export function ring(kind: 'short' | 'long'): boolean {
  if (navigator.userActivation?.hasBeenActive !== false) navigator.vibrate?.(kind === 'long' ? [1_500] : [400, 200, 400])
  if (context === null || context.state !== 'running') return false
  const { strokes, lasts } = STROKES[kind]
  for (let stroke = 0; stroke < strokes; stroke += 1) {
    const from = stroke * (lasts + 0.2)
    // Two tones a little apart beat against each other, as metal does.
    for (const pitch of [784, 791, 1568]) play(context, { pitch, from, lasts, shape: 'triangle' })
  }
  return true
}

function play(audio: AudioContext, { pitch, from, lasts, shape }: Note): void {
  const start = audio.currentTime + from
  const [tone, loudness] = [audio.createOscillator(), audio.createGain()]
  tone.type = shape
  tone.frequency.value = pitch
  // Edges without a ramp click.
  loudness.gain.setValueAtTime(0, start)
  loudness.gain.linearRampToValueAtTime(0.4, start + 0.01)
  loudness.gain.setValueAtTime(0.4, start + lasts - 0.02)
  loudness.gain.linearRampToValueAtTime(0, start + lasts)
  tone.connect(loudness).connect(audio.destination)
  tone.start(start)
  tone.stop(start + lasts)
}
