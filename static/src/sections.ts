/** The screens under each link of the frame; a screen that is under several belongs to the first that is shown. */
const SECTIONS: readonly (readonly [link: string, screens: readonly string[]])[] = [
  ['/check-in', ['/check-in']],
  ['/table', ['/table', '/pack', '/custody', '/count', '/balance']],
  ['/practical', ['/practical', '/capture', '/results', '/candidate', '/media', '/media-import']],
  ['/reading', ['/reading']],
  // What leads to photos on a day without stations is the board.
  ['/board', ['/board', '/disputes', '/draw', '/declarations', '/wall', '/spot-check', '/media', '/media-import']],
  ['/office', ['/office']],
  ['/devices', ['/devices', '/prepare']],
]

/** The link of the frame under which a screen is, of those that are shown; null: under none. */
export function sectionOf(path: string, shown: readonly string[]): string | null {
  const under = (screens: readonly string[]) => screens.some((screen) => path === screen || path.startsWith(`${screen}/`))
  return SECTIONS.find(([link, screens]) => shown.includes(link) && under(screens))?.[0] ?? null
}
