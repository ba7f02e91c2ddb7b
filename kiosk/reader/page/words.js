/** What the page says, in Chinese and English. */
const WORDS = {
  title: ['考务 · 读卡站', 'Kaowu · Card reader'],
  numbered: ['读卡站 {number}', 'Card reader {number}'],
  language: ['English', '中文'],
  about: ['{what}，自动送往主机', '{what}, sent to the hub by itself'],
  session: ['{session}的读卡结果', 'results of {session}'],
  anySession: ['读卡结果', 'results'],
  pass: ['第 {pass} 遍', 'pass {pass}'],
  seen: ['看到', 'Seen'],
  received: ['主机已收', 'Received'],
  waiting: ['在途', 'On the way'],
  person: ['要人处理', 'Need you'],
  // the one sentence at the top
  allThere: ['{count} 个文件全部送达', 'Everything has arrived: {count}'],
  allThereFix: ['读卡软件照常导出即可；原文件不会被改动', 'Export as usual; the originals are never touched'],
  nothing: ['等待读卡软件导出', 'Waiting for the reader’s export'],
  nothingFix: ['导出到下面的文件夹，写完后自动送出', 'Export to the folder below; a finished file is sent by itself'],
  resting: ['{count} 个文件还没写完', 'Files still being written: {count}'],
  restingFix: ['写完后自动取走；在那以前不要拔移动盘，不要删文件', 'Each is taken once it is finished; until then do not pull the drive or remove the file'],
  underWay: ['{count} 个文件在途', 'Files on their way: {count}'],
  underWayFix: ['已存在本机，断电也不会丢；关机前最好等它送完', 'Kept on this computer; a power cut loses nothing'],
  hubAwayHead: ['主机连不上，{count} 个文件等着送', 'The hub is away; files that wait: {count}'],
  hubAwayFix: ['照常读卡、导出；连上后自动送出', 'Go on reading and exporting; it is sent once the hub is back'],
  needYou: ['{count} 个文件要您处理', 'Files that need you: {count}'],
  needYouFix: ['看下面红色的几行', 'See the red lines below'],
  overHead: ['主机不认本机的登记', 'The hub no longer knows this station'],
  overFix: ['请主考生成新的登记码，用 --enrol 重新启动；已存的文件不会丢', 'Enrol again with a new code (--enrol); nothing kept here is lost'],
  diskHead: ['本机磁盘写不进去', 'This computer’s disk takes nothing'],
  diskFix: ['腾出空间后自动继续：{why}', 'Make room; it goes on by itself: {why}'],
  folderHead: ['文件夹打不开：{folder}', 'A folder cannot be opened: {folder}'],
  folderFix: ['接好移动盘、网络盘，或核对路径；会一直重试', 'Connect the drive or check the path; it is tried again'],
  // signs
  hubOn: ['主机已连接', 'Hub connected'],
  hubAway: ['主机连不上：{why}', 'Hub away: {why}'],
  hubOver: ['登记已失效', 'Enrolment over'],
  hubUnknown: ['正在连接主机', 'Connecting to the hub'],
  folderOn: ['监视 {folder}', 'Watching {folder}'],
  folderInner: ['里面的子文件夹不看：{names}。卡导出在里面的，请把它也写在启动命令里', 'Folders inside it are not looked into: {names}. Where cards are exported there, name them in the command as well'],
  folderAway: ['打不开 {folder}', 'Cannot open {folder}'],
  fast: ['本机时钟快 {minutes} 分钟，请对时', 'This clock is {minutes} min fast: set it'],
  slow: ['本机时钟慢 {minutes} 分钟，请对时', 'This clock is {minutes} min slow: set it'],
  // files
  files: ['文件', 'Files'],
  none: ['还没有文件', 'No files yet'],
  more: ['还有 {count} 个较早的文件', 'Older files: {count}'],
  's-received': ['已送达', 'Received'],
  's-refused': ['主机未收', 'Turned down'],
  's-unused': ['主机未采用', 'Not used'],
  seeReading: ['已送达 · 主机未采用：看主机的“读卡”', 'Received, but the hub could not use it: see Card reading there'],
  's-aside': ['已决定不用', 'Left out'],
  asideBy: ['主机上两人已决定不用：{why}', 'Two people at the hub decided not to use it: {why}'],
  's-sent': ['正在送', 'Sending'],
  's-waiting': ['已存本机', 'Kept here'],
  's-folder': ['等它写完', 'Being written'],
  's-person': ['要处理', 'Needs you'],
  again: ['重新导出，作为另一份文件送出', 'exported again: sent as a file of its own'],
  replaced: ['后来又重新导出过', 'exported again since'],
  known: ['{station} 已先送过同样的内容，只算一份', 'brought before by {station}: it counts once'],
  alias: ['同样的内容还叫：{names}', 'the same content is also called: {names}'],
  taken: ['{time} 存入', 'kept {time}'],
  bytes: ['{count} 字节', '{count} bytes'],
  kilobytes: ['{count} KB', '{count} KB'],
  megabytes: ['{count} MB', '{count} MB'],
  force: ['照原样送出', 'Send as it is'],
  forced: ['下次查看时送出', 'Sent at the next look'],
  cutOff: ['读卡站程序已停止：请在本机重新启动 kaowu-station reader watch，页面会自动恢复', 'The station’s program has ended: start kaowu-station reader watch again; this page comes back by itself'],
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
