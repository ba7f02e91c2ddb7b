import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

/** Files that ask the hub while they are shown, and why they may. Everything else draws from what the device keeps. */
const ASKS: Record<string, string> = {
  // Beside the screen, which stands without it.
  'screens/board/BoardScreen.vue': 'days left on the certificate',
  'screens/media/strangers.ts': 'what nobody described is the hub’s alone to list',
  'screens/practical/IdentityPanel.vue': 'a candidate’s name and the end of their ID number; not kept on devices',
  'screens/devices/DevicesScreen.vue': 'the certificate, and codes for new devices',
  'screens/devices/AddDialog.vue': 'a one-time code, which only the hub can make',
  'screens/check-in/PhotoButton.vue': 'a photo this device cannot read is looked at by the hub',
  'screens/devices/SwapDialog.vue': 'a one-time code, which only the hub can make',
  'screens/prepare/own.ts': 'whether this device and the hub are ready for each other',
  'ui/PinDialog.vue': 'a PIN, which is kept by the hub alone',
  'screens/check-in/VerdictScreen.vue': 'a portrait; portraits are not kept on devices',
  'screens/office/staff/PortraitPicture.vue': 'a portrait; portraits are not kept on devices',
  'screens/office/plan/ChangeLog.vue': 'the words of one change',
  // Work that only the hub does: files read, pictures drawn, paper printed, the office's own checks.
  'screens/devices/take-over.ts': 'a device’s file is handed to the hub',
  'screens/devices/TakeOver.vue': 'a device’s file is handed to the hub',
  'screens/office/import/checking.ts': 'files are checked by the hub',
  'screens/office/import/ImportPage.vue': 'files are checked by the hub',
  'screens/office/badges/BadgesPage.vue': 'a PDF',
  'screens/office/design/BadgePreview.vue': 'pictures of a badge',
  'screens/office/design/CrestField.vue': 'the crest',
  'screens/office/design/preview.ts': 'pictures of a badge',
  'screens/office/forms/FormsPage.vue': 'pictures of forms, PDFs and printing',
  'screens/office/forms/NeedsPanel.vue': 'what a plan needs of objects is worked out by the hub',
  'screens/office/missing/MissingPage.vue': 'what is missing is worked out by the hub',
  'screens/office/reading/AnalysisPage.vue': 'results of candidates; not kept on devices',
  'screens/office/reading/ProfilesPage.vue': 'a card file is read by the hub while its format is mended',
  'screens/office/reading/RecordSheetPage.vue': 'who sits where in a room; candidates are not kept on devices',
  'screens/office/reading/ReleaseScores.vue': 'sums of scores as they stand; not kept on devices',
  'screens/office/reading/ScoresPage.vue': 'whether scores may go out is the hub’s word',
  'screens/reading/ReadingScreen.vue': 'when stations were heard last, beside the screen',
  'screens/reading/heard.ts': 'when stations were heard last; nobody knows while the hub does not answer',
  'screens/reading/AssignBatch.vue': 'the formats card files can be read by',
  'screens/reading/BringScreen.vue': 'a file is handed in',
  'screens/reading/BatchVersions.vue': 'answers of candidates; not kept on devices',
  'screens/reading/CardRows.vue': 'answers of candidates; not kept on devices',
  'screens/reading/CheckScreen.vue': 'answers of candidates; not kept on devices',
  'screens/reading/FaultCards.vue': 'answers of candidates; not kept on devices',
  'screens/reading/RoomCards.vue': 'answers of candidates; not kept on devices',
  'screens/reading/profiles.ts': 'the formats card files can be read by',
  'screens/office/print/PrintPage.vue': 'printing',
  'screens/office/print/press.ts': 'printing',
  'screens/office/print/print-fact.ts': 'printing',
}

const root = new URL('../../src/', import.meta.url)
const sources = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(ts|vue)$/.test(name) && !name.startsWith('i18n/'))
/** The program without its comments and words. */
const program = (name: string) =>
  readFileSync(new URL(name, root), 'utf8')
    .replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*|<!--[\s\S]*?-->/g, '')
    .replace(/<style[\s\S]*<\/style>/, '')
const asks = (name: string) => /\bhub\b(?!['"\w-])|\buse(Press|Preview|Trust|Checking)\(|\bfetch\(|XMLHttpRequest/.test(program(name))
const screens = sources.filter((name) => name.startsWith('screens/') || name.startsWith('ui/'))

test('a screen draws from what the device keeps; those that ask the hub are named, with the reason', () => {
  expect(screens.length).toBeGreaterThan(80)
  // The dialogs' and pages' own words for the hub's name are fields of what was found, not the hub.
  const found = screens.filter((name) => asks(name) && !/size, hub, last/.test(program(name)))
  expect(found.sort()).toEqual(Object.keys(ASKS).sort())
})

test('whether the hub is there is told by asking it, never by the browser’s guess', () => {
  for (const name of sources) expect(program(name), name).not.toMatch(/navigator\.onLine/)
})

test('only one place speaks to the hub, one sends it films, and one follows them', () => {
  const speak = sources.filter((name) => /\bfetch\(|new XMLHttpRequest|new WebSocket|\bio\(/.test(program(name)))
  // The service worker and the decoder fetch files of the app itself.
  expect(speak.sort()).toEqual(['app.ts', 'decoder.ts', 'evidence/follow.ts', 'hub.ts', 'media/tus.ts', 'sw.ts', 'upload.ts'])
})
