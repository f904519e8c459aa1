#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A node comes from one root to the next: who reports meanwhile goes on, who slept is helped, and old receipts stand."""

import hashlib
import re
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
from stage import Enterprise, Stage, check  # noqa: E402

BUSY, ASLEEP, NEW = "91350200MA2KUY1H08", "91350213MA3BWYA54F", "91350206MA2DHGBB9B"
PERIODS = ["2024-05", "2024-06", "2024-07", "2024-08"]


def zhibaod(stage, *words, code=0):
    return stage.program("server/zhibaod", *words, code=code)


def root(stage, *words, code=0):
    return zhibaod(stage, "root", *words, code=code)


def sha256(pem):
    said = subprocess.run(["openssl", "x509", "-in", pem, "-outform", "DER"], check=True, capture_output=True, timeout=60)
    return hashlib.sha256(said.stdout).hexdigest()


def use_table(stage, peers):
    """The next table of routes, by which the node keeps everything."""
    table = stage.write("routes.xml", f"<routes xmlns='urn:zhibao:routes:1'>{peers}"
                        "<route id='all' form='*' senders='any' action='deliver'/></routes>")
    said = stage.admin.run("route", "propose", table, "--reason", "区县节点", "--passphrase-file", stage.passphrase)
    stage.second.run("route", "confirm", re.search(r"number (\d+)", said)[1], "--passphrase-file", stage.passphrase)


def bundle(enterprise):
    shown = enterprise.run("trust", "show")
    return int(shown.split()[2]), shown


def publish(stage, version, *options):
    """Signs the next bundle, and starts the node, which takes it."""
    said = zhibaod(stage, "trust", stage.data, *options)
    check(f"Trust bundle {version} is signed" in said, said)
    if stage.server is not None:
        check(stage.stop() == 0, "the node did not end well")
    stage.start()
    check(not (stage.data / "next.trust").exists(), "the node has not taken the bundle")


def submit(enterprise, period):
    message = enterprise.submit(period)
    sent = enterprise.sent(message)
    check(sent["outcome"] in ("valid", "valid-with-findings"), sent)
    enterprise.run("account", "sync")
    enterprise.run("receipt", "export", message, "-o", str(enterprise.workspace))
    return message


def proves(enterprise, message, *options, code=0):
    """Both receipts, by the bundle of then unless another one is told."""
    said = ""
    for number, kind in ((1, "R1"), (2, "R2")):
        said += enterprise.run("receipt", "verify", str(enterprise.workspace / f"{message}-{number}-{kind}.evidence"),
                               str(enterprise.workspace / f"{message}.asice"), *options, code=code)
    return said


def opens(stage):
    """an enterprise reports under the old root, and another does before it sleeps"""
    stage.busy, stage.asleep = Enterprise(stage, BUSY), Enterprise(stage, ASLEEP)
    for period in PERIODS:
        stage.open_period(period)
    stage.before = submit(stage.busy, PERIODS[0])
    stage.asleep_before = submit(stage.asleep, PERIODS[0])
    check(bundle(stage.busy)[0] == 1, "not the first bundle")
    stage.second = stage.colleague("陈启明", "admin", workspace="second")
    peer = re.search(r"<peer.*</peer>", stage.admin.run("route", "peer", "--regions", "350203"), re.S)[0]
    use_table(stage, re.sub(r' url="[^"]*"', "", peer.replace('node="350200"', 'node="350203"')))
    # Certificates tell whole seconds: the next root is to be made behind this one.
    signed = int(time.time())
    while int(time.time()) == signed:
        time.sleep(0.05)


