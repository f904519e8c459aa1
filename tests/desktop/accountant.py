# SPDX-License-Identifier: Apache-2.0
"""Whoever sits before the program: starts it, reads what it says in his language, presses its buttons."""

import os
import re
import signal
import subprocess
import time

from accessible import State
from screen import Screen, wait
from visit import SETTINGS


class Accountant:
    def __init__(self, desktop, locale_dir, pictures, language, width, folder, words):
        self.desktop, self.language, self.words, self.width = desktop, language, words[language], int(width)
        self.pictures, self.pictured, self.folder = pictures, f"desktop-{language}-{width}", folder
        self.workspace = self.path("workspace")
        self.write("config/gtk-4.0/settings.ini", SETTINGS)
        self.environment = dict(os.environ, ZHIBAO_LOCALE_DIR=locale_dir, GTK_A11Y="atspi",
                                G_DEBUG="fatal-criticals", XDG_CONFIG_HOME=self.path("config"))
        self.environment.pop("NO_AT_BRIDGE", None)
        self.processes = []
        self.screen = None

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, text):
        os.makedirs(os.path.dirname(self.path(name)), exist_ok=True)
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(text)

    def start(self, *arguments):
        began = time.monotonic()
        self.processes.append(subprocess.Popen(
            [self.desktop, "--workspace", self.workspace, "--language", self.language, *arguments],
            env=self.environment,
        ))
        self.screen = Screen(self.processes[-1].pid, self.pictures)
        print(f"# a window on the bus after {time.monotonic() - began:.2f} s", flush=True)
        if self.width != 1366:
            self.screen.resize(self.width, 720)
        return self.screen

    def stop(self, how):
        process = self.processes.pop()
        process.send_signal(how)
        process.wait(timeout=120)

    def leave(self):
        while self.processes:
            self.stop(signal.SIGKILL)

    def picture(self, name):
        self.screen.picture(f"{self.pictured}-{name}")

    def say(self, word):
        return self.words[word]

    def see(self, word):
        return self.screen.find(None, self.say(word))

    def buttons(self, word):
        """Those that say just this, mnemonics aside; some say it twice."""
        said = self.say(word)
        return [node for node in self.screen.all("push button", said)
                if re.sub(r"\(_?\w\)|_", "", node.get_name()) in (said, f"{said} {said}")]

    def find_button(self, word):
        return wait(lambda: next(iter(self.buttons(word)), None), f"a button “{self.say(word)}”")

    def wait_no_button(self, word):
        wait(lambda: not self.buttons(word), f"no more button “{self.say(word)}”")

    def press_button(self, word):
        self.screen.click(self.find_button(word))

    def choose(self, menu, word):
        """An item of a menu."""
        self.screen.focus()
        self.screen.click(wait(lambda: next((node for node in self.screen.all(None, self.say(menu))
                                             if node.get_role_name() in ("push button", "toggle button")), None),
                               f"the menu “{self.say(menu)}”"))
        self.screen.click(wait(lambda: next((node for node in self.screen.all(None, self.say(word))
                                             if "menu item" in node.get_role_name()), None),
                               f"“{self.say(word)}” in the menu"))

    def row(self, form, period):
        """What is due of a form and a period, both as they are shown."""
        rows = self.screen.all("list item", form)
        return next((row for row in rows if self.say(period) in row.get_name()), None)

    def wait_row(self, form, period, word):
        def reached():
            row = self.row(form, period)
            return row is not None and self.say(word) in row.get_name()
        wait(reached, f"{form}, {self.say(period)}: {self.say(word)}")

    def open_row(self, form, period):
        self.screen.focus()
        self.screen.point_at(lambda: self.row(form, period), f"{form} in the list")
        wait(lambda: self.screen.first("table cell"), f"{form} on the screen")

    def go_into(self, word):
        """A field, by the mouse; what is typed while the keyboard is elsewhere is lost."""
        def is_there():
            fields = self.screen.all(None, self.say(word))
            if any(node.has(State.FOCUSED) for node in fields):
                return True
            if fields:
                self.screen.point(fields[0])
            return False

        self.screen.focus()
        wait(is_there, f"the keyboard in “{self.say(word)}”")

    def enter(self, text):
        self.screen.type(text)
        self.screen.press("Return")
