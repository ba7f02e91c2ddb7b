import { vi } from 'vitest'
import { shallowRef } from 'vue'
import type { App } from '../../../src/app'
import type { Refusal } from '../../../src/hub'
import { fakeApp, type Given } from '../../components'

interface Handed {
  kind: string
  body: Record<string, unknown>
  beside: string | undefined
}

/** An office whose hub takes everything but what `refuses` names; `handed` is all it was given, in order. */
export function office(given: Given, refuses: (kind: string, body: Record<string, unknown>) => Refusal | null = () => null): { app: App; handed: Handed[] } {
  const handed: Handed[] = []
  const receipt = async (id: string) => {
    const { kind, body } = handed[Number(id.slice(1))]!
    const refusal = refuses(kind, body)
    return { verdict: refusal === null ? 'accepted' : 'refused', refusal }
  }
  const put = async (kind: string, body: Record<string, unknown>, beside?: string) => {
    // As the device's database does: what cannot be copied cannot be stored.
    handed.push({ kind, body: structuredClone(body), beside })
    return { id: `f${handed.length - 1}` }
  }
  const app = fakeApp(given)
  Object.assign(app, { outbox: { put, receipt, deliver: receipt, settle: async () => {} }, place: shallowRef('东门') })
  Object.assign(app.store, { sync: async () => {} })
  return { app, handed }
}

export function button(host: ParentNode, words: string): HTMLButtonElement {
  const found = [...host.querySelectorAll('button')].find(({ textContent }) => textContent.trim() === words)
  if (found === undefined) throw new Error(`no button says “${words}”`)
  return found
}

export function type(host: ParentNode, label: string, text: string): void {
  const name = [...host.querySelectorAll('label')].find(({ textContent }) => textContent.trim() === label)?.htmlFor
  const field = host.querySelector<HTMLInputElement | HTMLSelectElement>(`#${CSS.escape(name ?? '')}`)
  if (field === null) throw new Error(`no field is labelled “${label}”`)
  field.value = text
  field.dispatchEvent(new Event('input'))
  field.dispatchEvent(new Event('change'))
}

/** Wait until the screen says this. */
export async function says(host: HTMLElement, words: string): Promise<void> {
  await vi.waitFor(() => {
    if (!host.textContent?.includes(words)) throw new Error(`“${words}” is not said: ${host.textContent}`)
  })
}
