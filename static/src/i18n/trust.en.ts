import type { trustZh } from './trust.zh'

/** Words about the hub's certificate; part of `lead.en.ts`. */
export const trustEn: typeof trustZh = {
  title: 'The certificate by which devices trust the hub',
  first: 'A device that is new opens first:',
  noPage: 'The page for new devices is not open (KAOWU_WELCOME_PORT): copy keys/ca.crt from the hub and install it',
  firstHint: 'A phone without the certificate opens {page} first and follows the pictures, then scans the code',
  root: 'Root certificate (installed on each device)',
  own: 'Connection certificate (the hub’s own, renewed by itself)',
  until: 'until {date}, {days} days left',
  compare: 'Compare the fingerprint (SHA-256) when installing the root certificate, and stop if it differs:',
  fingerprint: 'Fingerprint of the root certificate',
  endsSays: 'The hub’s root certificate ends in {days} days',
  endsFix: 'Before that, on a free day: stop the hub, move keys/ca.pem away, start it, and install the new certificate on each device',
  endedSays: 'The hub’s root certificate ends today or has ended',
  endedFix: 'Restarting the hub makes a new one, which each device must install; until then check in at the hub itself with a hand scanner',
  notRenewedSays: 'The hub’s connection certificate ends in {days} days and was not renewed',
  notRenewedFix: 'Check the hub’s clock, then restart the hub',
  uncoveredSays: 'The hub’s address {list} is not one of a private network: its certificate cannot hold for it',
  uncoveredFix: 'Connect the hub to a router of your own (an address that begins with 192.168 or 10), so that devices trust it',
}
