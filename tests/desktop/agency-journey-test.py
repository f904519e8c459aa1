#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""An agent who reports for several enterprises: one list of all that is due, quick switching, a calendar of deadlines,
reminders on the desktop. The real program against the real server, and a notification service that writes down what
it is told.

    agency-journey-test.py DESKTOP LOCALE_DIR PICTURES LANGUAGE WIDTH"""

import csv
import datetime
import io
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time
from types import SimpleNamespace

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(os.path.dirname(HERE), "journey")]
sys.dont_write_bytecode = True
from accessible import State  # noqa: E402
from accountant import Accountant  # noqa: E402
from drive import drive  # noqa: E402
from notifications import Notifications  # noqa: E402
from screen import wait  # noqa: E402
from province import PROVINCE  # noqa: E402
from stage import BUILD, FORM, ROOT, Enterprise, Person, Stage  # noqa: E402

BEIJING = datetime.timezone(datetime.timedelta(hours=8))
FIRST, SECOND = "厦门鹭澜芯光电有限公司", "厦门澄屿锂新能源股份有限公司"
UNITS = ("9135020061202218XY", "91350213MA3BWYA54F")
SOFTHSM = "/usr/lib/softhsm/libsofthsm2.so"
PASSPHRASE = "a passphrase for tests"
SIGN_WITH_KEY = ROOT / "tests" / "support" / "sign-with-key"
STRANGER, STRANGER_LIKE = "91350200MA2KUY1H08", UNITS[0]
LAST = "91350211MA867HF23A"
# More new products than output.
WRONG = {("A", "02", "1"): "999999999"}
WORDS = {
    "en": {
        "may": "May 2024", "june": "June 2024", "all": "All enterprises", "calendar": "Calendar of deadlines",
        "due": "reports are due", "tomorrow": "tomorrow", "to-fill": "To fill in", "hours": "hours left", "next-month": "The month after",
        "export": "Export", "export-title": "Export to a Folder", "exported": "Exported",
        "pin": "PIN of your token", "wrong-pin": "The PIN is not right", "wrong-key": "passphrase is not right", "sign-send": "Sign and Send", "receipt": "View Receipt",
        "draft": "Draft", "menu": "Main menu", "batch": "Several Enterprises", "folder": "Folder or workbook", "read": "Read and Check",
        "ready": "no errors, to be signed", "errors": "error", "stranger": "not enrolled here", "nameless": "no credit code",
        "sign-one": "Sign and Send 1", "keys": "Passphrase of the signing keys", "wrong": "passphrase is not that",
        "renew": "Renew…", "renew-one": "Renew", "renewed": "certificate renewed until", "ends": "ends in 20 days",
        "key-passphrase": "Passphrase of the signing key", "unreached": "server could not be reached", "pause": "Pause",
        "paused": "Paused", "go-on": "Go On", "damaged": "The file is damaged", "technical": "Technical detail", "nowhere": "no such file or folder", "back-up-keys": "Back Up Keys", "write": "Write the File", "not-written": "nothing was written",
        "again": "The same passphrase again", "written": "Keep the file and its passphrase", "restore-keys": "Restore Keys", "choose-file": "Choose the File",
        "not-opened": "does not open the keys", "here-now": "reports from this computer now", "here-already": "from this computer already",
        "fetch-sent": "Fetch What Was Sent", "fetch": "Fetch", "came": "came back with", "all-here": "is here already",
        "add": "Add an enterprise", "invitation": "Invitation", "place": "Where it is kept", "module": "PKCS#11 module",
        "token-pin": "PIN of the token", "token-pin-wrong": "nothing was made on it", "program": "Command line", "enrol": "Enrol",
        "no-module": "path of the token", "no-program": "in quotes", "no-file": "Choose the file with",
        "certificate-file": "The file with certificate", "file-passphrase": "Passphrase of the file", "whose": "certified by province",
        "several": "several certificates", "which": "Which certificate",
        "enrolled-before": "What was sent from elsewhere", "enrolled": "safe.", "welcome": "Welcome", "passed": "received, passed", "unsent": "could not be sent yet", "send-again": "Send 1 Again",
    },
    "zh_CN": {
        "may": "2024年5月", "june": "2024年6月", "all": "全部企业", "calendar": "报送期限日历", "due": "应报 2 张",
        "tomorrow": "明天", "to-fill": "待填报", "hours": "小时", "next-month": "下个月",
        "export": "导出", "export-title": "导出到文件夹", "exported": "已导出",
        "pin": "令牌的 PIN", "wrong-pin": "PIN 不正确", "wrong-key": "口令不正确", "sign-send": "签名并报送", "receipt": "查看回执", "draft": "草稿",
        "menu": "主菜单", "batch": "多户批量报送", "folder": "文件夹或工作簿", "read": "读入并审核",
        "ready": "无错误，待签名", "errors": "强制性错误", "stranger": "未在本机注册", "nameless": "未找到统一社会信用代码",
        "sign-one": "签名并报送 1 户", "keys": "签名密钥的口令", "wrong": "口令与该密钥不符",
        "renew": "续期…", "renew-one": "续期", "renewed": "证书已续期至", "ends": "将在20天内到期",
        "key-passphrase": "签名密钥口令", "unreached": "最近一次：无法连接", "pause": "暂停", "paused": "已暂停", "go-on": "继续",
        "damaged": "文件已损坏", "technical": "技术", "nowhere": "没有这个文件或文件夹", "back-up-keys": "备份密钥", "write": "写入文件", "not-written": "因此未写入", "again": "再次输入口令", "written": "文件和口令请分开保管",
        "restore-keys": "恢复密钥", "choose-file": "选择备份文件", "not-opened": "打不开此文件中的密钥", "here-now": "现已在本机报送",
        "here-already": "已在本机报送；", "fetch-sent": "取回已报送的报表", "fetch": "取回", "came": "已取回", "all-here": "都在本机",
        "add": "添加企业", "invitation": "邀请", "place": "保存位置", "module": "PKCS#11 模块", "token-pin": "令牌的 PIN",
        "token-pin-wrong": "令牌上未生成", "program": "签名程序的命令行", "enrol": "注册", "no-module": "模块路径", "no-program": "请加引号",
        "no-file": "请先选择", "certificate-file": "含证书和密钥的文件", "file-passphrase": "文件口令", "whose": "由 province 签发",
        "several": "有多张证书", "which": "哪张证书",
        "enrolled-before": "以前在别处报送", "enrolled": "注册完成", "welcome": "欢迎",
        "passed": "已收到，机审通过", "unsent": "暂未送达", "send-again": "重新报送 1 户",
    },
}


class Agency(Stage):
    started = False

    def __init__(self, folder):
        super().__init__(folder)
        self.agent = Person(self, "workspace")
        self.make_token()
        self.agent.name = "unit-0"
        self.agent.enrol(self.admin.run("authority", "invite", "--unit", UNITS[0], "--days", "30"))
        # The second one's key is made on a token and stays there.
        invitation = self.admin.run("authority", "invite", "--unit", UNITS[1], "--days", "30")
        self.agent.run("account", "enrol", self.write("unit-1.invitation", invitation), "--token", SOFTHSM,
                       "--passphrase-file", self.passphrase)
        self.open_period("2024-05", deadline=20)
        self.open_period("2024-06", deadline=1)
        for unit in UNITS:
            self.agent.run("account", "sync", "--account", unit, code=None)
        self.inbox = self.folder / "clients"
        self.inbox.mkdir()

    def start(self):
        """Certificates of its first days are short, so that they are renewed later on."""
        path = self.data / "zhibaod.conf"
        days, self.started = "#certificate-days = 825" if self.started else "certificate-days = 20", True
        path.write_text(re.sub(r"(?m)^#?certificate-days = .*$", days, path.read_text()))
        super().start()

    def make_token(self):
        (self.folder / "token").mkdir()
        os.environ["SOFTHSM2_CONF"] = self.write("softhsm2.conf", f"directories.tokendir = {self.folder / 'token'}\n")
        subprocess.run(["softhsm2-util", "--init-token", "--free", "--label", "agent", "--pin", PASSPHRASE, "--so-pin",
                        PASSPHRASE], check=True, capture_output=True, timeout=60)

    def certify_elsewhere(self, unit):
        """A certificate of a province's authority, which the server trusts from now on: the path of its PKCS#12 file."""
        folder, trusted = self.folder / "province", self.data / "authorities"
        folder.mkdir()
        trusted.mkdir()
        subprocess.run(["sh", "-c", PROVINCE, "sh", folder, unit, f"file:{self.passphrase}"], check=True, capture_output=True,
                       timeout=60)
        (trusted / "province.conf").write_text("certificates = root.pem\nunit = subject OU\nlists = root.crl\n", encoding="utf-8")
        for name in ("root.pem", "root.crl"):
            shutil.copy(folder / name, trusted / name)
        self.stop()
        self.start()
        return str(folder / "one.p12")

    def put_on_token(self):
        """The province's certificate, and one that somebody made for himself, with the keys of both."""
        folder = self.folder / "province"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout",
                        folder / "self.key", "-out", folder / "self.pem", "-subj", "/CN=self", "-config", folder / "ca.cnf",
                        "-extensions", "signing"], check=True, capture_output=True, timeout=60)
        for number, (name, label) in enumerate([("self", "1"), ("one", "2")], 1):
            for kind, file in (("--load-certificate", f"{name}.pem"), ("--load-privkey", f"{name}.key")):
                subprocess.run(["p11tool", "--provider", SOFTHSM, "--login", "--set-pin", PASSPHRASE, "--write", kind, folder / file,
                                "--id", f"0{number}", "--label", label, "pkcs11:token=agent"], check=True, capture_output=True,
                               timeout=60)

    def put(self, unit, name, changes=None, period="2024-06"):
        """A client's figures as he sends them."""
        out = io.StringIO()
        csv.writer(out).writerows(Enterprise.cells(SimpleNamespace(stage=self, unit=unit), period, changes))
        (self.inbox / name).write_text(out.getvalue(), encoding="utf-8")

    def batch(self, *options, code=None):
        out = self.agent.run("report", "batch", str(self.inbox), FORM, "2024-06", "--json", *options, code=code)
        return {line["place"]: line["state"] for line in json.loads(out)}


