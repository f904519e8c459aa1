#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A node brought back from a backup: it serves, on the record, where it lost nothing, and not where witnesses know more."""

import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
from node import PATIENCE, Node  # noqa: E402
from stage import BUILD, Stage, check  # noqa: E402


def epochs(stage):
    """What the records of new epochs say, in their order."""
    with sqlite3.connect(f"file:{stage.data}/store/zhibao.db?mode=ro", uri=True) as store:
        rows = [row[0].split() for row in store.execute("select record from log_leaf order by id")]
    return [words[7] for words in rows if words[1] == "epoch"]


def witnessed(stage):
    """The size of the log that the witness has seen, as soon as it was shown what there is now."""
    with sqlite3.connect(f"file:{stage.data}/store/zhibao.db?mode=ro", uri=True) as store:
        [size] = store.execute("select max(size) from log_checkpoint").fetchone()
    cosigned = stage.data / "witness" / "cosigned"
    stage.witness.wait_for(cosigned)
    for _ in range(PATIENCE * 10):
        if int(cosigned.read_text().splitlines()[1]) >= size:
            return size
        subprocess.run(["sleep", "0.1"], check=True)
    raise AssertionError(f"the witness never saw {size} records: {cosigned.read_text()}")


def follows_the_logs_next_key(stage):
    """the log gets another key, and a client that knew the old one follows it by itself"""
    stage.city.run("account", "sync")
    old = (stage.data / "keys" / "log.vkey").read_text().strip()
    stage.stop()
    said = stage.program("server/zhibaod", "rotate", stage.data, "--overlap-days=0")
    new = re.search(r"(?m)^zhibao-log/.*$", said)[0]
    check(new != old, said)
    stage.start()
    check(f"Its key: {old}" in stage.city.run("account", "log"), "the client knows another key than the first")
    stage.city.run("account", "sync")
    shown = stage.city.run("account", "log")
    check(f"\nold {old}\nnew {new}\n" in shown, shown)
    check("all stands" in stage.program("server/zhibaod", "verify", stage.data), "it does not stand")


def ask_witness(stage):
    kept = stage.witness.data / "witness"
    kept.mkdir()
    # The first key, which signs nothing any more: the log itself tells the witness of the next.
    (kept / "logs").write_text((stage.data / "keys" / "log.vkey").read_text().splitlines()[0] + "\n")
    url = stage.witness.serve()
    own = stage.data / "witness"
    own.mkdir(exist_ok=True)
    (own / "district.pem").write_text((stage.witness.data / "keys" / "root.pem").read_text())
    (own / "witnesses").write_text(f"{url} {(kept / 'witness.vkey').read_text().strip()} district.pem\n")
    return url


def put_back(stage, copy):
    stage.stop()
    shutil.rmtree(stage.data)
    shutil.copytree(copy, stage.data)


def backed_up(stage, name):
    copy = stage.folder / name
    stage.program("server/zhibaod", "backup", stage.data, copy, "--with-keys")
    check((copy / "witness" / "witnesses").exists(), "a backup that asks no witness")
    return copy


def serves_what_lost_nothing(stage):
    """a backup with all that was witnessed serves, and its log says that it was brought back"""
    stage.stop()
    stage.url = ask_witness(stage)
    stage.start()
    stage.old_size = witnessed(stage)
    stage.old = backed_up(stage, "old")
    put_back(stage, stage.old)
    stage.start()
    check(epochs(stage) == ["restored"], epochs(stage))
    stage.stop()
    stage.start()
    check(epochs(stage) == ["restored"], "each start counts", epochs(stage))


def refuses_behind_a_witness(stage):
    """a backup that is older than what a witness holds is not served, and the message says by how much and what to do"""
    stage.city.run("account", "sync")
    stage.colleague("林鼓浪", "auditor")
    stage.stop()
    stage.start()
    stage.size = witnessed(stage)
    check(stage.size > stage.old_size + 1, "the log did not grow")
    put_back(stage, stage.old)
    done = subprocess.run([BUILD / "server" / "zhibaod", "serve", stage.data], capture_output=True, timeout=PATIENCE)
    said = done.stdout.decode() + done.stderr.decode()
    check(done.returncode == 1, f"status {done.returncode}", said)
    for words in (f"this log has {stage.old_size} records", f"the witness {stage.url} holds a checkpoint of {stage.size}",
                  "lies ahead of it", "Bring back a newer backup", f"write why into {stage.data}/epoch"):
        check(words in said, words, said)
    check(epochs(stage) == [], epochs(stage))


