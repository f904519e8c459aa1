#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What becomes of reports between enterprises and bureau, through zhibao and zhibaod, one server for all of it."""

import contextlib
import csv
import datetime
import hashlib
import io
import json
import os
import re
import shutil
import signal
import sqlite3
import struct
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree

sys.dont_write_bytecode = True
from province import PROVINCE  # noqa: E402
from stage import BUILD, FORM, RECEIPT, REGISTER, SOURCE, TENANT, Enterprise, Failed, Person, Stage, check, from_now  # noqa: E402

JOURNEYS = []
OUTPUT = ("A", "03", "1")  # sales value of the month


def journey(name):
    def add(function):
        JOURNEYS.append((name, function))
        return function

    return add


def units():
    with open(REGISTER, encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            yield row["uscc"]


UNITS = units()


def newcomer(stage):
    return Enterprise(stage, next(UNITS))


def figure(enterprise, period, place=OUTPUT):
    return next(row[3] for row in enterprise.cells(period) if tuple(row[:3]) == place)


@journey("the same container sent again gives the same receipts")
def sent_again(stage):
    one = newcomer(stage)
    message = one.submit("2024-03")
    before = one.evidence(message)
    check(len(before) == 2, "evidence", len(before))
    one.database().execute("update message set state = 'queued', outcome = null")
    one.database().execute("delete from evidence")
    one.send()
    check(one.evidence(message) == before, "other evidence")
    check(one.sent(message)["state"] == "sent", one.sent(message))
    check(len(stage.queue(stage.city, "2024-03")) == 1, "more than one report")


@journey("returned with remarks, corrected, accepted")
def returned(stage):
    one = newcomer(stage)
    first = one.submit("2024-04")
    number = stage.number(stage.district, one, "2024-04")
    refused = stage.district.run("bureau", "return", number, code=None)
    check("reason" in refused, "a return without reason", refused)
    stage.district.run("bureau", "return", number, "--reason", "销售产值请核对", "--remarks", "A.03.1=与增值税开票不符")
    check(one.due("2024-04") == "returned", one.due("2024-04"))
    decision = one.receipts(first)[-1]
    remark = decision.find(f".//{RECEIPT}remark")
    check(remark is not None and "与增值税开票不符" in "".join(remark.itertext()), "no remark")
    shown = stage.district.run("bureau", "show", number)
    check(f"acknowledged by {one.unit}: returned" in shown, shown)
    value = str(int(figure(one, "2024-04")) - 1)
    second = one.submit("2024-04", "--replaces", first, changes={OUTPUT: value})
    check(one.due("2024-04") == "received", one.due("2024-04"))
    stage.accept(one, "2024-04")
    check(one.due("2024-04") == "accepted", one.due("2024-04"))
    check(one.sent(second)["review"] == "accept", one.sent(second))
    check(stage.total("2024-04", "A.03.1") == (1, value), stage.total("2024-04", "A.03.1"), value)


@journey("an open correction changes no total, its acceptance swaps it exactly")
def swap(stage):
    one, other = newcomer(stage), newcomer(stage)
    first = one.submit("2024-05")
    other.submit("2024-05")
    stage.accept(one, "2024-05")
    stage.accept(other, "2024-05")
    before = int(figure(one, "2024-05")) + int(figure(other, "2024-05"))
    check(stage.total("2024-05", "A.03.1") == (2, str(before)), stage.total("2024-05", "A.03.1"), before)
    number = stage.number(stage.city, one, "2024-05", "accepted")
    stage.city.run("bureau", "reopen", number, "--reason", "企业申请更正")
    changed = str(int(figure(one, "2024-05")) - 7)
    one.run("account", "sync")
    one.submit("2024-05", "--replaces", first, changes={OUTPUT: changed})
    check(stage.total("2024-05", "A.03.1") == (2, str(before)), "an open correction counts")
    stage.accept(one, "2024-05")
    check(stage.total("2024-05", "A.03.1") == (2, str(before - 7)), stage.total("2024-05", "A.03.1"), before - 7)


@journey("withdrawn before review, and sent anew")
def withdrawn(stage):
    one = newcomer(stage)
    first = one.submit("2024-06")
    withdrawal = one.report("2024-06", "--withdraws", first, name="withdrawal.xml")
    second = one.sign_as_it_is(withdrawal)
    one.send()
    check(one.sent(second)["state"] == "sent", one.sent(second))
    check(one.due("2024-06") == "withdrawn", one.due("2024-06"))
    check(stage.queue(stage.district, "2024-06", "mine") == [], "a withdrawn report waits for review")
    third = one.submit("2024-06")
    check(one.sent(third)["state"] == "sent", one.sent(third))
    stage.accept(one, "2024-06")
    check(one.due("2024-06") == "accepted", one.due("2024-06"))


@journey("a passed report can no longer be withdrawn")
def withdrawn_too_late(stage):
    one = newcomer(stage)
    first = one.submit("2024-06")
    stage.clear_and(stage.district, "pass", one, "2024-06")
    second = one.sign_as_it_is(one.report("2024-06", "--withdraws", first, name="withdrawal.xml"))
    one.send()
    check(one.sent(second)["code"] == "withdrawal-too-late", one.sent(second))
    check(one.due("2024-06") == "passed by the district", one.due("2024-06"))


@journey("a nil return is accepted and adds nothing")
def nil(stage):
    one = newcomer(stage)
    before = stage.total("2024-06", "A.03.1")[1]
    path = str(one.workspace / "nil.xml")
    one.run("report", "new", FORM, "2024-06", "--unit", one.unit, "--nil", "-o", path)
    message = one.sign(path)
    one.send()
    check(one.sent(message)["outcome"] in ("valid", "valid-with-findings"), one.sent(message))
    stage.accept(one, "2024-06")
    check(one.due("2024-06") == "accepted", one.due("2024-06"))
    check(stage.total("2024-06", "A.03.1")[1] == before, stage.total("2024-06", "A.03.1"), before)


@journey("after the deadline a report is late, but taken")
def late(stage):
    one = newcomer(stage)
    stage.order("extend", "2024-07", "--deadline", from_now(-1), "--closes", from_now(5))
    message = one.submit("2024-07")
    r2 = one.receipts(message)[1]
    check(any(element.get("late") == "true" for element in r2.iter()), "R2 does not say late")
    items = [item for item in stage.queue(stage.city, "2024-07") if item["unit"] == one.unit]
    check(items and items[0]["late"] is True, items)
    progress = stage.city.run("bureau", "progress", FORM, "2024-07", "--tenant", TENANT, "--by", "total", "--json")
    group = json.loads(progress)["groups"][0]
    check(group["late"] == 1 and group["name"] == {"zh": "合计", "en": "Total"}, progress)
    stage.accept(one, "2024-07")


@journey("after the close it is refused, with a special permit taken")
def closed(stage):
    one = newcomer(stage)
    stage.order("extend", "2024-08", "--deadline", from_now(-3), "--closes", from_now(-1))
    message = one.submit("2024-08")
    sent = one.sent(message)
    check(sent["state"] == "refused" and sent["outcome"] == "refused", sent)
    check("closed" in sent["code"] and "special permit" in sent["reason"], sent)
    check(len(one.evidence(message)) == 2, "the refusal is not proved")
    stage.order("permit", "2024-08", "--unit", one.unit, "--until", from_now(2))
    again = one.submit("2024-08")
    check(one.sent(again)["state"] == "sent", one.sent(again))
    stage.accept(one, "2024-08")
    check(one.due("2024-08") == "accepted", one.due("2024-08"))


@journey("a report for a unit that one holds no mandate of is refused")
def without_mandate(stage):
    one, other = newcomer(stage), next(UNITS)
    path = one.report("2024-09")
    with open(path, encoding="utf-8") as file:
        text = file.read()
    with open(path, "w", encoding="utf-8") as file:
        file.write(text.replace(one.unit, other))
    message = one.sign_as_it_is(path)
    one.send()
    sent = one.sent(message)
    check(sent["state"] == "refused" and sent["code"] and one.evidence(message) == [], sent)
    check(stage.queue(stage.city, "2024-09") == [], "it stands in the queue")


@journey("an agent is made, and unmade")
def agent(stage):
    one, other = newcomer(stage), newcomer(stage)
    given = one.run("mandate", "give", other.unit, "--tenant", TENANT, "--first-period=2024-06", "--last-period=2024-Q4")
    number = re.search(r"number (\d+)", given)[1]
    held = json.loads(other.run("mandate", "list", "--json"))["held"]
    found = [(m["unit"], m["tenant"], m["first_period"], m["last_period"]) for m in held]
    check(found == [(one.unit, TENANT, "2024-06", "2024-Q4")], held)
    check("2024-Q4" in other.run("mandate", "list"), "the agent is not told the last period")
    shown = stage.city.run("register", "show", one.unit)
    check(other.unit in shown and "2024-Q4" in shown, shown)
    one.run("mandate", "deputize", "林婉清", "--tenant", TENANT, code=4)
    one.run("mandate", "deputize", "林婉清", "--tenant", TENANT, "--to=2099-12-31")
    check("林婉清" in one.run("mandate", "list"), "the deputy is not listed")
    other.run("mandate", "end", number, code=4)
    one.run("mandate", "end", number)
    given = [m for m in json.loads(one.run("mandate", "list", "--json"))["given"] if m["holder"] == other.unit]
    check(len(given) == 1 and given[0]["to"] < given[0]["from"], given)


@journey("a certificate of the province's authority is registered and barred")
def province(stage):
    one = newcomer(stage)
    folder, trusted = stage.folder / "province", stage.data / "authorities"
    folder.mkdir()
    subprocess.run(["sh", "-c", PROVINCE, "sh", folder, one.unit, f"file:{stage.passphrase}"], check=True, capture_output=True)
    certificate = str(folder / "one.pem")
    stage.city.run("authority", "register", certificate, code=4)
    trusted.mkdir()
    (trusted / "province.conf").write_text("certificates = root.pem\nunit = subject OU\nlists = root.crl\n", encoding="utf-8")
    for name in ("root.pem", "root.crl"):
        shutil.copy(folder / name, trusted / name)
    stage.stop()
    stage.start()
    told = stage.city.run("authority", "register", certificate)
    check("郑雪梅" in told and one.unit in told, told)
    serial = re.search(r"certificate (\w+) of", told)[1]
    shown = one.run("authority", "show", serial)
    check("郑雪梅" in shown and "legal signer" in shown, shown)
    one.run("authority", "register", certificate, code=4)
    stage.city.run("authority", "register", str(folder / "root.crl"), code=3)
    stage.city.run("authority", "revoke", serial, "--reason", "privilegeWithdrawn")
    check("revoked" in one.run("authority", "show", serial), "it is not shown as revoked")
    stage.program("server/zhibaod", "verify", stage.data)


def holder_of(stage, one):
    """Who works for the unit of @one in a workspace of his own, to enrol with the certificate that the province gave him."""
    holder = Enterprise.__new__(Enterprise)
    Person.__init__(holder, stage, f"{one.unit}-province")
    holder.unit = one.unit
    return holder


@journey("an enterprise enrols with the certificate that the province's authority gave it, and reports")
def provinces_own(stage):
    one = newcomer(stage)
    folder = stage.folder / "second-province"
    folder.mkdir()
    subprocess.run(["sh", "-c", PROVINCE, "sh", folder, one.unit, f"file:{stage.passphrase}"], check=True, capture_output=True)
    trusted = stage.data / "authorities"
    trusted.mkdir(exist_ok=True)
    (trusted / "second.conf").write_text("certificates = second.pem\nunit = subject OU\nlists = second.crl\n", encoding="utf-8")
    holder = holder_of(stage, one)
    invite = ["authority", "invite", "--unit", one.unit, "--days", "30"]
    path = stage.write("province.invitation", stage.admin.run(*invite))
    enrol = ["account", "enrol", path, "--certificate", str(folder / "one.p12"), "--passphrase-file", stage.passphrase]
    told = holder.run(*enrol, code=4)
    check("unknown-certificate" in told, told)
    shutil.copy(folder / "root.pem", trusted / "second.pem")
    shutil.copy(folder / "root.crl", trusted / "second.crl")
    stage.stop()
    stage.start()
    told = holder.run(*enrol)
    check(one.unit in told, told)
    holder.run("account", "sync")
    message = holder.submit("2024-03")
    check(holder.sent(message)["outcome"] == "valid" and len(holder.evidence(message)) == 2, holder.sent(message))
    listed = json.loads(stage.city.run("authority", "list", "--unit", one.unit, "--json"))["certificates"]
    check("郑雪梅" in [c["name"] for c in listed if c["use"] == "signing"], listed)
    told = holder.run("account", "renew", code=None)
    check("have it renewed there" in told, told)
    other = newcomer(stage)
    path = stage.write("other.invitation", stage.admin.run("authority", "invite", "--unit", other.unit, "--days", "30"))
    stranger = Person(stage, "stranger")
    told = stranger.run("account", "enrol", path, *enrol[3:], code=None)
    check("is not one to sign for" in told, told)
    stage.program("server/zhibaod", "verify", stage.data)


SOFTHSM = "/usr/lib/softhsm/libsofthsm2.so"


def fill_token(stage, folder, pin):
    """A token with a certificate of the province's, one that somebody made for himself, and the keys of both."""
    tokens = stage.folder / "token"
    tokens.mkdir()
    os.environ["SOFTHSM2_CONF"] = stage.write("softhsm2.conf", f"directories.tokendir = {tokens}\n")
    subprocess.run(["softhsm2-util", "--init-token", "--free", "--label", "u-key", "--pin", pin, "--so-pin", pin], check=True,
                   capture_output=True)
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout",
                    folder / "self.key", "-out", folder / "self.pem", "-subj", "/CN=self", "-config", folder / "ca.cnf",
                    "-extensions", "signing"], check=True, capture_output=True)
    for number, (name, label) in enumerate([("one", "签名证书"), ("self", "自签")], 1):
        for kind, file in (("--load-certificate", f"{name}.pem"), ("--load-privkey", f"{name}.key")):
            subprocess.run(["p11tool", "--provider", SOFTHSM, "--login", "--set-pin", pin, "--write", kind, folder / file, "--id",
                            f"0{number}", "--label", label, "pkcs11:token=u-key"], check=True, capture_output=True)


