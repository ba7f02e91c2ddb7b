import { createApp } from 'vue'
import { spoken, words } from './i18n'
import { inApp } from './in-app'
import { start } from './start'
import './fonts/rare.css'
import './style.css'
import './print.css'

/** Not awaited at the top of the file: where any module waits there, the bundler joins no parts. */
async function begin(): Promise<void> {
  const inside = inApp(navigator.userAgent)
  if (inside === null) {
    await start()
    // The list of the fonts' parts is a third of all styles, and the first screen is readable without.
    void import('@fontsource-variable/noto-sans-sc/index.css')
  } else {
    // Nothing is opened or kept there: what such a browser stores is gone with the next message.
    const [{ default: OpenOutside }] = await Promise.all([import('./screens/outside/OpenOutside.vue'), words('own'), spoken])
    createApp(OpenOutside, { app: inside, address: location.href }).mount('#app')
  }
}

void begin()
