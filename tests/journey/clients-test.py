#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Programs of others, over the network: OpenSSL, GnuTLS, the JDK's jarsigner and Bouncy Castle read what a node makes."""

import base64
import json
import pathlib
import re
import shutil
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.request

sys.dont_write_bytecode = True
from stage import ROOT, Enterprise, Stage, check  # noqa: E402
from tokens import TokenHolder, units  # noqa: E402

JARS = [pathlib.Path("/usr/share/java") / name for name in ("bcprov.jar", "bcpkix.jar", "bcutil.jar")]


class Skipped(Exception):
    pass


def need(*programs):
    for program in programs:
        if not shutil.which(program):
            raise Skipped(f"{program} is not installed")


class Stamped(Stage):
    """Stamps by the clock as it is: that of a test's machine may be kept by nobody."""

    def start(self):
        path = self.data / "zhibaod.conf"
        path.write_text(re.sub(r"(?m)^#?synchronised = .*$", "synchronised = 0", path.read_text()))
        super().start()
        self.url = (self.folder / "ready").read_text().split()[1]
        self.roots = self.data / "keys" / "root.pem"
        self.files = self.folder / "clients"
        self.files.mkdir(exist_ok=True)

    def get(self, path, body=None, kind=None):
        """An answer that everybody may have."""
        request = urllib.request.Request(self.url + path, body, {"Content-Type": kind} if kind else {})
        with urllib.request.urlopen(request, context=ssl.create_default_context(cafile=self.roots), timeout=120) as answer:
            return answer.read()

    def fetch_trust(self):
        trust = json.loads(self.get("/v1/trust"))
        statement, signature = self.files / "trust.xml", self.files / "trust.p7s"
        statement.write_bytes(base64.b64decode(trust["statement"]))
        signature.write_bytes(base64.b64decode(trust["signature"]))
        self.run("openssl", "cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in", signature, "-content", statement,
                 "-CAfile", self.roots, "-purpose", "any", "-out", "verified.xml")
        parts = re.findall(r"-----BEGIN.*?END CERTIFICATE-----", statement.read_text(), re.DOTALL)
        parts = [part + "\n" for part in parts]
        (self.files / "authorities.pem").write_text("".join(parts))
        for number, pem in enumerate(parts):
            (self.files / f"authority-{number}.pem").write_text(pem)

    def run(self, *words, code=0):
        done = subprocess.run([str(word) for word in words], cwd=self.files, capture_output=True, timeout=120)
        text = done.stdout.decode(errors="replace") + done.stderr.decode(errors="replace")
        check(done.returncode == code, *words, f"status {done.returncode}", text)
        return text

    def certificates_of(self, one):
        """The enterprise's certificate for connections, its key and who issued it, as files."""
        [pem] = one.database().execute("select tls_certificate from account").fetchone()
        (self.files / "own.pem").write_text(pem)
        key = next((one.workspace / "keys").glob("*-tls.pem"))
        for path in sorted(self.files.glob("authority-*.pem")):
            done = subprocess.run(["openssl", "verify", "-partial_chain", "-trusted", path, self.files / "own.pem"],
                                  capture_output=True, timeout=120)
            if done.returncode == 0:
                return self.files / "own.pem", key, path
        raise AssertionError("nobody issued the certificate")