@journey("an enterprise enrols with a certificate that lies on a token, and the token signs its reports")
def tokens_own(stage):
    one = newcomer(stage)
    folder = stage.folder / "third-province"
    folder.mkdir()
    subprocess.run(["sh", "-c", PROVINCE, "sh", folder, one.unit, f"file:{stage.passphrase}"], check=True, capture_output=True)
    fill_token(stage, folder, open(stage.passphrase, encoding="utf-8").read().strip())
    trusted = stage.data / "authorities"
    (trusted / "third.conf").write_text("certificates = third.pem\nunit = subject OU\nlists = third.crl\n", encoding="utf-8")
    shutil.copy(folder / "root.pem", trusted / "third.pem")
    shutil.copy(folder / "root.crl", trusted / "third.crl")
    stage.stop()
    stage.start()
    holder = holder_of(stage, one)
    path = stage.write("token.invitation", stage.admin.run("authority", "invite", "--unit", one.unit, "--days", "30"))
    enrol = ["account", "enrol", path, "--token", SOFTHSM]
    pin = ["--passphrase-file", stage.passphrase]
    told = holder.run(*enrol, "--on-token", "--passphrase-file", stage.write("wrong.pin", "000000\n"), code=None)
    check("the PIN does not open the token u-key" in told, told)
    told = holder.run(*enrol, "--on-token", *pin, code=None)
    check("say which by its serial number or label" in told and "签名证书" in told and "自签" in told, told)
    told = holder.run(*enrol, "--certificate", "no such", *pin, code=None)
    check('the token has no certificate "no such"' in told, told)
    told = holder.run(*enrol, "--certificate", "自签", *pin, code=4)
    check("unknown-certificate" in told, told)
    check(one.unit in holder.run(*enrol, "--certificate", "签名证书", *pin), "it is not enrolled")
    check("pkcs11:token=u-key;id=%01?" in holder.run("account", "signer"), "another key signs")
    holder.run("account", "sync")
    message = holder.submit("2024-03")
    check(holder.sent(message)["outcome"] == "valid" and len(holder.evidence(message)) == 2, holder.sent(message))
    stage.program("server/zhibaod", "verify", stage.data)


