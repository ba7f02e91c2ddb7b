"""HTTP and Socket.IO: parse, call, answer."""
