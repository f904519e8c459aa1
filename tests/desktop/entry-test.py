#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Figures on their way into a report: from a spreadsheet, the clipboard and the ledger, each shown
before it goes in; filling, finding, code lists; what stood in a cell before, a note on it; what other forms
say, and what was explained the month before; the table larger; the form as a workbook and its findings on paper;
a high form in a small window.

    entry-test.py DESKTOP WORKSPACE LOCALE_DIR PICTURES LANGUAGE WIDTH"""

import os
import re
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
        "there": "stands there already", "down": "Enter now goes down", "more": "More for this report",
        "way": "Enter Goes", "sum": "Sum 3,600", "measure": "Figures are in", "converted": "5103 ten thousand yuan",
        "newer": "replaces 51,030", "print": "Print the findings",
        "differ": "Other Forms Say Something Else", "errors": "4 errors",
        "otherwise": "5,000.00 here, but 5,234.10",
        "no-power": "Output without electricity", "explain": "Explain…", "keep-it": "Keep", "explanation": "Explanation",
        "said-in-may": "In May 2024: Own power, energy saving or change of energy source. 本月全部由自备光伏电站供电",
        "empty": "phrases such as", "change-it": "Change the Explanation…",
    },
    "zh_CN": {
        "june": "2024年6月", "put-in": "填入", "import": "从电子表格导入",
        "summary": "新填 4 个 · 2 个不能填入", "no-row": "报表中没有这一行", "no-number": "不是数字",
        "put": "已填入 4 个数", "saved": "草稿已保存", "preview": "预览后粘贴", "replaces": "替换原有的 51,020",
        "replaced": "已填入 1 个数", "note": "此单元格的备注", "accounts": "取数科目",
        "earlier": "2024年5月", "ledger": "按科目余额表填报", "rounded": "由 51021000.5 元 四舍五入换算",
        "size": "125%", "workbook": "工作簿已保存", "right": "回车键现在向右",
        "no-column": "报表中没有这一栏", "one-new": "新填 1 个", "keep": "存为方案", "profile": "方案",
        "there": "已有相同的数", "down": "回车键现在向下", "more": "本表的更多操作",
        "way": "切换回车键方向", "sum": "合计 3,600", "measure": "数据单位", "converted": "5103 万元",
        "newer": "替换原有的 51,030", "print": "打印审核结果",
        "differ": "与其他报表的数不一致", "errors": "4 项强制性错误",
        "otherwise": "此处为 5,000.00，而 5,234.10",
        "no-power": "有产值而无用电量", "explain": "填写说明…", "keep-it": "保存", "explanation": "说明内容",
        "said-in-may": "2024年5月：自备电源、节能改造或能源替代。本月全部由自备光伏电站供电", "empty": "套话", "change-it": "修改说明…",
    },
}
TABLE = ("编制单位：样例公司,,单位：元\n项目,代码,本年本月,本年1—本月\n"
         "工业总产值（当年价格）,01,51020000,300000000\n新产品产值,02,12千,\n"
         "工业销售产值（当年价格）,03,50880000,299000000\n利润总额,88,777000,\n")
MAY = "本月全部由自备光伏电站供电，未向电网购电。"
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
        windows = self.screen.count_windows()
        self.screen.focus()
        self.screen.press(key)
        wait(lambda: self.screen.count_windows() > windows, "the file dialog")
        self.screen.focus()
        self.screen.type(path)
        self.screen.press("Return")

    def opens(self):
        self.open_report("B204-1")

    def count(self, figure):
        return sum(cell.get_name() == figure for cell in self.screen.all("table cell", figure))

    def fills_and_sums(self):
        self.screen.focus()
        self.screen.press("ctrl+Home", "Down")
        self.screen.type("1200")
        self.screen.press("Return", "Up", "shift+Right", "shift+Right", "ctrl+r")
        wait(lambda: self.count("1,200") == 3, "the figure in three columns")
        self.see("sum")
        self.picture("filled")
        self.screen.press("shift+Left", "shift+Left", "shift+Down", "shift+Down", "ctrl+d")
        wait(lambda: self.count("1,200") == 5, "the figure in three rows")
        self.see("sum")
        self.screen.press("ctrl+z", "ctrl+z", "ctrl+z")
        wait(lambda: self.count("1,200") == 0, "all taken back")

    def turn_enter(self, said):
        self.screen.focus()
        self.screen.point_at(lambda: self.screen.first("push button", self.words["more"]), "the menu")
        item = wait(lambda: next((node for node in self.screen.all(None, self.words["way"])
                                  if "menu item" in node.get_role_name()), None), "where Enter goes")
        self.screen.click(item)
        self.see(said)
        self.screen.focus()

    def turns_enter(self):
        """Figures of a row go from left to right."""
        self.turn_enter("right")
        self.screen.press("ctrl+Home", "Down")
        self.screen.type("71")
        self.screen.press("Return")
        self.screen.type("82")
        self.screen.press("Return")
        self.picture("right")
        first, second = (self.screen.find("table cell", figure) for figure in ("71", "82"))
        assert self.screen.get_top(first) == self.screen.get_top(second), "both in one row"
        self.screen.press("ctrl+z", "ctrl+z")
        self.screen.wait_gone("table cell", "71")
        self.turn_enter("down")

    def finds_by_code(self):
        self.screen.press("ctrl+Home", "ctrl+f")
        self.screen.type("04")
        self.screen.press("Return")
        self.picture("found")
        self.screen.press("Escape")
        self.screen.type("93")
        self.screen.press("Return")
        self.beside("93", "04")
        self.screen.press("ctrl+z")
        self.screen.wait_gone("table cell", "93")

    def beside(self, figure, code):
        cell, head = self.screen.find("table cell", figure), self.screen.find("row header", code)
        assert self.screen.get_top(cell) == self.screen.get_top(head), f"{figure} stands in the row {code}"

    def lowest_line(self):
        return max(self.screen.all("push button", "＋"), key=self.screen.get_top, default=None)

    def searches_by_initials(self):
        self.screen.press("ctrl+End")
        self.screen.point_at(self.lowest_line, "a row to add")
        wait(lambda: len(self.screen.all("label", "132901")) > 0, "the code list")
        self.screen.type("cwsl")  # 宠物饲料
        self.screen.find("label", "132101")
        self.screen.wait_gone("label", "132901")
        self.picture("initials")
        self.screen.press("Return")
        wait(lambda: "132101" in self.screen.names("row header"), "the row")
        self.screen.focus()
        self.screen.press("ctrl+z", "ctrl+Home")

    def imports_a_spreadsheet(self):
        self.choose_file("ctrl+i", self.write("june.csv", TABLE))
        self.see("summary")
        self.see("no-row")
        self.see("no-number")
        self.screen.focus()
        self.picture("import")
        # The cell of a bad line is gone to: what is typed after the rest went in lands there.
        self.screen.point_at(lambda: self.screen.first("label", "12千"), "the bad line")
        self.screen.press("Return")
        self.press_put_in()
        self.see("put")
        wait(lambda: self.screen.first("table cell", "51,020"), "the figure in thousands")
        self.see("saved")
        self.screen.wait_alone()
        self.picture("imported")
        self.screen.type("93")
        self.screen.press("Return")
        self.beside("93", "02")
        self.screen.press("ctrl+z")
        self.screen.wait_gone("table cell", "93")
        self.screen.press("ctrl+Home", "ctrl+z")
        wait(lambda: not self.screen.first("table cell", "51,020"), "taken back in one step")
        self.screen.press("ctrl+shift+z")
        wait(lambda: self.screen.first("table cell", "51,020"), "put in again")

    def tell(self, heading, code):
        """What the form does not know is told by picking a row or column of it."""
        row = lambda: self.screen.first("label", heading)
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
        self.screen.point_at(lambda: self.screen.first("combo box", self.words["profile"]), "the profiles")
        self.screen.press("Down", "Return")
        self.see("there")
        self.picture("profile")
        self.screen.press("Escape")
        self.screen.wait_gone(None, self.words["import"])
        self.screen.wait_alone()
        self.screen.press("ctrl+z")

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
        wait(lambda: self.screen.first("table cell", "52,340"), "the pasted figure")

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
        wait(lambda: any("取自" in node.get_text()
                         for node in self.screen.all("text", self.words["note"])), "the note kept")
        wait(lambda: any("6051:" in node.get_text()
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
        wait(lambda: self.screen.first("table cell", "51,021"), "what the ledger says")

    def grows(self):
        self.screen.focus()
        self.screen.press("ctrl+plus", "ctrl+plus")
        self.see("size")
        self.picture("larger")
        self.screen.press("ctrl+0")

    def saves_a_workbook(self):
        path = os.path.join(self.folder.name, "form.xlsx")
        windows = self.screen.count_windows()
        self.screen.focus()
        self.screen.press("ctrl+e")
        wait(lambda: self.screen.count_windows() > windows, "the file dialog")
        self.screen.focus()
        self.screen.press("ctrl+a")
        self.screen.type(path)
        self.screen.press("Return")
        self.see("workbook")
        with zipfile.ZipFile(path) as book:
            assert "51021" in book.read("xl/worksheets/sheet1.xml").decode(), "the figure as a number"


    def converts_a_paste(self):
        """What was copied is in ten thousand yuan, the form in thousands."""
        copy("5103\t30001\n")
        self.screen.focus()
        self.screen.press("ctrl+Home", "ctrl+shift+v")
        self.see("preview")
        self.screen.focus()
        self.screen.point_at(lambda: self.screen.first("combo box", self.words["measure"]), "the measures")
        self.screen.press("Down", "Down", "Down", "Return")
        self.see("converted")
        self.picture("converted")
        self.press_put_in()
        wait(lambda: self.screen.first("table cell", "51,030"), "the figure in thousands")
        wait(lambda: self.screen.first("table cell", "300,010"), "the year to date in thousands")

    def runs_the_ledger_again(self):
        """Next month's balance, or this one's after a late entry: what differs is shown."""
        balance = BALANCE.replace("51020000.50", "52340000")
        self.choose_file("ctrl+l", self.write("balance.csv", balance))
        self.see("newer")
        self.screen.focus()
        self.picture("ledger-again")
        self.press_put_in()
        wait(lambda: self.screen.first("table cell", "52,341"), "what the ledger says now")

    def finding(self):
        """What its line in the list is made of."""
        look = self.screen.look()
        lines = (look.below(row) for row in look.find("list item"))
        return next((line for line in lines if any(self.words["no-power"] in node.get_name() for node in line)), [])

    def ask_why(self, word):
        """By the button of its finding."""
        self.screen.focus()
        self.screen.click(wait(lambda: next((node for node in self.finding() if node.get_role_name() == "push button" and
                                             plain(self.words[word]) in plain(node.get_name())), None), self.words[word]))
        wait(lambda: self.screen.first("text", self.words["explanation"]), "the question why")
        self.screen.focus()
        return self.screen.all("text", self.words["explanation"])[-1]

    def keep_it(self):
        self.screen.click(wait(lambda: next((node for node in self.screen.all("push button", self.words["keep-it"])
                                             if plain(node.get_name()) == self.words["keep-it"]), None), "keep"))

    def explains_as_last_month(self):
        """What was said of the same in May is shown, taken over by one key, and changed; what says nothing is refused."""
        screen = self.screen
        screen.wait_alone()
        screen.press("F9")
        screen.find("push button", self.words["print"])
        wait(self.finding, "output without electricity")
        text = self.ask_why("explain")
        self.see("said-in-may")
        assert text.get_text() == "", "nothing is taken over unasked"
        self.picture("said-before")
        screen.press("alt+u")
        wait(lambda: text.get_text().startswith("本月全部由自备光伏"), "what was said in May")
        self.picture("said-again")
        screen.set_text(text, "核实无误")
        self.keep_it()
        self.see("empty")
        screen.focus()
        self.picture("said-nothing")
        screen.press("alt+u")
        wait(lambda: text.get_text().startswith("本月全部由自备光伏"), "what was said in May, again")
        screen.press("ctrl+End")
        screen.type("6: 52,341")
        self.keep_it()
        screen.wait_gone("text", self.words["explanation"])
        screen.wait_alone()
        text = self.ask_why("change-it")
        assert text.get_text() == MAY + "6: 52,341", text.get_text()
        screen.press("Escape")
        screen.wait_gone("text", self.words["explanation"])
        screen.wait_alone()
        self.picture("explained")
        screen.press("F9")

    def prints_findings(self):
        self.screen.focus()
        self.screen.press("F9")
        button = self.screen.find("push button", self.words["print"])
        windows = self.screen.count_windows()
        self.screen.click(button)
        wait(lambda: self.screen.count_windows() > windows, "the print dialog")
        self.screen.focus()
        self.picture("print")
        self.screen.press("Escape")
        wait(lambda: self.screen.count_windows() == windows, "the print dialog gone")
        self.screen.focus()
        self.screen.press("F9")

    def open_other(self, form):
        self.screen.focus()
        self.screen.press("alt+Left")
        self.screen.point_at(lambda: self.screen.first("list item", form), f"{form} in the list")
        self.screen.find("table cell")
        self.screen.focus()

    def tells_differences(self):
        """The flash of key enterprises asks for the month's output too."""
        self.open_other("JF-01")
        self.screen.press("ctrl+Home", "Right", "Right")
        self.screen.type("5000")
        self.screen.press("Return", "ctrl+f")
        self.screen.type("13")
        self.screen.press("Return", "Escape", "Right", "Right")
        self.screen.type("100")
        self.screen.press("Tab")
        self.screen.type("600")
        self.screen.press("Return")
        self.screen.find("table cell", "600.00")
        self.see("saved")
        self.screen.press("ctrl+Return")
        self.see("differ")
        self.see("otherwise")
        self.screen.focus()
        self.picture("differ")
        self.screen.press("Escape")
        self.screen.wait_gone(None, self.words["differ"])

    def keeps_the_verdict_in_view(self):
        """A tax return with a high head, in a small window, with the findings beside it."""
        self.screen.resize(900, 600)
        self.open_other("VAT-1")
        self.see("errors")
        self.screen.press("F9")
        self.screen.find("push button", self.words["print"])
        self.picture("small")
        verdicts = [node.get_box() for node in self.screen.all(None, self.words["errors"])]
        assert any(box.y > 500 and box.y + box.height <= 600 for box in verdicts), [(box.y, box.height) for box in verdicts]
        cell = self.screen.find("table cell").get_box()
        assert cell.y + cell.height < 560, f"the table begins at {cell.y}"


def plain(name):
    """Without mnemonics, and said once where GTK says it twice."""
    words = re.sub(r"\(_?\w\)|_", "", name or "")
    half = words[:len(words) // 2]
    return half if words == f"{half} {half}" else words


STEPS = ["opens", "fills_and_sums", "turns_enter", "finds_by_code", "searches_by_initials", "imports_a_spreadsheet",
         "previews_a_paste", "looks_back_and_notes", "runs_the_ledger", "grows", "saves_a_workbook", "converts_a_paste",
         "runs_the_ledger_again", "explains_as_last_month", "learns_strange_headings", "prints_findings", "tells_differences",
         "keeps_the_verdict_in_view"]


if __name__ == "__main__":
    sys.exit(drive(lambda: Entry(*sys.argv[1:]), STEPS, "entry"))
