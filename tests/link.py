"""A link between devices and a hub that can be cut: nothing passes, nobody is told, and later what was held arrives."""

import select
import socket
import threading


class Link:
    """Carries connections to a port of this machine until the block ends; ``port`` is the near end."""

    def __init__(self, port):
        self._far, self._open = port, threading.Event()
        self._open.set()
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port = self._door.getsockname()[1]
        self._ended, self._lines = False, []

    def __enter__(self):
        threading.Thread(target=self._welcome, daemon=True).start()
        return self

    def __exit__(self, *_raised):
        self._ended = True
        self._open.set()
        self._door.close()
        for line in self._lines:
            line.close()

    def cut(self):
        """Hold everything; connections look alive to both sides."""
        self._open.clear()

    def heal(self):
        """Let pass what was held, and what comes."""
        self._open.set()

    def _welcome(self):
        while not self._ended:
            try:
                near, _ = self._door.accept()
            except OSError:
                return
            self._lines.append(near)
            threading.Thread(target=self._carry, args=(near,), daemon=True).start()

    def _carry(self, near):
        self._open.wait()
        try:
            with near, socket.create_connection(("127.0.0.1", self._far)) as far:
                self._lines.append(far)
                other, open_ = {near: far, far: near}, {near, far}
                while open_:
                    for line in select.select(list(open_), [], [], 1)[0]:
                        self._open.wait()
                        data = line.recv(65536)
                        if data:
                            other[line].sendall(data)
                        else:
                            open_.discard(line)
                            other[line].shutdown(socket.SHUT_WR)
        except (OSError, ValueError):
            pass  # one side is gone, and so is the other
