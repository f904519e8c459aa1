#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every form's samples through the commands."""

import json
import pathlib
import re
import sys

sys.dont_write_bytecode = True
from desk import CATALOGUE, expected_findings, play, sample, sample_options, test  # noqa: E402


@test("form coverage of every package: each sample gives its findings, each rule fails in one and holds in another")
def coverage_of_all(desk):
    folders = sorted(path.parent for path in CATALOGUE.glob("s*/*/*/form.xml"))
    assert len(folders) == 51, len(folders)
    lines = desk.run("form", "coverage", *folders).expect(0).out.splitlines()
    assert len(lines) == len(folders), lines
    for line in lines:
        found = re.search(r"(\d+) good and (\d+) bad samples, 0 wrong findings; (\d+) of (\d+) rules", line)
        assert found and int(found[1]) >= 2 and int(found[2]) >= 4 and found[3] == found[4], line


@test("report check of every sample: exit code and JSON lines")
def check_samples(desk):
    count = 0
    for form in ("B203", "B204-1"):
        for path in sorted(pathlib.Path(sample(form, "x")).parent.glob("*.xml")):
            expected = expected_findings(path.with_suffix(".findings"))
            result = desk.run("report", "check", str(path), "--format", "json", "--suspects",
                              *sample_options(form, path.stem))
            findings = [json.loads(line) for line in result.out.splitlines()]
            suspects = [findings.pop()] if findings and "suspects" in findings[-1] else []
            hard = [f for f in findings if f["severity"] == "hard" and "#required" not in f["rule"]]
            assert not suspects or suspects[0]["suspects"]["blocks"] or suspects[0]["suspects"]["helpless"]
            assert bool(suspects) == any(re.search(r"#\d", f["rule"]) for f in hard), (path.name, suspects)
            found = {finding["instance"]: finding["severity"] for finding in findings}
            assert expected == {key: found[key] for key in found if key in expected}, (path.name, expected, found)
            open_ones = {f["severity"] for f in findings if f["explanation"] != "valid"}
            code = 2 if "hard" in open_ones else 1 if open_ones & {"quasi", "soft"} else 0
            assert result.code == code, (path.name, result.code, found)
            count += 1
    assert count > 40, count


sys.exit(play())
