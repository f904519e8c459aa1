#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What becomes of a set of reports after it was sent: returned with remarks on a member's cell, corrected, accepted,
corrected again by permit; another one withdrawn and begun anew, one of its forms left out and taken back in. The real
program against the real server; colleagues and the bureau work with the command line.

    corrections-journey-test.py DESKTOP LOCALE_DIR PICTURES LANGUAGE WIDTH"""

import json
import os
import pathlib
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(os.path.dirname(HERE), "journey")]
sys.dont_write_bytecode = True
from accessible import State  # noqa: E402
from accountant import Accountant  # noqa: E402
from drive import drive  # noqa: E402
from screen import wait  # noqa: E402
from stage import REGISTER, ROOT, SOURCE, Person, Stage, from_now  # noqa: E402

FINANCE, HEAD, MEMBERS = "s3", "CZ-00", ("KB-01", "KB-02", "KB-03")
UNIT = "9135020061202218XY"
PASSPHRASE = "a passphrase for tests"
REMARK = "营业收入请与利润表核对"
AUDIT = "年度审计"
WORDS = {
    "en": {
        "january": "January 2024", "february": "February 2024", "checked": "Machine check passed", "returned": "Returned",
        "draft": "Draft", "accepted": "Accepted", "to-fill": "Withdrawn", "more": "More for this report",
        "versions": "All Versions", "ask": "Ask to Correct", "withdraw": "Withdraw", "leave": "Leave This Form Out",
        "correct": "Correct", "sign": "Sign", "sign-send": "Sign and Send", "sign-withdraw": "Sign and Withdraw",
        "signing-key": "signing key", "receipt": "View Receipt", "remark": "1 remark", "again-by": "to be sent again by",
        "touches": "look at its figures", "february-touched": "February 2024: Machine check passed", "short": "at least 8",
        "why": "Why it has to be corrected", "send-request": "Ask the Bureau", "asked": "has not answered yet",
        "granted": "Permitted: one correction", "second": "Version 2", "changed": "place changed", "left": "left out",
        "take-back": "Take It Back In", "saved": "Draft saved", "next-form": "Next Form", "passed": "Passed by the district",
    },
    "zh_CN": {
        "january": "2024年1月", "february": "2024年2月", "checked": "机审通过", "returned": "退回", "draft": "草稿",
        "accepted": "已验收", "to-fill": "已撤回", "more": "本表的更多操作", "versions": "全部版本", "ask": "申请更正",
        "withdraw": "撤回", "leave": "不列入本表", "correct": "修改", "sign": "签名", "sign-send": "签名并报送",
        "sign-withdraw": "签名并撤回", "signing-key": "签名密钥", "receipt": "查看回执", "remark": "1 条意见",
        "again-by": "前重新报送", "touches": "引用了本表数据", "february-touched": "2024年2月：机审通过", "short": "至少 8",
        "why": "更正理由", "send-request": "提交申请", "asked": "尚未答复", "granted": "已准予更正一次", "second": "第 2 版",
        "changed": "处变化", "left": "未列入", "take-back": "重新列入", "saved": "草稿已保存", "next-form": "下一张",
        "passed": "初审通过",
    },
}


class FinanceOffice(Stage):
    """The monthly sets of one enterprise, sent from the command line."""

    def make_catalogue(self):
        catalogue = super().make_catalogue()
        (catalogue / FINANCE).symlink_to(SOURCE / FINANCE)
        return catalogue

    def __init__(self, folder):
        super().__init__(folder)
        self.reviewer = self.hire("reviewer", "district", "--areas", "350213,350298")
        self.officer = self.hire("officer", "city")
        self.accountant = Person(self, "workspace")
        self.accountant.enrol(self.admin.run("authority", "invite", "--unit", UNIT, "--days", "30"))
        self.program("tools/zhibao", "season", "make", "--register", REGISTER, "--forms", ",".join((HEAD, *MEMBERS)),
                     "--year", "2024", "--months", "2", "--wrong", "0", "--late", "0", "--missing", "0",
                     "--model", ROOT / "forms" / "season", "--catalogue", self.catalogue, "-o", self.folder / "finance")
        for period in ("2024-01", "2024-02"):
            self.officer.run("period", "open", HEAD, period, "--tenant", FINANCE, "--opens", "2023-01-01T00:00:00+08:00",
                             "--deadline", from_now(20), "--closes", from_now(40), "--anyway", "--reason", "test")
        self.accountant.run("account", "sync")
        for period in ("2024-01", "2024-02"):
            folder = self.folder / "finance" / period
            paths = [str(folder / f"{form}-{UNIT}.xml") for form in (HEAD, *MEMBERS)]
            self.accountant.run("report", "sign", *paths, "--passphrase-file", self.passphrase)
        self.accountant.run("report", "send", "--json")
        self.accountant.run("account", "sync")

    def hire(self, name, role, *options):
        person = Person(self, name)
        person.enrol(self.admin.run("authority", "invite", "--staff", name, "--role", role, "--tenant", FINANCE,
                                    "--days", "30", *options))
        return person

    def number_of(self, person, period):
        out = person.run("bureau", "list", "--tenant", FINANCE, "--period", period, "--state", "mine", "--json")
        return str(json.loads(out)["items"][0]["id"])

    def decide(self, person, decision, period, *options):
        person.run("bureau", decision, self.number_of(person, period), *options)

    def grant(self):
        out = self.officer.run("correction", "list", "--tenant", FINANCE, "--waiting", "--json")
        number = json.loads(out)["corrections"][0]["id"]
        self.officer.run("correction", "grant", str(number), "--reason", "同意更正")


class Journey(Accountant):
    def __init__(self, desktop, locale_dir, pictures, language, width):
        self.home = tempfile.TemporaryDirectory()
        self.office = FinanceOffice(pathlib.Path(self.home.name))
        super().__init__(desktop, locale_dir, pictures, language, width, self.home.name, WORDS)

    def close(self):
        self.leave()
        self.office.stop()
        self.home.cleanup()

    def go_home(self):
        self.screen.focus()
        self.screen.press("alt+Left")
        wait(lambda: self.row(HEAD, "january"), "the list")

    def refresh(self, period, word):
        self.screen.press("F5")
        self.wait_row(HEAD, period, word)

    def open_form(self, form):
        """A form of the set, by its button in the bar, which is pressed once the form is in view."""
        def button():
            return self.screen.first("push button", form)

        def pressed():
            node = button()
            return node and node.has(State.PRESSED)

        self.screen.point_at(button, f"{form} in the bar")
        wait(pressed, f"{form} in view")

    def sign(self, word):
        self.screen.set_text(self.screen.find("text", self.say("signing-key")), PASSPHRASE)
        self.press_button(word)
        self.screen.wait_gone("text", self.say("signing-key"))

    # The steps, in their order

    def sent(self):
        """The states are named as the bureau means them."""
        self.start()
        self.wait_row(HEAD, "january", "checked")
        self.picture("set-sent")
        self.office.decide(self.office.reviewer, "pass", "2024-01")
        self.refresh("january", "passed")
        self.office.decide(self.office.officer, "return", "2024-01", "--reason", "请核对后重报", "--remarks",
                           f"KB-01:A.01.1={REMARK}", "--resubmit-by", from_now(3))

    def returned(self):
        """A remark on a member's cell is on that cell, and the bar says which form has it."""
        self.refresh("january", "returned")
        self.picture("set-returned-home")
        self.open_row(HEAD, "january")
        self.see("again-by")
        self.see("remark")
        self.picture("set-returned")
        self.open_form("KB-01")
        self.screen.focus()
        self.screen.press("F9")
        wait(lambda: self.screen.first(None, REMARK), "the remark")
        self.picture("set-remark")
        self.screen.press("F9")

    def corrected(self):
        """A new version names the one before; all versions are told cell by cell."""
        screen = self.screen
        self.open_form(HEAD)
        self.find_button("correct")
        screen.focus()
        screen.press("ctrl+Return")
        self.find_button("sign")
        screen.press("ctrl+Home", *["Down"] * 11)
        self.enter(AUDIT)
        self.see("saved")
        screen.press("ctrl+Return")
        self.sign("sign-send")
        self.find_button("receipt")
        self.office.decide(self.office.reviewer, "pass", "2024-01")
        self.office.decide(self.office.officer, "accept", "2024-01")
        self.go_home()
        self.refresh("january", "accepted")
        self.open_row(HEAD, "january")
        screen.press("ctrl+h")
        self.see("second")
        self.see("changed")
        screen.focus()
        self.picture("versions")
        screen.press("Escape")
        screen.wait_gone(None, self.say("second"))

    def asked(self):
        """After acceptance the bureau is asked; what a correction touches is told before."""
        screen = self.screen
        self.choose("more", "ask")
        self.see("touches")
        self.see("february-touched")
        self.press_button("send-request")
        self.see("short")
        screen.set_text(screen.find("text", self.say("why")), "审计后发现封面审计情况填错。")
        screen.focus()
        self.picture("ask-correction")
        self.press_button("send-request")
        self.see("asked")
        self.picture("correction-asked")

    def granted(self):
        """The grant opens a new draft, and says until when it may be sent."""
        screen = self.screen
        self.office.grant()
        screen.focus()
        screen.press("F5")
        self.see("granted")
        self.find_button("correct")
        self.picture("correction-granted")
        screen.press("ctrl+Return")
        self.find_button("sign")
        self.see("granted")
        self.picture("correction-draft")
        self.go_home()

    def withdrawn(self):
        """What no reviewer has passed is taken back, and begins anew with its figures."""
        screen = self.screen
        self.open_row(HEAD, "february")
        self.choose("more", "withdraw")
        screen.find("text", self.say("signing-key"))
        screen.focus()
        self.picture("withdraw")
        self.sign("sign-withdraw")
        wait(lambda: screen.first(None, "9135020061202218XY") and not self.buttons("receipt"), "a draft with the figures")
        self.picture("withdrawn")

    def left_out(self):
        """A form that the set does not need is left out, and taken back in with all that was in it."""
        screen = self.screen
        self.open_form("KB-03")
        self.choose("more", "leave")
        self.see("left")
        self.see("take-back")
        self.picture("set-left-out")
        self.press_button("take-back")
        screen.wait_gone(None, self.say("left"))


STEPS = ["sent", "returned", "corrected", "asked", "granted", "withdrawn", "left_out"]


if __name__ == "__main__":
    sys.exit(drive(lambda: Journey(*sys.argv[1:6]), STEPS, "corrections", typed=AUDIT))
