import { expect, test } from 'vitest'
import { inApp } from '../src/in-app'

const PHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148'

test.each([
  ['wechat', `${PHONE} MicroMessenger/8.0.49(0x18003137) NetType/WIFI Language/zh_CN`],
  ['wecom', `${PHONE} wxwork/4.1.22 MicroMessenger/7.0.1 Language/zh`],
  ['qq', `${PHONE} QQ/9.0.70.614 V1_IPH_SQ_9.0.70_1_APP_A`],
  ['dingtalk', `${PHONE} AliApp(DingTalk/7.6.0) com.laiwang.DingTalk/1 DingTalk/7.6.0`],
  ['alipay', `${PHONE} AliApp(AP/10.6.0.6000) AlipayClient/10.6.0.6000 Language/zh-Hans`],
  ['weibo', `${PHONE} Weibo (iPhone14,5__weibo__14.6.2__iphone__os17.5)`],
  ['feishu', `${PHONE} Lark/7.20.6 LarkLocale/zh_CN`],
])('a page inside %s is known', (app, agent) => {
  expect(inApp(agent)).toBe(app)
})

test.each([
  `${PHONE} Version/17.5 Safari/604.1`,
  'Mozilla/5.0 (Linux; Android 14; V2309A) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36 EdgA/126.0',
  'Mozilla/5.0 (Linux; U; Android 14; zh-cn) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/109.0 MQQBrowser/14.9 Mobile Safari/537.36',
  'Mozilla/5.0 (Linux; Android 12; HarmonyOS; NOH-AN01) AppleWebKit/537.36 Chrome/114.0 HuaweiBrowser/15.0 Mobile Safari/537.36',
  'Mozilla/5.0 (Linux; U; Android 13; zh-CN) AppleWebKit/537.36 Chrome/100.0 UCBrowser/16.4 Mobile Safari/537.36',
  '',
])('a browser of its own is let in: %s', (agent) => {
  expect(inApp(agent)).toBeNull()
})
