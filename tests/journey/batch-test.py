#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""An agency with twenty clients: one folder, one passphrase. Of two of them the agency's person only prepares the report:
it is left at the bureau for who signs after her."""

import json
import pathlib
import sys
import tempfile
import time

sys.dont_write_bytecode = True
from agency import AGENT, CLIENTS, PERIOD, Agency  # noqa: E402
from stage import FORM, Failed, check  # noqa: E402

JOURNEYS = []


def journey(function):
    JOURNEYS.append(function)
    return function


def states(lines):
    found = [line["state"] for line in lines.values()]
    return {state: found.count(state) for state in sorted(set(found))}


@journey
def reported(stage):
    """twenty clients in one run: what all have signed is received, the rest is left at the bureau"""
    begin = time.monotonic()
    lines = stage.batch("--preview", code=None)
    looked = time.monotonic()
    check(states(lines) == {"ready": CLIENTS}, states(lines))
    lines = stage.batch(code=1)
    print(f"# {CLIENTS} clients: previewed in {looked - begin:.1f} s, checked, signed and sent in "
          f"{time.monotonic() - looked:.1f} s", flush=True)
    check(states(lines) == {"cosign": 2, "sent": CLIENTS - 2}, states(lines))
    for one in (stage.signer, stage.doubter):
        line = lines[one.unit]
        check(line["missing"] == "reviewer legal-signer" and line["left"] and line["message"], line)


@journey
def told(stage):
    """in words: who must sign after her"""
    for language, words in (("en", "signed, left at the bureau for: reviewer and legal signer"),
                            ("zh_CN", "已签名，已存放在统计机构，待签名：审核人、单位负责人")):
        out = stage.agent.run("report", "batch", str(stage.inbox), FORM, PERIOD, code=1, language=language)
        check(out.count(words) == 2, out)


@journey
def signed_on(stage):
    """one fetches it, signs and sends; another gives it back"""
    found = stage.signer.fetch()
    check([one["name"] for one in found["signers"]] == [AGENT], found)
    stage.signer.sign(found["message"])
    message = stage.doubter.fetch()["message"]
    stage.doubter.run("cosign", "return", message, "请核对用电量")
    stage.agent.run("account", "sync", "--account", stage.signer.unit)
    stage.agent.run("account", "sync", "--account", stage.doubter.unit)


@journey
def mended(stage):
    """what came back is read from its file again, signed anew and left again; the rest is left alone"""
    before = stage.doubter.fetch()["message"]
    stage.put(stage.doubter.unit, {("A", "05", "1"): "81.17"})
    lines = stage.batch(code=1)
    check(states(lines) == {"already": CLIENTS - 1, "cosign": 1}, states(lines))
    line = lines[stage.doubter.unit]
    check(line["left"] and line["message"] != before, line)
    stage.doubter.run("cosign", "fetch")
    shown = [json.loads(row) for row in stage.doubter.run("cosign", "list", "--json").splitlines()]
    check({one["message"]: one["state"] for one in shown} == {before: "void", line["message"]: "waiting"}, shown)
    stage.doubter.sign(line["message"])
    stage.agent.run("account", "sync", "--account", stage.doubter.unit)
    check(states(stage.batch(code=0)) == {"already": CLIENTS}, "some are left")


def play(stage, number, function):
    try:
        function(stage)
    except Exception as problem:  # noqa: BLE001
        print(f"not ok {number} - {function.__doc__}")
        for line in str(problem if isinstance(problem, Failed) else repr(problem)).splitlines():
            print(f"# {line}")
        return False
    print(f"ok {number} - {function.__doc__}", flush=True)
    return True


def main():
    print(f"1..{len(JOURNEYS)}")
    well = True
    with tempfile.TemporaryDirectory(prefix="zhibao-batch-") as folder:
        stage = Agency(pathlib.Path(folder))
        try:
            for number, function in enumerate(JOURNEYS, 1):
                well = play(stage, number, function) and well
        finally:
            stage.stop()
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
