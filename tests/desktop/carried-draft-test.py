#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""An open draft whose form has a new edition: carried, told figure by figure, typed in, taken back and
forth, with nothing lost.

    carried-draft-test.py DESKTOP WORKSPACE LOCALE_DIR PICTURES LANGUAGE"""

import os
import re
import subprocess
import sys
import tempfile
import traceback

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from screen import Screen, wait, wait_for_display  # noqa: E402

SETTINGS = "[Settings]\ngtk-cursor-blink=false\ngtk-enable-animations=false\n"
WORDS = {
    "en": {
        "june": "June 2025", "carried": "Carried from edition 2023 to edition 2026", "tell": "What Became of It…", "old": "Back to the Old Draft",
        "over": "Carry It Over", "outdated": "This draft is in edition 2023", "left": "Left Behind", "saved": "Draft saved",
        "moved": "A.03.1 Industrial sales value (current prices) 51,020 → A.07.1", "before": "The Draft as It Was",
        "dropped": "of which: new products",
    },
    "zh_CN": {
        "june": "2025年6月", "carried": "已由 2023 版转到 2026 版", "tell": "数据去向…", "old": "改回原草稿", "over": "转到新版",
        "outdated": "此草稿为 2023 版", "left": "未能转入", "saved": "草稿已保存",
        "moved": "A.03.1 工业销售产值（当年价格） 51,020 → A.07.1", "before": "原草稿", "dropped": "其中：新产品产值",
    },
}


class Visit:
    def __init__(self, desktop, maker, locale_dir, pictures, language):
        self.words, self.language = WORDS[language], language
        self.folder = tempfile.TemporaryDirectory()
        settings = os.path.join(self.folder.name, "gtk-4.0", "settings.ini")
        os.makedirs(os.path.dirname(settings))
        with open(settings, "w", encoding="utf-8") as file:
            file.write(SETTINGS)
        self.maker = subprocess.Popen([maker], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        ready = self.maker.stdout.readline()
        assert ready.startswith("ready "), ready
        environment = dict(os.environ, ZHIBAO_LOCALE_DIR=locale_dir, GTK_A11Y="atspi", G_DEBUG="fatal-criticals",
                           XDG_CONFIG_HOME=self.folder.name)
        environment.pop("NO_AT_BRIDGE", None)
        self.process = subprocess.Popen([desktop, "--workspace", ready.split()[1], "--language", language], env=environment)
        self.screen = Screen(self.process.pid, pictures)

    def close(self):
        self.process.kill()
        self.process.wait(timeout=30)
        self.maker.stdin.close()
        self.maker.wait(timeout=30)
        self.folder.cleanup()

    def picture(self, name):
        self.screen.picture(f"carried-draft-{self.language}-{name}")

    def see(self, word):
        return self.screen.find(None, self.words[word])

    def button(self, word):
        return wait(lambda: next((node for node in self.screen.all("push button", self.words[word])), None), f"a button {word}")

    def press(self, word):
        self.screen.click(self.button(word))

    def row_heads(self):
        return " ".join(self.screen.names("row header"))

    def opens_in_the_new_edition(self):
        row = lambda: next((r for r in self.screen.all("list item", "B204-1") if self.words["june"] in r.get_name()), None)
        self.screen.point_at(row, "the draft in the list")
        self.screen.find("table cell")
        self.see("carried")
        wait(lambda: self.words["dropped"] not in self.row_heads(), "rows of the new edition")
        self.picture("opened")

    def tells_what_became_of_each_figure(self):
        self.press("tell")
        self.see("left")
        self.see("moved")
        self.screen.focus()
        self.picture("told")
        self.screen.click(next(iter(self.screen.all("page tab", self.words["before"])), None) or self.see("before"))
        self.picture("before")
        self.screen.focus()
        self.screen.press("Escape")
        self.screen.wait_gone(None, self.words["moved"])
        self.screen.focus()

    def goes_back_and_forth(self):
        # Row 08 is new; what is typed there is kept through both turns.
        self.screen.press("ctrl+Home", "Down", "Down", "Down")
        self.screen.type("7777")
        self.screen.press("Return")
        self.see("saved")
        self.press("old")
        self.see("outdated")
        wait(lambda: self.words["dropped"] in self.row_heads(), "rows of the old edition")
        self.screen.find(None, "9,800")
        self.picture("undone")
        self.press("over")
        self.see("carried")
        wait(lambda: self.words["dropped"] not in self.row_heads(), "rows of the new edition")
        self.screen.find(None, "7,777")
        self.picture("again")


def main():
    wait_for_display()
    steps = [Visit.opens_in_the_new_edition, Visit.tells_what_became_of_each_figure, Visit.goes_back_and_forth]
    visit = Visit(*sys.argv[1:])
    print(f"1..{len(steps)}", flush=True)
    failed = False
    for number, step in enumerate(steps, 1):
        name = re.sub("_", "-", step.__name__)
        try:
            step(visit)
            print(f"ok {number} - {name}", flush=True)
        except Exception:  # pylint: disable=broad-except
            failed = True
            visit.screen.shoot(f"carried-draft-{visit.language}-failed")
            print(f"not ok {number} - {name}\n" + "".join(f"# {line}\n" for line in traceback.format_exc().splitlines()), flush=True)
            break
    visit.close()
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
