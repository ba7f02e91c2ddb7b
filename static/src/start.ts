import { createApp } from 'vue'
import { APP, startApp } from './app'
import { i18n, spoken } from './i18n'
import { routes } from './router'
import App from './App.vue'

/** Begin the app on this page. */
export async function start(): Promise<void> {
  const [app] = await Promise.all([startApp(), spoken])
  createApp(App).provide(APP, app).use(i18n).use(routes(app)).mount('#app')

  if ('serviceWorker' in navigator && import.meta.env.PROD) {
    // Without it the app works as long as the hub answers; a self-signed certificate is one reason it may be refused.
    navigator.serviceWorker.register('/sw.js').catch((reason: unknown) => console.warn(reason))
  }
}
