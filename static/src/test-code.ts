/** What devices scan when they are prepared: letters any scanner can type, and no badge begins like this. */
export const TEST_CODE = 'KAOWU-TEST'
