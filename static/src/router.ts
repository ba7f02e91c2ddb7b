import type { Component } from 'vue'
import { createRouter, createWebHistory, type Router, type RouterHistory } from 'vue-router'
import type { App } from './app'
import type { DeviceRole } from './hub'
import { words, type Part } from './i18n'

declare module 'vue-router' {
  interface RouteMeta {
    /** Device roles that may open the screen; all of them where missing. */
    roles?: readonly DeviceRole[]
    /** Opens without enrolment: what this device holds must be reachable whatever became of it. */
    always?: boolean
  }
}

/** The pages of the office, in the order of the work. */
export const OFFICE_PARTS = ['import', 'staff', 'rooms', 'plan', 'badges', 'design', 'print', 'forms', 'practical', 'record-sheet', 'card-profiles', 'keys', 'scores', 'analysis', 'missing'] as const
export type OfficePart = (typeof OFFICE_PARTS)[number]

const LEAD: readonly DeviceRole[] = ['chief', 'office']
/** Devices of the reading room, and of those who answer for it. */
const READING: readonly DeviceRole[] = ['chief', 'office', 'reader']
/** Devices of the paper tables and of roving invigilators. */
const TABLE: readonly DeviceRole[] = ['chief', 'office', 'scanner']

/** The first screen of a device's role. */
export function home(role: DeviceRole): string {
  return LEAD.includes(role) ? '/board' : role === 'reader' ? '/reading' : '/check-in'
}

/** A screen, with the words that only it and its like speak. */
function worded(load: () => Promise<{ default: Component }>, ...parts: Part[]) {
  return async () => (await Promise.all([load(), words(...parts)]))[0]
}

