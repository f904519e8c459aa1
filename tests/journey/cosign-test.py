#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""One report, three signatures on three machines: by a file, by the bureau's box, given back, changed, and proven."""

import json
import pathlib
import re
import sys
import tempfile

sys.dont_write_bytecode = True
from stage import FORM, RECEIPT, SETUP, BUILD, Enterprise, Failed, Person, Stage, check  # noqa: E402

UNIT, OTHER = "91350200MA2KUY1H08", "91350213MA3BWYA54F"
JOURNEYS = []


def journey(name):
    def add(function):
        JOURNEYS.append((name, function))
        return function

    return add


class Signer(Enterprise):
    """One of the enterprise's people, on a machine of his own."""

    def __init__(self, stage, name, unit=UNIT):
        Person.__init__(self, stage, name)
        self.unit = unit
        path = stage.write(f"{name}.invitation", stage.admin.run("authority", "invite", "--unit", unit, "--days", "30"))
        first, stage.has_enterprise = not stage.has_enterprise, True
        self.run("account", "enrol", path, "--person", name, "--passphrase-file", stage.passphrase,
                 build=BUILD if first else SETUP)
        self.lighten_key()
        self.run("account", "sync")

    def sign_report(self, path, *options):
        self.explain_all(path)
        out = self.run("report", "sign", path, *options, "--passphrase-file", self.stage.passphrase)
        return re.search(r"message ([0-9a-f-]{36})", out)[1], out

    def cosign(self, what, *options, code=0):
        return self.run("cosign", "sign", str(what), *options, "--passphrase-file", self.stage.passphrase, code=code)

    def waiting(self, *options):
        out = self.run("cosign", "list", "--json", *options)
        return [json.loads(line) for line in out.splitlines()]

    def only(self, *options):
        found = self.waiting(*options)
        check(len(found) == 1, found)
        return found[0]


class Office(Stage):
    def __init__(self, folder):
        super().__init__(folder)
        for period in ("2024-05", "2024-06", "2024-07", "2024-08"):
            self.open_period(period)
        self.preparer = Signer(self, "王小明")
        self.reviewer = Signer(self, "李四")
        self.legal = Signer(self, "赵建国")
        self.stranger = Signer(self, "外人", unit=OTHER)


@journey("who prepares the report signs it, and is told who comes next")
def prepared(stage):
    path = stage.preparer.report("2024-06")
    stage.message, out = stage.preparer.sign_report(path, "--role", "preparer")
    check("Still to sign: reviewer and legal signer" in out, out)
    found = stage.preparer.only("--offline")
    check(found["message"] == stage.message and found["state"] == "waiting", found)
    check(found["missing"] == "reviewer legal-signer", found)
    check([signer["name"] for signer in found["signers"]] == ["王小明"] and found["signers"][0]["roles"] == "preparer", found)
    check(stage.preparer.due("2024-06") == "waits for signatures", stage.preparer.due("2024-06"))
    stage.preparer.send()
    check(stage.queue(stage.district, "2024-06") == [], "sent before all had signed")


@journey("a file takes it to the next, who sees who has signed, and signs in his turn only")
def by_file(stage):
    path = stage.folder / "report.asice"
    stage.preparer.run("cosign", "export", stage.message, "-o", str(path))
    shown = stage.reviewer.run("cosign", "show", str(path), language="zh_CN")
    check("王小明（填表人）" in shown and "审核人、单位负责人" in shown, shown)
    out = stage.reviewer.cosign(path, "--role", "legal-signer", code=4)
    check("the reviewer must sign first" in out, out)
    out = stage.reviewer.cosign(path, "--role", "preparer", code=4)
    check("nobody need sign any more as preparer" in out, out)
    out = stage.reviewer.cosign(path, "--role", "boss", code=64)
    check("“boss” is no role to sign in" in out, out)
    out = stage.reviewer.cosign(path, "--role", "reviewer")
    check("Still to sign: legal signer" in out, out)
    refused = stage.stranger.run("cosign", "show", str(path), code=3)
    check(f"the report is of {UNIT}, not of {OTHER}" in refused, refused)


@journey("one changed byte in the file is seen before anybody signs it")
def tampered(stage):
    data = bytearray((stage.folder / "report.asice").read_bytes())
    at = data.index(b"<report ") + 200
    data[at] ^= 1
    path = stage.folder / "changed.asice"
    path.write_bytes(bytes(data))
    for words in (("cosign", "show", str(path)),):
        out = stage.reviewer.run(*words, code=3)
        check("changed.asice" in out, out)


