# SPDX-License-Identifier: Apache-2.0
"""The accountant's program on a workspace that was made for the occasion, with no bureau behind it."""

import os
import subprocess
import tempfile

from screen import Screen

# No cursor blinks and nothing slides in: a picture is taken when the screen keeps still.
SETTINGS = "[Settings]\ngtk-cursor-blink=false\ngtk-enable-animations=false\n"
RETRY = {"en": "Try Again", "zh_CN": "重试"}


class Visit:
    """@maker is the program that makes the workspace and keeps it until its input ends; @pictured begins the
    pictures' names."""

    def __init__(self, desktop, maker, locale_dir, pictures, language, words, pictured):
        self.words, self.language, self.pictured = words[language], language, pictured
        self.folder = tempfile.TemporaryDirectory()
        self.write("gtk-4.0/settings.ini", SETTINGS)
        self.maker = subprocess.Popen([maker], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        ready = self.maker.stdout.readline()
        assert ready.startswith("ready "), ready
        self.command = [desktop, "--workspace", ready.split()[1], "--language", language]
        self.environment = dict(os.environ, ZHIBAO_LOCALE_DIR=locale_dir, GTK_A11Y="atspi", G_DEBUG="fatal-criticals",
                                XDG_CONFIG_HOME=self.folder.name)
        self.environment.pop("NO_AT_BRIDGE", None)
        self.pictures = pictures
        self.start()

    def start(self):
        self.process = subprocess.Popen(self.command, env=self.environment)
        self.screen = Screen(self.process.pid, self.pictures)

    def write(self, name, text):
        path = os.path.join(self.folder.name, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def open_report(self, form):
        """Once it is told that no bureau answers: that moves the list."""
        self.screen.find("push button", RETRY[self.language])
        self.screen.point_at(lambda: next((row for row in self.screen.all("list item", form)
                                           if self.words["june"] in row.get_name()), None), "the report in the list")
        self.screen.find("table cell")

    def close(self):
        self.process.kill()
        self.process.wait(timeout=120)
        self.maker.stdin.close()
        self.maker.wait(timeout=120)
        self.folder.cleanup()

    def picture(self, name):
        self.screen.picture(f"{self.pictured}-{name}")

    def see(self, word):
        return self.screen.find(None, self.words[word])
