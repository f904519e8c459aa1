# SPDX-License-Identifier: Apache-2.0
"""A program's windows as a person meets them: found by AT-SPI, worked by real keys and clicks. Every
call waits until what it needs is there, never for a span of time."""

import os
import subprocess
import textwrap
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

PATIENCE = 120  # seconds until something that does not come counts as missing
PAUSE = 0.03  # between two looks


class Missing(AssertionError):
    """Something that should be on the screen is not."""


def wait(probe, what, seconds=PATIENCE):
    end = time.monotonic() + seconds
    while True:
        try:
            found = probe()
        except GLib.Error:  # what was looked at is going away
            found = None
        if found:
            return found
        if time.monotonic() > end:
            raise Missing(f"not on the screen after {seconds} s: {what}")
        time.sleep(PAUSE)


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
        Atspi.init()
        self.pid = pid
        self.pictures = pictures
        self.size = (1366, 768)
        self.app = wait(self._find_app, "the program on the accessibility bus")
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

    def is_alive(self):
        """Whether the program still runs; one that ended and was not yet waited for does not."""
        try:
            with open(f"/proc/{self.pid}/stat", encoding="utf-8") as stat:
                return stat.read().rsplit(")", 1)[1].split()[0] not in "ZX"
        except OSError:
            return False

    # Looking

    def all(self, role=None, name=""):
        found = []
        for node in walk(self.app):
            try:
                if role is not None and node.get_role_name() != role:
                    continue
                if name in (node.get_name() or "") and is_shown(node):
                    found.append(node)
            except GLib.Error:
                continue
        return found

    def find(self, role, name=""):
        return wait(lambda: next(iter(self.all(role, name)), None), f"{role} “{name}”")

    def wait_gone(self, role, name):
        wait(lambda: not self.all(role, name), f"no more {role} “{name}”")

    def names(self, role):
        return [node.get_name() for node in self.all(role)]

    def list_words(self):
        """All that can be read, in lines, for who cannot see the picture; the keyboard is with what an arrow follows."""
        def tell(node):
            mark = " ←" if node.get_state_set().contains(Atspi.StateType.FOCUSED) else ""
            return f"“{' '.join(node.get_name().split())}”{mark}"

        words = [tell(node) for node in self.all() if node.get_name() and node.get_role_name() != "filler"]
        return textwrap.wrap(" ".join(dict.fromkeys(words)), 200)

    @staticmethod
    def get_top(node):
        return node.get_extents(Atspi.CoordType.WINDOW).y

    # Windows

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
        if not windows:
            return False
        command = ["xdotool", "windowraise", windows[-1], "windowfocus", "--sync", windows[-1]]
        try:
            subprocess.run(command, capture_output=True, check=False, timeout=10)
        except subprocess.TimeoutExpired:  # the window went away meanwhile: the newest is another one
            return False
        focused = subprocess.run(["xdotool", "getwindowfocus"], capture_output=True, text=True,
                                 check=False)
        return focused.stdout.strip() == windows[-1]

    def wait_alone(self):
        """A window is off the bus before it is off the screen, and might be given the keyboard until then."""
        wait(lambda: len(self.windows()) == 1, "one window only")
        self.focus()

    def resize(self, width, height):
        window = wait(self.windows, "a window")[-1]
        self.size = (width, height)
        run("xdotool", "windowsize", "--sync", window, str(width), str(height))

    # Doing

    def _attend(self):
        """A window that closed a moment ago may have had the keyboard, which is nowhere then."""
        focused = subprocess.run(["xdotool", "getwindowfocus"], capture_output=True, text=True, check=False)
        if focused.stdout.strip() not in self.windows():
            self.focus()

    def press(self, *keys):
        self._attend()
        run("xdotool", "key", "--delay", "8", *keys)

    def type(self, text):
        self._attend()
        run("xdotool", "type", "--delay", "8", text)

    def click(self, node):
        """By its action where it has one, else with the mouse."""
        action = node.get_action_iface()
        if not (action and action.get_n_actions() > 0 and action.do_action(0)):
            self.point(node)

    def point(self, node):
        """Clicks when it still lies where the mouse went: what comes in above a list moves it."""
        def box():
            extents = node.get_extents(Atspi.CoordType.WINDOW)
            return extents.x, extents.y, extents.width, extents.height

        def reached():
            x, y, width, height = place = box()
            run("xdotool", "mousemove", "--window", self.windows()[-1], str(x + width // 2), str(y + height // 2))
            return box() == place

        wait(reached, f"“{node.get_name()}” keeping still")
        run("xdotool", "click", "1")

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
        node.get_editable_text_iface().set_text_contents(text)

    @staticmethod
    def get_text(node):
        text = node.get_text_iface()
        return text.get_text(0, text.get_character_count())

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
