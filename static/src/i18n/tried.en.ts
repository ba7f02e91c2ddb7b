import type { triedZh } from './tried.zh'

/** Words of what was tried at the papers and turned away; part of `en.ts`. */
export const triedEn: typeof triedZh = {
  tried: {
    scanned: '{step}: “{came}” was scanned or typed',
    badge: '{step}: the badge of {name} was shown',
    badgeUnknown: '{step}: a badge was shown',
    about: '{step} ({thing})',
    steps: { handoff: 'Hand over', enter: 'Enter from paper', pack: 'Pack', unpack: 'Unpack', open: 'Open', seal: 'Count and seal', strip: 'State the strip', supply: 'Supply', correct: 'Correct', count: 'Count', find: 'Look up' },
  },
}
