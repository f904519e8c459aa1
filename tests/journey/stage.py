# SPDX-License-Identifier: Apache-2.0
"""A receiving server with its staff and enterprises, all through the programs a user has: zhibaod and zhibao."""

import csv
import datetime
import io
import json
import os
import pathlib
import re
import signal
import socket
import sqlite3
import subprocess
import time
import xml.etree.ElementTree as ElementTree
import zipfile

ROOT = pathlib.Path(os.environ["ZB_SOURCE_ROOT"])
BUILD = pathlib.Path(os.environ["ZB_BUILD_ROOT"])
# Another build, whose zhibao enrols those who only repeat what BUILD's has shown: deriving a key from a passphrase
# takes a build under sanitizers five times as long.
SETUP = pathlib.Path(os.environ.get("ZB_SETUP_BUILD", BUILD))
SOURCE = ROOT / "forms" / "catalogue"
REGISTER = ROOT / "packaging" / "demo" / "register.csv"
TENANT, FORM = "s1", "B204-1"
RECEIPT = "{urn:zhibao:receipt:1}"


def from_now(days):
    moment = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=days)
    return moment.strftime("%Y-%m-%dT%H:%M:%S+00:00")


class Failed(AssertionError):
    pass


def check(condition, *notes):
    if not condition:
        raise Failed(" · ".join(str(note) for note in notes))


class Person:
    """One workspace: an enterprise's or a colleague's."""

    def __init__(self, stage, name):
        self.stage, self.name = stage, name
        self.workspace = stage.folder / name

    def run(self, *words, code=0, language="en", build=BUILD):
        environment = dict(os.environ, LANGUAGE=language, LC_ALL="C.UTF-8", ZHIBAO_LOCALE_DIR=str(BUILD / "po"),
                           ZHIBAO_WORKSPACE=str(self.workspace))
        environment.pop("ZHIBAO_CATALOGUE", None)
        done = subprocess.run([*self.stage.within, build / "tools" / "zhibao", *words], env=environment, capture_output=True,
                              timeout=60)
        out, err = done.stdout.decode(), done.stderr.decode()
        check(code is None or done.returncode == code, f"zhibao {' '.join(words)}", f"status {done.returncode}", out, err)
        return out if code == 0 else out + err

    def enrol(self, invitation, build=BUILD):
        path = self.stage.write(f"{self.name}.invitation", invitation)
        self.run("account", "enrol", path, "--passphrase-file", self.stage.passphrase, build=build)

    def lighten_key(self):
        """Writes the key file anew with one round, as another program may: who signs then need not wait for 600,000."""
        [path] = (self.workspace / "keys").glob("*-signing.p12")
        plain = self.stage.write(f"{self.name}.pem", "")
        secret = f"file:{self.stage.passphrase}"
        for words in (["-in", path, "-noenc", "-passin", secret, "-out", plain],
                      ["-export", "-in", plain, "-passout", secret, "-out", path, "-iter", "1", "-macalg", "sha256",
                       "-keypbe", "AES-256-CBC", "-certpbe", "NONE"]):
            subprocess.run(["openssl", "pkcs12", *words], check=True, capture_output=True, timeout=120)

    def database(self):
        return sqlite3.connect(self.workspace / "workspace.db", isolation_level=None)


