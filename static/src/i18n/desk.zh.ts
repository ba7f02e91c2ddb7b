/** Words of the office's pages for staff, rooms, plan and badges; part of `zh.ts`. */
export const deskZh = {
  staff: {
    unconfirmed: '{n} 人待确认',
  },
}
