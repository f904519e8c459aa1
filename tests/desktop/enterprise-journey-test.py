#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""An accountant's way through the program, in a real window against a real receiver: first start,
a block pasted from a spreadsheet, findings, explanations, signing, sending, receipts, a returned
report corrected while the bureau cannot be reached; kill -9 while typing; two windows on one draft.

    enterprise-journey-test.py DESKTOP BUREAU LOCALE_DIR PICTURES LANGUAGE WIDTH"""

import contextlib
import os
import re
import signal
import sqlite3
import struct
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from accessible import State  # noqa: E402
from accountant import Accountant  # noqa: E402
from line import Line  # noqa: E402
from drive import drive  # noqa: E402
from screen import Missing, copy, wait  # noqa: E402

PASSPHRASE = "correct horse battery"
WORDS = {
    "en": {
        "enrol": "Enrol", "invitation": "Invitation", "expired": "expired", "short": "at least 8",
        "differ": "not the same", "check": "Check", "explain-step": "Explain", "sign": "Sign", "sign-send": "Sign and Send",
        "receipt": "View Receipt", "saved": "Draft saved", "add": "Add a row",
        "choose": "Choose a reason", "empty": "at least 8 characters", "later": "not sent yet",
        "wrong": "passphrase is not right", "keep": "Keep", "correct": "Correct",
        "returned": "Returned", "accepted": "Accepted", "to-fill": "To fill in", "draft": "Draft",
        "received": "Machine check passed", "committed": "Committed, to be sent", "committed-on": "Committed on", "there-by": "itself is there by", "receipts": "Receipts", "number": "is not a number",
        "passphrase": "assphrase", "search": "Search the code list", "signing-key": "signing key",
        "explanation": "Explanation", "cancel": "Cancel", "send": "Send", "june": "June 2024",
        "trouble": "cannot be reached", "conflict": "Another window", "keep-this": "Keep This One",
        "load-other": "Load the Other", "pasted": "pasted", "not-sent": "Not sent yet",
        "pre-filled": "Pre-filled", "find": "Find in this report", "sum": "Sum 193,160",
        "pdf-saved": "The PDF file is saved",
        "search-due": "Search in what is due", "no-match": "Nothing Matches",
        "slip": "Correct…", "ledger": "It Does, Correct", "noted": "noted in the journal",
        "clock": "Set it right", "context-lost": "cannot be read any more",
    },
    "zh_CN": {
        "enrol": "注册", "invitation": "邀请", "expired": "过期，", "short": "至少需要 8",
        "differ": "不一致", "check": "审核", "explain-step": "说明", "sign": "签名", "sign-send": "签名并报送",
        "receipt": "查看回执", "saved": "草稿已保存", "add": "添加一行",
        "choose": "请先选择原因", "empty": "至少 8 个字符", "later": "尚未报送的报表",
        "wrong": "口令不正确", "keep": "保存", "correct": "修改",
        "returned": "退回", "accepted": "已验收", "to-fill": "待填报", "draft": "草稿",
        "received": "机审通过", "committed": "已承诺，待报送", "committed-on": "宽限时间", "there-by": "前送达即视为按时", "receipts": "回执", "number": "不是数值",
        "passphrase": "口令", "search": "查找代码", "signing-key": "签名密钥",
        "explanation": "说明内容", "cancel": "取消", "send": "报送", "june": "2024年6月",
        "trouble": "无法连接", "conflict": "另一个窗口", "keep-this": "保留本窗口",
        "load-other": "载入另一份", "pasted": "已粘贴", "not-sent": "尚未报送",
        "pre-filled": "预填", "find": "在本表中查找", "sum": "合计 193,160",
        "pdf-saved": "PDF 文件已保存",
        "search-due": "在应报报表中查找", "no-match": "没有符合的报表",
        "slip": "改正…", "ledger": "一致，改正", "noted": "已改正并记入日志",
        "clock": "请校准本机时间", "context-lost": "已无法读取",
    },
}
# Section A as it lies in a spreadsheet: a figure with the wrong sign, a total that does not fit its
# classes, sales far above output, and something that is no figure.
SECTION_A = [
    ("52340", "299,000"), ("9800", "55210"), ("131020", "371480"), ("-21400", "120350"),
    ("18六.40", "1082.70"),
]
SECTION_B = [("12340", "67200"), ("40000", "231560")]
SECTION_C = [("4.61", "25.90"), ("318.2", "1842.6")]
NEW_CLASS = "3985"
SEARCH = "2024-06 ｂ203"  # a wide letter among them
ROWS_ABOVE_C = len(SECTION_A) + len(SECTION_B) + 1  # with the line to add a class by
EXPLANATION = "六月新增两条生产线，订单比上月增加三成。"


class Journey(Accountant):
    def __init__(self, desktop, bureau, locale_dir, pictures, language, width):
        self.home = tempfile.TemporaryDirectory()
        super().__init__(desktop, locale_dir, pictures, language, width, self.home.name, WORDS)
        self.bureau_program = bureau
        self.bureau = self.line = None

    # The programs

    def start_bureau(self):
        self.bureau = subprocess.Popen(
            [self.bureau_program, self.folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            text=True,
        )
        ready = self.bureau.stdout.readline()
        assert ready.startswith("ready "), ready
        with open(self.path("invitation.txt"), encoding="utf-8") as file:
            invitation = file.read()
        port = int(re.search(r"https://127\.0\.0\.1:(\d+)", invitation).group(1))
        self.line = Line(("127.0.0.1", port))
        self.invitation = invitation.replace(f":{port}", f":{self.line.port}", 1)
        self.write("expired.txt", re.sub(r"(?m)^expires: .*$", "expires: 2024-01-01T00:00:00Z",
                                         self.invitation))

    def tell_bureau(self, line):
        self.bureau.stdin.write(line + "\n")
        self.bureau.stdin.flush()
        return self.bureau.stdout.readline().strip()

    def close(self):
        self.leave()
        if self.bureau:
            self.bureau.stdin.close()
            self.bureau.wait(timeout=60)
        if self.line:
            self.line.close()
        self.home.cleanup()

    def is_focused(self, word):
        return any(node.has(State.FOCUSED) for node in self.screen.all(None, self.say(word)))

    def due_row(self, form):
        return self.row(form, "june")

    def wait_state(self, form, word):
        self.wait_row(form, "june", word)

    def open_report(self, form):
        self.open_row(form, "june")

    def go_home(self):
        self.screen.focus()
        self.screen.press("alt+Left")
        wait(lambda: self.due_row("B204-1"), "the list")

    def go_to(self, row, column=0):
        """From the first cell on: rows down, columns right."""
        self.screen.press("ctrl+Home", *["Down"] * row, *["Right"] * column)

    def enter_pairs(self, pairs):
        """Enter after a run of Tab goes back to the column it began in."""
        for left, right in pairs:
            self.screen.type(left)
            self.screen.press("Tab")
            self.enter(right)

    def wait_saved(self):
        self.see("saved")

    def add_row(self, code, pair):
        # The grid recycles its cells, so that their order says nothing of their places.
        self.screen.point_at(lambda: min(self.screen.all("push button", self.say("add")),
                                         key=self.screen.get_top, default=None), "a row to add")
        self.screen.find(None, self.say("search"))
        self.screen.type(code)
        self.screen.find("label", code)
        self.picture("code-list")
        self.screen.press("Return")
        wait(lambda: code in self.screen.names("row header"), f"a row {code}")
        self.enter_pairs([pair])

    # The steps, in their order

    def first_start(self):
        screen = self.start("--invitation", self.path("expired.txt"))
        passphrase = self.say("passphrase")
        fields = wait(lambda: len(screen.all("text", passphrase)) >= 2 and
                      screen.all("text", passphrase), "two passphrase fields")
        for typed, again, fault in (("short", "short", "short"), (PASSPHRASE, "other", "differ"),
                                    (PASSPHRASE, PASSPHRASE, "expired")):
            screen.set_text(fields[0], typed)
            screen.set_text(fields[1], again)
            self.press_button("enrol")
            self.see(fault)
        self.picture("enrol")
        screen.set_text(screen.find("text", self.say("invitation")), self.invitation)
        self.press_button("enrol")
        self.wait_state("B204-1", "to-fill")
        self.picture("home")

    def search_what_is_due(self):
        """By words of any kind, full-width ones too, one narrowing the other."""
        screen = self.screen
        screen.press("ctrl+f")
        wait(lambda: self.is_focused("search-due"), "the keyboard in the search")
        screen.type(SEARCH)
        wait(lambda: self.due_row("B203") and not self.due_row("B204-1"), "B203 alone")
        self.picture("search")
        screen.type("x")
        self.see("no-match")
        screen.press("Escape")
        wait(lambda: self.due_row("B203") and self.due_row("B204-1"), "all of them again")

    def paste_a_block(self):
        self.open_report("B204-1")
        screen = self.screen
        screen.find("table cell", "47,115")  # last year's figures are filled in
        copy("\n".join("\t".join(pair) for pair in SECTION_A) + "\n")
        screen.press("ctrl+v")
        self.see("pasted")
        wait(lambda: screen.first("table cell", "-21,400"), "a negative figure as it was pasted")
        assert screen.all("table cell", "299,000"), "thousands separators"
        self.go_to(len(SECTION_A) - 1)
        self.see("number")
        self.picture("refused")
        # Found by its code, and worked out on the spot.
        self.go_to(0)
        screen.press("ctrl+f")
        wait(lambda: self.is_focused("find"), "the keyboard in the search")
        screen.type("05")
        screen.press("Return", "Escape")
        self.enter("=180+3.2*2")
        wait(lambda: screen.first("table cell", "186.40"), "what the calculation comes to")
        screen.wait_gone(None, self.say("number"))
        # What was selected is added up.
        screen.press("ctrl+Home", "shift+Down", "shift+Down")
        self.see("sum")
        self.picture("sum")

    def fill_in(self):
        screen = self.screen
        self.go_to(len(SECTION_A))
        self.enter_pairs(SECTION_B)
        self.go_to(ROWS_ABOVE_C)
        self.enter_pairs(SECTION_C)
        self.add_row(NEW_CLASS, ("7", "0"))
        screen.press("ctrl+z", "ctrl+z")
        wait(lambda: "7" not in screen.names("table cell"), "undone")
        screen.press("ctrl+shift+z", "ctrl+shift+z")
        wait(lambda: "7" in screen.names("table cell"), "done again")
        self.go_to(len(SECTION_A) + len(SECTION_B))
        self.enter("0")
        self.wait_saved()
        self.picture("rows")

    def see_findings(self):
        screen = self.screen
        self.find_button("check")
        self.see("later")
        screen.press("ctrl+Return")
        screen.find("label", "B204-1#4")
        self.picture("findings")
        if self.width < 1366:
            self.toggle_findings()
            self.picture("findings-panel")
            self.toggle_findings()
        self.correct_slip()
        # The other error was one figure.
        self.go_to(0, 1)
        self.enter("298760")
        self.find_button("explain-step")
        self.wait_saved()

    def correct_slip(self):
        """A wrong sign is proved: one press, a word that the ledger agrees, and the journal has it."""
        screen = self.screen
        self.toggle_findings()
        self.press_button("slip")
        self.find_button("ledger")
        screen.focus()
        self.picture("slip")
        self.press_button("ledger")
        # What goes by itself is looked for first.
        self.see("noted")
        wait(lambda: "21,400" in screen.names("table cell"), "the figure with its right sign")
        screen.focus()
        self.toggle_findings()
        screen.press("ctrl+h")
        screen.find(None, "A.04.1 -21400 → 21400")
        screen.focus()
        self.picture("journal")
        screen.press("Escape")
        screen.wait_gone(None, "A.04.1 -21400 → 21400")
        screen.wait_alone()

    def explain(self):
        self.go_to(1, 2)
        self.enter("8301")  # another figure for last year than the one filled in
        self.toggle_findings()
        self.see("pre-filled")
        self.picture("to-explain")
        self.toggle_findings()
        self.explain_all(pictures=True)

    def toggle_findings(self):
        """In a narrow window they lie over the cells, and are called for."""
        if self.width < 1366:
            self.screen.press("F9")

    def explain_all(self, pictures=False):
        for _ in range(12):
            if wait(self.next_step, "a next step") == "sign":
                return
            self.explain_one(pictures)
        raise Missing("everything explained after 12 explanations")

    def next_step(self):
        names = self.screen.names("push button")
        return next((step for step in ("sign", "explain-step") if self.say(step) in names), None)

    def explain_one(self, pictures):
        screen = self.screen
        screen.focus()
        screen.press("ctrl+Return")
        self.find_button("keep")
        screen.focus()
        texts = screen.all("text", self.say("explanation"))
        kind = "explain" if texts else "reason"
        pictures = pictures and not getattr(self, kind + "_seen", False)
        setattr(self, kind + "_seen", True)
        if pictures:
            self.press_button("keep")
            self.see("choose")
        screen.point_at(lambda: next(reversed(screen.all("combo box")), None), "a combo box")
        screen.press("Down", "Down", "Return")
        if texts and pictures:
            screen.set_text(texts[-1], "ok")
            self.press_button("keep")
            self.see("empty")
        if pictures:
            self.picture(kind)
        if texts:
            screen.set_text(texts[-1], EXPLANATION)
        self.press_button("keep")
        self.wait_no_button("keep")

    def sign_and_send(self):
        screen = self.screen
        screen.focus()
        screen.press("ctrl+Return")
        field = screen.find("text", self.say("signing-key"))
        screen.set_text(field, "not the passphrase")
        self.press_button("sign-send")
        self.see("wrong")
        self.picture("sign")
        self.line.hold()
        screen.set_text(field, PASSPHRASE)
        self.press_button("sign-send")
        self.find_button("cancel")
        screen.wait_gone("text", self.say("signing-key"))
        self.picture("sending")
        self.line.resume()
        self.find_button("receipt")
        screen.focus()
        self.picture("sent")

    def view_receipts(self):
        screen = self.screen
        self.press_button("receipt")
        screen.find("label", "R1")
        screen.find("label", "R2")
        assert screen.all("label", "✓"), "the receipts verify"
        screen.focus()
        self.picture("receipts")
        screen.press("Escape")
        screen.wait_gone("label", "R1")

    def put_on_paper(self):
        """What was signed, as a PDF file with the figures and no word of a draft."""
        path = self.path("paper.pdf")
        self.screen.focus()
        self.screen.press("ctrl+shift+s")
        wait(lambda: self.screen.count_windows() > 1, "the file dialog")
        self.screen.focus()
        self.screen.press("ctrl+a")
        self.screen.type(path)
        self.screen.press("Return")
        self.see("pdf-saved")
        text = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True,
                              check=True).stdout
        assert "131,020" in text and "-21,400" not in text, text
        assert "草" not in text and "DRAFT" not in text.upper(), text

    def correct_returned(self):
        """It comes back, and is corrected and signed while the bureau cannot be reached."""
        screen = self.screen
        assert self.tell_bureau("return A.02.1 新产品产值请核对，与上月差距大") == "done returned"
        self.go_home()
        screen.press("F5")
        self.wait_state("B204-1", "returned")
        self.picture("home-returned")
        self.line.cut()
        self.open_report("B204-1")
        self.find_button("correct")
        self.picture("returned")
        screen.press("ctrl+Return")
        self.wait_no_button("correct")
        self.go_to(1)
        self.enter("9900")
        self.wait_saved()
        self.picture("correcting")
        self.explain_all()
        screen.focus()
        screen.press("ctrl+Return")
        screen.set_text(screen.find("text", self.say("signing-key")), PASSPHRASE)
        self.press_button("sign-send")
        self.see("not-sent")
        screen.focus()
        self.picture("queued")

    def commit_on_a_bad_line(self):
        """The report is too much for the line, its digest is not: the state says so, and there is a receipt of it."""
        screen = self.screen
        self.line.mend()
        self.line.narrow(7000)
        self.press_button("send")
        self.see("committed-on")
        self.see("there-by")
        screen.focus()
        self.picture("committed")
        self.press_button("receipts")
        screen.find("label", "R0")
        assert screen.all("label", "✓"), "the receipt verifies"
        screen.focus()
        self.picture("commitment")
        screen.press("Escape")
        screen.wait_gone("label", "R0")
        self.line.cut()

    def send_when_back(self):
        """What waits in the outbox goes out by itself once the bureau answers again."""
        screen = self.screen
        self.go_home()
        self.wait_state("B204-1", "committed")
        screen.press("F5")
        self.see("trouble")
        self.picture("offline")
        self.line.mend()
        screen.press("F5")
        self.wait_state("B204-1", "received")
        assert self.tell_bureau("accept") == "done accepted"
        screen.press("F5")
        self.wait_state("B204-1", "accepted")
        self.picture("home-accepted")

    def open_without_earlier_figures(self):
        """What is kept of earlier periods and cannot be read keeps no report shut, and comes anew by itself."""
        screen = self.screen
        self.line.cut()
        screen.press("F5")
        self.see("trouble")
        with contextlib.closing(sqlite3.connect(os.path.join(self.workspace, "workspace.db"), timeout=60)) as kept, kept:
            kept.execute("update context set document = '{' where form = 'B203'")
        self.open_report("B203")
        self.see("context-lost")
        screen.focus()
        self.picture("context-lost")
        self.line.mend()
        screen.wait_gone(None, self.say("context-lost"))
        wait(lambda: screen.first("table cell"), "the report")
        self.go_home()

    def survive_kill(self):
        """Whatever was committed before kill -9 is there after it."""
        self.open_report("B203")
        figures = [str(1000 + 7 * i) for i in range(6)]
        for figure in figures:
            self.enter(figure)
        self.wait_saved()
        self.stop(signal.SIGKILL)
        self.start()
        self.wait_state("B203", "draft")
        self.open_report("B203")
        kept = {f"{int(figure):,}" for figure in figures}
        wait(lambda: kept <= set(self.screen.names("table cell")), "all that was entered")
        self.picture("b203")

    def two_windows(self):
        """Two programs on one workspace never write over each other."""
        first = self.screen
        second = self.start()
        self.open_report("B203")
        self.enter("2222")
        self.wait_saved()
        first.focus()
        first.press("ctrl+Home")
        first.type("3333")
        first.press("Return")
        first.find(None, self.say("conflict"))
        self.screen = first
        self.picture("conflict")
        self.press_button("load-other")
        first.wait_gone(None, self.say("conflict"))
        wait(lambda: first.all("table cell", "2,222"), "what the other window saved")
        first.press("ctrl+Home")
        first.type("4444")
        first.press("Return")
        self.wait_saved()
        second.focus()
        second.press("ctrl+Home")
        second.type("5555")
        second.press("Return")
        second.find(None, self.say("conflict"))
        self.screen = second
        self.press_button("keep-this")
        second.wait_gone(None, self.say("conflict"))
        self.wait_saved()

    def tell_a_wrong_clock(self):
        """Whose clock goes 20 minutes ahead is told so once the bureau was heard."""
        self.leave()
        shim = os.path.join(os.environ["ZB_BUILD_ROOT"], "tests", "faults", "libzb-fault-shim.so")
        with open(self.path("control"), "wb") as file:
            file.write(struct.pack("6q", 20 * 60 * 1_000_000, 0, 0, 0, 0, 0))
        # A sanitized program would want to be loaded before the shim.
        sanitizer = ":".join(filter(None, [os.environ.get("ASAN_OPTIONS"), "verify_asan_link_order=0"]))
        self.environment.update(LD_PRELOAD=shim, ZB_FAULT_CONTROL=self.path("control"), ASAN_OPTIONS=sanitizer)
        self.start().find(None, self.say("clock"))
        self.picture("clock")


STEPS = ["first_start", "search_what_is_due", "paste_a_block", "fill_in", "see_findings",
         "explain", "sign_and_send", "view_receipts", "put_on_paper", "correct_returned", "commit_on_a_bad_line",
         "send_when_back", "open_without_earlier_figures", "survive_kill", "two_windows", "tell_a_wrong_clock"]


if __name__ == "__main__":
    sys.exit(drive(lambda: Journey(*sys.argv[1:7]), STEPS, "enterprise", prepare=Journey.start_bureau, typed=SEARCH))