def keeps_the_order(stage):
    """no step is taken before the one that it rests on, and what is refused changes nothing"""
    stage.next, stage.next_key = stage.folder / "next.pem", stage.folder / "next.key.pem"
    stage.request, stage.answer = stage.folder / "request", stage.folder / "answer"
    for words in (["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", stage.next_key],
                  ["req", "-x509", "-new", "-key", stage.next_key, "-subj", "/CN=Zhibao root 350200 (2034)", "-days", "7300",
                   "-addext", "keyUsage=critical,keyCertSign,cRLSign", "-out", stage.next]):
        subprocess.run(["openssl", *words], check=True, capture_output=True, timeout=60)
    check("name it by" in root(stage, "show", stage.data), "another next step")
    check("no next root is planned" in root(stage, "ask", stage.data, stage.request, code=1), "asked nobody")
    check("no next root is planned" in root(stage, "take", stage.data, stage.answer, code=1), "taken from nobody")
    check("another zhibaod serves" in root(stage, "retire", stage.data, code=1), "retired beneath a serving node")
    stage.stop()
    check("there is no next root" in root(stage, "retire", stage.data, code=1), "retired for nobody")
    publish(stage, 2, "--next-root", stage.next)
    stage.stop()
    check("has not certified" in root(stage, "retire", stage.data, code=1), "retired before the next one can take over")
    stage.start()


def certifies(stage):
    """the next root certifies the authorities where its key is, and the node takes what it certified"""
    said = root(stage, "ask", stage.data, stage.request)
    digest = said.split()[-1]
    call = ["certify", stage.request, stage.answer, "--root", stage.next, "--root-key", stage.next_key]
    old = root(stage, "certify", stage.request, stage.answer, "--root", stage.next, "--root-key",
               stage.data / "keys" / "root.key.pem", code=1)
    check("not the key of the root that is asked" in old, old)
    tried = root(stage, *call, "--dry-run")
    check(digest in tried and not stage.answer.exists(), tried)
    root(stage, *call)
    check("File exists" in root(stage, *call, code=1), "an answer was written over")
    files = sorted(path.name for path in (stage.data / "keys").iterdir())
    root(stage, "take", stage.data, stage.answer, "--dry-run")
    check(files == sorted(path.name for path in (stage.data / "keys").iterdir()), "trying has changed something")
    swapped = stage.folder / "swapped"
    swapped.mkdir()
    for path in stage.answer.iterdir():
        (swapped / path.name).write_bytes(path.read_bytes())
    (swapped / "authority-tls.pem").write_bytes((stage.data / "keys" / "authority-tls.pem").read_bytes())
    refused = root(stage, "take", stage.data, swapped, code=1)
    check("leads to no trusted root" in refused, refused)
    check(files == sorted(path.name for path in (stage.data / "keys").iterdir()), "a refusal has changed something")
    root(stage, "take", stage.data, stage.answer)
    check("certified the authorities already" in root(stage, "take", stage.data, stage.answer, code=1), "taken twice")


def changes_over(stage):
    """during the change-over both roots are believed, and reports go on"""
    stage.stop()
    check("does not name all" in root(stage, "retire", stage.data, code=1), "retired before it was published")
    publish(stage, 3)
    check("wait until" in root(stage, "show", stage.data), "another next step")
    stage.during = submit(stage.busy, PERIODS[1])
    version, shown = bundle(stage.busy)
    check(version == 3 and shown.count("Zhibao signing authority") == 2 and "(2034)" in shown, shown)
    proves(stage.busy, stage.before)
    for person in (stage.admin, stage.second):
        person.run("account", "sync")
    stage.stop()
    said = root(stage, "retire", stage.data, code=1)
    check("would be shut out" in said, said)


def asks_the_neighbours(stage):
    """the old root does not go while another node may know no other"""
    shown = root(stage, "show", stage.data)
    check("Node 350203 has not said whether" in shown, shown)
    stage.stop()
    said = root(stage, "retire", stage.data, "--early", code=1)
    check("node 350203 has not said whether it goes by the next root" in said and "--anyway" in said, said)
    heard = stage.data / "neighbours"
    heard.mkdir()
    for digests, words in ([], "node 350203 does not go by"), ([sha256(stage.next)], None):
        (heard / "350203").write_text("\n".join(["2024-07-05T00:00:00.000000Z", *digests, ""]))
        said = root(stage, "retire", stage.data, "--early", "--dry-run", code=1 if words else 0)
        check((words or "can go") in said, said)
    check("Node 350203 goes by the next root, too" in root(stage, "show", stage.data), "who said so")
    (heard / "350203").unlink()
    root(stage, "retire", stage.data, "--early", "--anyway", "--dry-run")
    (heard / "350203").write_text("\n".join(["2024-07-05T00:00:00.000000Z", sha256(stage.next), ""]))


