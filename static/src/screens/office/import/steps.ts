/** Go to the next wrong cell of the page (or the one before), past the end to the beginning; where there is none, to the way on. */
export function step(from: Element | null, by: 1 | -1): void {
  const every = [...document.querySelectorAll<HTMLInputElement>('input[data-problem]')].filter((one) => one !== from)
  const side = by === 1 ? Node.DOCUMENT_POSITION_FOLLOWING : Node.DOCUMENT_POSITION_PRECEDING
  const beyond = from === null ? every : every.filter((one) => from.compareDocumentPosition(one) & side)
  const next = by === 1 ? (beyond[0] ?? every[0]) : (beyond.at(-1) ?? every.at(-1))
  if (next === undefined) {
    if (from === null || !(from as HTMLElement).dataset['problem']) document.querySelector<HTMLElement>('button[data-confirm]')?.focus()
    return
  }
  // Typing goes on in an overwritten cell: what is wrong in it is mostly written anew.
  next.focus({ preventScroll: true })
  next.select()
  next.scrollIntoView({ block: 'center', inline: 'nearest' })
}