@journey("a waiver takes two persons, and a post ends")
def two_persons(stage):
    second = stage.colleague("周鹭", "city", workspace="second")
    stage.city.run("waiver", "propose", FORM, f"{FORM}#1", "2024-09", "--tenant", TENANT, "--reason", "并表")
    listed = json.loads(stage.city.run("waiver", "list", "--tenant", TENANT, "--json"))["waivers"]
    check([w["state"] for w in listed] == ["proposed"], listed)
    number = str(listed[0]["id"])
    stage.city.run("waiver", "confirm", number, code=4)
    second.run("waiver", "confirm", number)
    check("confirmed" in second.run("waiver", "list", "--tenant", TENANT), "not confirmed")
    stage.city.run("waiver", "end", number)
    stage.admin.run("authority", "dismiss", "周鹭", "--role", "city", "--tenant", TENANT)
    second.run("waiver", "list", "--tenant", TENANT, code=4)
    check("ended" in stage.admin.run("authority", "staff", "--tenant", TENANT), "the post is not shown as ended")


@journey("a revoked certificate is refused")
def revoked(stage):
    one = newcomer(stage)
    before = one.submit("2024-08")
    listed = stage.admin.run("authority", "list", "--unit", one.unit, "--json")
    for certificate in json.loads(listed)["certificates"]:
        serial = certificate["serial"]
        stage.admin.run("authority", "revoke", serial, "--reason", "keyCompromise")
        told = stage.admin.run("authority", "messages", serial, "--since", "2024-07-05")
        check(before in told and ("signed" if certificate["use"] == "signing" else "carried") in told, told)
        told = stage.admin.run("authority", "messages", serial, "--since", "2100-01-01")
        check(before not in told, told)
    message = one.sign(one.report("2024-09"))
    one.send(code=None)
    check(one.sent(message)["outcome"] is None and one.evidence(message) == [], one.sent(message))
    check(stage.queue(stage.city, "2024-09") == [], "it stands in the queue")


