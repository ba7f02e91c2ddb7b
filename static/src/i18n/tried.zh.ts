/** Words of what was tried at the papers and turned away; part of `zh.ts`. */
export const triedZh = {
  tried: {
    scanned: '{step}：扫或输入了“{came}”',
    badge: '{step}：出示了{name}的证牌',
    badgeUnknown: '{step}：出示了一张证牌',
    about: '{step}（{thing}）',
    steps: { handoff: '交接', enter: '补录', pack: '封装', unpack: '拆开', open: '启封', seal: '核验密封', strip: '登记封条', supply: '补发', correct: '更正', count: '清点', find: '查找' },
  },
}
