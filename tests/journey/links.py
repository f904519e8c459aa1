# SPDX-License-Identifier: Apache-2.0
"""The lines between nodes: network namespaces where the system lets us make them, else this machine's own loopback. On each
line a relay stands before the upper node, which delays, and breaks connections off in the middle."""

import contextlib
import ctypes
import os
import random
import select
import socket
import subprocess
import threading
import time

CLONE_NEWNET = 0x40000000


def ip(*words):
    subprocess.run(["ip", *map(str, words)], check=True, capture_output=True, timeout=60)


@contextlib.contextmanager
def inside(namespace):
    """This thread's sockets are made in the namespace."""
    if not namespace:
        yield
        return
    libc = ctypes.CDLL(None, use_errno=True)
    with open("/proc/thread-self/ns/net", "rb") as home, open(f"/run/netns/{namespace}", "rb") as there:
        if libc.setns(there.fileno(), CLONE_NEWNET):
            raise OSError(ctypes.get_errno(), "setns")
        try:
            yield
        finally:
            libc.setns(home.fileno(), CLONE_NEWNET)


class Relay:
    """Passes TCP connections on from a port of its own to (host, port), in the namespace."""

    def __init__(self, host, port, namespace=None):
        self.target, self.namespace = (host, port), namespace
        self.delay, self.breaks, self.open, self.broken = 0.0, 0.0, True, 0
        # How many bytes went up, and at how many of them all connections end and none comes any more.
        self.carried, self.ends_at = 0, None
        self.random = random.Random(7)
        with inside(namespace):
            self.listener = socket.create_server((host, 0))
        self.port = self.listener.getsockname()[1]
        self.pairs = set()
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            if not self.open:
                near.close()
                continue
            threading.Thread(target=self.carry, args=(near,), daemon=True).start()

    def carry(self, near):
        try:
            with inside(self.namespace):
                far = socket.create_connection(self.target, 5)
        except OSError:
            near.close()
            return
        pair = (near, far)
        self.pairs.add(pair)
        try:
            # How many bytes this connection lives for.
            left = self.random.randrange(200, 40000) if self.random.random() < self.breaks else None
            while self.open:
                for source in select.select(pair, [], [], 0.2)[0]:
                    data = source.recv(16384)
                    if not data:
                        return
                    if left is not None:
                        left -= len(data)
                        if left < 0:
                            self.broken += 1
                            return
                    if source is near:
                        self.carried += len(data)
                        if self.ends_at is not None and self.carried > self.ends_at:
                            self.open = False
                            return
                    time.sleep(self.delay)
                    (far if source is near else near).sendall(data)
        except OSError:
            pass
        finally:
            self.pairs.discard(pair)
            near.close()
            far.close()

    def close(self):
        self.open = False
        self.listener.close()


class Line:
    """From a lower node to an upper one. @addresses: of both in their namespaces, or None."""

    def __init__(self, network, lower, upper, number):
        self.network, self.names = network, (lower, upper)
        self.lower, self.upper = "127.0.0.1", "127.0.0.1"
        self.relay = None
        if network.apart:
            self.lower, self.upper = f"10.99.{number}.1", f"10.99.{number}.2"
            near, far = f"zb{number}a", f"zb{number}b"
            ip("link", "add", near, "netns", network.name(lower), "type", "veth", "peer", "name", far, "netns",
               network.name(upper))
            for node, end, address in ((lower, near, self.lower), (upper, far, self.upper)):
                ip("-n", network.name(node), "addr", "add", f"{address}/24", "dev", end)
                ip("-n", network.name(node), "link", "set", end, "up")
            self.end = ("-n", network.name(lower), "link", "set", near)

    def put_relay(self, host, port):
        self.relay = Relay(host, port, self.network.name(self.names[1]) if self.network.apart else None)
        return self.relay.port

    def cut(self):
        """Nothing that is on its way arrives later."""
        self.relay.open = False
        if self.network.apart:
            ip(*self.end, "down")

    def mend(self):
        if self.network.apart:
            ip(*self.end, "up")
        self.relay.open = True


class Network:
    """Namespaces for @nodes, if they can be made; self.why_not says why else."""

    def __init__(self, nodes):
        self.nodes, self.made, self.apart, self.why_not = nodes, [], True, None
        try:
            for node in nodes:
                ip("netns", "add", self.name(node))
                self.made.append(node)
                ip("-n", self.name(node), "link", "set", "lo", "up")
            with inside(self.name(nodes[0])):
                pass
        except (OSError, subprocess.SubprocessError) as error:
            self.apart = False
            text = getattr(error, "stderr", None)
            self.why_not = text.decode().strip() if text else str(error)
            self.remove()

    def name(self, node):
        return f"zb-{os.getpid()}-{node}"

    def within(self, node):
        return ("ip", "netns", "exec", self.name(node)) if self.apart else ()

    def slow(self, node, device):
        """Delay and loss by the kernel; returns why not, else None."""
        if not self.apart:
            return "without namespaces"
        done = subprocess.run(["ip", "netns", "exec", self.name(node), "tc", "qdisc", "add", "dev", device, "root", "netem",
                               "delay", "20ms", "5ms", "loss", "1%"], capture_output=True, timeout=60)
        return done.stderr.decode().strip() if done.returncode else None

    def remove(self):
        for node in self.made:
            subprocess.run(["ip", "netns", "del", self.name(node)], capture_output=True, timeout=60)
        self.made = []
