# SPDX-License-Identifier: Apache-2.0
"""A program's window as a person meets it: found by AT-SPI, worked by real keys and clicks."""

import os
import subprocess
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402


class Missing(AssertionError):
    """Something that should be on the screen is not."""


def walk(node):
    yield node
    try:
        count = node.get_child_count()
    except GLib.Error:
        return
    for index in range(count):
        try:
            child = node.get_child_at_index(index)
        except GLib.Error:
            child = None
        if child:
            yield from walk(child)


def is_shown(node):
    """GTK 4.8 marks only windows as showing; what was never laid out has no size."""
    if not node.get_state_set().contains(Atspi.StateType.VISIBLE):
        return False
    return node.get_extents(Atspi.CoordType.WINDOW).width > 0


def wait_for_display(seconds=30):
    """A virtual display may come up after the command it was started for."""
    end = time.monotonic() + seconds
    command = ["xdotool", "getdisplaygeometry"]
    while subprocess.run(command, capture_output=True, check=False).returncode != 0:
        if time.monotonic() > end:
            raise Missing("a display")
        time.sleep(0.1)


class Screen:
    """The windows of one process."""

    def __init__(self, pid, pictures):
        Atspi.init()
        self.pid = pid
        self.pictures = pictures
        self.app = self.wait(self._find_app, "the program on the accessibility bus", 30)
        self.focus()

    def _find_app(self):
        desktop = Atspi.get_desktop(0)
        for index in range(desktop.get_child_count()):
            app = desktop.get_child_at_index(index)
            try:
                if app and app.get_process_id() == self.pid and app.get_child_count() > 0:
                    return app
            except GLib.Error:
                continue
        return None

    @staticmethod
    def wait(probe, what, seconds=15):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            found = probe()
            if found:
                return found
            time.sleep(0.05)
        raise Missing(f"not on the screen after {seconds} s: {what}")

    def all(self, role=None, name=""):
        found = []
        for node in walk(self.app):
            try:
                if (role is None or node.get_role_name() == role) and name in (node.get_name() or ""):
                    if is_shown(node):
                        found.append(node)
            except GLib.Error:
                continue
        return found

    def find(self, role, name="", seconds=15):
        return self.wait(lambda: next(iter(self.all(role, name)), None), f"{role} “{name}”", seconds)

    def wait_gone(self, role, name, seconds=15):
        self.wait(lambda: not self.all(role, name), f"no more {role} “{name}”", seconds)

    def names(self, role):
        return [node.get_name() for node in self.all(role)]

    def windows(self):
        shown = subprocess.run(
            ["xdotool", "search", "--onlyvisible", "--pid", str(self.pid), "--name", "."],
            capture_output=True, text=True, check=False,
        )
        return shown.stdout.split()

    def focus(self):
        """No window manager gives the keyboard to a window in tests."""
        window = self.wait(self.windows, "a window")[-1]
        subprocess.run(["xdotool", "windowfocus", window], check=True)
        time.sleep(0.2)

    def press(self, *keys):
        subprocess.run(["xdotool", "key", "--delay", "25", *keys], check=True)
        time.sleep(0.1)

    def type(self, text):
        subprocess.run(["xdotool", "type", "--delay", "15", text], check=True)
        time.sleep(0.1)

    def click(self, node):
        """By its action where it has one, else with the mouse."""
        action = node.get_action_iface()
        if action and action.get_n_actions() > 0 and action.do_action(0):
            time.sleep(0.2)
            return
        self.point(node)

    def point(self, node):
        box = node.get_extents(Atspi.CoordType.WINDOW)
        window = self.windows()[-1]
        subprocess.run(
            ["xdotool", "mousemove", "--window", window, str(box.x + box.width // 2),
             str(box.y + box.height // 2), "click", "1"],
            check=True,
        )
        time.sleep(0.3)

    @staticmethod
    def get_top(node):
        return node.get_extents(Atspi.CoordType.WINDOW).y

    def set_text(self, node, text):
        node.get_editable_text_iface().set_text_contents(text)

    def picture(self, name):
        time.sleep(0.5)
        os.makedirs(self.pictures, exist_ok=True)
        subprocess.run(
            ["import", "-window", "root", os.path.join(self.pictures, name + ".png")], check=True
        )