/** The screens, and who may open which: a device that is not enrolled sees enrolment only. */
export function routes(app: Pick<App, 'identity'>, history: RouterHistory = createWebHistory()): Router {
  const router = createRouter({
    history,
    routes: [
      { path: '/enrol', component: worded(() => import('./screens/enrol/EnrolScreen.vue'), 'own') },
      { path: '/check-in', component: () => import('./screens/check-in/CheckInScreen.vue') },
      { path: '/board', component: worded(() => import('./screens/board/BoardScreen.vue'), 'lead', 'count', 'draw', 'evidence', 'tried'), meta: { roles: LEAD } },
      {
        path: `/office/:part(${OFFICE_PARTS.join('|')})?`,
        component: worded(() => import('./screens/office/OfficeScreen.vue'), 'own', 'lead', 'forms', 'draw', 'results', 'reading', 'scores', 'papers'),
        meta: { roles: LEAD },
      },
      { path: '/devices', component: worded(() => import('./screens/devices/DevicesScreen.vue'), 'own', 'lead'), meta: { roles: LEAD } },
      { path: '/prepare', component: worded(() => import('./screens/prepare/PrepareScreen.vue'), 'own') },
      { path: '/disputes', component: worded(() => import('./screens/disputes/DisputesScreen.vue'), 'lead'), meta: { roles: LEAD } },
      { path: '/table', component: worded(() => import('./screens/table/TableScreen.vue'), 'papers', 'media'), meta: { roles: TABLE } },
      { path: '/pack', component: worded(() => import('./screens/pack/PackScreen.vue'), 'papers'), meta: { roles: TABLE } },
      { path: '/custody', component: worded(() => import('./screens/custody/CustodyScreen.vue'), 'papers', 'deeds', 'media', 'tried', 'lead'), meta: { roles: TABLE } },
      {
        path: '/count',
        component: worded(() => import('./screens/count/CountScreen.vue'), 'papers', 'count', 'deeds', 'media', 'lead'),
        // Opened at a room from the paper table.
        props: ({ query }) => ({ at: typeof query['room'] === 'string' && typeof query['session'] === 'string' ? { session: query['session'], room: query['room'] } : undefined }),
        meta: { roles: TABLE },
      },
      { path: '/balance', component: worded(() => import('./screens/balance/BalanceScreen.vue'), 'lead', 'count'), meta: { roles: LEAD } },
      { path: '/draw', component: worded(() => import('./screens/draw/DrawScreen.vue'), 'draw', 'lead'), meta: { roles: LEAD } },
      { path: '/declarations', component: worded(() => import('./screens/draw/DeclarationsScreen.vue'), 'draw', 'lead'), meta: { roles: LEAD } },
      { path: '/wall', component: worded(() => import('./screens/draw/WallScreen.vue'), 'draw', 'lead'), meta: { roles: LEAD } },
      { path: '/media', component: worded(() => import('./screens/media/MediaScreen.vue'), 'evidence', 'lead'), meta: { roles: LEAD } },
      { path: '/media/strangers', component: worded(() => import('./screens/media/StrangersScreen.vue'), 'evidence', 'lead', 'papers'), meta: { roles: LEAD } },
      {
        path: '/media/:evidence([0-9a-f]{32})',
        component: worded(() => import('./screens/media/PlayerScreen.vue'), 'evidence', 'lead', 'papers'),
        props: true,
        meta: { roles: TABLE },
      },
      {
        path: '/candidate',
        component: worded(() => import('./screens/candidate/CandidateScreen.vue'), 'evidence', 'lead'),
        // By room and seat: an admission number stands in no address.
        props: ({ query }) => ({ plan: Number(query['plan']), session: String(query['session']), room: String(query['room']), seat: String(query['seat']), from: query['from'] }),
        meta: { roles: TABLE },
      },
      { path: '/media-import', component: worded(() => import('./screens/media-import/MediaImportScreen.vue'), 'evidence', 'lead'), meta: { roles: TABLE } },
      { path: '/spot-check', component: worded(() => import('./screens/spot-check/SpotCheckScreen.vue'), 'draw', 'lead'), meta: { roles: [...LEAD, 'scanner'] } },
      { path: '/practical', component: worded(() => import('./screens/practical/PracticalScreen.vue'), 'station', 'media', 'lead'), meta: { roles: TABLE } },
      { path: '/capture', component: worded(() => import('./screens/capture/CaptureScreen.vue'), 'media'), meta: { roles: TABLE } },
      { path: '/results', component: worded(() => import('./screens/results/ResultsScreen.vue'), 'results', 'lead', 'papers', 'station'), meta: { roles: TABLE } },
      { path: '/reading', component: worded(() => import('./screens/reading/ReadingScreen.vue'), 'reading', 'papers', 'lead'), meta: { roles: READING } },
      {
        path: '/reading/room/:room',
        component: worded(() => import('./screens/reading/RoomScreen.vue'), 'reading', 'papers', 'lead'),
        props: ({ params, query }) => ({ room: String(params['room']), session: String(query['session'] ?? '') }),
        meta: { roles: READING },
      },
      {
        path: '/reading/:part(record-sheet|keys)',
        component: worded(() => import('./screens/reading/PageScreen.vue'), 'reading', 'scores', 'papers', 'lead'),
        props: true,
        meta: { roles: READING },
      },
      {
        path: '/reading/check',
        component: worded(() => import('./screens/reading/CheckScreen.vue'), 'reading', 'papers', 'lead'),
        props: ({ query }) => ({ session: String(query['session'] ?? '') }),
        meta: { roles: READING },
      },
      { path: '/reading/bring', component: worded(() => import('./screens/reading/BringScreen.vue'), 'reading', 'lead'), meta: { roles: READING } },
      { path: '/sign-in', component: () => import('./screens/sign-in/SignInScreen.vue') },
      { path: '/this-device', component: worded(() => import('./screens/this-device/ThisDeviceScreen.vue'), 'own'), meta: { always: true } },
      { path: '/', redirect: () => (app.identity.value ? home(app.identity.value.role) : '/enrol') },
      { path: '/:rest(.*)', component: () => import('./screens/unknown/UnknownScreen.vue') },
    ],
  })
  router.beforeEach((to) => {
    const me = app.identity.value
    if (to.path === '/enrol' || to.meta.always) return true
    if (me === null) return '/enrol'
    return to.meta.roles === undefined || to.meta.roles.includes(me.role) ? true : home(me.role)
  })
  return router
}
