#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How a node is run: the service manager's side of it, the pages about it, and the look before a restart."""

import re
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request

sys.dont_write_bytecode = True
from node import PATIENCE, Node, play  # noqa: E402
from stage import BUILD, check  # noqa: E402


def read(url):
    try:
        with urllib.request.urlopen(url, timeout=PATIENCE) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def tell_how_it_is(node):
    """health, ready and metrics on an address of their own"""
    node.set("status", "127.0.0.1:0")
    node.serve()
    url = node.logged(r"serving .*status=\"?(http://[^\s\"]+)")
    check(read(url + "health") == (200, "ok\n"), "health")
    status, text = read(url + "ready")
    check(status == 200 and text.startswith("ok\n") and "\ndisk: well: " in text, status, text)
    check(read(url + "zhibaod.conf")[0] == 404, "a page that there is none of")
    post = urllib.request.Request(url + "health", data=b"", method="POST")
    check(read(post)[0] == 405, "pages are only read")
    status, text = read(url + "metrics")
    # The four connections with which the node tried itself.
    for line in ('zhibaod_requests_total{route="/v1/inbox",status="401"} 1',
                 'zhibaod_requests_total{route="/v1/inbox",status="403"} 3',
                 'zhibaod_request_seconds_count{route="/v1/inbox"} 4',
                 'zhibaod_problems_total{code="certificate-expired"} 1',
                 'zhibaod_well{point="store"} 1',
                 'zhibaod_info{node="350200",'):
        check(f"\n{line}" in text, line, text)
    families = re.findall(r"(?m)^# TYPE (\S+) ", text)
    check(families == sorted(set(families)), families)
    samples = re.findall(r"(?m)^([a-z_]+)(?:_bucket|_sum|_count)?(?:\{[^}]*\})? [-+0-9.eE]+$", text)
    check(len(samples) == len([line for line in text.splitlines() if not line.startswith("#")]), text)
    node.stop()


def appoint_at_the_machine(node):
    """whoever has the machine appoints an administrator, which log, journal and figures tell"""
    words = ["appoint", node.data, "wu", "--by=运维 张三", "--reason=管理员离职"]
    check("--by=NAME --reason=TEXT" in node.run(*words[:4], code=2), "without a reason")
    check("\nfor: staff wu\n" in node.run(*words), "no invitation")
    check("1 administrator was appointed at the machine: all stands." in node.run("verify", node.data), "verify")
    node.set("status", "127.0.0.1:0")
    node.serve()
    url = node.logged(r"serving .*status=\"?(http://[^\s\"]+)")
    check("wu admin: 管理员离职" in node.logged(r"appoint-at-machine (.*)"), "the journal")
    check("\nzhibaod_appointments_at_machine 1\n" in read(url + "metrics")[1], "metrics")
    check("another zhibaod serves this directory" in node.run(*words, code=1), "beside a node that serves")
    node.stop()


def speak_with_the_manager(node):
    """ready, alive, reloading and stopping, as systemd wants to hear it"""
    node.set("status", "off")
    node.serve({"NOTIFY_SOCKET": str(node.folder / "notify"), "WATCHDOG_USEC": "400000"})
    check(node.told_until("READY")["STATUS"].startswith("serving https://127.0.0.1:"), "ready")
    node.told_until("WATCHDOG")
    node.process.send_signal(signal.SIGHUP)
    check(int(node.told_until("RELOADING")["MONOTONIC_USEC"]) > 0, "reloading")
    node.told_until("READY")
    process = node.process
    node.stop()
    check(process.returncode == 0, process.returncode)
    node.told_until("STOPPING")


def take_a_socket_over(node):
    """a socket that was opened for it"""
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        opened.listen()
        port = opened.getsockname()[1]
        fd = opened.fileno()
        # It comes as descriptor 3, for the process that LISTEN_PID names.
        shell = f'exec 3<&{fd}; LISTEN_PID=$$ LISTEN_FDS=1 exec "$@"'
        url = node.serve(shell=shell, inherit=(fd,))
        check(url == f"https://127.0.0.1:{port}", url, port)
    node.stop()


def refuse_other_descriptors(node):
    """no socket, or more than one"""
    for shell in ('exec 3</dev/null; LISTEN_PID=$$ LISTEN_FDS=1 exec "$@"', 'LISTEN_PID=$$ LISTEN_FDS=2 exec "$@"'):
        done = subprocess.run(["sh", "-c", shell, "sh", BUILD / "server" / "zhibaod", "serve", node.data],
                              capture_output=True, timeout=PATIENCE)
        check(done.returncode == 1 and b"one listening TCP socket" in done.stderr, done.returncode, done.stderr)


def look_before_a_restart(node):
    """zhibaod check names what is wrong and where, in both languages"""
    text = node.run("check", node.data)
    check(re.search(r"(?m)^in order: settings: .*zhibaod\.conf: node 350200 at 127\.0\.0\.1$", text), text)
    check(re.search(r"(?m)^in order: server-certificate: .* 36\d days until it ends$", text), text)
    check(re.search(r"(?m)^warning: keys: .*root\.key\.pem is not needed", text), text)
    chinese = node.run("check", node.data, language="zh_CN")
    check(re.search(r"(?m)^正常: settings: ", chinese), chinese)
    node.set("address", "0.0.0.0")
    node.set("status", "0.0.0.0:9465")
    node.set("connections", "60000")
    text = node.run("check", node.data)
    check("clients are told to connect to 127.0.0.1, which is their own machine" in text, text)
    check("0.0.0.0:9465 tells everyone who reaches it" in text, text)
    node.set("address", "127.0.0.1")
    node.set("status", "127.0.0.1")
    (node.data / "keys").chmod(0o755)
    text = node.run("check", node.data, code=1)
    check(re.search(r"(?m)^error: settings: .*zhibaod\.conf:\d+: status: '127\.0\.0\.1' cannot be", text), text)
    check("can be entered by others: chmod 700 mends it" in text, text)
    node.set("status", "off")
    (node.data / "keys").chmod(0o700)
    (node.data / "parameters.xml").write_text("<parameters")
    check(re.search(r"(?m)^error: parameters: .*parameters\.xml", node.run("check", node.data, code=1)), "parameters")


STEPS = [tell_how_it_is, speak_with_the_manager, take_a_socket_over, refuse_other_descriptors, appoint_at_the_machine,
         look_before_a_restart]


def main():
    with tempfile.TemporaryDirectory() as folder:
        return play(STEPS, Node(folder))


sys.exit(main())