class Enterprise(Person):
    def __init__(self, stage, unit):
        super().__init__(stage, unit)
        self.unit = unit
        invitation = stage.invite("--unit", unit)
        first, stage.has_enterprise = not stage.has_enterprise, True
        self.enrol(invitation, build=BUILD if first else SETUP)
        if not first:
            self.lighten_key()
        self.run("account", "sync")

    def cells(self, period, changes=None):
        """The unit's figures as rows of CSV; @changes: {(section, row, column): value}."""
        path = self.stage.season() / period / f"{FORM}-{self.unit}.xml"
        text = self.stage.program("tools/zhibao", "report", "to-csv", path, "--catalogue", self.stage.catalogue)
        rows = list(csv.reader(io.StringIO(text.lstrip("\ufeff"))))
        for row in rows:
            row[3] = (changes or {}).get((row[0], row[1], row[2]), row[3])
        return rows

    def report(self, period, *options, changes=None, name="report.xml"):
        out = io.StringIO()
        csv.writer(out).writerows(self.cells(period, changes))
        cells = self.stage.write(f"{self.unit}.csv", out.getvalue())
        path = str(self.workspace / name)
        self.run("report", "from-csv", FORM, period, cells, "--unit", self.unit, "-o", path, *options)
        return path

    def explain_all(self, path):
        found = self.run("report", "check", path, "--account", self.unit, "--format", "json", code=None)
        for line in found.splitlines():
            finding = json.loads(line)
            check(finding["severity"] != "hard", "a hard finding", line)
            if finding["severity"] in ("soft", "quasi"):
                self.run("report", "explain", path, finding["instance"], "orders",
                         "6月新增海外订单，产量增长较多，已与合同和出库单逐项核对。", "--account", self.unit)

    def sign(self, path):
        """Returns the message id."""
        self.explain_all(path)
        return self.sign_as_it_is(path)

    def sign_as_it_is(self, path):
        out = self.run("report", "sign", path, "--passphrase-file", self.stage.passphrase)
        return re.search(r"message ([0-9a-f-]{36})", out)[1]

    def send(self, code=0):
        self.run("report", "send", "--json", code=code)

    def submit(self, period, *options, changes=None):
        message = self.sign(self.report(period, *options, changes=changes))
        self.send()
        return message

    def sent(self, message):
        """What the workspace knows of the message."""
        keys = ("state", "outcome", "review", "code", "reason", "digest")
        row = self.database().execute(f"select {', '.join(keys)} from message where id = ?", (message,)).fetchone()
        check(row, "no message", message)
        return dict(zip(keys, row))

    def evidence(self, message):
        rows = self.database().execute("select bytes from evidence where message = ? order by id", (message,))
        return [row[0] for row in rows]

    def receipts(self, message):
        trees = []
        for data in self.evidence(message):
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                trees.append(ElementTree.fromstring(archive.read("receipt.xml")))
        return trees

    def due(self, period):
        self.run("account", "sync")
        line = next(line for line in self.run("report", "status", "--offline", "--all").splitlines()
                    if line.split()[:2] == [FORM, period])
        return re.split("  +", line)[2]