def goes_on_when_ordered(stage):
    """by the operator's order it goes on, on the record, and the next start needs none"""
    (stage.data / "epoch").write_text("the disk of 2024-07-05 was lost with the backups of that day\n")
    stage.start()
    check(epochs(stage) == [f"behind-{stage.size}", "restored"], epochs(stage))
    check((stage.data / f"epoch-{stage.old_size}").exists(), list(stage.data.iterdir()))
    stage.stop()
    stage.start()
    check(len(epochs(stage)) == 2, epochs(stage))
    check(stage.stop() == 0, "the server did not end well")
    check("all stands" in stage.program("server/zhibaod", "verify", stage.data), "it does not stand")


def serves_without_a_witness(stage):
    """a witness that is away keeps nobody from serving"""
    stage.witness.stop()
    stage.start()
    check(len(epochs(stage)) == 2, epochs(stage))


def today(stage):
    """The file of the day's last checkpoint, as soon as it is of all that there is."""
    with sqlite3.connect(f"file:{stage.data}/store/zhibao.db?mode=ro", uri=True) as store:
        [size] = store.execute("select max(size) from log_checkpoint").fetchone()
    for _ in range(PATIENCE * 10):
        for day in sorted((stage.data / "checkpoints").glob("????-??-??")):
            if int(day.read_text().splitlines()[1]) == size:
                return day, size
        subprocess.run(["sleep", "0.1"], check=True)
    raise AssertionError(f"no day's checkpoint of {size} records")


def shows_each_days_checkpoint(stage):
    """the last checkpoint of each day is published, and a backup has it"""
    stage.stop()
    stage.start()
    day, size = today(stage)
    own = (stage.folder / "ready").read_text().split()[1]
    shown = subprocess.run(["curl", "--silent", "--fail", "--cacert", stage.data / "keys" / "root.pem",
                            f"{own}/log/checkpoint/{day.name}"], capture_output=True, check=True, timeout=PATIENCE)
    check(shown.stdout.decode() == day.read_text(), shown.stdout.decode())
    stage.old, stage.old_size = backed_up(stage, "before"), size
    check((stage.old / "checkpoints" / day.name).read_text() == day.read_text(), "the backup has another checkpoint")


def refuses_an_older_store(stage):
    """an older store under the checkpoints that the node itself kept is found by verify, and not served, witness or not"""
    stage.colleague("陈浯屿", "auditor")
    stage.stop()
    stage.start()
    day, size = today(stage)
    check(size > stage.old_size, "the log did not grow")
    stage.stop()
    shutil.rmtree(stage.data / "store")
    shutil.copytree(stage.old / "store", stage.data / "store")
    done = subprocess.run([BUILD / "server" / "zhibaod", "verify", stage.data], capture_output=True, timeout=PATIENCE)
    said = done.stdout.decode()
    check(done.returncode == 1 and f"{day}" in said and f"expected {size}; found {stage.old_size}" in said, said)
    done = subprocess.run([BUILD / "server" / "zhibaod", "serve", stage.data], capture_output=True, timeout=PATIENCE)
    said = done.stdout.decode() + done.stderr.decode()
    check(done.returncode == 1 and f"and {day} holds a checkpoint of {size} that lies ahead of it" in said, said)
    (stage.data / "epoch").write_text("the store of this morning was lost\n")
    stage.start()
    check(epochs(stage)[-1] == f"behind-{size}", epochs(stage))
    check(day.with_name(f"{day.name}.behind-{stage.old_size}").exists(), list(day.parent.iterdir()))
    check(stage.stop() == 0, "the server did not end well")
    stage.start()
    today(stage)
    check("all stands" in stage.program("server/zhibaod", "verify", stage.data), "it does not stand")


def main():
    steps = [follows_the_logs_next_key, serves_what_lost_nothing, refuses_behind_a_witness, goes_on_when_ordered, serves_without_a_witness,
             shows_each_days_checkpoint, refuses_an_older_store]
    print(f"1..{len(steps)}", flush=True)
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        stage = Stage(folder)
        (stage.folder / "witness").mkdir()
        stage.witness = Node(stage.folder / "witness", "350203")
        try:
            for number, step in enumerate(steps, 1):
                try:
                    step(stage)
                    print(f"ok {number} - {step.__doc__}", flush=True)
                except (AssertionError, OSError, subprocess.SubprocessError, sqlite3.Error) as error:
                    failed += 1
                    stage.stop()
                    note = str(error).replace("\n", "\n# ")
                    print(f"not ok {number} - {step.__doc__}\n# {note}", flush=True)
        finally:
            stage.stop()
            stage.witness.kill()
            stage.witness.heard.close()
    return 1 if failed else 0


sys.exit(main())
