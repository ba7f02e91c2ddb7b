/** Tones that can be told apart without looking: two rising notes for yes, two even ones for stored, a low buzz for no. */
const TONES = {
  accepted: [
    [880, 0, 0.1, 'sine'],
    [1320, 0.1, 0.18, 'sine'],
  ],
  waiting: [
    [660, 0, 0.1, 'sine'],
    [660, 0.16, 0.1, 'sine'],
  ],
  refused: [
    [196, 0, 0.22, 'square'],
    [147, 0.26, 0.42, 'square'],
  ],
}
const KIND = { in: 'accepted', out: 'accepted', undone: 'accepted', waiting: 'waiting' }

let audio = null

/** Browsers may want a touch or a key before they give sound. */
export function allow() {
  audio ??= new AudioContext()
  if (audio.state === 'suspended') void audio.resume()
}

export const silent = () => audio === null || audio.state !== 'running'

/** Sound the verdict `state`; `played` counts what was sounded, for whoever checks. */
export function sound(state) {
  const kind = KIND[state] ?? 'refused'
  document.body.dataset.sounded = kind
  if (silent()) return
  for (const [pitch, from, lasts, shape] of TONES[kind]) {
    const start = audio.currentTime + from
    const [tone, loudness] = [audio.createOscillator(), audio.createGain()]
    tone.type = shape
    tone.frequency.value = pitch
    loudness.gain.setValueAtTime(0, start)
    loudness.gain.linearRampToValueAtTime(0.5, start + 0.01)
    loudness.gain.setValueAtTime(0.5, start + lasts - 0.02)
    loudness.gain.linearRampToValueAtTime(0, start + lasts)
    tone.connect(loudness).connect(audio.destination)
    tone.start(start)
    tone.stop(start + lasts)
  }
}
