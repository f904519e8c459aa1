#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""An open draft whose form has a new edition: carried, told figure by figure, typed in, taken back and
forth, with nothing lost.

    carried-draft-test.py DESKTOP WORKSPACE LOCALE_DIR PICTURES LANGUAGE"""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from drive import drive  # noqa: E402
from screen import wait  # noqa: E402
from visit import Visit  # noqa: E402

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


class CarriedDraft(Visit):
    def __init__(self, desktop, maker, locale_dir, pictures, language):
        super().__init__(desktop, maker, locale_dir, pictures, language, WORDS, f"carried-draft-{language}")

    def button(self, word):
        return wait(lambda: self.screen.first("push button", self.words[word]), f"a button {word}")

    def press(self, word):
        self.screen.click(self.button(word))

    def row_heads(self):
        return " ".join(self.screen.names("row header"))

    def opens_in_the_new_edition(self):
        self.open_report("B204-1")
        self.see("carried")
        wait(lambda: self.words["dropped"] not in self.row_heads(), "rows of the new edition")
        self.picture("opened")

    def tells_what_became_of_each_figure(self):
        self.press("tell")
        self.see("left")
        self.see("moved")
        self.screen.focus()
        self.picture("told")
        self.screen.click(self.screen.first("page tab", self.words["before"]) or self.see("before"))
        self.picture("before")
        self.screen.focus()
        self.screen.press("Escape")
        self.screen.wait_gone(None, self.words["moved"])
        self.screen.wait_alone()

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


STEPS = ["opens_in_the_new_edition", "tells_what_became_of_each_figure", "goes_back_and_forth"]


if __name__ == "__main__":
    sys.exit(drive(lambda: CarriedDraft(*sys.argv[1:]), STEPS, "carried-draft"))