@journey("whose clock goes wrong is told so, and why his report was refused")
def wrong_clock(stage):
    one = newcomer(stage)
    control = stage.folder / "control"
    shim = {"LD_PRELOAD": str(BUILD / "tests" / "faults" / "libzb-fault-shim.so"), "ZB_FAULT_CONTROL": str(control)}
    check("clock" not in one.run("account", "sync", code=None), "the clock is right")
    os.environ.update(shim)
    try:
        for minutes in (20, -20):
            control.write_bytes(struct.pack("6q", minutes * 60 * 1_000_000, 0, 0, 0, 0, 0))
            told = one.run("account", "sync", code=None)
            times = [datetime.datetime.fromisoformat(text) for text in re.findall(r"[-0-9]{10}T[:0-9]{8}\+08:00", told)]
            check("This computer's clock says" in told and len(times) == 2, told)
            check(abs((times[0] - times[1]).total_seconds() - minutes * 60) < 60, told)
        check("请校准本机时间" in one.run("account", "sync", code=None, language="zh_CN"), "it is not told in Chinese")
        control.write_bytes(struct.pack("6q", 20 * 60 * 1_000_000, 0, 0, 0, 0, 0))
        message = one.sign(one.report("2024-03"))
        one.send(code=None)
    finally:
        for name in shim:
            del os.environ[name]
    sent = one.sent(message)
    check(sent["code"] == "message-expired" and "here it is" in sent["reason"], sent)


@journey("what was acknowledged survives kill -9")
def killed(stage):
    one = newcomer(stage)
    message = one.submit("2024-10")
    stage.stop(signal.SIGKILL)
    waiting = one.sign(one.report("2024-10", "--replaces", message))
    one.send(code=4)
    check(one.sent(waiting)["state"] == "queued", one.sent(waiting))
    stage.start()
    items = [item for item in stage.queue(stage.city, "2024-10") if item["unit"] == one.unit]
    check(len(items) == 1, items)
    one.send()
    check(one.sent(waiting)["state"] == "sent", one.sent(waiting))
    one.run("receipt", "export", message, "-o", str(one.workspace))
    for number, kind in ((1, "R1"), (2, "R2")):
        one.run("receipt", "verify", str(one.workspace / f"{message}-{number}-{kind}.evidence"),
                str(one.workspace / f"{message}.asice"))


