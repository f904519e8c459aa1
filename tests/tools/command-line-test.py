#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The program zhibao as scripts meet it: its help, its languages, a wrong command line. Offline commands only."""

import base64
import json
import re
import sys

sys.dont_write_bytecode = True
from desk import HAN, ROOT, play, test  # noqa: E402


def commands(desk):
    """Every GROUP COMMAND that the help names."""
    found, group = [], None
    for line in desk.run("--help").expect(0).out.splitlines():
        if re.fullmatch("[a-z]+", line):
            group = line
        elif group and (match := re.match("  ([a-z-]+) ", line)):
            found.append((group, match[1]))
    assert len(found) > 25, found
    return found


@test("help names every command in English")
def help_in_english(desk):
    for group, name in commands(desk):
        text = desk.run(group, name, "--help").expect(0, out=f"Usage: zhibao {group} {name}").out
        assert "--workspace=DIR" in text, text
        summary = text.split("\n\n")[1]
        assert summary and not HAN.search(re.sub("（.*?）|\\(.*?\\)", "", summary)), summary


@test("help names every command in Chinese")
def help_in_chinese(desk):
    for group, name in commands(desk):
        text = desk.run(group, name, "--help", language="zh_CN").expect(0, out=f"zhibao {group} {name}").out
        summary = text.split("\n\n")[1]
        assert HAN.search(summary), f"{group} {name}: {summary}"
        for line in text.splitlines():
            if line.startswith("  --") and (match := re.match(r"  (--\S+)\s+(.*)", line)):
                assert HAN.search(match[2]) or match[2].startswith("2024-"), f"{group} {name}: {line}"


@test("names are Chinese and languages kept in a locale that is not installed, or plain")
def locales(desk):
    for locale, language in (("C", ""), ("zh_XX.UTF-8", "zh_CN"), ("zh_CN.UTF-8", "")):
        shown = desk.run("form", "list", language=language, locale=locale).expect(0).out
        assert "?" not in shown, shown
        assert bool(HAN.search(shown.splitlines()[0])) == locale.startswith("zh"), (locale, shown)


@test("a group's help names its commands only")
def help_of_a_group(desk):
    text = desk.run("receipt", "--help").expect(0, out="verify").out
    assert "sign" not in text.replace("signature", ""), text


@test("a wrong command line is told apart from a failure")
def usage(desk):
    desk.run().expect(64, out="Usage: zhibao")
    desk.run("report", "nothing").expect(64, err="there is no command 'report nothing'")
    desk.run("nothing").expect(64, err="there is no command 'nothing'")
    desk.run("report", "check").expect(64, err="Usage: zhibao report check FILE")
    desk.run("report", "to-csv", "a", "b").expect(64, err="Usage: zhibao report to-csv FILE")
    desk.run("report", "check", "--nothing", "a").expect(64, err="there is no option --nothing")
    desk.run("report", "check", "a", "--format").expect(64, err="--format takes text|json")
    desk.run("report", "check", "a", "--json=1").expect(64, err="--json takes no value")


@test("a command without JSON to print says so")
def without_json(desk):
    lists = {("account", "list"), ("form", "list"), ("bureau", "list"), ("receipt", "verify"), ("receipt", "findings"),
             ("report", "status"), ("route", "history"), ("route", "queue")}
    for group, name in commands(desk):
        if "--json" not in desk.run(group, name, "--help").expect(0).out:
            assert (group, name) not in lists, (group, name)
            desk.run(group, name, "--json").expect(64, err="there is no option --json")
    forms = json.loads(desk.run("form", "list", "--json").expect(0).out)
    assert {"form": "B203", "edition": "2023", "system": "s1"}.items() <= next(f for f in forms if f["form"] == "B203").items(), forms
    assert json.loads(desk.run("account", "list", "--json").expect(0).out) == []


@test("the version is printed")
def version(desk):
    desk.run("--version").expect(0, out="zhibao 0.")


@test("account commands on an empty workspace say what to do")
def empty_workspace(desk):
    desk.run("account", "list").expect(0)
    desk.run("report", "send").expect(4, err="holds no account yet: enrol with an invitation")
    desk.run("account", "enrol", "-", "--passphrase-file", desk.write("p", "secret phrase\n"), stdin=b"hello").expect(
        4, err="invitation: this is none"
    )
    desk.run("account", "enrol", desk.path("nowhere")).expect(4, err="nowhere")


@test("receipt verify of what is no evidence")
def verify_nothing(desk):
    trust = ROOT / "tests/fuzz/corpus/trust-bundle/signed.zip"
    desk.run("receipt", "verify", desk.path("nowhere"), "--trust", trust).expect(3, err="nowhere")
    path = desk.write("e.evidence", "these are no bytes of a zip")
    result = desk.run("receipt", "verify", path, "--trust", trust).expect(3)
    assert result.err and "Valid" not in result.out, result.err


@test("trust show of a file says what is in it, if its root signed that")
def trust_of_a_file(desk):
    signed = ROOT / "tests/fuzz/corpus/trust-bundle/signed.zip"
    shown = desk.run("trust", "show", signed).expect(0, out="Trust bundle 2 of 350200")
    assert "Zhibao root 350200" in shown.out and "p256 rsa3072 sm2" in shown.out, shown.out
    desk.run("trust", "show", desk.write("t.json", "{}")).expect(3, err="there is no trust bundle")
    statement = base64.b64encode((ROOT / "tests/fuzz/corpus/trust-bundle/trust.xml").read_bytes()).decode()
    stripped = desk.write("stripped.json", json.dumps({"statement": statement}))
    desk.run("trust", "show", stripped).expect(3, err="nobody has signed the trust bundle")
    desk.run("trust", "show").expect(4, err="holds no account yet")
    desk.run("trust", "check").expect(4, err="holds no account yet")


sys.exit(play())
