// Old browsers must be able to read this: it is they who must be told. So no modules, arrows or templates.
;(function () {
  'use strict'
  var asked = location.search
  var english = /[?&]lang=en(&|$)/.test(asked)
  var port = (/[?&]from=([0-9]{1,5})(&|$)/.exec(asked) || [])[1]

  function t(zh, en) {
    return english ? en : zh
  }
  function at(id) {
    return document.getElementById(id)
  }

  var failed = 0
  var waiting = 1 // the service worker answers later

  function show(good, what, fix) {
    var line = document.createElement('li')
    line.className = good ? 'good' : 'bad'
    line.appendChild(document.createTextNode((good ? '✓ ' : '✕ ') + what))
    if (!good) {
      failed += 1
      var hint = document.createElement('span')
      hint.appendChild(document.createTextNode(fix))
      line.appendChild(hint)
    }
    at('checks').appendChild(line)
  }

  function end() {
    waiting -= 1
    if (waiting > 0) return
    at('verdict').className = 'panel verdict ' + (failed ? 'bad' : 'good')
    at('verdict-says').textContent = failed
      ? t('这台设备还不能用', 'This device is not ready')
      : t('可以用了：这台设备信任考务主机', 'Ready: this device trusts the hub')
    at('verdict-fix').textContent = failed
      ? t('看下面打 ✕ 的那一行。', 'See the lines marked ✕ below.')
      : t('扫主考平板上的登记二维码，或点下面去登记。', 'Scan the code on the chief’s tablet, or go on to enrolment.')
    at('onward').hidden = failed > 0
    at('back').hidden = failed === 0 || !port
  }

  document.documentElement.lang = english ? 'en' : 'zh-CN'
  at('heading').textContent = t('测试这台设备', 'Test this device')
  at('enrol').textContent = t('去登记', 'Go on to enrolment')
  at('welcome').textContent = t('重看安装步骤', 'Back to the steps')
  at('switch').textContent = t('English', '中文')
  at('switch').href = '/trust?lang=' + (english ? 'zh' : 'en') + (port ? '&from=' + port : '')
  if (port) at('welcome').href = 'http://' + location.hostname + ':' + port + '/?lang=' + (english ? 'en' : 'zh')

  var inside = /MicroMessenger|wxwork|DingTalk|AlipayClient|Weibo|aweme|Lark\/| QQ\//i.test(navigator.userAgent)
  if (inside) {
    show(
      false,
      t('正在聊天软件里打开', 'Opened inside a chat program'),
      t('点右上角“···”，选“在浏览器打开”。', 'Tap “···” above right, then “Open in browser”.'),
    )
  }
  var change = t('请换 Chrome、Edge 或系统自带的新版浏览器。', 'Use an up-to-date Chrome, Edge or the system’s browser.')
  show(
    window.isSecureContext === true,
    t('安全连接', 'Secure connection'),
    t('地址须以 https:// 开头，并且已装好证书。', 'The address must begin with https:// and the certificate be installed.'),
  )
  show(!!(navigator.mediaDevices && navigator.mediaDevices.getUserMedia), t('摄像头扫码', 'Camera'), change)
  show(!!(window.crypto && window.crypto.subtle), t('签名', 'Signatures'), change)

  var offline = t('断网可用', 'Works without the hub')
  if (!navigator.serviceWorker) {
    show(false, offline, change)
    end()
  } else {
    // Past a warning the page runs, but a browser fetches no worker: only this tells that the certificate is trusted.
    navigator.serviceWorker.register('/sw.js').then(
      function () {
        show(true, offline, '')
        end()
      },
      function () {
        show(
          false,
          offline,
          t('证书还没有装好：这一页是越过警告打开的。重做安装步骤，再完全关掉浏览器重开。',
            'The certificate is not installed: this page was opened past a warning. Repeat the steps, then close and reopen the browser.'),
        )
        end()
      },
    )
  }
})()
