import { onMounted, onUnmounted } from 'vue'
import { onBeforeRouteLeave, onBeforeRouteUpdate } from 'vue-router'
import { t } from '../../i18n'

/** Ask before a page with unsaved work is left, by a link or by closing the tab. */
export function guardUnsaved(unsaved: () => boolean): void {
  const closing = (event: BeforeUnloadEvent) => {
    if (unsaved()) event.preventDefault()
  }
  onMounted(() => addEventListener('beforeunload', closing))
  onUnmounted(() => removeEventListener('beforeunload', closing))
  const leave = () => !unsaved() || confirm(t('unsaved.leave'))
  onBeforeRouteLeave(leave)
  // The pages of the office are one route: going from one to another only changes its address.
  onBeforeRouteUpdate((to, from) => to.path === from.path || leave())
}