@journey("the bureau's box takes it to the last, whose signature sends it, and the receipt names all three")
def by_box(stage):
    stage.reviewer.run("cosign", "push", stage.message)
    check(stage.stranger.waiting() == [], "another enterprise sees it")
    out = stage.legal.run("cosign", "fetch")
    check("1 report waits for your signature" in out, out)
    found = stage.legal.only("--offline")
    check([signer["name"] for signer in found["signers"]] == ["王小明", "李四"], found)
    out = stage.legal.cosign(stage.message)
    check("waits in the outbox" in out, out)
    stage.legal.send()
    sent = stage.legal.sent(stage.message)
    check(sent["outcome"] in ("valid", "valid-with-findings"), sent)
    for receipt in stage.legal.receipts(stage.message):
        names = [(one.get("name"), one.get("roles")) for one in receipt.findall(RECEIPT + "signer")]
        if receipt.get("kind") in ("arrival", "outcome"):
            check(names == [("王小明", "preparer"), ("李四", "reviewer"), ("赵建国", "legal-signer")], names)
    folder = stage.folder / "kept"
    folder.mkdir()
    stage.legal.run("receipt", "export", stage.message, "-o", str(folder))
    evidence = next(folder.glob("*-R1.evidence"))
    out = stage.legal.run("receipt", "verify", str(evidence), str(folder / f"{stage.message}.asice"))
    check("王小明 (preparer), 李四 (reviewer), 赵建国 (legal signer)" in out, out)


@journey("nobody waits for it any more, here or at the bureau")
def done(stage):
    for person in (stage.preparer, stage.reviewer, stage.legal):
        person.run("account", "sync")
        check(person.waiting() == [], person.name)
    check(stage.preparer.due("2024-06") == "received", stage.preparer.due("2024-06"))
    out = stage.reviewer.run("cosign", "push", stage.message, code=4)
    check("waits for signatures here" in out, out)


@journey("one who will not sign gives it back with a remark; the change voids the signatures, visibly")
def given_back(stage):
    path = stage.preparer.report("2024-07")
    message, _ = stage.preparer.sign_report(path, "--role", "preparer")
    stage.preparer.run("cosign", "push", message)
    stage.reviewer.run("cosign", "fetch")
    stage.reviewer.run("cosign", "return", message, "销售产值请与台账核对")
    found = stage.preparer.only()
    check(found["state"] == "returned" and found["remark"] == "销售产值请与台账核对" and found["remark_by"] == "李四", found)
    check(stage.preparer.due("2024-07") == "waits for signatures", stage.preparer.due("2024-07"))
    stage.preparer.run("cosign", "take-back", message)
    check(stage.preparer.only()["state"] == "void", stage.preparer.waiting())
    check(stage.preparer.due("2024-07") == "draft", stage.preparer.due("2024-07"))
    out = stage.preparer.cosign(message, "--role", "reviewer", code=4)
    check("was changed after it had been signed" in out, out)
    check(stage.reviewer.run("cosign", "list").count("2024-07") == 1, "it is still known there")
    again, _ = stage.preparer.sign_report(path, "--role", "preparer,reviewer")
    check(again != message, "the same message")
    stage.preparer.run("cosign", "push", again)
    stage.legal.run("cosign", "fetch")
    stage.legal.cosign(again)
    stage.legal.send()
    check(stage.legal.sent(again)["outcome"] in ("valid", "valid-with-findings"), stage.legal.sent(again))


@journey("a signer whose certificate is revoked before it is sent has signed in vain; the last learns who, and signs anew")
def revoked(stage):
    message, _ = stage.reviewer.sign_report(stage.reviewer.report("2024-08"), "--role", "preparer,reviewer")
    stage.reviewer.run("cosign", "push", message)
    stage.legal.run("cosign", "fetch")
    listed = stage.admin.run("authority", "list", "--unit", UNIT, "--json")
    for one in json.loads(listed)["certificates"]:
        if one["name"] == "李四" and one["use"] == "signing":
            stage.admin.run("authority", "revoke", one["serial"], "--reason", "keyCompromise")
    stage.legal.cosign(message)
    stage.legal.send(code=None)
    sent = stage.legal.sent(message)
    check(sent["state"] == "refused" and sent["code"] == "signer-revoked" and "李四" in sent["reason"], sent)
    out = stage.reviewer.run("cosign", "push", message, code=None)
    check("revoked" in out, out)
    again, _ = stage.legal.sign_report(stage.legal.report("2024-08"))
    stage.legal.send()
    check(stage.legal.sent(again)["outcome"] in ("valid", "valid-with-findings"), stage.legal.sent(again))


@journey("who holds all roles signs alone, as before")
def alone(stage):
    message, out = stage.legal.sign_report(stage.legal.report("2024-05"))
    check("waits in the outbox" in out, out)
    stage.legal.send()
    names = [(one.get("name"), one.get("roles")) for one in stage.legal.receipts(message)[0].findall(RECEIPT + "signer")]
    check(names == [("赵建国", "preparer reviewer legal-signer")], names)


@journey("all of it stands when every row is made anew from what was signed")
def verified(stage):
    check(stage.stop() == 0, "the server did not end well")
    out = stage.program("server/zhibaod", "verify", stage.data)
    check("all stands" in out, out)


def play(stage, number, name, function):
    try:
        function(stage)
    except Exception as problem:  # noqa: BLE001
        print(f"not ok {number} - {name}")
        for line in str(problem if isinstance(problem, Failed) else repr(problem)).splitlines():
            print(f"# {line}")
        return False
    print(f"ok {number} - {name}", flush=True)
    return True


def main():
    print(f"1..{len(JOURNEYS)}")
    well = True
    with tempfile.TemporaryDirectory(prefix="zhibao-cosign-") as folder:
        stage = Office(pathlib.Path(folder))
        try:
            for number, (name, function) in enumerate(JOURNEYS, 1):
                well = play(stage, number, name, function) and well
        finally:
            stage.stop()
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
