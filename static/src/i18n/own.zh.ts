import { hereZh } from './here.zh'
import { selfCheckZh } from './self-check.zh'

/** Words of the screens about this device itself: enrolling and preparing it, what it holds. */
export const own = {
  enrol: {
    title: '登记本设备',
    lead: '首台设备的登记码显示在考务主机的终端窗口；其余由主考在“设备”页生成。也可用相机扫描登记二维码打开本页。',
    code: '登记码',
    codeHint: '8 位，如 7K3M-Q2XA',
    name: '设备名称',
    nameHint: '写清放在哪里，如“东门平板 1”',
    nameOptional: '可以不填：沿用生成登记码时起的名称',
    submit: '登记',
    working: '正在登记…',
    mediaHereSays: '本机还有 {n} 个影像没有传完，重新登记后，传到一半的不能接着传',
    mediaHereFix: '先连上主机，等影像传完再登记。主机已不认本设备、确实要登记的，请先报告主考，再按一次“登记”；影像仍留在本机。',
    needCode: '请填写登记码',
    needName: '请填写设备名称',
    insecureSays: '当前网址不是安全连接，浏览器不允许保存设备密钥和使用相机',
    insecureFix: '请用以 https:// 开头的地址打开；在主机本机上可用 http://localhost:8080',
    storageSays: '本机浏览器不能保存数据（可能是无痕模式或空间已满）',
    storageFix: '请退出无痕模式或清理空间后再试',
  },
  here: hereZh,
  ...selfCheckZh,
}
export type OwnWords = typeof own
