#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Two people at two computers sign one report. The second finds what the first has signed in a group of its own, gives one
back and signs the other, which then goes. The first changes what came back, which voids the signatures, signs anew in
the one role that is his, and saves the file, which the second opens, signs and sends. The real program against the real
server.

    cosign-journey-test.py DESKTOP LOCALE_DIR PICTURES LANGUAGE WIDTH"""

import json
import os
import pathlib
import re
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(os.path.dirname(HERE), "journey")]
sys.dont_write_bytecode = True
from accountant import Accountant  # noqa: E402
from drive import drive  # noqa: E402
from screen import wait  # noqa: E402
from stage import FORM, Enterprise, Person, Stage, check  # noqa: E402

UNIT = "9135020061202218XY"
PASSPHRASE = "a passphrase for tests"
REMARK = "请核对本月用电量"
WORDS = {
    "en": {
        "may": "May 2024", "june": "June 2024", "yours": "Waits for your signature", "signed": "Signed by 王小明 (preparer)",
        "turn": "It waits for your signature as reviewer and legal signer", "sign": "Sign",
        "nobody": "Nobody need sign after you", "sign-send": "Sign and Send", "receipt": "View Receipt",
        "give-back": "Give Back…", "back": "Give Back", "what": "What is to be changed", "given-back": "Given back by 李四",
        "given": "Given back for a change", "change": "Change…", "do-change": "Change", "void": "these signatures are void",
        "after": "After you must sign: reviewer and legal signer", "still": "still to sign: reviewer and legal signer",
        "save": "Save for the Next Signer…", "saved": "Give the file to the next",
        "menu": "Main menu", "open": "Open a Report to Sign…", "to-fill": "To fill in",
        "received": "Machine check passed", "taken": "王小明 has taken the report back", "draft-saved": "Draft saved",
    },
    "zh_CN": {
        "may": "2024年5月", "june": "2024年6月", "yours": "等待您签名", "signed": "已签名：王小明（填表人）",
        "turn": "等待您以审核人、单位负责人身份签名", "sign": "签名", "nobody": "无需他人再签名",
        "sign-send": "签名并报送", "receipt": "查看回执", "give-back": "退回(G)", "back": "退回", "what": "需要修改的内容",
        "given-back": "李四退回：", "given": "已退回修改", "change": "修改(H)", "do-change": "修改", "void": "以下签名作废",
        "after": "之后尚待签名：审核人、单位负责人", "still": "尚待签名：审核人、单位负责人",
        "save": "保存给下一签名人(N)", "saved": "请将文件交给下一签名人",
        "menu": "主菜单", "open": "打开待签名的报表", "to-fill": "待填报",
        "received": "机审通过", "taken": "王小明已收回报表修改", "draft-saved": "草稿已保存",
    },
}


class Signer(Enterprise):
    def __init__(self, stage, folder, name):
        Person.__init__(self, stage, folder)
        self.unit = UNIT
        path = stage.write(f"{folder}.invitation", stage.admin.run("authority", "invite", "--unit", UNIT, "--days", "30"))
        self.run("account", "enrol", path, "--person", name, "--passphrase-file", stage.passphrase)
        self.run("account", "sync")

    def hand_on(self, period):
        path = self.report(period)
        self.explain_all(path)
        out = self.run("report", "sign", path, "--role", "preparer", "--passphrase-file", self.stage.passphrase)
        self.run("cosign", "push", re.search(r"message ([0-9a-f-]{36})", out)[1])


class Office(Stage):
    def __init__(self, folder):
        super().__init__(folder)
        for period in ("2024-05", "2024-06"):
            self.open_period(period)
        self.preparer = Signer(self, "preparer", "王小明")
        self.legal = Signer(self, "workspace", "李四")
        self.confine()
        for period in ("2024-05", "2024-06"):
            self.preparer.hand_on(period)
        self.legal.run("account", "sync")

    def confine(self):
        """The first may prepare, and nothing else."""
        for mandate in json.loads(self.legal.run("mandate", "list", "--json"))["given"]:
            if mandate["person"] == "王小明" and mandate["role"] != "preparer":
                self.legal.run("mandate", "end", str(mandate["id"]))
        self.preparer.run("account", "sync")


class Journey(Accountant):
    def __init__(self, desktop, locale_dir, pictures, language, width):
        self.home = tempfile.TemporaryDirectory()
        self.office = Office(pathlib.Path(self.home.name))
        super().__init__(desktop, locale_dir, pictures, language, width, self.home.name, WORDS)

    def close(self):
        self.leave()
        self.office.stop()
        self.home.cleanup()

    def press(self, word):
        """A button whose name goes on behind its mnemonic: “退回(G)…”."""
        self.screen.click(wait(lambda: self.screen.first("push button", self.say(word)),
                               f"a button “{self.say(word)}”"))

    def sit_down(self, person):
        """At the other's computer."""
        self.leave()
        self.workspace = str(person.workspace)
        self.start()

    def go_home(self):
        self.screen.focus()
        self.screen.press("alt+Left")
        wait(lambda: self.row(FORM, "may"), "the list")

    def choose_file(self, ask, path):
        windows = self.screen.count_windows()
        ask()
        wait(lambda: self.screen.count_windows() > windows, "the file dialog")
        self.screen.focus()
        self.screen.press("ctrl+a")
        self.screen.type(str(path))
        self.screen.press("Return")

    # The steps, in their order

    def waiting(self):
        """What waits for this person's signature stands in a group of its own."""
        self.start()
        self.wait_row(FORM, "may", "yours")
        self.wait_row(FORM, "june", "yours")
        self.picture("cosign-home")

    def read(self):
        """It opens to be read, with who has signed it and whose turn it is."""
        self.open_row(FORM, "june")
        wait(lambda: self.see("signed") and self.see("turn"), self.say("signed"))
        self.picture("cosign-read")

    def sign(self, name="cosign-sign"):
        """He signs in the roles that are left, and the report goes."""
        self.press_button("sign")
        wait(lambda: self.see("nobody"), self.say("nobody"))
        self.picture(name)
        self.screen.type(PASSPHRASE)
        self.press_button("sign-send")
        self.find_button("receipt")
        sql = "select id from message order by created desc limit 1"
        message = self.office.legal.database().execute(sql).fetchone()[0]
        sent = self.office.legal.sent(message)
        check(sent["outcome"] in ("valid", "valid-with-findings"), sent)
        check([one.get("name") for one in self.office.legal.receipts(message)[0]
               if one.tag.endswith("signer")] == ["王小明", "李四"], "the receipt's signers")

    def give_back(self):
        """The other he gives back with a remark, which who signed before finds."""
        self.go_home()
        self.open_row(FORM, "may")
        self.press("give-back")
        wait(lambda: self.see("what"), self.say("what"))
        self.screen.type(REMARK)
        self.picture("cosign-give-back")
        self.press_button("back")
        wait(lambda: self.see("given-back"), self.say("given-back"))
        check(not self.buttons("sign"), "he may sign what he gave back")
        self.picture("cosign-given-back")

    def change(self):
        """The first finds the remark; a change voids the signatures, which the window says."""
        self.office.preparer.run("account", "sync")
        self.sit_down(self.office.preparer)
        self.wait_row(FORM, "may", "given")
        self.picture("cosign-home-given")
        self.open_row(FORM, "may")
        wait(lambda: self.see("given-back") and self.screen.find(None, REMARK), REMARK)
        self.press("change")
        wait(lambda: self.buttons("do-change"), "the question")
        self.picture("cosign-change")
        self.press_button("do-change")
        wait(lambda: self.see("void"), self.say("void"))
        self.screen.focus()
        self.screen.press(*["Down"] * 4)
        self.enter("81.17")
        self.see("draft-saved")
        self.picture("cosign-void")

    def sign_anew(self):
        """In his one role: the window says who comes next, and saves the file for him."""
        self.press_button("sign")
        wait(lambda: self.see("after"), self.say("after"))
        self.picture("cosign-sign-preparer")
        self.enter(PASSPHRASE)
        wait(lambda: self.see("still"), self.say("still"))
        self.picture("cosign-handed")
        self.file = self.office.folder / "may.asice"
        self.choose_file(lambda: self.press("save"), self.file)
        wait(self.file.exists, "the file")
        self.see("saved")

    def taken_back(self):
        """At the other's, what he had is void, and who has it now is said."""
        self.office.legal.run("account", "sync")
        self.sit_down(self.office.legal)
        self.wait_row(FORM, "may", "to-fill")
        self.open_row(FORM, "may")
        self.see("taken")
        self.picture("cosign-taken-back")

    def by_file(self):
        """The file is opened by the menu, signed, and goes."""
        self.go_home()
        self.choose_file(lambda: self.choose("menu", "open"), self.file)
        wait(lambda: self.see("turn"), self.say("turn"))
        wait(lambda: self.screen.first("table cell", "81.17"), "the changed figure")
        self.sign("cosign-sign-file")
        self.go_home()
        self.wait_row(FORM, "may", "received")
        self.picture("cosign-done")


if __name__ == "__main__":
    STEPS = ["waiting", "read", "sign", "give_back", "change", "sign_anew", "taken_back", "by_file"]
    sys.exit(drive(lambda: Journey(*sys.argv[1:6]), STEPS, "cosign", typed=REMARK))