@journey("a signed report is shown on its paper, an unsigned one as a draft")
def shown(stage):
    one = newcomer(stage)
    draft = one.report("2024-10")
    message = one.submit("2024-10")
    one.run("receipt", "export", message, "-o", str(one.workspace))
    for path, is_draft in ((draft, True), (one.workspace / f"{message}.asice", False)):
        out = one.run("form", "show", "B204-1", "--language", "en", "--report", str(path))
        check("October 2024" in out and ("DRAFT" in out) == is_draft, path, out)


def read_pages(stage, pdf):
    """The text of a PDF file, and what the square codes on its pages say."""
    stem = stage.folder / "pages"
    for old in stage.folder.glob("pages-*.png"):
        old.unlink()
    subprocess.run(["pdftoppm", "-r", "200", "-png", pdf, stem], check=True, timeout=60)
    codes = [subprocess.run(["zbarimg", "--nodbus", "--raw", "--quiet", page], capture_output=True, text=True, timeout=60,
                            check=False).stdout.strip() for page in sorted(stage.folder.glob("pages-*.png"))]
    text = subprocess.run(["pdftotext", "-layout", pdf, "-"], check=True, capture_output=True, text=True, timeout=60).stdout
    return text, [code for code in codes if code]


@journey("printed from the signed bytes, the code on the page fits the bureau's evidence")
def printed(stage):
    one = newcomer(stage)
    first, second = one.submit("2024-10"), one.submit("2024-09")
    stage.accept(one, "2024-10")
    one.run("account", "sync")
    pdf = str(one.workspace / "both.pdf")
    one.run("report", "print", f"{FORM}/2024-10", second, "-o", pdf, "--language", "en")
    text, codes = read_pages(stage, pdf)
    check("DRAFT" not in text and "Accepted" in text and "Machine check passed" in text, text)
    check(len(codes) == 2, codes)
    told = json.loads(one.run("receipt", "qr", codes[0], "--json"))
    check(told["report"] in text and told["receipt"] in text, told)
    check("its number" in one.run("receipt", "qr", codes[0].replace(":202", ":203"), code=3), "a changed date was taken")
    one.run("receipt", "export", first, "-o", str(one.workspace))
    [outcome] = one.workspace.glob(f"{first}-*-R2.evidence")
    container = str(one.workspace / f"{first}.asice")
    one.run("receipt", "verify", str(outcome), container, "--code", codes[0])
    check("differs" in one.run("receipt", "verify", str(outcome), container, "--code", codes[1], code=3), "another's code")


@journey("a new computer gets back what was sent from the old one")
def recovered(stage):
    one = newcomer(stage)
    first = one.submit("2024-09")
    number = stage.number(stage.district, one, "2024-09")
    stage.district.run("bureau", "return", number, "--reason", "请核对销售产值")
    one.run("account", "sync")
    second = one.submit("2024-09", "--replaces", first, changes={OUTPUT: str(int(figure(one, "2024-09")) - 1)})
    other = Person(stage, f"{one.unit}-new")
    other.enrol(stage.admin.run("authority", "invite", "--unit", one.unit, "--days", "30"))
    check("2 signed messages" in other.run("account", "recover"), "not both versions")
    check("0 signed messages" in other.run("account", "recover"), "again")
    for message in (first, second):
        rows = [sorted(person.database().execute("select kind, digest from evidence where message = ?", (message,)))
                for person in (one, other)]
        check([kind for kind, _ in rows[0]] == [kind for kind, _ in rows[1]], rows)
        kept = [person.database().execute("select container, state, outcome, review from message where id = ?",
                                          (message,)).fetchone() for person in (one, other)]
        check(kept[0] == kept[1], message, kept[0][1:], kept[1][1:])
    other.run("report", "print", f"{FORM}/2024-09", "-o", str(other.workspace / "back.pdf"))


