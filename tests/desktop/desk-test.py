#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What stands around filling in: several reports on paper in one go, the seal, a backup that goes to another
computer, the shortcuts; each page walked as a screen reader walks it, in light and dark, large text, high contrast.

    desk-test.py DESKTOP WORKSPACE LOCALE_DIR PICTURES LANGUAGE"""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from gi.repository import GLib  # noqa: E402

from accessible import State  # noqa: E402
from drive import drive  # noqa: E402
from screen import wait  # noqa: E402
from visit import SETTINGS, Visit  # noqa: E402

WORDS = {
    "en": {
        "june": "June 2024", "may": "May 2024", "all": "All of them", "print": "Print…", "print-reports": "Print Reports",
        "save": "Save as PDF", "one": "One File of All", "saved": "The reports are saved as PDF", "accepted": "Accepted",
        "draft": "DRAFT", "pdf-saved": "The PDF file is saved", "menu": "Main menu", "seal": "Seal Picture",
        "choose": "Choose a Picture", "no-seal": "No picture is set", "damaged": "cannot be taken as a seal",
        "remove": "Remove", "backup": "Write a Backup", "password": "Password of the backup",
        "again": "The same password again", "short": "at least 8", "write": "Write the File",
        "written": "The backup is written", "restore": "Restore a Backup", "file": "Choose the File",
        "restored": "Restored what was here on", "wrong": "does not open this file", "sign": "Sign", "signing-key": "signing key",
        "shortcuts": "Keyboard Shortcuts", "invitation": "Invitation", "next-step": "The next step", "renew": "Renew…", "renew-one": "Renew", "key-passphrase": "Passphrase of the signing key",
        "wrong-passphrase": "passphrase is not right", "away": "The key is in order", "soon": "ends in 20 days",
        "now": "ends in 3 days", "ended": "12 more days", "over": "enrol anew", "to-enrol": "Enrol Anew", "tried": "3 attempts, the last: The bureau’s server could not", "partly": "the rest follows from there",
        "next-try": "Tried again by itself at", "closed": "The period is closed", "overdue": "2 days late", "sent-late": "sent late", "r1": "(R1)", "whole": "only its receipt is missing", "pause": "Pause",
        "paused": "Paused", "go-on": "Go On", "throw": "Throw the draft away", "thrown": "was thrown away", "undo": "Undo",
        "back": "back as it was", "to-fill": "To fill in", "a-draft": "Draft", "begun-anew": "begun anew or signed meanwhile",
        "bin": "Thrown-Away Drafts", "bring-back": "Bring back B204-1", "kept-until": "kept until", "bin-empty": "No Draft Was Thrown Away",
    },
    "zh_CN": {
        "june": "2024年6月", "may": "2024年5月", "all": "全选", "print": "打印…", "print-reports": "打印报表",
        "save": "存为 PDF", "one": "合成一个文件", "saved": "报表已存为 PDF", "accepted": "已验收",
        "draft": "草稿", "pdf-saved": "PDF 文件已保存", "menu": "主菜单", "seal": "印章图",
        "choose": "选择图片", "no-seal": "尚未设置图片", "damaged": "不能用作印章图",
        "remove": "取消印章图", "backup": "写入备份", "password": "备份口令",
        "again": "再次输入备份口令", "short": "至少需要 8", "write": "写入文件",
        "written": "备份已写入", "restore": "恢复备份", "file": "选择备份文件",
        "restored": "已恢复", "wrong": "打不开此文件", "sign": "签名", "signing-key": "签名密钥",
        "shortcuts": "键盘快捷键", "invitation": "邀请", "next-step": "下一步", "renew": "续期…", "renew-one": "续期", "key-passphrase": "签名密钥口令",
        "wrong-passphrase": "口令不正确", "away": "密钥没有问题", "soon": "将在20天内到期",
        "now": "将在3天内到期", "ended": "12 天内", "over": "重新注册", "to-enrol": "重新注册…", "tried": "已尝试 3 次，最近一次：无法连接", "partly": "将从断点续传",
        "next-try": "自动重试", "closed": "本期已截止", "overdue": "逾期 2 天", "sent-late": "迟报", "r1": "（R1 回执）", "whole": "只差回执", "pause": "暂停", "paused": "已暂停", "go-on": "继续",
        "throw": "删除草稿", "thrown": "草稿已删除", "undo": "撤销", "back": "已恢复原样", "to-fill": "待填报", "a-draft": "草稿",
        "begun-anew": "已另起草稿或已签名", "bin": "已删除的草稿", "bring-back": "恢复 B204-1", "kept-until": "保留至",
        "bin-empty": "没有已删除的草稿",
    },
}
LOOKS = {
    "light": ({}, ""),
    "dark": ({"ADW_DEBUG_COLOR_SCHEME": "prefer-dark"}, ""),
    "large": ({}, "gtk-font-name=Sans 15\n"),
    "contrast": ({"ADW_DEBUG_HIGH_CONTRAST": "1"}, ""),
}
PASSPHRASE = "a passphrase for tests"
PASSWORD = "correct horse battery"


def is_unnamed(node):
    """What takes the keyboard must say what it is, by its name or its label."""
    if not node.has(State.FOCUSABLE) or node.get_name() or not node.is_shown():
        return False
    # Containers that only pass the keyboard on, and the window's own frame.
    passes_on = node.get_role_name() in ("frame", "filler", "panel", "window", "scroll pane", "viewport", "list", "unknown",
                                         "separator", "page tab list", "menu bar", "grouping")
    return not passes_on and not node.is_labelled()


def faults(look):
    found = []
    for node in look.find():
        try:
            if is_unnamed(node):
                around = [f"{one.get_role_name()}:{one.get_name()}" for one in look.above(node)[:6]]
                found.append(" < ".join(around))
            elif node.has(State.FOCUSABLE) and node.get_role_name() == "invalid":
                found.append(f"no role: {node.get_name()}")
        except GLib.Error:
            continue
    return found


class Desk(Visit):
    def __init__(self, desktop, maker, locale_dir, pictures, language):
        super().__init__(desktop, maker, locale_dir, pictures, language, WORDS, f"desk-{language}")
        self.heights = {}

    # What a person does

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def restart(self, how=signal.SIGKILL):
        self.process.send_signal(how)
        self.process.wait(timeout=120)
        self.start()

    def row(self, period):
        return next((row for row in self.screen.all("list item", "B204-1") if self.words[period] in row.get_name()), None)

    def open_row(self, period):
        self.screen.focus()
        self.screen.point_at(lambda: self.row(period), "the report in the list")
        wait(lambda: self.screen.first("table cell"), "the form on the screen")

    def button(self, word):
        """What says just this before what says more."""
        found = [node for node in self.screen.all(None, self.words[word])
                 if node.get_role_name() in ("push button", "toggle button")]
        found.sort(key=lambda node: len(node.get_name()))
        return next(iter(found), None)

    def press_button(self, word):
        self.screen.click(wait(lambda: self.button(word), f"a button {word}"))

    def choose(self, word):
        """An item of the main menu."""
        self.screen.focus()
        self.press_button("menu")
        self.screen.click(wait(lambda: next((node for node in self.screen.all(None, self.words[word])
                                             if "menu item" in node.get_role_name()), None), f"{word} in the menu"))

    def answer_file(self, path):
        before = self.count
        wait(lambda: self.screen.count_windows() > before, "the file dialog")
        self.screen.focus()
        self.screen.press("ctrl+a")
        self.screen.type(path)
        self.screen.press("Return")
        # GTK 4.8 does not stand being looked into while a dialog goes.
        wait(lambda: self.screen.count_windows() <= before, "the file dialog gone")

    def about_to_ask(self):
        self.count = self.screen.count_windows()

    def check_names(self, page):
        found = faults(self.screen.look())
        assert not found, f"{page}: " + "; ".join(found)

    def text_of(self, path):
        return subprocess.run(["pdftotext", "-raw", path, "-"], capture_output=True, text=True, check=True).stdout

    # The steps, in their order

    def sets_the_seal(self):
        screen = self.screen
        wait(lambda: self.row("june"), "the list")
        subprocess.run(["convert", "-size", "240x240", "xc:none", "-fill", "none", "-stroke", "#d00000", "-strokewidth", "10",
                        "-draw", "circle 120,120 120,8", "-draw", "line 60,120 180,120", self.path("seal.png")], check=True)
        with open(self.path("seal.png"), "rb") as whole, open(self.path("half.png"), "wb") as half:
            half.write(whole.read()[:300])
        self.choose("seal")
        self.see("no-seal")
        self.about_to_ask()
        self.press_button("choose")
        self.answer_file(self.path("half.png"))
        self.see("damaged")
        self.about_to_ask()
        self.press_button("choose")
        self.answer_file(self.path("seal.png"))
        self.see("remove")
        screen.focus()
        self.picture("seal")
        self.check_names("seal")
        screen.press("Escape")
        screen.wait_gone(None, self.words["choose"])

    def warns_of_certificates(self):
        """Ahead, urgently, and after the end in two ways; renewing comes as far as the network."""
        screen = self.screen
        keys = os.path.join(self.command[2], "keys")
        shutil.copy(os.path.join(keys, "signing.p12"), self.path("kept.p12"))
        for state in ("now", "ended", "over", "soon"):
            shutil.copy(os.path.join(keys, state + ".p12"), os.path.join(keys, "signing.p12"))
            screen.press("F5")
            self.see(state)
            assert self.button("to-enrol" if state == "over" else "renew"), state
            screen.focus()
            self.picture(f"certificate-{state}")
        self.check_names("certificate")
        self.press_button("renew")
        field = screen.find("text", self.words["key-passphrase"])
        screen.set_text(field, "another")
        self.press_button("renew-one")
        self.see("wrong-passphrase")
        screen.set_text(field, PASSPHRASE)
        self.press_button("renew-one")
        self.see("away")
        screen.focus()
        self.picture("renew-offline")
        self.check_names("renew")
        screen.press("Escape")
        screen.wait_gone("text", self.words["key-passphrase"])
        shutil.copy(self.path("kept.p12"), os.path.join(keys, "signing.p12"))
        screen.press("F5")
        screen.wait_gone(None, self.words["soon"])

    def execute(self, sql):
        with sqlite3.connect(os.path.join(self.command[2], "workspace.db"), isolation_level=None, timeout=120) as database:
            database.execute(sql)

    def tells_what_is_late(self):
        """What is owed beyond its deadline, and what reached the bureau after it."""
        screen = self.screen
        [[deadline]] = self.ask("select deadline from obligation where form = 'B203'")
        self.execute(f"update obligation set deadline = {int((time.time() - 2 * 86400) * 1000000)} where form = 'B203'")
        self.execute("update obligation set late = 1 where period = '2024-05'")
        screen.press("F5")
        self.see("overdue")
        self.see("sent-late")
        self.picture("late")
        self.check_names("late")
        self.execute(f"update obligation set deadline = {deadline} where form = 'B203'")
        self.execute("update obligation set late = 0 where period = '2024-05'")
        screen.press("F5")
        screen.wait_gone(None, self.words["sent-late"])

    def shows_the_outbox(self):
        """Each state with what is known of it, kept up to date; held back and let go by a button."""
        screen = self.screen
        self.execute("update message set attempts = 3, code = 'unreached', reason = 'no route', "
                     f"retry_at = {int((time.time() + 600) * 1000000)} where period = '2024-04'")
        self.execute("update message set upload = '/v1/uploads/1', offset = length(container) / 3 where period = '2024-03'")
        self.execute("update message set state = 'refused', code = 'closed', reason = 'x' where period = '2024-02'")
        screen.focus()
        screen.press("ctrl+shift+o")
        for word in ("tried", "partly", "next-try", "closed", "r1"):
            self.see(word)
        screen.focus()
        self.picture("outbox")
        self.check_names("outbox")
        self.execute("update message set offset = length(container) where period = '2024-03'")
        self.see("whole")
        assert len(screen.all("push button", self.words["pause"])) == 2
        screen.click(screen.all("push button", self.words["pause"])[0])
        self.see("paused")
        self.picture("outbox-paused")
        self.press_button("go-on")
        screen.wait_gone(None, self.words["paused"])
        screen.focus()
        screen.press("Escape")
        screen.wait_gone(None, self.words["r1"])

    def ask(self, sql):
        with sqlite3.connect(os.path.join(self.command[2], "workspace.db"), timeout=120) as database:
            return database.execute(sql).fetchall()

    def wait_june(self, word):
        wait(lambda: self.row("june") and self.words[word] in self.row("june").get_name(), word)

    def go_to_june(self):
        """By keys alone, as without a mouse."""
        def has_keyboard(node):
            return node is not None and node.has(State.FOCUSED)
        self.screen.focus()
        for key in ["Tab"] * 15 + ["Down"] * 5:
            if has_keyboard(self.row("june")):
                return
            if key == "Down" or not any(map(has_keyboard, self.screen.all("list item"))):
                self.screen.press(key)
        assert has_keyboard(self.row("june")), "the keyboard does not reach the row"

    def throws_a_draft_away(self):
        """And takes it back, to the last byte: by the button of what was said, by one key, never over a new one."""
        screen = self.screen
        kept = "select report, created, changed from draft where period = '2024-06'"
        beside = "select (select group_concat(note) from cell_note), (select group_concat(text) from journal)"
        self.execute("insert into cell_note select id, 'B204-1', 'A.01.1', '问苏会计', 0 from account")
        self.execute("insert into journal (account, form, period, time, text) select id, 'B204-1', '2024-06', 0, '5234' from account")
        before, notes = self.ask(kept), self.ask(beside)
        self.wait_june("a-draft")
        screen.focus()
        screen.click(wait(lambda: self.button("throw"), "a button to throw it away"))
        self.see("thrown")
        self.wait_june("to-fill")
        assert not self.ask(kept)
        screen.focus()
        self.picture("draft-thrown")
        self.check_names("draft thrown away")
        self.press_button("undo")
        self.see("back")
        self.wait_june("a-draft")
        assert self.ask(kept) == before and self.ask(beside) == notes == [("问苏会计", "5234")], self.ask(beside)
        screen.focus()
        self.picture("draft-back")
        # The keyboard does the same, also when what was said is gone.
        self.go_to_june()
        screen.press("Delete")
        self.wait_june("to-fill")
        screen.press("ctrl+z")
        self.wait_june("a-draft")
        assert self.ask(kept) == before
        # Begun anew meanwhile, elsewhere: that one stays.
        screen.press("Delete")
        self.wait_june("to-fill")
        self.execute("insert into draft (account, form, period, report, created, changed) select account, form, '2024-06', "
                     "x'00', 1, 1 from message where period = '2024-05'")
        screen.press("ctrl+z")
        self.see("begun-anew")
        assert self.ask("select report from draft where period = '2024-06'") == [(b"\0",)]
        self.execute("delete from draft where period = '2024-06'")
        screen.press("ctrl+z")
        self.wait_june("a-draft")
        assert self.ask(kept) == before
        self.open_row("june")
        wait(lambda: screen.first("table cell", "52,340"), "the draft's figures")
        screen.press("alt+Left")
        wait(lambda: self.row("june"), "the list")

    def brings_one_back_later(self):
        """What was thrown away is found in the menu, also when the program was closed since, with when and until when."""
        screen = self.screen
        kept = "select report, created, changed from draft where period = '2024-06'"
        before = self.ask(kept)
        screen.focus()
        screen.click(wait(lambda: self.button("throw"), "a button to throw it away"))
        self.wait_june("to-fill")
        self.restart()
        screen = self.screen
        self.wait_june("to-fill")
        self.choose("bin")
        button = screen.find("push button", self.words["bring-back"])
        assert any(self.words["kept-until"] in name for name in screen.names("list item") + screen.names("label")), "until when"
        screen.focus()
        self.picture("draft-bin")
        self.check_names("draft bin")
        # One that was begun anew meanwhile stays.
        self.execute("insert into draft (account, form, period, report, created, changed) select account, form, '2024-06', "
                     "x'00', 1, 1 from message where period = '2024-05'")
        screen.click(button)
        self.see("begun-anew")
        screen.focus()
        self.picture("draft-bin-refused")
        self.execute("delete from draft where period = '2024-06'")
        screen.click(screen.find("push button", self.words["bring-back"]))
        self.see("back")
        self.see("bin-empty")
        assert self.ask(kept) == before
        screen.focus()
        self.picture("draft-bin-empty")
        screen.press("Escape")
        screen.wait_gone(None, self.words["bin-empty"])
        screen.wait_alone()
        self.wait_june("a-draft")

    def prints_several(self):
        screen = self.screen
        screen.focus()
        screen.press("ctrl+p")
        self.see("print-reports")
        screen.click(wait(lambda: screen.first("check box", self.words["all"]), "all of them"))
        screen.focus()
        self.picture("print")
        self.check_names("print")
        self.press_button("save")
        self.about_to_ask()
        screen.click(wait(lambda: next((node for node in screen.all(None, self.words["one"])
                                        if "menu item" in node.get_role_name()), None), "one file"))
        path = self.path("several.pdf")
        self.answer_file(path)
        self.see("saved")
        # One press closes it from among the reports too, also while it says so.
        screen.focus()
        screen.point_at(lambda: screen.first("check box", self.words["all"]), "all of them")
        screen.press("Escape")
        screen.wait_gone(None, self.words["print-reports"])
        text = self.text_of(path)
        assert self.words["draft"] in text and self.words["accepted"] in text, text
        subprocess.run(["pdftoppm", "-r", "90", "-png", path, os.path.join(self.pictures, f"{self.pictured}-paper")], check=True)
        subprocess.run(["pdftoppm", "-r", "200", "-png", path, self.path("page")], check=True)
        pages = sorted(name for name in os.listdir(self.folder.name) if name.startswith("page-"))
        codes = [subprocess.run(["zbarimg", "--nodbus", "--raw", "--quiet", self.path(page)], capture_output=True, text=True,
                                check=False).stdout.strip() for page in pages]
        codes = [code for code in codes if code]
        assert len(codes) == 1 and codes[0].startswith("ZHIBAO:1:"), codes
        assert codes[0].rsplit(":", 1)[1].lower() in "".join(text.split()), "the digest of the report"

    def saves_what_was_signed(self):
        screen = self.screen
        self.open_row("may")
        self.about_to_ask()
        screen.press("ctrl+shift+s")
        path = self.path("signed.pdf")
        self.answer_file(path)
        self.see("pdf-saved")
        text = self.text_of(path)
        assert self.words["accepted"] in text and self.words["draft"] not in text, text
        screen.focus()
        screen.press("alt+Left")
        wait(lambda: self.row("june"), "the list")

    def shows_the_shortcuts(self):
        screen = self.screen
        screen.focus()
        screen.press("ctrl+question")
        self.see("next-step")
        screen.focus()
        self.picture("shortcuts")
        screen.press("Escape")
        screen.wait_gone(None, self.words["next-step"])

    def writes_a_backup(self):
        screen = self.screen
        self.choose("backup")
        password = screen.find("text", self.words["password"])
        again = screen.find("text", self.words["again"])
        screen.set_text(password, "short")
        self.press_button("write")
        self.see("short")
        screen.set_text(password, PASSWORD)
        screen.set_text(again, PASSWORD)
        self.about_to_ask()
        self.press_button("write")
        self.answer_file(self.path("desk.zbackup"))
        self.see("written")
        screen.focus()
        self.picture("backup")
        self.check_names("backup")
        assert os.stat(self.path("desk.zbackup")).st_mode & 0o777 == 0o600
        screen.press("Escape")
        screen.wait_gone("text", self.words["again"])

    def goes_on_at_another_computer(self):
        """An empty folder: the first start offers the backup, and all is there."""
        self.command[2] = self.path("other")
        self.restart()
        screen = self.screen
        self.see("invitation")
        self.picture("first-start")
        self.check_names("first start")
        self.press_button("restore")
        screen.set_text(screen.find("text", self.words["password"]), "another one")
        self.about_to_ask()
        self.press_button("file")
        self.answer_file(self.path("desk.zbackup"))
        self.see("wrong")
        screen.set_text(screen.find("text", self.words["password"]), PASSWORD)
        self.about_to_ask()
        self.press_button("file")
        self.answer_file(self.path("desk.zbackup"))
        wait(lambda: screen.count_windows() == 1, "the dialog gone")
        self.see("restored")
        wait(lambda: self.row("june"), "the list")
        self.picture("restored")
        self.open_row("june")
        wait(lambda: screen.first("table cell", "52,340"), "the draft's figures")

    def looks_well(self):
        """Home, entry, findings and signing, each way of looking; every page named throughout."""
        for look, (environment, settings) in LOOKS.items():
            self.write("gtk-4.0/settings.ini", SETTINGS + settings)
            plain = dict(self.environment)
            self.environment.update(environment)
            self.restart()
            self.environment = plain
            screen = self.screen
            wait(lambda: self.row("june"), "the list")
            self.picture(f"{look}-home")
            self.check_names(f"home, {look}")
            self.open_row("june")
            self.picture(f"{look}-entry")
            height = screen.find("table cell", "52,340").get_box().height
            self.heights[look] = height
            self.check_names(f"entry, {look}")
            screen.press("ctrl+Home")
            screen.press("1", "Return")
            self.see("june")
            screen.press("F9")
            wait(lambda: screen.first("label", "B204-1#"), "findings")
            self.picture(f"{look}-findings")
            self.check_names(f"findings, {look}")
            screen.press("F9", "ctrl+Home", "ctrl+z")
            wait(lambda: screen.first("table cell", "52,340"), "undone")
            self.press_button("sign")
            screen.find("text", self.words["signing-key"])
            screen.focus()
            self.picture(f"{look}-sign")
            self.check_names(f"sign, {look}")
            screen.press("Escape")
            screen.wait_gone("text", self.words["signing-key"])
        # The form grows with the letters.
        assert self.heights["large"] > self.heights["light"], self.heights


STEPS = ["sets_the_seal", "warns_of_certificates", "tells_what_is_late", "shows_the_outbox", "throws_a_draft_away", "brings_one_back_later", "prints_several",
         "saves_what_was_signed", "shows_the_shortcuts", "writes_a_backup", "goes_on_at_another_computer", "looks_well"]


if __name__ == "__main__":
    sys.exit(drive(lambda: Desk(*sys.argv[1:]), STEPS, "desk"))
