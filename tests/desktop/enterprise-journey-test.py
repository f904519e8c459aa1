#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""An accountant's way through the program, in a real window against a real receiver: first start,
filling in, findings, explanations, signing, sending, receipts, a returned report; and kill -9 while
typing.

    enterprise-journey-test.py DESKTOP BUREAU LOCALE_DIR PICTURES [LANGUAGE [SIZE]]"""

import os
import signal
import subprocess
import sys
import tempfile
import time
import traceback

import gi

gi.require_version("Atspi", "2.0")

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from screen import Missing, Screen, wait_for_display  # noqa: E402

PASSPHRASE = "correct horse battery"
WORDS = {
    "en": {
        "enrol": "Enrol", "short": "needs at least 8", "differ": "not the same", "due": "Reports due",
        "check": "Check", "explain": "Explain", "sign": "Sign", "sign-send": "Sign and Send",
        "receipt": "View Receipt", "saved": "Draft saved", "findings": "Findings",
        "add": "Add a row", "choose": "Choose a reason", "empty": "at least 8 characters",
        "wrong": "passphrase is not right", "r1": "R1", "verified": "Verified", "keep": "Keep",
        "returned": "Returned", "correct": "Correct", "refresh": "Refresh", "accepted": "Accepted",
        "to-fill": "To fill in", "draft": "Draft", "number": "is not a number", "back": "Back",
        "passphrase": "assphrase", "search": "Search the code list", "signing-key": "signing key", "explanation": "Explanation",
        "received": "Received", "queued": "Signed, to be sent", "send": "Send",
    },
    "zh_CN": {
        "enrol": "注册", "short": "至少需要 8", "differ": "不一致", "due": "应报报表",
        "check": "审核", "explain": "说明", "sign": "签名", "sign-send": "签名并报送",
        "receipt": "查看回执", "saved": "草稿已保存", "findings": "审核结果",
        "add": "添加一行", "choose": "请先选择原因", "empty": "至少 8 个字符",
        "wrong": "口令不正确", "r1": "R1", "verified": "验证", "keep": "保存",
        "returned": "退回", "correct": "修改", "refresh": "刷新", "accepted": "已验收",
        "to-fill": "待填报", "draft": "草稿", "number": "不是数值", "back": "返回",
        "passphrase": "口令", "search": "查找代码", "signing-key": "签名密钥", "explanation": "说明内容",
        "received": "已收到", "queued": "已签名，待报送", "send": "报送",
    },
}
SECTION_A = [
    ("52340", "298760"), ("9800", "55210"), ("71020", "291480"), ("21400", "120350"),
    ("186.40", "1082.70"),
]
SECTION_B = [("3913", ("12340", "67200")), ("3974", ("40000", "231560"))]
SECTION_C = [("391301", ("4.61", "25.90")), ("397401", ("318.2", "1842.6"))]


class Journey:
    def __init__(self, desktop, bureau, locale_dir, pictures, language, size):
        self.desktop, self.bureau_program = desktop, bureau
        self.language, self.words = language, WORDS[language]
        self.pictures, self.tag = pictures, f"{language}-{size}"
        self.folder = tempfile.TemporaryDirectory()
        self.workspace = os.path.join(self.folder.name, "workspace")
        self.environment = dict(os.environ, ZHIBAO_LOCALE_DIR=locale_dir, GTK_A11Y="atspi",
                                G_DEBUG="fatal-criticals")
        self.environment.pop("NO_AT_BRIDGE", None)
        self.process = self.screen = self.bureau = None

    # The programs

    def start_bureau(self):
        self.bureau = subprocess.Popen(
            [self.bureau_program, self.folder.name], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            text=True,
        )
        assert self.bureau.stdout.readline().startswith("ready ")

    def tell_bureau(self, line):
        self.bureau.stdin.write(line + "\n")
        self.bureau.stdin.flush()
        return self.bureau.stdout.readline().strip()

    def start(self, *arguments):
        began = time.monotonic()
        self.process = subprocess.Popen(
            [self.desktop, "--workspace", self.workspace, "--language", self.language, *arguments],
            env=self.environment,
        )
        self.screen = Screen(self.process.pid, self.pictures)
        return time.monotonic() - began

    def stop(self, how=signal.SIGTERM):
        if self.process and self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(timeout=20)

    def close(self):
        self.stop(signal.SIGKILL)
        if self.bureau:
            self.bureau.stdin.close()
            self.bureau.wait(timeout=30)
        self.folder.cleanup()

    def picture(self, name):
        self.screen.picture(f"desktop-{self.tag}-{name}")

    def say(self, word):
        return self.words[word]

    # What a person does

    def press_button(self, word):
        self.screen.click(self.screen.find("push button", self.say(word)))

    def open_report(self, form):
        self.screen.wait(lambda: self.due_row(form), f"{form} in the list")
        self.screen.focus()
        self.screen.point(self.due_row(form))
        self.screen.find("table cell", "", 15)
        time.sleep(0.4)

    def due_row(self, form):
        return next((row for row in self.screen.all("list item", form)), None)

    def enter_pairs(self, pairs):
        """From the current cell: right with Tab, and back to the first column of the next row."""
        for left, right in pairs:
            self.screen.type(left)
            self.screen.press("Tab")
            self.screen.type(right)
            self.screen.press("Return", "Left")

    def add_row(self, index, code, pair):
        # The grid recycles its cells, so that their order says nothing of their places.
        adds = sorted(self.screen.all("push button", self.say("add")), key=self.screen.get_top)
        add = adds[index]
        self.screen.point(add)
        self.screen.find(None, self.say("search"), 5)
        self.screen.type(code)
        self.screen.find(None, code)
        self.screen.press("Return")
        time.sleep(0.3)
        self.screen.type(pair[0])
        self.screen.press("Tab")
        self.screen.type(pair[1])
        self.screen.press("Return")

    def wait_saved(self):
        self.screen.find("label", self.say("saved"))

    # The steps, in their order

    def first_start(self):
        self.start("--invitation", os.path.join(self.folder.name, "invitation.txt"))
        screen = self.screen
        fields = screen.wait(lambda: len(screen.all("text", self.say("passphrase"))) >= 2 and
                             screen.all("text", self.say("passphrase")), "two passphrase fields")
        screen.set_text(fields[0], "short")
        screen.set_text(fields[1], "short")
        self.press_button("enrol")
        screen.find(None, self.say("short"))
        screen.set_text(fields[0], PASSPHRASE)
        screen.set_text(fields[1], PASSPHRASE + "!")
        self.press_button("enrol")
        screen.find(None, self.say("differ"))
        self.picture("enrol")
        screen.set_text(fields[1], PASSPHRASE)
        self.press_button("enrol")
        screen.wait(lambda: self.due_row("B204-1"), "B204-1 in the list", 60)
        assert self.say("to-fill") in self.due_row("B204-1").get_name()
        self.picture("home")

    def fill_in(self):
        self.open_report("B204-1")
        screen = self.screen
        screen.type("12a")
        screen.press("Return")
        screen.find(None, self.say("number"))
        self.picture("refused")
        screen.press("Up")
        self.enter_pairs([("52340", "299000")] + SECTION_A[1:])
        for code, pair in SECTION_B:
            self.add_row(0, code, pair)
        self.picture("rows")
        for code, pair in SECTION_C:
            self.add_row(-1, code, pair)
        self.wait_saved()
        assert screen.all("table cell", "52,340"), "thousands separators"

    def see_findings(self):
        screen = self.screen
        screen.find("push button", self.say("check"))
        screen.press("ctrl+Return")
        screen.find("label", "B204-1#")
        self.picture("findings")
        # The error was one figure; the jump has led to its row.
        self.go_to_first_cell()
        screen.press("Right")
        screen.type("298760")
        screen.press("Return")
        self.wait_saved()

    def go_to_first_cell(self):
        self.screen.press("ctrl+Home")

    def explain(self):
        screen = self.screen
        for _ in range(40):
            if screen.all("push button", self.say("sign")):
                return
            self.explain_one()
        raise Missing("all explained after 40 explanations")

    def explain_one(self):
        screen = self.screen
        screen.focus()
        screen.press("ctrl+Return")
        screen.find("push button", self.say("keep"))
        screen.focus()
        first = not getattr(self, "explained", False)
        if first:
            self.press_button("keep")
            screen.find(None, self.say("choose"))
        for node in screen.all("combo box"):
            screen.point(node)
        screen.press("Down", "Down", "Return")
        texts = screen.all("text", self.say("explanation"))
        if texts and first:
            screen.set_text(texts[-1], "ok")
            self.press_button("keep")
            screen.find(None, self.say("empty"))
            self.picture("explain")
        if texts:
            screen.set_text(texts[-1], "六月新增两条生产线，订单比上月增加三成。")
        self.explained = True
        self.press_button("keep")
        screen.wait_gone("push button", self.say("keep"))

    def sign_and_send(self, pictures=True):
        screen = self.screen
        screen.focus()
        screen.press("ctrl+Return")
        field = screen.find("text", self.say("signing-key"))
        if pictures:
            screen.set_text(field, "not the passphrase")
            self.press_button("sign-send")
            screen.find(None, self.say("wrong"))
            self.picture("sign")
        screen.set_text(field, PASSPHRASE)
        self.press_button("sign-send")
        screen.find("push button", self.say("receipt"), 60)

    def view_receipts(self):
        screen = self.screen
        screen.focus()
        self.picture("sent")
        self.press_button("receipt")
        screen.find("label", self.say("r1"))
        screen.find("label", "R2")
        assert screen.all("label", "✓"), "the receipts verify"
        screen.focus()
        self.picture("receipts")
        screen.press("Escape")
        screen.wait_gone("label", self.say("r1"))

    def go_home(self):
        self.screen.focus()
        self.screen.press("alt+Left")
        self.screen.wait(lambda: self.due_row("B204-1"), "the list")

    def correct_returned(self):
        assert self.tell_bureau("return A.02.1 新产品产值请核对，与上月差距大") == "done returned"
        self.go_home()
        self.screen.press("F5")
        self.screen.wait(lambda: self.say("returned") in self.due_row("B204-1").get_name(),
                         "returned")
        self.picture("home-returned")
        self.open_report("B204-1")
        self.screen.find("push button", self.say("correct"))
        self.picture("returned")
        self.screen.press("ctrl+Return")
        self.screen.wait_gone("push button", self.say("correct"))
        time.sleep(0.5)
        self.go_to_first_cell()
        self.screen.press("Down")
        self.screen.type("9900")
        self.screen.press("Return")
        self.wait_saved()
        self.picture("correcting")
        self.explain()
        self.sign_and_send(pictures=False)
        assert self.tell_bureau("accept") == "done accepted"
        self.go_home()
        self.screen.press("F5")
        self.screen.wait(lambda: self.say("accepted") in self.due_row("B204-1").get_name(),
                         "accepted")
        self.picture("home-accepted")

    def survive_kill(self):
        """Whatever was committed before kill -9 is there after it."""
        self.open_report("B203")
        figures = [str(1000 + 7 * i) for i in range(12)]
        for figure in figures:
            self.screen.type(figure)
            self.screen.press("Return")
        self.wait_saved()
        self.stop(signal.SIGKILL)
        seconds = self.start()
        print(f"# start to a window on the bus: {seconds:.2f} s")
        self.screen.wait(lambda: self.due_row("B203"), "the list")
        assert self.say("draft") in self.due_row("B203").get_name()
        self.open_report("B203")
        shown = self.screen.names("table cell")
        for figure in figures:
            assert f"{int(figure):,}" in shown, f"{figure} is lost"
        self.picture("b203")

    def work_offline(self):
        """Without the bureau: filling in goes on and the home page says plainly what is kept."""
        self.bureau.stdin.close()
        self.bureau.wait(timeout=30)
        self.bureau = None
        self.screen.press("alt+Left")
        self.screen.wait(lambda: self.due_row("B203"), "the list")
        self.screen.press("F5")
        time.sleep(1)
        self.screen.wait(lambda: not self.screen.all("label", "…"), "the answer", 30)
        self.picture("offline")
        self.open_report("B203")
        self.screen.type("2222")
        self.screen.press("Return")
        self.wait_saved()


STEPS = ["first_start", "fill_in", "see_findings", "explain", "sign_and_send", "view_receipts",
         "correct_returned", "survive_kill", "work_offline"]


def main():
    desktop, bureau, locale_dir, pictures = sys.argv[1:5]
    language = sys.argv[5] if len(sys.argv) > 5 else "zh_CN"
    size = sys.argv[6] if len(sys.argv) > 6 else "1366"
    print(f"1..{len(STEPS)}", flush=True)
    journey = Journey(desktop, bureau, locale_dir, pictures, language, size)
    failed = False
    try:
        wait_for_display()
        journey.start_bureau()
        for number, step in enumerate(STEPS, 1):
            try:
                getattr(journey, step)()
                print(f"ok {number} - /desktop/enterprise/{step.replace('_', '-')}", flush=True)
            except Exception:  # each failure is reported with the screen as it was
                failed = True
                print(f"not ok {number} - /desktop/enterprise/{step.replace('_', '-')}", flush=True)
                traceback.print_exc()
                if journey.screen:
                    journey.picture("failed-" + step)
                break
    finally:
        journey.close()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
