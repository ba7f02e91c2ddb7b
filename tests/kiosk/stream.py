"""A network camera: motion JPEG over HTTP, which can be shown things, unplugged and plugged in again."""

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import cv2

from tests.running import free_ports

RATE = 15


class NetworkCamera:
    """A camera at an address of its own; ``shows`` is what stands before it."""

    def __init__(self, shows):
        self.port = free_ports(1)[0]
        self.address = f"http://127.0.0.1:{self.port}/stream"
        self._server = None
        self.show(shows)

    def show(self, picture):
        self.jpeg = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 90])[1].tobytes()

    def plug_in(self):
        camera = self
        self.off = threading.Event()

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200)
                self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=frame")
                self.end_headers()
                while not camera.off.is_set():
                    head = b"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n" % len(camera.jpeg)
                    self.wfile.write(head + camera.jpeg + b"\r\n")
                    time.sleep(1 / RATE)

            def log_message(self, *said):
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            block_on_close = False

            def handle_error(self, request, client_address):
                pass

        self._server = Server(("127.0.0.1", self.port), Handler)
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def unplug(self):
        if self._server is not None:
            self.off.set()
            self._server.shutdown()
            self._server.server_close()
            self._server = None
