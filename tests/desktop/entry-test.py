#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Figures on their way into a report: from a spreadsheet, the clipboard and the ledger, each shown
before it goes in; what stood in a cell before, a note on it; the table larger; the form as a workbook.

    entry-test.py DESKTOP WORKSPACE LOCALE_DIR PICTURES LANGUAGE WIDTH"""

import os
import sys
import zipfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from drive import drive  # noqa: E402
from screen import copy, wait  # noqa: E402
from visit import Visit  # noqa: E402

WORDS = {
    "en": {
        "june": "June 2024", "put-in": "Put In", "import": "Import from a Spreadsheet",
        "summary": "4 new · 2 cannot go in", "no-row": "the form has no such row", "no-number": "is no number",
        "put": "4 figures put in", "saved": "Draft saved", "preview": "Paste with Preview", "replaces": "replaces 51,020",
        "replaced": "1 figure put in", "note": "Note on this cell", "accounts": "Accounts of the ledger",
        "earlier": "May 2024", "ledger": "Fill from the Trial Balance", "rounded": "rounded from 51021000.5 yuan",
        "size": "125 %", "workbook": "The workbook is saved", "right": "Enter now goes to the right",
        "no-column": "the form has no such column", "one-new": "1 new", "keep": "Keep as profile", "profile": "Profile",
        "there": "stands there already",
    },
    "zh_CN": {
        "june": "2024年6月", "put-in": "填入", "import": "从电子表格导入",
        "summary": "新填 4 个 · 2 个不能填入", "no-row": "报表中没有这一行", "no-number": "不是数字",
        "put": "已填入 4 个数", "saved": "草稿已保存", "preview": "预览后粘贴", "replaces": "替换原有的 51,020",
        "replaced": "已填入 1 个数", "note": "此单元格的备注", "accounts": "取数科目",
        "earlier": "2024年5月", "ledger": "按科目余额表填报", "rounded": "由 51021000.5 元 四舍五入换算",
        "size": "125%", "workbook": "工作簿已保存", "right": "回车键现在向右",
        "no-column": "报表中没有这一栏", "one-new": "新填 1 个", "keep": "存为方案", "profile": "方案",
        "there": "已有相同的数",
    },
}
TABLE = ("编制单位：样例公司,,单位：元\n项目,代码,本年本月,本年1—本月\n"
         "工业总产值（当年价格）,01,51020000,300000000\n新产品产值,02,12千,\n"
         "工业销售产值（当年价格）,03,50880000,299000000\n利润总额,88,777000,\n")
STRANGE = "样例公司\n科目,本期数\n自产总值,12345\n"
BALANCE = ("科目编码,科目名称,期初余额,,本期发生额,,期末余额,\n,,借方,贷方,借方,贷方,借方,贷方\n"
           "6001,主营业务收入,,,,51020000.50,,51020000.50\n6051,其他业务收入,,,,1000,,1000\n")


class Entry(Visit):
    def __init__(self, desktop, maker, locale_dir, pictures, language, width):
        super().__init__(desktop, maker, locale_dir, pictures, language, WORDS, f"entry-{language}-{width}")
        if width != "1366":
            self.screen.resize(int(width), 720)

    def press_put_in(self):
        # The keyboard is what a person who has come this far has his hands on.
        self.screen.focus()
        self.screen.press("ctrl+Return")

    def choose_file(self, key, path):
        windows = self.screen.app.get_child_count()
        self.screen.focus()
        self.screen.press(key)
        wait(lambda: self.screen.app.get_child_count() > windows, "the file dialog")
        self.screen.focus()
        self.screen.type(path)
        self.screen.press("Return")

    def opens(self):
        self.open_report("B204-1")

    def imports_a_spreadsheet(self):
        self.choose_file("ctrl+i", self.write("june.csv", TABLE))
        self.see("summary")
        self.see("no-row")
        self.see("no-number")
        self.screen.focus()
        self.picture("import")
        self.press_put_in()
        self.see("put")
        wait(lambda: self.screen.all("table cell", "51,020"), "the figure in thousands")
        self.see("saved")
        self.screen.focus()
        self.picture("imported")
        self.screen.press("ctrl+Home", "ctrl+z")
        wait(lambda: not self.screen.all("table cell", "51,020"), "taken back in one step")
        self.screen.press("ctrl+shift+z")
        wait(lambda: self.screen.all("table cell", "51,020"), "put in again")

    def tell(self, heading, code):
        """What the form does not know is told by picking a row or column of it."""
        row = lambda: next((node for node in self.screen.all("label", heading)), None)
        self.screen.focus()
        self.screen.point_at(row, heading)
        self.screen.press("Return")
        wait(lambda: len(self.screen.all("text")) > 1, "the search for a row or column")
        self.screen.type(code)
        self.screen.find("label", code)
        self.picture("tell-" + code)
        self.screen.press("Return")

    def learns_strange_headings(self):
        self.choose_file("ctrl+i", self.write("strange.csv", STRANGE))
        self.see("no-column")
        self.tell("本期数", "A.1")
        self.see("no-row")
        self.tell("自产总值", "A.04")
        self.see("one-new")
        self.screen.set_text(self.screen.find("text", self.words["keep"]), "金蝶")
        self.picture("learned")
        self.press_put_in()
        self.see("replaced")
        self.choose_file("ctrl+i", self.write("strange.csv", STRANGE))
        self.see("no-column")
        self.screen.focus()
        self.screen.point_at(lambda: next(iter(self.screen.all("combo box", self.words["profile"])), None), "the profiles")
        self.screen.press("Down", "Return")
        self.see("there")
        self.picture("profile")
        self.screen.press("Escape")
        self.screen.wait_gone(None, self.words["import"])

    def previews_a_paste(self):
        copy("52340\t300000\nabc\n")
        self.screen.press("ctrl+Home", "ctrl+shift+v")
        self.see("preview")
        self.see("replaces")
        self.see("no-number")
        self.screen.focus()
        self.picture("paste")
        self.press_put_in()
        self.see("replaced")
        wait(lambda: self.screen.all("table cell", "52,340"), "the pasted figure")

    def looks_back_and_notes(self):
        self.screen.focus()
        self.screen.press("ctrl+Home", "F3")
        self.see("earlier")
        note = self.screen.find("text", self.words["note"])
        self.screen.set_text(note, "取自生产部月报第 3 页")
        self.screen.set_text(self.screen.find("text", self.words["accounts"]), "6001:credit + 6051:贷")
        self.picture("cell")
        self.screen.press("Escape")
        self.screen.wait_gone("text", self.words["note"])
        self.screen.press("F3")
        wait(lambda: any("取自" in text_of(node)
                         for node in self.screen.all("text", self.words["note"])), "the note kept")
        wait(lambda: any("6051:" in text_of(node)
                         for node in self.screen.all("text", self.words["accounts"])), "the accounts kept")
        self.screen.press("Escape")
        self.screen.wait_gone("text", self.words["note"])

    def runs_the_ledger(self):
        self.choose_file("ctrl+l", self.write("balance.csv", BALANCE))
        self.see("ledger")
        self.see("rounded")
        self.screen.focus()
        self.picture("ledger")
        self.press_put_in()
        wait(lambda: self.screen.all("table cell", "51,021"), "what the ledger says")

    def grows(self):
        self.screen.focus()
        self.screen.press("ctrl+plus", "ctrl+plus")
        self.see("size")
        self.picture("larger")
        self.screen.press("ctrl+0")

    def saves_a_workbook(self):
        path = os.path.join(self.folder.name, "form.xlsx")
        windows = self.screen.app.get_child_count()
        self.screen.focus()
        self.screen.press("ctrl+e")
        wait(lambda: self.screen.app.get_child_count() > windows, "the file dialog")
        self.screen.focus()
        self.screen.press("ctrl+a")
        self.screen.type(path)
        self.screen.press("Return")
        self.see("workbook")
        with zipfile.ZipFile(path) as book:
            assert "51021" in book.read("xl/worksheets/sheet1.xml").decode(), "the figure as a number"


def text_of(node):
    text = node.get_text_iface()
    return text.get_text(0, text.get_character_count()) if text else ""


STEPS = ["opens", "imports_a_spreadsheet", "previews_a_paste", "looks_back_and_notes", "runs_the_ledger", "grows",
         "saves_a_workbook", "learns_strange_headings"]


if __name__ == "__main__":
    sys.exit(drive(lambda: Entry(*sys.argv[1:]), STEPS, "entry"))
