import type { deskZh } from './desk.zh'

/** Words of the office's pages for staff, rooms, plan and badges; part of `en.ts`. */
export const deskEn: typeof deskZh = {
  staff: {
    unconfirmed: '{n} to confirm',
  },
}
