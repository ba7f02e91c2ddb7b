/** How far a photo or film has come. `complete`: all bytes are here and nobody has compared them yet. */
export const STATES = ['announced', 'live', 'arriving', 'complete', 'equal', 'differs', 'unreadable', 'interrupted', 'removed'] as const
export type EvidenceState = (typeof STATES)[number]

export const PURPOSES = ['practical', 'identity', 'workpiece', 'seal', 'incident', 'room'] as const
export type Purpose = (typeof PURPOSES)[number]

export type Hint = 'blurred' | 'dark' | 'overexposed'
/** Why a file cannot be shown, or not all of it. */
export type Fault = 'unknown-kind' | 'too-many-pixels' | 'damaged' | 'too-slow' | 'ended-reader'

/** What took it: this app, a camera, a camcorder, or a file nobody knows more of. */
export interface Source {
  kind: 'app' | 'camera' | 'camcorder' | 'file'
  make: string | null
  model: string | null
  serial: string | null
  /** The original file name. */
  name: string | null
}

/** key: plan; how much more film the hub's disk takes */
export interface SpaceRow {
  plan: number
  /** Minutes of film there was room for at `at`. */
  minutes: number
  /** Minutes there is room for until this row changes. */
  least: number
  /** Bytes a second that films take. */
  rate: number
  at: string
}

/** What somebody was given of a photo or film; `frames`: the newest pictures of one that was recorded; `export`, `side`: taken away. */
export type Way = 'original' | 'film' | 'frames' | 'side' | 'export'

/** One person's looks at it by one device, of one kind. */
export interface Look {
  device: string
  /** Null: nobody had signed in. */
  person: number | null
  what: Way
  /** Within ten minutes counts once. */
  times: number
  first: string
  last: string
}

/** key: the evidence's id; who looked at it and who took a copy, the latest first */
export interface LooksRow {
  plan: number
  evidence: string
  lines: Look[]
}

/** key: the evidence's id: one photo or film, from its announcement to its archive */
export interface EvidenceRow {
  evidence: string
  plan: number
  media: 'photo' | 'video'
  purpose: Purpose
  session: string | null
  room: string | null
  station: string | null
  /** The admission number: never in an address. */
  candidate: string | null
  /** The scheme's item it shows. */
  item: string | null
  /** The fact it belongs to. */
  about: string | null
  state: EvidenceState
  /** Where its bytes are, as soon as some came. */
  upload: string | null
  /** Bytes in all, as far as anybody knows. */
  size: number | null
  /** Bytes on the hub's disk at the last change of state; in between `growing` tells. */
  received: number
  /** The device's own, then the hub's where it agrees. */
  sha256: string | null
  /** Whether the hub's digest is the one the device told; null until both are known. */
  equal: boolean | null
  /** All that will ever come is here, and there was more: it stays `interrupted`. */
  cut?: boolean
  /** MIME, as its bytes tell. */
  type: string
  /** Its name in the archive. */
  name: string
  /** The time that stands in the file itself. */
  taken: string | null
  /** The capture's beginning by the device's clock. */
  begun: string
  ended: string | null
  source: Source
  device: string
  /** Who had signed in. */
  by: number | null
  /** When it was announced. */
  at: string
  /** Versions of what was derived from it; null while there is none. */
  thumb: string | null
  poster: string | null
  film: string | null
  duration_ms: number | null
  width: number | null
  height: number | null
  hints: Hint[]
  /** Why it cannot be read, or what differs. */
  fault: Fault | null
  removed: { at: string; by: number | null; second: number; reason: string } | null
}
