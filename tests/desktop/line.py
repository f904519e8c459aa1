# SPDX-License-Identifier: Apache-2.0
"""The line between the program and the bureau: a relay that can be cut, mended and held up."""

import socket
import threading


class Line:
    """Relays connections to a port of its own on to @target, a (host, port)."""

    def __init__(self, target):
        self.target = target
        self.whole = True
        self.width = None
        self.flows = threading.Event()
        self.flows.set()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self):
        """From now on nobody is heard: connections end as they begin."""
        self.whole = False

    def mend(self):
        self.whole = True
        self.width = None

    def narrow(self, width):
        """A connection that is to carry more bytes than that to the bureau breaks."""
        self.width = width

    def hold(self):
        """Nothing moves until resume(), but connections stay."""
        self.flows.clear()

    def resume(self):
        self.flows.set()

    def close(self):
        self.resume()
        self.listener.close()

    def _accept(self):
        while True:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            if not self.whole:
                near.close()
                continue
            far = socket.create_connection(self.target)
            for source, sink, up in ((near, far, True), (far, near, False)):
                threading.Thread(target=self._relay, args=(source, sink, up), daemon=True).start()

    def _relay(self, source, sink, up):
        carried = 0
        try:
            while data := source.recv(65536):
                carried += len(data)
                if up and self.width is not None and carried > self.width:
                    break
                self.flows.wait()
                sink.sendall(data)
        except OSError:
            pass
        for end in (source, sink):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
