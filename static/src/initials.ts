/** The first character of each Pinyin initial, as the Unicode collation orders Chinese characters. */
const FIRSTS = '阿八嚓哒妸发旮哈讥咔垃痳拏噢妑七呥扨它穵夕丫帀'
const LETTERS = 'ABCDEFGHJKLMNOPQRSTWXYZ'
/** Surnames read otherwise than the same character elsewhere. */
const SURNAMES: Record<string, string> = { 曾: 'Z', 单: 'S', 仇: 'Q', 解: 'X', 查: 'Z', 区: 'O', 翟: 'Z', 盖: 'G', 尉: 'W', 缪: 'M', 重: 'C', 朴: 'P' }
const HAN = /\p{Script=Han}/u

const collator = new Intl.Collator('zh-Hans-CN-u-co-pinyin')
/** Some browsers come without Chinese collation: then nothing is found by initials, and nothing wrongly. */
const able = [...'王李张陈'].map(initialOf).join('') === 'WLZC'
const known = new Map<string, string>()

function initialOf(character: string): string {
  const next = [...FIRSTS].findIndex((first) => collator.compare(first, character) > 0)
  return LETTERS.at(next === -1 ? -1 : Math.max(0, next - 1)) ?? ''
}

/** The Pinyin initials of a name, one letter for each character (`王小芳` WXF); empty where this browser cannot tell. */
export function initials(name: string): string {
  if (!able) return ''
  let letters = known.get(name)
  if (letters === undefined) {
    letters = Array.from(name, (character, index) => {
      const surname = index === 0 ? SURNAMES[character] : undefined
      return surname ?? (HAN.test(character) ? initialOf(character) : character.toUpperCase())
    }).join('')
    known.set(name, letters)
  }
  return letters
}
