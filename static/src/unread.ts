import { shallowRef, type ShallowRef } from 'vue'

/** What is said on a screen where one thing comes after another without waiting to be read. */
export interface Answers<T> {
  /** Of the last thing that came. */
  answer: ShallowRef<T | null>
  /** What was said before it and somebody must read yet. */
  late: ShallowRef<readonly T[]>
  /** Say the next; what must be read goes before it, unless the next takes its place. */
  show(next: T | null): void
  /** The act that `before` is said of has its number: what is heard of it finds it there. */
  named(before: T, after: T): void
  /** What is heard of an act, where it is what is said still; elsewhere only what somebody must read. `tardy`: said before, and put right without a sound. */
  heard(said: T, tardy?: boolean): void
  /** Somebody has read it. */
  read(one: T): void
}

interface Rules<T> {
  /** Whether somebody must read it. */
  bad(one: T): boolean
  /** Whether what is said next takes its place, read or not; null where the thing at hand is put aside. */
  gives(one: T, next: T | null): boolean
  say(one: T): void
}

/** Answers one after another, of which none that must be read is swept away by the next thing that comes. */
export function answers<T extends { fact: string | null }>({ bad, gives, say }: Rules<T>): Answers<T> {
  const answer: ShallowRef<T | null> = shallowRef(null)
  const late: ShallowRef<readonly T[]> = shallowRef([])
  const stays = (one: T, next: T | null) => bad(one) && !(one.fact !== null && one.fact === next?.fact) && !gives(one, next)

  function show(next: T | null): void {
    const before = answer.value
    const kept = next === null ? late.value : late.value.filter((one) => stays(one, next))
    late.value = before !== null && stays(before, next) ? [...kept, before] : kept
    answer.value = next
    if (next !== null) say(next)
  }

  return {
    answer,
    late,
    show,
    named(before, after) {
      if (answer.value === before) answer.value = after
    },
    heard(said, tardy = false) {
      late.value = late.value.filter(({ fact }) => fact !== said.fact)
      const shown = answer.value?.fact === said.fact
      if (shown && tardy) answer.value = said
      else if (shown) show(said)
      else if (bad(said)) {
        late.value = [...late.value, said]
        say(said)
      }
    },
    read(one) {
      if (answer.value === one) answer.value = null
      late.value = late.value.filter((other) => other !== one)
    },
  }
}
