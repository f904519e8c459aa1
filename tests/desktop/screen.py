# SPDX-License-Identifier: Apache-2.0
"""A program's windows as a person meets them: found by AT-SPI, worked by real keys and clicks. Every
call waits until what it needs is there, never for a span of time."""

import os
import subprocess
import textwrap
import time

from gi.repository import GLib

from accessible import Program, State
from keyboard import can_type

PATIENCE = 300  # seconds until something that does not come counts as missing
PAUSE, LONGEST_PAUSE = 0.03, 0.25  # seconds between two looks, longer with each: they cost the program time


class Missing(AssertionError):
    """Something that should be on the screen is not."""


def wait(probe, what, seconds=PATIENCE):
    end = time.monotonic() + seconds
    pause, trouble = PAUSE, None
    while True:
        try:
            found, trouble = probe(), None
        except GLib.Error as error:  # what was looked at is going away
            found, trouble = None, error
        if found:
            return found
        if time.monotonic() > end:
            raise Missing(f"not on the screen after {seconds} s: {what}") from trouble
        time.sleep(pause)
        pause = min(pause * 1.5, LONGEST_PAUSE)


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def display_answers():
    command = ["xdotool", "getdisplaygeometry"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def wait_for_display():
    """A virtual display may come up after the command it was started for."""
    wait(display_answers, "a display")


def copy(text):
    """Puts a text on the clipboard, as a spreadsheet does."""
    subprocess.run(["xclip", "-selection", "clipboard"], input=text, text=True, check=True)


class Screen:
    """The windows of one process."""

    def __init__(self, pid, pictures):
        self.pid = pid
        self.pictures = pictures
        self.size = (1366, 768)
        self.program = wait(lambda: Program.find(pid), "the program on the accessibility bus")
        wait(self.count_windows, "its window there")
        self.focus()

    def is_alive(self):
        """Whether the program still runs; one that ended and was not yet waited for does not."""
        try:
            with open(f"/proc/{self.pid}/stat", encoding="utf-8") as stat:
                return stat.read().rsplit(")", 1)[1].split()[0] not in "ZX"
        except OSError:
            return False

    # Looking

    def look(self):
        return self.program.look()

    def all(self, role=None, name=""):
        return list(self._shown(role, name))

    def _shown(self, role, name):
        for node in self.look().find(role, name):
            try:
                if node.is_shown():
                    yield node
            except GLib.Error:  # gone meanwhile
                continue

    def first(self, role=None, name=""):
        return next(self._shown(role, name), None)

    def find(self, role, name=""):
        return wait(lambda: self.first(role, name), f"{role} “{name}”")

    def wait_gone(self, role, name):
        wait(lambda: not self.first(role, name), f"no more {role} “{name}”")

    def names(self, role):
        return [node.get_name() for node in self.all(role)]

    def list_words(self):
        """All that can be read, in lines, for who cannot see the picture; the keyboard is with what an arrow follows."""
        def tell(node):
            mark = " ←" if node.has(State.FOCUSED) else ""
            return f"“{' '.join(node.get_name().split())}”{mark}"

        try:
            words = [tell(node) for node in self.all() if node.get_name() and node.get_role_name() != "filler"]
        except GLib.Error:  # the program is gone
            return []
        return textwrap.wrap(" ".join(dict.fromkeys(words)), 200)

    @staticmethod
    def get_top(node):
        return node.get_box().y

    # Windows

    def count_windows(self):
        """Those on the bus."""
        return self.program.count_windows()

    def windows(self):
        shown = subprocess.run(
            ["xdotool", "search", "--all", "--onlyvisible", "--pid", str(self.pid), "--name", "."],
            capture_output=True, text=True, check=False,
        )
        return [window for window in shown.stdout.split() if not self.is_passing(window)]

    @staticmethod
    def is_passing(window):
        """Tooltips and menus: a keyboard given to one of them is nowhere when it goes."""
        info = subprocess.run(["xwininfo", "-id", window], capture_output=True, text=True, check=False)
        return info.returncode != 0 or "Override Redirect State: yes" in info.stdout

    def focus(self):
        """No window manager gives the keyboard to a window in tests: the newest gets it."""
        wait(self._focus_newest, "a window that takes the keyboard")

    def _focus_newest(self):
        windows = self.windows()
        # One that opens is on the bus before it is on the screen, one that closes is off it before.
        if not windows or len(windows) != self.count_windows():
            return False
        if self._find_focused() == windows[-1]:
            return True
        command = ["xdotool", "windowraise", windows[-1], "windowfocus", "--sync", windows[-1]]
        try:
            subprocess.run(command, capture_output=True, check=False, timeout=10)
        except subprocess.TimeoutExpired:  # the window went away meanwhile: the newest is another one
            return False
        return self._find_focused() == windows[-1]

    @staticmethod
    def _find_focused():
        return subprocess.run(["xdotool", "getwindowfocus"], capture_output=True, text=True, check=False).stdout.strip()

    def wait_alone(self):
        """A window is off the bus before it is off the screen, and might be given the keyboard until then."""
        wait(lambda: len(self.windows()) == 1, "one window only")
        self.focus()

    def resize(self, width, height):
        window = wait(self.windows, "a window")[-1]
        self.size = (width, height)
        run("xdotool", "windowsize", "--sync", window, str(width), str(height))

    # Doing

    def _let_through(self, n_keys):
        """A program takes one event of a key or the mouse a turn and answers the bus beside it, so that what is asked there
        overtakes what was typed: it is kept answering until it has had a turn for each, pressed and let go, with Shift or Ctrl."""
        try:
            for _ in range(6 * n_keys + 10):
                self.count_windows()
        except GLib.Error:  # that key was its last
            pass

    def press(self, *keys):
        self.focus()
        run("xdotool", "key", "--delay", "8", *keys)
        self._let_through(len(keys))

    def type(self, text):
        assert can_type(text), f"no key for all of “{text}”: drive() is to be told that it is typed"
        self.focus()
        run("xdotool", "type", "--delay", "8", text)
        self._let_through(len(text))

    def click(self, node):
        """By its action where it has one, else with the mouse."""
        if not node.act():
            self.point(node)

    def point(self, node):
        """Clicks when it still lies where the mouse went: what comes in above a list moves it."""
        def reached():
            x, y, width, height = place = node.get_box()
            run("xdotool", "mousemove", "--window", self.windows()[-1], str(x + width // 2), str(y + height // 2))
            return node.get_box() == place

        wait(reached, f"“{node.get_name()}” keeping still")
        run("xdotool", "click", "1")
        self._let_through(1)

    def point_at(self, look, what):
        """What a look finds may be made anew before the mouse is there: then it looks again."""
        def pointed():
            node = look()
            if node is None:
                return False
            self.point(node)
            return True
        wait(pointed, what)

    @staticmethod
    def set_text(node, text):
        node.set_text(text)

    def shoot(self, name):
        """The screen as it is."""
        os.makedirs(self.pictures, exist_ok=True)
        path = os.path.join(self.pictures, name + ".png")
        run("import", "-window", "root", "-crop", f"{self.size[0]}x{self.size[1]}+0+0", "+repage",
            path)

    def picture(self, name):
        """Taken when two looks show the same: nothing is on its way to the screen any more."""
        before = [b""]
        # Where the pointer shows nothing.
        run("xdotool", "mousemove", "1390", "890")

        def settled():
            look = ["import", "-window", "root", "-depth", "8", "rgb:-"]
            seen = subprocess.run(look, capture_output=True, check=True).stdout
            same = seen == before[0]
            before[0] = seen
            return same

        wait(settled, f"a screen that keeps still for {name}")
        self.shoot(name)