class Journey(Accountant):
    def __init__(self, desktop, locale_dir, pictures, language, width):
        self.home = tempfile.TemporaryDirectory()
        self.notifications = Notifications()
        self.agency = Agency(pathlib.Path(self.home.name))
        super().__init__(desktop, locale_dir, pictures, language, width, self.home.name, WORDS)

    def close(self):
        self.leave()
        self.agency.stop()
        self.notifications.close()
        self.home.cleanup()

    def shown(self):
        return " ".join(self.screen.names("list item"))

    # The steps, in their order

    def one_list(self):
        """All that is due, of all enterprises, the most urgent first, with the bureau that asks."""
        self.start()
        self.screen.press("F5")
        wait(lambda: FIRST in self.shown() and SECOND in self.shown(), "both enterprises")
        wait(lambda: self.say("hours") in self.shown(), "hours left")
        self.picture("agency")

    def reminded(self):
        """What is due within a day is told on the desktop, once."""
        def due():
            return [(title, body) for title, body in self.notifications.told if FORM in title]
        told = wait(lambda: len(due()) >= 2 and due(), "two reminders")
        ending = wait(lambda: [body for _, body in self.notifications.told if self.say("ends") in body][1:] and
                      [body for _, body in self.notifications.told if self.say("ends") in body], "and two of certificates")
        assert len(ending) == 2 and FIRST in "".join(ending) and SECOND in "".join(ending), ending
        assert {name for _, body in told for name in (FIRST, SECOND) if name in body} == {FIRST, SECOND}, told
        number = len(self.notifications.told)
        self.screen.press("F5")
        wait(lambda: self.row(FORM, "june"), "the list")
        assert len(self.notifications.told) == number, self.notifications.told

    def switched(self):
        """One key goes from enterprise to enterprise."""
        screen = self.screen
        screen.focus()
        screen.press("ctrl+Next")
        wait(lambda: FIRST in self.shown() and SECOND not in self.shown(), "the first enterprise alone")
        screen.press("ctrl+Next")
        wait(lambda: SECOND in self.shown() and FIRST not in self.shown(), "the second enterprise alone")
        self.picture("agency-second")
        screen.press("ctrl+Next")
        wait(lambda: FIRST in self.shown() and SECOND in self.shown(), "all again")

    def calendar(self):
        """A month with the days of deadlines, and what is due on the day that is chosen."""
        screen = self.screen
        toggle = wait(lambda: next((node for node in screen.all(None, self.say("calendar"))
                                    if "button" in node.get_role_name()), None), "the calendar's button")
        screen.click(toggle)
        # Before it is unfolded the calendar has its place already, but takes no press.
        wait(lambda: any(node.has(State.PRESSED) for node in screen.all(None, self.say("calendar"))), "the calendar unfolded")
        today, tomorrow = (datetime.datetime.now(BEIJING) + datetime.timedelta(days=days) for days in (0, 1))
        if tomorrow.month != today.month:
            screen.click(self.see("next-month"))
        screen.click(wait(lambda: screen.first("push button", self.say("due")),
                          "a day on which reports are due"))
        wait(lambda: len(screen.all(None, self.say("due"))) >= 2, "what is due on it")
        screen.focus()
        self.picture("calendar")


    # The clients' files, all at once

    def batch_checked(self):
        """One line for each client, found by his credit code, with a verdict; a preview at the command line says the same."""
        agency, screen = self.agency, self.screen
        agency.put(UNITS[0], f"{UNITS[0]}.csv")
        agency.put(UNITS[1], f"澄屿 {UNITS[1]} 6月.csv", WRONG)
        agency.put(STRANGER_LIKE, f"{STRANGER}.csv")
        (agency.inbox / "备忘.txt").write_text("下周一前报送\n", encoding="utf-8")
        self.lines = agency.batch("--preview", code=1)
        print("#", self.lines, flush=True)
        assert sorted(self.lines.values()) == ["hard", "nameless", "ready", "stranger"], self.lines
        screen.focus()
        self.choose("menu", "batch")
        field = screen.find("text", self.say("folder"))
        screen.focus()
        self.picture("batch-empty")
        screen.set_text(field, str(agency.inbox))
        self.press_button("read")
        wait(lambda: self.say("ready") in self.shown() and self.say("errors") in self.shown(), "the verdicts")
        shown = self.shown()
        for word in ("stranger", "nameless"):
            assert self.say(word) in shown, (word, shown)
        assert FIRST in shown and SECOND in shown, shown
        self.see("sign-one")
        self.picture("batch-checked")
        # What is wrong with a file is said in the reader's language.
        (agency.inbox / "damaged.xlsx").write_bytes(b"PK\3\4 half a workbook")
        self.press_button("read")
        wait(lambda: self.say("damaged") in self.shown(), "the damaged file told")
        assert self.say("technical") not in self.shown(), self.shown()
        self.picture("batch-damaged")
        (agency.inbox / "damaged.xlsx").unlink()
        screen.set_text(field, str(agency.inbox / "nowhere"))
        self.press_button("read")
        self.see("nowhere")
        screen.set_text(field, str(agency.inbox))
        self.press_button("read")
        self.see("sign-one")

    def type_passphrase(self, text):
        self.go_into("keys")
        self.screen.press("ctrl+a")
        self.screen.type(text)

    def batch_sent(self):
        """One passphrase, and what became of each."""
        screen = self.screen
        self.type_passphrase("not the passphrase")
        self.press_button("sign-one")
        wait(lambda: self.say("wrong") in self.shown(), "a wrong passphrase told on its line")
        self.type_passphrase(PASSPHRASE)
        self.press_button("sign-one")
        wait(lambda: self.say("passed") in self.shown(), "the first enterprise's report received")
        self.picture("batch-sent")

    def batch_retried(self):
        """Only what failed is done again: with the file mended, and while the bureau is away."""
        agency, screen = self.agency, self.screen
        agency.put(UNITS[1], f"澄屿 {UNITS[1]} 6月.csv")
        agency.stop()
        self.press_button("read")
        self.see("sign-one")
        self.type_passphrase(PASSPHRASE)
        self.press_button("sign-one")
        wait(lambda: self.say("unsent") in self.shown(), "one in the outbox")
        self.picture("batch-outbox")
        agency.start()
        self.press_button("send-again")
        wait(lambda: self.shown().count(self.say("passed")) == 2, "both received")
        self.picture("batch-done")
        states = agency.batch(code=1)
        assert sorted(states.values()) == ["already", "already", "nameless", "stranger"], states
        screen.focus()
        screen.press("Escape")
        screen.wait_gone("push button", self.say("read"))

    def certificates_renewed(self):
        """Ahead of their end, with the keys that are here: a passphrase's, then a token's."""
        screen = self.screen
        screen.focus()
        self.see("ends")
        self.press_button("renew")
        field = screen.find("text", self.say("key-passphrase"))
        screen.set_text(field, "not the passphrase")
        self.press_button("renew-one")
        self.see("wrong-key")
        screen.focus()
        self.picture("renew")
        screen.set_text(field, PASSPHRASE)
        self.press_button("renew-one")
        wait(lambda: any(FIRST in node.get_name() for node in screen.all(None, self.say("renewed"))), "the first renewed")
        wait(lambda: any(SECOND in node.get_name() for node in screen.all(None, self.say("ends"))), "the second to be renewed")
        screen.focus()
        self.press_button("renew")
        screen.set_text(screen.find("text", self.say("pin")), PASSPHRASE)
        self.press_button("renew-one")
        screen.wait_gone(None, self.say("ends"))
        wait(lambda: any(SECOND in node.get_name() for node in screen.all(None, self.say("renewed"))), "the second renewed")
        screen.focus()
        self.picture("renewed")

    def signed_by_a_token(self):
        """The PIN is asked for in place of a passphrase."""
        agency, screen = self.agency, self.screen
        agency.put(UNITS[1], "may.csv", period="2024-05")
        agency.agent.run("report", "import", str(agency.inbox / "may.csv"), FORM, "2024-05", "--account", UNITS[1])
        screen.press("F5")
        wait(lambda: self.find_may() is not None, "the draft for May")
        screen.focus()
        # Each enterprise's answer may move the list: it is clicked when it keeps still.
        self.picture("agency-draft")
        wait(self.open_may, "the report on the screen")
        screen.focus()
        screen.press("ctrl+Return")
        field = screen.find("text", self.say("pin"))
        screen.set_text(field, "000000")
        self.press_button("sign-send")
        self.see("wrong-pin")
        self.picture("token-pin")
        # The bureau is away: it waits, held back by a press even when the bureau is there again.
        agency.stop()
        screen.set_text(field, PASSPHRASE)
        self.press_button("sign-send")
        screen.wait_gone("text", self.say("pin"))
        screen.wait_alone()
        screen.press("ctrl+shift+o")
        self.see("unreached")
        screen.focus()
        self.picture("outbox")
        self.press_button("pause")
        self.see("paused")
        agency.start()
        screen.focus()
        screen.press("F5")
        wait(lambda: screen.first(None, self.say("paused")), "held back")
        self.press_button("go-on")
        screen.wait_gone(None, self.say("unreached"))
        wait(lambda: self.shown().count("R1") >= 3, "all receipted")
        screen.focus()
        self.picture("outbox-sent")
        screen.press("Escape")
        self.find_button("receipt")
        self.picture("token-signed")

    def receipts_exported(self):
        """All that proves the report, in a folder, for whoever wants to verify it without this program."""
        agency, screen = self.agency, self.screen
        folder = agency.folder / "exported"
        folder.mkdir()
        screen.focus()
        self.press_button("receipt")
        screen.find("label", "R2")
        screen.click(screen.find("push button", self.say("export")))
        wait(lambda: screen.first(None, self.say("export-title")), "the choice of a folder")
        screen.focus()
        screen.press("ctrl+l")
        screen.type(str(folder))
        screen.press("Return")
        self.see("exported")
        self.picture("receipts-exported")
        # One press closes it, also while it says that all is exported.
        screen.press("Escape")
        screen.wait_gone("label", "R2")
        screen.wait_alone()
        [container] = folder.glob("*.asice")
        evidence = sorted(folder.glob("*-evidence-*.zip"))
        assert len(evidence) >= 2, evidence
        for one in evidence:
            agency.agent.run("receipt", "verify", str(one), str(container), "--account", UNITS[1])

    # Another computer

    def answer_file(self, path):
        before = self.count
        wait(lambda: self.screen.count_windows() > before, "the file dialog")
        self.screen.focus()
        self.screen.press("ctrl+a")
        self.screen.type(path)
        self.screen.press("Return")
        # GTK 4.8 does not stand being looked into while a dialog goes.
        wait(lambda: self.screen.count_windows() <= before, "the file dialog gone")

    def press_asking(self, word):
        """A button that asks for more before it does anything."""
        self.screen.click(self.screen.find("push button", self.say(word)))

    def ask_file(self, word, path):
        self.count = self.screen.count_windows()
        self.press_asking(word)
        self.answer_file(path)

    def keys_backed_up(self):
        """Each enterprise's keys in a file: under the passphrase there is, or a new one where a token has the key."""
        screen = self.screen
        self.leave()
        screen = self.start()
        wait(lambda: self.row(FORM, "june"), "the list")
        self.choose("menu", "back-up-keys")
        field = screen.find("text", self.say("key-passphrase"))
        screen.set_text(field, "not the passphrase")
        self.ask_file("write", self.path("first.zkeys"))
        self.see("not-written")
        screen.focus()
        self.picture("keys-wrong")
        screen.set_text(field, PASSPHRASE)
        self.ask_file("write", self.path("first.zkeys"))
        self.see("written")
        assert os.stat(self.path("first.zkeys")).st_mode & 0o777 == 0o600
        screen.focus()
        self.picture("keys-written")

    def moved_to_another_computer(self):
        """An empty workspace: the keys from the file, then from the bureau all that was sent, with its receipts."""
        screen = self.screen
        self.leave()
        self.workspace = self.path("workspace-2")
        screen = self.start()
        self.see("welcome")
        self.picture("taking-over")
        self.press_asking("restore-keys")
        field = screen.find("text", self.say("key-passphrase"))
        screen.set_text(field, "not the passphrase")
        self.ask_file("choose-file", self.path("first.zkeys"))
        self.see("not-opened")
        screen.set_text(field, PASSPHRASE)
        self.ask_file("choose-file", self.path("first.zkeys"))
        self.see("here-now")
        wait(lambda: FIRST in self.shown(), "the enterprise's list")
        screen.focus()
        self.picture("keys-restored")
        self.press_asking("fetch-sent")
        self.find_button("fetch")
        screen.focus()
        self.picture("recover")
        self.press_button("fetch")
        self.see("came")
        screen.focus()
        self.picture("recovered")
        self.open_row(FORM, "june")
        self.find_button("receipt")
        screen.focus()
        screen.press("alt+Left")
        self.choose("menu", "restore-keys")
        screen.set_text(screen.find("text", self.say("key-passphrase")), PASSPHRASE)
        self.ask_file("choose-file", self.path("first.zkeys"))
        self.see("here-already")
        screen.focus()
        screen.press("Escape")
        screen.wait_gone("text", self.say("key-passphrase"))

    def begin_enrolment(self, unit, place):
        screen = self.screen
        self.choose("menu", "add")
        invitation = self.agency.admin.run("authority", "invite", "--unit", unit, "--days", "30")
        screen.set_text(screen.find("text", self.say("invitation")), invitation)
        screen.focus()
        screen.point_at(lambda: screen.first("combo box", self.say("place")), "where the key is kept")
        # The choice of before is still there.
        screen.press("Home", *["Down"] * ["on-token", "by-program", "own", "own-on-token"].index(place), "Down", "Return")

    def enrolled_on_a_token(self):
        """In the assistant: the key is made on the token that its module and its label name."""
        screen = self.screen
        self.begin_enrolment(UNITS[1], "on-token")
        module = screen.find("text", self.say("module"))
        self.press_button("enrol")
        self.see("no-module")
        screen.set_text(module, SOFTHSM)
        pin = screen.find("text", self.say("token-pin"))
        screen.set_text(pin, "000000")
        self.press_button("enrol")
        self.see("token-pin-wrong")
        screen.focus()
        self.picture("enrol-token")
        screen.set_text(pin, PASSPHRASE)
        self.press_button("enrol")
        self.see("enrolled-before")
        wait(lambda: SECOND in self.shown(), "the second enterprise's list")
        screen.focus()
        self.picture("enrolled-token")
        self.choose("menu", "fetch-sent")
        self.press_button("fetch")
        self.see("came")

    def enrolled_with_a_program(self):
        screen = self.screen
        key = self.path("card.pem")
        subprocess.run(["openssl", "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", key], check=True,
                       capture_output=True, timeout=60)
        self.begin_enrolment(STRANGER, "by-program")
        program = screen.find("text", self.say("program"))
        screen.set_text(program, "'open")
        self.press_button("enrol")
        self.see("no-program")
        screen.set_text(program, f"{SIGN_WITH_KEY} {key}")
        screen.focus()
        self.picture("enrol-program")
        self.press_button("enrol")
        self.see("enrolled")
        assert str(SIGN_WITH_KEY) in self.ask_account(STRANGER)

    def ask_account(self, unit):
        """What signs for the account, nothing without one; in the workspace of now."""
        return subprocess.run([BUILD / "tools" / "zhibao", "account", "signer", "--account", unit],
                              env=dict(os.environ, ZHIBAO_WORKSPACE=self.workspace, LC_ALL="C.UTF-8"), capture_output=True,
                              text=True, check=False).stdout

    def enrolled_with_a_certificate_of_ones_own(self):
        """In the assistant: whose the file is is told once it is open; the bureau registers the certificate."""
        screen = self.screen
        file = self.agency.certify_elsewhere(LAST)
        self.begin_enrolment(LAST, "own")
        self.press_button("enrol")
        self.see("no-file")
        screen.set_text(screen.find("text", self.say("certificate-file")), file)
        secret = screen.find("text", self.say("file-passphrase"))
        screen.set_text(secret, "000000")
        self.press_button("enrol")
        self.see("wrong-key")
        screen.set_text(secret, PASSPHRASE)
        screen.point(secret)
        screen.press("Return")
        self.see("whose")
        screen.focus()
        self.picture("enrol-own")
        self.press_button("enrol")
        wait(lambda: LAST in self.ask_account(LAST), "the account")
        # It is kept before the list is back, which would take with it a menu that opened sooner.
        wait(lambda: not any(node.get_text() for node in screen.all("text", self.say("invitation"))), "the assistant's end")

    def enrolled_with_a_certificate_on_a_token(self):
        """In the assistant: of several that lie there one is chosen; it takes the place of the file of before."""
        screen = self.screen
        self.agency.put_on_token()
        self.begin_enrolment(LAST, "own-on-token")
        screen.set_text(screen.find("text", self.say("module")), SOFTHSM)
        pin = screen.find("text", self.say("token-pin"))
        screen.set_text(pin, "000000")
        self.press_button("enrol")
        self.see("token-pin-wrong")
        screen.set_text(pin, PASSPHRASE)
        self.press_button("enrol")
        self.see("several")
        screen.focus()
        screen.point_at(lambda: next(iter(screen.all("combo box", self.say("which"))), None), "which certificate")
        screen.press("Home", "Down", "Return")
        screen.wait_gone(None, self.say("several"))
        self.see("whose")
        screen.focus()
        self.picture("enrol-own-on-token")
        self.press_button("enrol")
        wait(lambda: "pkcs11:token=agent;id=%02?" in self.ask_account(LAST), "the account on the token")

    def open_may(self):
        """A click may fall between two states of the list."""
        self.screen.focus()
        row = self.find_may()
        if row is not None and not self.screen.all("table cell"):
            self.screen.point(row)
            time.sleep(2)  # until the report would be there
        return self.screen.all("table cell")

    def find_may(self):
        return next((row for row in self.screen.all("list item", SECOND)
                     if self.say("may") in row.get_name() and self.say("draft") in row.get_name()), None)


STEPS = ["one_list", "reminded", "switched", "calendar", "batch_checked", "batch_sent", "batch_retried", "certificates_renewed",
         "signed_by_a_token",
         "receipts_exported", "keys_backed_up", "moved_to_another_computer", "enrolled_on_a_token", "enrolled_with_a_program",
         "enrolled_with_a_certificate_of_ones_own", "enrolled_with_a_certificate_on_a_token"]


if __name__ == "__main__":
    sys.exit(drive(lambda: Journey(*sys.argv[1:6]), STEPS, "agency"))
