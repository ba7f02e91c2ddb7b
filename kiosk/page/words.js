/** What the page says, in Chinese and English. */
const WORDS = {
  ask: ['请出示证牌', 'Please show your badge'],
  how: ['二维码正对摄像头，约一臂远', 'Hold its code before the camera, about an arm away'],
  howScanner: ['二维码正对扫码枪', 'Hold its code before the scanner'],
  title: ['考务 · 门岗', 'Kaowu · Gate'],
  in: ['签到', 'Check-in'],
  out: ['签退', 'Check-out'],
  countIn: ['已签到', 'Checked in'],
  countExpected: ['未到', 'Not yet'],
  countOut: ['已签退', 'Left'],
  next: ['下一项', 'Next'],
  nextAfter: ['接下来', 'Next'],
  byNumber: ['输入编号', 'Type number'],
  byName: ['查姓名', 'Find name'],
  sound: ['开启声音', 'Sound on'],
  language: ['English', '中文'],
  close: ['返回', 'Back'],
  submit: ['签到', 'Check in'],
  submitOut: ['签退', 'Check out'],
  numberTitle: ['输入证牌编号', 'Type the badge number'],
  numberHint: ['编号在证牌二维码下方，如 00017-E', 'It stands beneath the code, such as 00017-E'],
  numberWrong: ['编号与末位校验字符不符，请对照证牌重输', 'The check character does not fit: compare with the badge'],
  nameTitle: ['按姓名查找', 'Find by name'],
  nameHint: ['姓名、姓名拼音首字母、单位或手机尾号', 'Name, its Pinyin initials, unit or last digits of the phone'],
  nameNone: ['名单里没有。核对写法，或到考务台登记', 'Nobody on the list. Check the spelling, or go to the exam desk'],
  nameMany: ['还有 {count} 人，请再输入几个字', '{count} more: type more'],
  noList: ['本机还没有名单：须先连上一次主机', 'No list here yet: the hub must have been reached once'],
  erase: ['退格', 'Erase'],
  clear: ['清空', 'Clear'],
  stateIn: ['已在场', 'in'],
  stateOut: ['已离场', 'left'],
  stateExpected: ['未到', 'not yet'],
  tail: ['尾号', 'phone …'],
  // the word on a scan
  'v-asking': ['核对中', 'CHECKING'],
  'v-in': ['已签到', 'CHECKED IN'],
  'v-out': ['已签退', 'CHECKED OUT'],
  'v-undone': ['已撤销', 'TAKEN BACK'],
  'v-refused': ['未通过', 'REFUSED'],
  'v-disputed': ['存疑待核', 'DISPUTED'],
  'v-waiting': ['已存本机', 'STORED HERE'],
  'v-lost': ['没有记录', 'NOT RECORDED'],
  'v-unread': ['请重新出示', 'SHOW AGAIN'],
  own: ['本机核验', 'checked by this station'],
  go: ['请到', 'Go to'],
  report: ['请到', 'Report to'],
  floor: ['{floor} 层', 'floor {floor}'],
  undo: ['撤销', 'Take back'],
  undoing: ['正在撤销', 'Taking back'],
  number: ['编号', 'No.'],
  unknown: ['名单中没有此人的资料', 'Nobody known here'],
  bars: ['{count} 道杠', '{count} bars'],
  // how the station stands
  hubOn: ['主机已连接', 'Hub connected'],
  hubAway: ['主机连不上，照常签到', 'Hub away, go on as usual'],
  hubOver: ['本机登记已失效，须重新登记', 'This station is no longer enrolled'],
  hubUnknown: ['正在连接主机', 'Connecting to the hub'],
  waits: ['待上传 {count} 条', '{count} not sent yet'],
  sent: ['全部已上传', 'All sent'],
  cameraOn: ['摄像头正常', 'Camera on'],
  cameraOpening: ['正在打开摄像头', 'Opening the camera'],
  cameraAway: ['摄像头断开，正在重连；请用扫码枪或编号', 'Camera lost, trying again; use scanner or number'],
  cameraEnded: ['视频已放完', 'The film is over'],
  ageNow: ['名单刚更新', 'List up to date'],
  age: ['名单是 {minutes} 分钟前的', 'List is {minutes} min old'],
  ageNone: ['还没有名单', 'No list yet'],
  cutOff: ['门岗程序已停止：请在本机重新启动 kaowu-station gate，页面会自动恢复', 'The gate program has ended: start kaowu-station gate again; this page comes back by itself'],
}

let now = 0

/** Speak `zh` or `en`; tells whether that changed anything. */
export function speak(language) {
  const before = now
  now = language === 'en' ? 1 : 0
  document.documentElement.lang = now ? 'en' : 'zh-CN'
  return before !== now
}

export const language = () => (now ? 'en' : 'zh')

export function word(code, values = {}) {
  return WORDS[code][now].replace(/\{(\w+)\}/g, (_, name) => String(values[name]))
}

/** The right one of `{zh, en}`. */
export const own = (both) => (both ? both[language()] : '')
