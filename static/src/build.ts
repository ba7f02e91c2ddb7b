/** The version of the app: the hash in the name of its entry's script. */

const ENTRY = /\/assets\/index-([\w-]+)\.js/

/** This page's own version; '' where it is not built (development). */
export function ownBuild(page: Document = document): string {
  const scripts = [...page.querySelectorAll<HTMLScriptElement>('script[type="module"]')]
  return scripts.map(({ src }) => ENTRY.exec(src)?.[1]).find((one) => one !== undefined) ?? ''
}
