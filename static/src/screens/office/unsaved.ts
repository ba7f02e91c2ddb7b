import { onMounted, onUnmounted } from 'vue'
import { onBeforeRouteLeave } from 'vue-router'
import { i18n } from '../../i18n'

/** Ask before a page with unsaved work is left, by a link or by closing the tab. */
export function guardUnsaved(unsaved: () => boolean): void {
  const closing = (event: BeforeUnloadEvent) => {
    if (unsaved()) event.preventDefault()
  }
  onMounted(() => addEventListener('beforeunload', closing))
  onUnmounted(() => removeEventListener('beforeunload', closing))
  onBeforeRouteLeave(() => !unsaved() || confirm(i18n.global.t('unsaved.leave')))
}
