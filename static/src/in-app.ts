/** Browsers inside other apps: they keep nothing for long, and many of them open no camera. */
export type InApp = 'wechat' | 'wecom' | 'qq' | 'dingtalk' | 'alipay' | 'weibo' | 'feishu'

const MARKS: readonly [InApp, RegExp][] = [
  ['wecom', /wxwork\//i],
  ['wechat', /MicroMessenger\//i],
  ['dingtalk', /DingTalk\//i],
  ['alipay', /AlipayClient\//i],
  ['feishu', /(Lark|Feishu)\//i],
  ['weibo', /__weibo__|Weibo \(/i],
  // The QQ Browser (MQQBrowser) is a browser of its own; QQ itself adds its own mark.
  ['qq', /\sQQ\//],
]

/** The app this page was opened in; null for a browser of its own. */
export function inApp(agent: string): InApp | null {
  return MARKS.find(([, mark]) => mark.test(agent))?.[0] ?? null
}