def openssl_asks(stage):
    """openssl verify, ocsp and ts: the chain holds, the certificate is good, the stamp is over the digest"""
    own, _, issuer = stage.certificates_of(stage.reporter)
    said = stage.run("openssl", "verify", "-CAfile", stage.roots, "-untrusted", "authorities.pem", "-purpose", "sslclient", own)
    check(said.strip() == f"{own}: OK", said)
    said = stage.run("openssl", "verify", "-CAfile", stage.roots, "-untrusted", "authorities.pem", "-purpose", "sslserver", own, code=2)
    check("unsuitable certificate purpose" in said or "unsupported certificate purpose" in said, said)
    stage.run("openssl", "ocsp", "-issuer", issuer, "-cert", own, "-reqout", "ask.der", "-no_nonce")
    answer = stage.get("/ocsp", (stage.files / "ask.der").read_bytes(), "application/ocsp-request")
    (stage.files / "answer.der").write_bytes(answer)
    said = stage.run("openssl", "ocsp", "-issuer", issuer, "-cert", own, "-respin", "answer.der", "-CAfile", stage.roots, "-no_nonce")
    check("Response verify OK" in said and f"{own}: good" in said, said)
    (stage.files / "text").write_text("营业收入 1234.56\n")
    stage.run("openssl", "ts", "-query", "-data", "text", "-sha256", "-cert", "-out", "ask.tsq")
    answer = stage.get("/tsa", (stage.files / "ask.tsq").read_bytes(), "application/timestamp-query")
    (stage.files / "answer.tsr").write_bytes(answer)
    verify = ("openssl", "ts", "-verify", "-in", "answer.tsr", "-CAfile", stage.roots, "-untrusted", "authorities.pem")
    check("Verification: OK" in stage.run(*verify, "-data", "text"), "the stamp")
    (stage.files / "text").write_text("营业收入 1234.57\n")
    check("message imprint mismatch" in stage.run(*verify, "-data", "text", code=1), "a stamp of another text")


def gnutls_asks(stage):
    """gnutls-cli, ocsptool and certtool: the connection, the answer about a certificate, the list, the signature"""
    need("gnutls-cli", "ocsptool", "certtool")
    own, key, issuer = stage.certificates_of(stage.reporter)
    host, port = re.fullmatch(r"https://(.*):(\d+)", stage.url).groups()
    said = stage.run("sh", "-c", f"printf 'GET /v1/trust HTTP/1.1\\r\\nHost: x\\r\\nConnection: close\\r\\n\\r\\n' | "
                     f"gnutls-cli --x509cafile '{stage.roots}' --x509certfile '{own}' --x509keyfile '{key}' --port {port} {host}")
    check("Status: The certificate is trusted." in said and "HTTP/1.1 200" in said, said)
    stage.run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=stranger",
              "-keyout", "stranger.key", "-out", "stranger.pem")
    said = stage.run("gnutls-cli", "--x509cafile", "stranger.pem", "--port", port, host, code=1)
    check("NOT trusted" in said, said)
    stage.run("ocsptool", "--load-issuer", issuer, "--load-cert", own, "--generate-request", "--outder", "--outfile", "ask.der")
    answer = stage.get("/ocsp", (stage.files / "ask.der").read_bytes(), "application/ocsp-request")
    (stage.files / "answer.der").write_bytes(answer)
    said = stage.run("ocsptool", "--verify-response", "--load-trust", "authorities.pem", "--load-response", "answer.der")
    check("Verifying OCSP Response: Success" in said, said)
    said = stage.run("ocsptool", "-j", "--infile", "answer.der")
    check("Certificate Status: good" in said, said)
    trust = json.loads(stage.get("/v1/trust"))
    check(trust["crls"], "no list")
    signature, manifest = stage.files / "signature001.p7s", stage.files / "ASiCManifest001.xml"
    stage.run("unzip", "-o", "-j", "-q", stage.container, "META-INF/*")
    said = stage.run("certtool", "--p7-verify", "--inder", "--infile", signature, "--load-data", manifest, "--load-ca-certificate",
                     stage.roots)
    check("Signature status: ok" in said, said)


