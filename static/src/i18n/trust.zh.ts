/** Words about the hub's certificate; part of `lead.zh.ts`. */
export const trustZh = {
  title: '设备信任主机的证书',
  first: '手机第一次使用，先打开：',
  noPage: '证书安装页没有打开（KAOWU_WELCOME_PORT），请从主机的 keys/ca.crt 拷贝安装',
  firstHint: '没装过证书的手机，先打开 {page} 按图安装，再扫码',
  until: '到 {date} 为止，还有 {days} 天',
  compare: '安装证书时核对指纹（SHA-256），不一致就停下：',
  fingerprint: '证书指纹',
  endsSays: '主机证书还有 {days} 天到期',
  endsFix: '到期前找一天停下主机，移走 keys/ca.pem 后重启，再给每台设备装新证书',
  endedSays: '主机证书今天到期或已到期',
  endedFix: '重启主机会造新证书，每台设备须重新安装；在此之前用主机本机和扫码枪签到',
  notRenewedSays: '主机的连接证书还有 {days} 天到期，没有自动续期',
  notRenewedFix: '请核对主机的时钟，然后重启主机',
  uncoveredSays: '主机地址 {list} 不是局域网地址，证书管不到',
  uncoveredFix: '请让主机接到自带的路由器（192.168 或 10 开头的地址），设备才会信任',
}