def lets_go(stage):
    """the old root goes, and the enterprise that was there all along notices nothing"""
    root(stage, "retire", stage.data, "--early", "--dry-run")
    check("The next root:" in root(stage, "show", stage.data), "trying has changed something")
    root(stage, "retire", stage.data, "--early")
    shown = root(stage, "show", stage.data)
    check("The root: Zhibao root 350200 (2034)" in shown and "The next root" not in shown, shown)
    check("names this root alone" in shown, shown)
    said = zhibaod(stage, "trust", stage.data, code=1)
    check("not the key of this node's root" in said, said)
    (stage.data / "keys" / "root.key.pem").unlink()
    publish(stage, 4, "--root-key", stage.next_key)
    check("No other root is planned" in root(stage, "show", stage.data), "another next step")
    stage.after = submit(stage.busy, PERIODS[2])
    version, shown = bundle(stage.busy)
    check(version == 4 and "\nroot  " in shown and shown.count("(2034)") == 1, shown)
    check(shown.count("Zhibao signing authority") == 1, shown)


def proves_the_old(stage):
    """receipts of every time are proven: by who kept the bundles, by whoever gets the one of then, and by the node"""
    for message in (stage.before, stage.during, stage.after):
        proves(stage.busy, message)
    old, new = stage.folder / "1.trust", stage.folder / "4.trust"
    stage.busy.run("trust", "export", str(old), "1")
    stage.busy.run("trust", "export", str(new))
    proves(stage.busy, stage.before, "--trust", str(old))
    check("was never taken here" in stage.busy.run("trust", "export", str(new), "9", code=4), "a bundle that is none")
    said = zhibaod(stage, "verify", stage.data)
    check("all stands" in said, said)


def wakes(stage):
    """who slept through it is told what to do, takes the signed bundles from files, and reports again"""
    said = stage.asleep.run("account", "sync", code=None)
    check("zhibao trust import" in said, said)
    said = stage.asleep.run("account", "sync", code=None, language="zh_CN")
    check("更换" in said, said)
    # What is signed meanwhile waits.
    waiting = stage.asleep.sign(stage.asleep.report(PERIODS[3]))
    said = stage.asleep.run("report", "send", code=None)
    check("zhibao trust import" in said, said)
    check(stage.asleep.sent(waiting)["outcome"] is None, stage.asleep.sent(waiting))
    files = []
    for version in (2, 3, 4):
        files.append(str(stage.folder / f"{version}.trust"))
        stage.busy.run("trust", "export", files[-1], str(version))
    # The newest alone is signed by a root that nobody here knows.
    alone = stage.asleep.run("trust", "import", files[-1], code=None)
    check("the one of before goes on to hold" in alone and bundle(stage.asleep)[0] == 1, alone)
    taken = stage.asleep.run("trust", "import", *reversed(files))
    check(taken.count("was taken") == 3, taken)
    said = stage.asleep.run("report", "send", code=None)
    check("zhibao trust import" not in said, said)
    check(stage.asleep.sent(waiting)["outcome"] in ("valid", "valid-with-findings"), stage.asleep.sent(waiting))
    proves(stage.asleep, stage.asleep_before)


def newcomers(stage):
    """who is invited now knows the next root alone"""
    newcomer = Enterprise(stage, NEW)
    check(bundle(newcomer)[0] == 4, "not the newest bundle")
    submit(newcomer, PERIODS[3])


STEPS = [opens, keeps_the_order, certifies, changes_over, asks_the_neighbours, lets_go, proves_the_old, wakes, newcomers]


def main():
    print(f"1..{len(STEPS)}", flush=True)
    with tempfile.TemporaryDirectory(prefix="zhibao-test-") as folder:
        stage = Stage(folder)
        try:
            for number, step in enumerate(STEPS, 1):
                step(stage)
                print(f"ok {number} - {step.__doc__}", flush=True)
        except AssertionError as error:
            note = str(error).replace("\n", "\n# ")
            print(f"not ok {number} - {step.__doc__}\n# {note}", flush=True)
            return 1
        finally:
            stage.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
