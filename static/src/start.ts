import { createApp } from 'vue'
import { APP, startApp } from './app'
import { spoken } from './i18n'
import { fetchLetters } from './letters'
import { routes } from './router'
import { watchForUpdates } from './update'
import App from './App.vue'

/** Milliseconds until letters are fetched ahead: the day's data comes first. */
const AFTER = 3_000

/** Begin the app on this page. */
export async function start(): Promise<void> {
  const [app] = await Promise.all([startApp(), spoken])
  createApp(App).provide(APP, app).use(routes(app)).mount('#app')

  if ('serviceWorker' in navigator && import.meta.env.PROD) {
    // Without it the app works as long as the hub answers; a self-signed certificate is one reason it may be refused.
    watchForUpdates()
      .then(() => navigator.serviceWorker.ready)
      .then(() => setTimeout(() => void fetchLetters(app.store).catch(() => {}), AFTER))
      .catch((reason: unknown) => console.warn(reason))
  }
}
