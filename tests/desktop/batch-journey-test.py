#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Twenty clients of an agency in one window: one passphrase signs in the roles that its person holds, and each line says
what is left; what a client gives back is mended in its file, signed anew and left for him again. The real program
against the real server.

    batch-journey-test.py DESKTOP LOCALE_DIR PICTURES LANGUAGE WIDTH"""

import json
import os
import pathlib
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(os.path.dirname(HERE), "journey")]
sys.dont_write_bytecode = True
from accountant import Accountant  # noqa: E402
from agency import CLIENTS, Agency  # noqa: E402
from drive import drive  # noqa: E402
from screen import wait  # noqa: E402
from stage import FORM  # noqa: E402

PASSPHRASE = "a passphrase for tests"
REMARK = "请核对用电量"
WORDS = {
    "en": {
        "menu": "Main menu", "batch": "Several Enterprises", "folder": "Folder or workbook", "read": "Read and Check",
        "all-ready": "20 to be signed", "sign-all": "Sign and Send 20", "keys": "Passphrase of the signing keys",
        "left": "signed, left at the bureau for: reviewer and legal signer", "passed": "received, passed",
        "all-done": "2 waiting for others’ signatures · 18 received",
        "sent-before": "was sent before", "sign-one": "Sign and Send 1", "only-left": "Only those not reported yet", "ready": "no errors, to be signed",
    },
    "zh_CN": {
        "menu": "主菜单", "batch": "多户批量报送", "folder": "文件夹或工作簿", "read": "读入并审核", "all-ready": "待签名 20 户",
        "sign-all": "签名并报送 20 户", "keys": "签名密钥的口令", "left": "已签名，已存放在统计机构，待签名：审核人、单位负责人",
        "passed": "已收到，机审通过", "all-done": "待他人签名 2 户 · 已收到 18 户", "sent-before": "此前已报送", "sign-one": "签名并报送 1 户",
        "only-left": "只看尚未报送完成的",
        "ready": "无错误，待签名",
    },
}


class Journey(Accountant):
    def __init__(self, desktop, locale_dir, pictures, language, width):
        self.home = tempfile.TemporaryDirectory()
        self.agency = Agency(pathlib.Path(self.home.name))
        super().__init__(desktop, locale_dir, pictures, language, width, self.home.name, WORDS)
        self.workspace = str(self.agency.agent.workspace)

    def close(self):
        self.leave()
        self.agency.stop()
        self.home.cleanup()

    def lines(self, word):
        """The clients whose line says so."""
        return [name for name in self.screen.names("list item") if self.say(word) in name]

    def line(self, unit):
        return next((name for name in self.screen.names("list item") if unit in name), "")

    def type_passphrase(self):
        self.go_into("keys")
        self.screen.press("ctrl+a")
        self.screen.type(PASSPHRASE)

    # The steps, in their order

    def twenty_read(self):
        agency = self.agency
        screen = self.start()
        wait(lambda: any(FORM in name for name in screen.names("list item")), "the list")
        self.choose("menu", "batch")
        screen.set_text(screen.find("text", self.say("folder")), str(agency.inbox))
        self.press_button("read")
        self.see("all-ready")
        assert len(self.lines("ready")) == CLIENTS, screen.names("list item")
        screen.focus()
        self.picture("batch-twenty")

    def signed_in_her_roles(self):
        """One passphrase for all; of two of them others must sign, which their lines say by role."""
        agency = self.agency
        self.type_passphrase()
        self.press_button("sign-all")
        self.see("all-done")
        assert len(self.lines("passed")) == CLIENTS - 2, self.screen.names("list item")
        for one in (agency.signer, agency.doubter):
            assert self.say("left") in self.line(one.unit), self.line(one.unit)
        self.screen.focus()
        self.picture("batch-roles")
        # Those two alone, without scrolling.
        self.screen.click(self.screen.find("check box", self.say("only-left")))
        doubtful = self.screen.find("list item", agency.doubter.unit)
        wait(lambda: self.screen.get_top(doubtful) < 300, "the second of them in sight")
        self.picture("batch-left")

    def signed_on_and_given_back(self):
        """One of them signs and sends; the other gives it back, and it is mended in its file."""
        agency, screen = self.agency, self.screen
        agency.signer.sign(agency.signer.fetch()["message"])
        agency.doubter.run("cosign", "return", agency.doubter.fetch()["message"], REMARK)
        for one in (agency.signer, agency.doubter):
            agency.agent.run("account", "sync", "--account", one.unit)
        agency.put(agency.doubter.unit, {("A", "05", "1"): "81.17"})
        self.screen.click(self.screen.find("check box", self.say("only-left")))
        self.press_button("read")
        self.find_button("sign-one")
        assert self.say("ready") in self.line(agency.doubter.unit), self.line(agency.doubter.unit)
        assert self.say("sent-before") in self.line(agency.signer.unit), self.line(agency.signer.unit)
        assert len(self.lines("passed")) == CLIENTS - 2, screen.names("list item")
        self.type_passphrase()
        self.press_button("sign-one")
        wait(lambda: self.say("left") in self.line(agency.doubter.unit), "left for the one who gave it back")
        screen.focus()
        self.picture("batch-again")
        agency.doubter.run("cosign", "fetch")
        listed = [json.loads(row) for row in agency.doubter.run("cosign", "list", "--json").splitlines()]
        assert sorted(one["state"] for one in listed) == ["void", "waiting"], listed


STEPS = ["twenty_read", "signed_in_her_roles", "signed_on_and_given_back"]


if __name__ == "__main__":
    sys.exit(drive(lambda: Journey(*sys.argv[1:6]), STEPS, "batch"))