@journey("changed evidence does not verify")
def changed_evidence(stage):
    one = newcomer(stage)
    message = one.submit("2024-10")
    one.run("receipt", "export", message, "-o", str(one.workspace))
    path = one.workspace / f"{message}-1-R1.evidence"
    original = path.read_bytes()
    for at in range(60, len(original), len(original) // 12):
        changed = bytearray(original)
        changed[at] ^= 1
        path.write_bytes(changed)
        out = one.run("receipt", "verify", str(path), code=3)
        check("Valid" not in out, at, out)
    path.write_bytes(original)
    told = json.loads(one.run("receipt", "verify", str(path), "--json"))
    assert told["sender"] == one.unit and told["kind"] in ("R1", "R2", "R4"), told


WHICH = "(select id from message where message_id = ?)"
# What someone with full rights over the files may do, and what is said of it.
CHANGES = (
    ("update message set digest = lower (hex (zeroblob (32))) where message_id = ?", "message", "digest"),
    ("update message set received = received - 86400000000 where message_id = ?", "message", "received"),
    ("update message_body set container = zeroblob (9) where message = " + WHICH, "message_body", "container"),
    ("delete from message_body where message = " + WHICH, "message_body", "no longer in the store"),
    ("update message_body set arrival_length = 9 where message = " + WHICH, "message_body", "container"),
    ("update log_leaf set message = null where message = " + WHICH, "log_leaf", "message"),
    ("update version set late = 1 where message = " + WHICH, "version", "late"),
)


@journey("zhibaod verify names what was changed behind its back")
def changed_store(stage):
    one = newcomer(stage)
    message = one.submit("2024-10")
    check(stage.stop() == 0, "the server did not end well")
    check("all stands" in stage.program("server/zhibaod", "verify", stage.data), "it did not stand before")
    copy = stage.folder / "changed"
    for change, table, words in CHANGES:
        shutil.copytree(stage.data, copy)
        store = sqlite3.connect(copy / "store" / "zhibao.db", isolation_level=None)
        for (name,) in store.execute("select name from sqlite_master where type = 'trigger'").fetchall():
            store.execute(f"drop trigger {name}")
        store.execute("pragma foreign_keys = off")
        check(store.execute(change, (message,)).rowcount > 0, "nothing was changed by", change)
        store.close()
        out = stage.program("server/zhibaod", "verify", copy, code=1)
        named = [line for line in out.splitlines() if line.startswith(f"{table} ")]
        check(any(f"({one.unit}/{message})" in line and words in line for line in named), change, out)
        shutil.rmtree(copy)
    stage.start()


@journey("what the store holds cannot be changed without taking its locks away")
def locked_store(stage):
    with sqlite3.connect(stage.data / "store" / "zhibao.db") as store:
        for change in ("update message_body set container = zeroblob (1)", "delete from message_body",
                       "update log_leaf set kind = null", "delete from log_leaf"):
            try:
                store.execute(change)
            except sqlite3.IntegrityError as error:
                check("never" in str(error), error)
            else:
                raise Failed(f"taken: {change}")


def area_names(language):
    """By code, out of the list of areas."""
    tree = ElementTree.parse(SOURCE / "codelists" / "areas.xml")
    names = {}
    for code in tree.iter("{urn:zhibao:codelist:1}code"):
        labels = {name.get("{http://www.w3.org/XML/1998/namespace}lang"): name.text for name in code}
        names[code.get("code")] = labels[language]
    return names


@journey("rules, those in force or others, are put to every report of a period")
def rechecked(stage):
    period, words = "2024-11", ("bureau", "recheck", FORM, "2024-11", "--tenant", TENANT)
    stage.open_period(period)
    nothing = stage.city.run(*words, code=4)
    check("there is no report of B204-1 for 2024-11 in your area" in nothing, nothing)
    some = sorted((newcomer(stage) for _ in range(3)), key=lambda one: int(figure(one, period, OUTPUT)))
    for one in some:
        one.submit(period)
    out = stage.city.run(*words)
    check(out.startswith("3 reports of B204-1 2024-11, ") and "\nstops 0 enterprises\n" in out, out)
    # What lets only the largest pass.
    bound = int(figure(some[2], period, OUTPUT))
    rules = stage.write("new.rules", f"form {FORM} revision 99\n#big hard [A.03,1] >= {bound}\n#all soft [A.03,1] >= 0\n")
    with open(REGISTER, encoding="utf-8-sig") as file:
        areas = {row["uscc"]: row["zone"] or row["area"] for row in csv.DictReader(file)}
    stopped = sorted(areas[one.unit] for one in some[:2])
    found = json.loads(stage.city.run(*words, "--rules", rules, "--json"))
    check((found["stopped"], found["newly"], found["freed"], found["explain"]) == (2, 2, 0, 0), found)
    check([(rule["rule"], rule["units"], rule["stopped"], rule["in_columns"]) for rule in found["rules"]]
          == [(f"{FORM}#big", 2, 2, True), (f"{FORM}#all", 0, 0, True)], found["rules"])
    by_area = {area["area"]: area["stopped"] for area in found["rules"][0]["areas"]}
    check(by_area == {code: stopped.count(code) for code in stopped}, by_area, stopped)
    check(sorted(unit["unit"] for unit in found["units"]) == sorted(one.unit for one in some[:2]), found["units"])
    parts = [f"{by_area[code]} in {area_names('en')[code]}" for code in sorted(by_area)]
    out = stage.city.run(*words, "--rules", rules, "--units", "--threads", "2", code=2)
    check(f"\nwould stop 2 enterprises: {', '.join(parts)}\n" in out, out)
    check("\n2 of them pass today; 0 that are stopped today would pass\n" in out, out)
    check(all(one.unit in out for one in some[:2]) and some[2].unit not in out, out)
    chinese = stage.city.run(*words, "--rules", rules, code=2, language="zh_CN")
    parts = [f"{area_names('zh')[code]} {by_area[code]} 家" for code in sorted(by_area)]
    check(f"\n将拦截 2 家企业: {'、'.join(parts)}\n" in chinese and "强制性" in chinese, chinese)


@journey("a recheck says what is wrong with what it was asked")
def rechecked_wrongly(stage):
    words = ("--tenant", TENANT)
    unknown = stage.city.run("bureau", "recheck", "B999-9", "2024-11", *words, code=4)
    check("B999-9" in unknown, unknown)
    check("2024-13" in stage.city.run("bureau", "recheck", FORM, "2024-13", *words, code=4), "a month 13")
    rules = stage.write("wrong.rules", f"form {FORM} revision 99\n#1 hard [A.99,1] >= 0\n#2 hard [A.01,1] >=\n")
    wrong = stage.city.run("bureau", "recheck", FORM, "2024-11", "--rules", rules, *words, code=3)
    check(f"{rules}:2:9: error: section A has no row “99”" in wrong, wrong)
    check(f"{rules}:4:1: error: a value is missing" in wrong, wrong)
    chinese = stage.city.run("bureau", "recheck", FORM, "2024-11", "--rules", rules, *words, code=3, language="zh_CN")
    check(f"{rules}:2:9: 错误: " in chinese, chinese)
    missing = stage.city.run("bureau", "recheck", FORM, "2024-11", "--rules", rules + "x", *words, code=4)
    check("wrong.rulesx" in missing, missing)


@journey("who rolls the log back is found out by those who saw it")
def rolled_back(stage):
    """Even with the node's own keys: the store of an hour ago takes the place of today's."""
    one, other = newcomer(stage), newcomer(stage)
    check("No checkpoint" not in one.run("account", "log"), "a checkpoint comes with the first refresh")
    stage.stop()
    earlier, today = stage.folder / "earlier", stage.folder / "today"
    shutil.copytree(stage.data / "store", earlier)
    stage.start()
    one.submit("2024-09")
    one.run("account", "sync")
    held = one.run("account", "log")
    stage.stop()
    (stage.data / "store").rename(today)
    shutil.copytree(earlier, stage.data / "store")
    stage.start()
    try:
        # The other one's report makes the log longer than it was; he saw nothing of what is gone.
        other.submit("2024-09")
        other.run("account", "sync")
        said = one.run("account", "sync", code=4)
        check("no longer holds what it held" in said and "both signed checkpoints are kept as proof" in said, said)
        proof = one.run("account", "log", code=3)
        check(proof.count("— zhibao-log/350200 ") == 3 and held.split("Its key")[0] in proof, proof)
        chinese = one.run("account", "log", code=3, language="zh_CN")
        check("与先前签署的内容矛盾" in chinese, chinese)
    finally:
        stage.stop()
        shutil.rmtree(stage.data / "store")
        today.rename(stage.data / "store")
        stage.start()
    one.run("account", "sync")


def judged(enterprise, path):
    """{instance: finding} of the report as its account checks it, and the exit status' text."""
    out = enterprise.run("report", "check", path, "--account", enterprise.unit, "--format", "json", code=None)
    return {finding["instance"]: finding for finding in map(json.loads, out.splitlines())}


def second_person(stage):
    """Who confirms at the city what another has proposed."""
    if not hasattr(stage, "second"):
        stage.second = stage.colleague("林晓燕", "city", workspace="second-city")
    return stage.second


def propose_waiver(stage, enterprise, rule, period):
    out = stage.city.run("waiver", "propose", FORM, rule, period, "--tenant", TENANT, "--unit", enterprise.unit,
                         "--reason", "新产品含委托加工，本期先行受理")
    return re.search(r"\d+", out)[0]


def explain_the_rest(enterprise, path):
    for finding in judged(enterprise, path).values():
        if finding["severity"] in ("soft", "quasi") and not finding["waiver"]:
            enterprise.run("report", "explain", path, finding["instance"], "orders",
                           "本期新产品委托加工较多，已与合同逐项核对。", "--account", enterprise.unit)


@journey("a waiver of two persons lets one report of one unit through, in sight of all, until it ends")
def waived(stage):
    rule, period, later = f"{FORM}#1/1", "2025-09", "2025-10"
    for each in (period, later):
        stage.open_period(each)
    one, other = newcomer(stage), newcomer(stage)

    def wrong(enterprise, when, *options):
        more = str(int(figure(enterprise, when, ("A", "01", "1"))) + 1)
        to_date = figure(enterprise, when, ("A", "01", "2"))
        return enterprise.report(when, *options, changes={("A", "02", "1"): more, ("A", "02", "2"): to_date})

    path = wrong(one, period)
    check(judged(one, path)[rule]["severity"] == "hard" and not judged(one, path)[rule]["waiver"], judged(one, path))
    number = propose_waiver(stage, one, f"{FORM}#1", period)
    one.run("account", "sync")
    check(not judged(one, path)[rule]["waiver"], "it holds before anyone has confirmed it")
    told = stage.city.run("waiver", "confirm", number, code=None)
    check("a second person confirms a waiver" in told, "confirmed by who proposed it", told)
    second_person(stage).run("waiver", "confirm", number)
    for each in (one, other):
        each.run("account", "sync")
    check("委托加工" in judged(one, path)[rule]["waiver"], judged(one, path)[rule])
    explain_the_rest(one, path)
    message = one.sign_as_it_is(path)
    one.send()
    check(one.sent(message)["outcome"] in ("valid", "valid-with-findings"), one.sent(message))
    told = json.loads(one.receipts(message)[1].find(f".//{RECEIPT}findings").text)
    check("委托加工" in next(f["waiver"] for f in told if f["instance"] == rule), told)
    listed = one.run("receipt", "findings", message)
    check(rule in listed and "(waived by the bureau: 新产品含委托加工" in listed, listed)
    number_of_report = stage.number(stage.district, one, period)
    shown = stage.district.run("bureau", "show", number_of_report)
    check(re.search(rf"hard {re.escape(rule)}: .*\(waived: 新产品含委托加工，本期先行受理\)", shown), "the reviewer is not told", shown)
    stage.accept(one, period)
    check(one.due(period) == "accepted", one.due(period))
    # Of this unit, this period, and no longer than it holds.
    for enterprise, when in ((other, period), (one, later)):
        found = judged(enterprise, wrong(enterprise, when))[rule]
        check(found["severity"] == "hard" and not found["waiver"], when, found)
    stage.city.run("waiver", "end", number)
    one.run("account", "sync")
    again = one.sign_as_it_is(wrong(one, period, "--replaces", message))
    one.send(code=None)
    check(one.sent(again)["code"] == "hard-findings", "it holds after its end", one.sent(again))
    check(stage.stop() == 0, "the server did not end well")
    check("all stands" in stage.program("server/zhibaod", "verify", stage.data), "it does not stand")
    stage.start()


def behind_its_back(stage, change, message):
    """Changes what the store locks, while the server is away."""
    check(stage.stop() == 0, "the server did not end well")
    with contextlib.closing(sqlite3.connect(stage.data / "store" / "zhibao.db", isolation_level=None)) as store:
        locks = store.execute("select name, sql from sqlite_master where type = 'trigger'").fetchall()
        for name, _ in locks:
            store.execute(f"drop trigger {name}")
        check(store.execute(change, (message,)).rowcount == 1, "nothing was changed by", change)
        for _, lock in locks:
            store.execute(lock)
    stage.start()


def negative_classes(enterprise, period, n):
    """The enterprise's figures with @n industry classes, each cell of which is wrong."""
    tree = ElementTree.parse(SOURCE / "codelists" / "industry.xml")
    codes = [code.get("code") for code in tree.iter("{urn:zhibao:codelist:1}code") if len(code.get("code")) == 4][:n]
    rows = [row for row in enterprise.cells("2024-06") if row[0] != "B"]
    rows += [["B", code, str(column), "-1"] + [""] * (len(rows[0]) - 4) for code in codes for column in range(1, 5)]
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    path = str(enterprise.workspace / "negative.xml")
    enterprise.run("report", "from-csv", FORM, period, enterprise.stage.write("negative.csv", out.getvalue()), "--unit",
                   enterprise.unit, "-o", path)
    return path


@journey("all that the bureau's check found is told, more than a receipt has room for")
def all_findings(stage):
    period = "2025-11"
    stage.open_period(period)
    one = newcomer(stage)
    for rule in (f"{FORM}#3", f"{FORM}#4"):
        second_person(stage).run("waiver", "confirm", propose_waiver(stage, one, rule, period))
    one.run("account", "sync")
    path = negative_classes(one, period, 200)
    explain_the_rest(one, path)
    message = one.sign_as_it_is(path)
    early = one.run("receipt", "findings", message, code=None)
    check(f"there is no outcome of {message} yet" in early, early)
    one.send()
    check(one.sent(message)["outcome"] == "valid-with-findings", one.sent(message))
    r2 = one.receipts(message)[1]
    first = json.loads(r2.find(f".//{RECEIPT}findings").text)
    digest = next(element.get("findings-sha256") for element in r2.iter() if element.get("findings-sha256"))
    listed = one.run("receipt", "findings", message, "--json")
    check(hashlib.sha256(listed.rstrip("\n").encode()).hexdigest() == digest, "not the list that was receipted", listed[:200])
    found = json.loads(listed)
    here = judged(one, path)
    check({each["instance"] for each in found} == set(here), len(found), len(here))
    negative = [each for each in found if each["rule"] == f"{FORM}#4" and each["instance"].startswith(f"{FORM}#4/B.")]
    check(len(negative) == 800, len(negative))
    check(any("more" in each for each in first) and len(first) < len(found), "the receipt has all of it")
    for language, words in (("en", "hard"), ("zh_CN", "强制")):
        lines = one.run("receipt", "findings", message, language=language).splitlines()
        check(len(lines) >= len(found) and sum(words in line for line in lines) >= 800, language, lines[:3])
    # What the server says later is held against the receipt.
    behind_its_back(stage, "update message_body set findings = '[]' where message = " + WHICH, message)
    changed = one.run("receipt", "findings", message, code=None)
    check("not the one that the receipt was given for" in changed, changed)
    behind_its_back(stage, f"update message_body set findings = '{listed.rstrip().replace(chr(39), chr(39) * 2)}' where message = " +
                    WHICH, message)
    check(one.run("receipt", "findings", message, "--json") == listed, "not the list it was")


def play(stage, number, name, function):
    try:
        function(stage)
    except (Failed, KeyError, TypeError, StopIteration, ValueError, OSError, sqlite3.Error) as error:
        print(f"not ok {number} - {name}")
        for line in re.sub(r"\n+", "\n", f"{type(error).__name__}: {error}").splitlines():
            print(f"# {line}", flush=True)
        if stage.server is None:
            stage.start()
        return False
    print(f"ok {number} - {name}", flush=True)
    return True


def main():
    print(f"1..{len(JOURNEYS)}", flush=True)
    chosen = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        stage = Stage(folder)
        try:
            for month in range(3, 11):
                stage.open_period(f"2024-{month:02}")
            results = [play(stage, number, name, function) for number, (name, function) in enumerate(JOURNEYS, 1)
                       if not chosen or function.__name__ in chosen]
        finally:
            stage.stop()
    return 0 if all(results) else 1


sys.exit(main())
