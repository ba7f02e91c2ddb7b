// The fan-out peer: npm socket.io, websocket only. Emits `grew` ROUNDS times, PAUSE ms apart, once CLIENTS are connected.
// `at` is CLOCK_MONOTONIC in ns, which the client on the same machine reads too.
const { createServer } = require('node:http')
const { Server } = require('socket.io')

const [port, clients, rounds, pause] = process.argv.slice(2).map(Number)
const http = createServer((request, response) => {
  response.statusCode = request.url === '/readyz' ? 200 : 404
  response.end()
})
const io = new Server(http, { transports: ['websocket'], perMessageDeflate: false })

let connected = 0
io.on('connection', () => {
  connected += 1
  if (connected < clients) return
  let left = rounds
  const timer = setInterval(() => {
    if (left === 0) return clearInterval(timer)
    left -= 1
    io.emit('grew', { size: rounds - left, at: process.hrtime.bigint().toString() })
  }, pause)
})
http.listen(port, '127.0.0.1')
