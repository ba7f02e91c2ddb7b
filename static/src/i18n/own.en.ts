import { hereEn } from './here.en'
import type { OwnWords } from './own.zh'
import { selfCheckEn } from './self-check.en'

/** English words of the screens about this device itself: enrolling and preparing it, what it holds. */
export const own: OwnWords = {
  enrol: {
    title: 'Enrol this device',
    lead: 'The first device’s code is shown in the hub’s terminal window; for all others the chief makes one under “Devices”. Or scan the enrolment QR code with the camera.',
    code: 'Enrolment code',
    codeHint: '8 characters, as in 7K3M-Q2XA',
    name: 'Device name',
    nameHint: 'Say where it stands, as in “East gate tablet 1”',
    nameOptional: 'May stay empty: the name given with the code is kept',
    submit: 'Enrol',
    working: 'Enrolling…',
    mediaHereSays: '{n} photos or films have not left this device; enrolled anew, those half sent cannot be gone on with',
    mediaHereFix: 'Connect to the hub and wait until they have left. Where the hub no longer knows this device, tell the chief, then press the button once more; they stay on this device.',
    needCode: 'Enter the enrolment code',
    needName: 'Enter a name for the device',
    insecureSays: 'This address is not secure: the browser keeps no device key and gives no camera',
    insecureFix: 'Open the address that begins with https://; on the hub itself use http://localhost:8080',
    storageSays: 'This browser cannot keep data (private window, or no space left)',
    storageFix: 'Leave the private window or free some space, then try again',
  },
  here: hereEn,
  ...selfCheckEn,
}
