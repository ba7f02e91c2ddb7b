import { createRouter, createWebHistory, type Router, type RouterHistory } from 'vue-router'
import type { App } from './app'
import type { DeviceRole } from './hub'

declare module 'vue-router' {
  interface RouteMeta {
    /** Device roles that may open the screen; all of them where missing. */
    roles?: readonly DeviceRole[]
    /** Opens without enrolment: what this device holds must be reachable whatever became of it. */
    always?: boolean
  }
}

/** The pages of the office, in the order of the work. */
export const OFFICE_PARTS = ['import', 'staff', 'rooms', 'plan', 'badges', 'design', 'print', 'missing'] as const
export type OfficePart = (typeof OFFICE_PARTS)[number]

const LEAD: readonly DeviceRole[] = ['chief', 'office']
/** Devices of the paper tables and of roving invigilators. */
const TABLE: readonly DeviceRole[] = ['chief', 'office', 'scanner']

/** The first screen of a device's role. */
export function home(role: DeviceRole): string {
  return LEAD.includes(role) ? '/board' : '/check-in'
}

/** The screens, and who may open which: a device that is not enrolled sees enrolment only. */
export function routes(app: Pick<App, 'identity'>, history: RouterHistory = createWebHistory()): Router {
  const router = createRouter({
    history,
    routes: [
      { path: '/enrol', component: () => import('./screens/enrol/EnrolScreen.vue') },
      { path: '/check-in', component: () => import('./screens/check-in/CheckInScreen.vue') },
      { path: '/board', component: () => import('./screens/board/BoardScreen.vue'), meta: { roles: LEAD } },
      {
        path: `/office/:part(${OFFICE_PARTS.join('|')})?`,
        component: () => import('./screens/office/OfficeScreen.vue'),
        meta: { roles: LEAD },
      },
      { path: '/devices', component: () => import('./screens/devices/DevicesScreen.vue'), meta: { roles: LEAD } },
      { path: '/prepare', component: () => import('./screens/prepare/PrepareScreen.vue') },
      { path: '/disputes', component: () => import('./screens/disputes/DisputesScreen.vue'), meta: { roles: LEAD } },
      { path: '/count', component: () => import('./screens/count/CountScreen.vue'), meta: { roles: TABLE } },
      { path: '/balance', component: () => import('./screens/balance/BalanceScreen.vue'), meta: { roles: LEAD } },
      { path: '/table', component: () => import('./screens/table/TableScreen.vue'), meta: { roles: TABLE } },
      { path: '/pack', component: () => import('./screens/pack/PackScreen.vue'), meta: { roles: TABLE } },
      { path: '/custody', component: () => import('./screens/custody/CustodyScreen.vue'), meta: { roles: TABLE } },
      { path: '/sign-in', component: () => import('./screens/sign-in/SignInScreen.vue') },
      { path: '/this-device', component: () => import('./screens/this-device/ThisDeviceScreen.vue'), meta: { always: true } },
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