class Stage:
    node, host = "350200", "127.0.0.1"
    within = ()  # the words before a program that put it into a network of its own

    def free_port(self):
        with socket.socket() as free:
            free.bind((self.host, 0))
            return free.getsockname()[1]

    def make_catalogue(self):
        """Two forms and their lists, so that no command reads every form there is."""
        catalogue = self.folder / "catalogue"
        (catalogue / "codelists").mkdir(parents=True)
        (catalogue / "s1").mkdir()
        lists = [path.relative_to(SOURCE) for path in (SOURCE / "codelists").glob("*.xml") if path.name != "hs.xml"]
        for part in [*lists, "parameters", "s1/B203", "s1/B204-1"]:
            (catalogue / part).symlink_to(SOURCE / part)
        return catalogue

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.passphrase = self.write("passphrase", "a passphrase for tests\n")
        self.server = None
        self.has_enterprise = False
        self.catalogue = self.make_catalogue()
        invitation = self.program("server/zhibaod", "init", self.data, "--node", self.node, "--host", self.host,
                                  "--listen", self.host, "--port", self.free_port(), "--catalogue", self.catalogue)
        self.start()
        self.admin = Person(self, "admin")
        self.admin.enrol(invitation)
        self.admin.run("register", "import", str(REGISTER), "--day", "2022-01-01")
        self.appoint()

    def appoint(self):
        self.district = self.colleague("黄海宁", "district", "--areas",
                                       "350203,350205,350206,350211,350212,350213,350297,350298,350299")
        self.city = self.colleague("吴鹭江", "city")

    @property
    def data(self):
        return self.folder / "server"

    def write(self, name, text):
        (self.folder / name).write_text(text, encoding="utf-8")
        return str(self.folder / name)

    def season(self):
        """The folder of what the register's enterprises report, made when first asked for."""
        folder = self.folder / "season"
        if not folder.exists():
            self.program("tools/zhibao", "season", "make", "--register", REGISTER, "--forms", FORM, "--year", "2024",
                         "--months", "24", "--wrong", "0", "--late", "0", "--missing", "0", "--stopped", "0",
                         "--model", ROOT / "forms" / "season", "--catalogue", self.catalogue, "-o", folder)
        return folder

    def program(self, name, *words, code=0):
        done = subprocess.run([BUILD / name, *map(str, words)], capture_output=True, timeout=120)
        out, err = done.stdout.decode(), done.stderr.decode()
        check(code is None or done.returncode == code, name, *words, f"status {done.returncode}", out, err)
        return out if code == 0 else out + err

    def start(self):
        ready = self.folder / "ready"
        with open(ready, "wb") as out, open(self.folder / "server.log", "ab") as log:
            self.server = subprocess.Popen([*self.within, BUILD / "server" / "zhibaod", "serve", self.data], stdout=out,
                                           stderr=log)
        for _ in range(2400):
            if ready.read_text().startswith("ready "):
                return
            check(self.server.poll() is None, "the server ended", (self.folder / "server.log").read_text())
            time.sleep(0.05)
        raise Failed("the server is not ready")

    def stop(self, how=signal.SIGTERM):
        """Returns the server's exit status."""
        if self.server is None:
            return 0
        self.server.send_signal(how)
        status = self.server.wait(timeout=60)
        self.server = None
        return status

    def colleague(self, staff, role, *options, workspace=None):
        person = Person(self, workspace or role)
        person.enrol(self.invite("--staff", staff, "--role", role, "--tenant", TENANT, *options))
        return person

    def invite(self, *whom):
        """The text of an invitation: with a second administrator, he gets it who approves."""
        told = self.admin.run("authority", "invite", *whom, "--days", "30")
        asked = re.match(r"Asked as (M\d+)", told)
        return self.second.run("authority", "approve", asked[1]) if asked else told

    def order(self, action, period, *options):
        self.city.run("period", action, FORM, period, "--tenant", TENANT, "--reason", "test", *options)

    def open_period(self, period, deadline=20, closes=40):
        self.order("open", period, "--opens", "2023-01-01T00:00:00+08:00", "--deadline", from_now(deadline),
                   "--closes", from_now(closes))

    def queue(self, who, period, state="all"):
        out = who.run("bureau", "list", "--tenant", TENANT, "--form", FORM, "--period", period, "--state", state, "--json")
        return json.loads(out)["items"]

    def number(self, who, enterprise, period, state="mine"):
        found = [item["id"] for item in self.queue(who, period, state) if item["unit"] == enterprise.unit]
        check(len(found) == 1, f"{len(found)} reports of {enterprise.unit} for {period} in {state}")
        return str(found[0])

    def clear_and(self, who, decision, enterprise, period):
        """Passes or accepts, clearing every explanation."""
        number = self.number(who, enterprise, period)
        shown = json.loads(who.run("bureau", "show", number, "--json"))
        rules = [finding["instance"] for finding in shown.get("findings") or []
                 if finding["severity"] in ("soft", "quasi")]
        who.run("bureau", decision, number, *rules)

    def accept(self, enterprise, period):
        self.clear_and(self.district, "pass", enterprise, period)
        self.clear_and(self.city, "accept", enterprise, period)

    def total(self, period, item):
        """(units, sum as text) of one item; (0, "0") if there is nothing yet."""
        out = self.city.run("bureau", "summary", FORM, period, "--tenant", TENANT, "--by", "total", "--json")
        for group in json.loads(out)["groups"]:
            for one in group["items"]:
                if one["item"] == item:
                    return group["units"], str(one["sum"])
        return 0, "0"