def jarsigner_asks(stage):
    """jarsigner stamps a program by the node, and verifies the stamp"""
    need("jarsigner", "keytool", "jar")
    store = ("-keystore", "keys.p12", "-storepass", "changeit")
    stage.run("keytool", "-importcert", "-noprompt", "-alias", "root", "-file", stage.roots, "-keystore", "trust.p12", "-storepass",
              "changeit")
    stage.run("keytool", "-genkeypair", "-alias", "author", "-keyalg", "EC", "-groupname", "secp256r1", "-dname", "CN=author", *store)
    stage.run("jar", "--create", "--file", "program.jar", "text")
    trusting = ("-J-Djavax.net.ssl.trustStore=trust.p12", "-J-Djavax.net.ssl.trustStorePassword=changeit")
    said = stage.run("jarsigner", *trusting, "-tsa", f"{stage.url}/tsa", *store, "program.jar", "author")
    check("jar signed" in said, said)
    said = stage.run("jarsigner", *trusting, "-verify", "-verbose:all", "-certs", *store, "program.jar")
    check("jar verified" in said and re.search(r"Timestamped by .*350200.*on ", said), said)


def bouncy_castle_reads(stage):
    """Bouncy Castle verifies reports of suite p256 and sm2, the node's signature, and the stamp over its log"""
    need("java")
    for jar in JARS:
        if not jar.exists():
            raise Skipped(f"{jar} is not installed")
    reader = ["java", "-cp", ":".join(map(str, JARS)), ROOT / "tests" / "journey" / "ReadMessage.java", stage.roots]
    said = stage.run(*reader, stage.container, stage.evidence)
    check("container: signed by" in said and "by 1.2.840.10045.4.3.2" in said, said)
    check("evidence: checkpoint signed by" in said and "evidence: stamped at" in said, said)
    said = stage.run(*reader, stage.sm2_container)
    check("by 1.2.156.10197.1.501" in said and "container: 2 files as signed" in said, said)
    changed = stage.files / "changed.asice"
    data = stage.sm2_container.read_bytes()
    figure = data.index(b"<envelope")
    changed.write_bytes(data[:figure + 1] + b"E" + data[figure + 2:])
    said = stage.run(*reader, changed, code=1)
    check("envelope.xml is another file" in said or "invalid entry CRC" in said, said)


def kept(one, message, name):
    """The container that was sent, as a file."""
    [container] = one.database().execute("select container from message where id = ?", (message,)).fetchone()
    path = one.stage.files / name
    path.write_bytes(container)
    return path


def wait_for_stamp(stage, one, message):
    """R1 as it is once its group was stamped, which takes a second or two."""
    own, key, _ = stage.certificates_of(one)
    context = ssl.create_default_context(cafile=stage.roots)
    context.load_cert_chain(own, key)
    path = stage.files / "r1.evidence"
    for _ in range(240):
        with urllib.request.urlopen(f"{stage.url}/v1/messages/{one.unit}/{message}/receipts/1", context=context, timeout=120) as answer:
            path.write_bytes(answer.read())
        if b"checkpoint.tst" in path.read_bytes():
            return path
        time.sleep(0.5)
    raise AssertionError("no time stamp")


def main():
    steps = [openssl_asks, gnutls_asks, jarsigner_asks, bouncy_castle_reads]
    print(f"1..{len(steps)}", flush=True)
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        stage = Stamped(folder)
        try:
            stage.open_period("2024-03")
            stage.fetch_trust()
            codes = units()
            stage.reporter = Enterprise(stage, next(codes))
            token = TokenHolder(stage, next(codes), "sm2")
            token.begin()
            message = stage.reporter.submit("2024-03")
            stage.container = kept(stage.reporter, message, "report.asice")
            stage.sm2_container = kept(token, token.submit("2024-03"), "sm2.asice")
            stage.evidence = wait_for_stamp(stage, stage.reporter, message)
            for number, step in enumerate(steps, 1):
                try:
                    step(stage)
                    print(f"ok {number} - {step.__doc__}", flush=True)
                except Skipped as reason:
                    print(f"ok {number} - {step.__doc__} # SKIP {reason}", flush=True)
                except (AssertionError, OSError, subprocess.SubprocessError) as error:
                    failed += 1
                    note = str(error).replace("\n", "\n# ")
                    print(f"not ok {number} - {step.__doc__}\n# {note}", flush=True)
        finally:
            stage.stop()
    return 1 if failed else 0


sys.exit(main())
