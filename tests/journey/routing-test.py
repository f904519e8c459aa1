#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""District, city and province: three nodes, each with a log of its own, in networks of their own where the system lets us
make them. Reports are handed to the district and judged by the province; lines are slow, break and are cut, nodes are
killed: nothing is lost, nothing doubled, what is urgent goes first."""

import csv
import hashlib
import pathlib
import re
import signal
import sqlite3
import ssl
import sys
import tempfile
import time

sys.dont_write_bytecode = True
from links import Line, Network  # noqa: E402
from stage import FORM, RECEIPT, REGISTER, SOURCE, TENANT, Enterprise, Failed, Stage, check, from_now  # noqa: E402

PERIOD, BULK = "2024-06", "B203"
DISTRICT, CITY, PROVINCE = "350203", "350200", "350000"
JOURNEYS = []


def journey(name):
    def add(function):
        JOURNEYS.append((name, function))
        return function

    return add


def units():
    """Three of the register."""
    with open(REGISTER, encoding="utf-8-sig") as file:
        return [row["uscc"] for row in csv.DictReader(file)][:3]


class Post(Stage):
    """One of the nodes, with two administrators."""

    def __init__(self, network, folder, node, host, others=None):
        self.node, self.host, self.within, self.others = node, host, network.within(node), others
        self.apart = network.apart
        folder.mkdir()
        super().__init__(folder)

    def free_port(self):
        self.port = 8443 if self.apart else super().free_port()
        return self.port

    def make_catalogue(self):
        """One folder for all, so that the packages are the same."""
        return self.others.catalogue if self.others else super().make_catalogue()

    def appoint(self):
        if self.node == DISTRICT:
            self.city = self.colleague("吴鹭江", "city")
        if self.node == PROVINCE:
            self.first = self.colleague("郑闽江", "district", "--areas", "350203,350205,350206,350211,350212,350213,350297,350298,350299")
            self.last = self.colleague("许武夷", "city")
        self.second = self.colleague("陈启明", "admin", workspace="second")
        for person in (self.admin, self.second):
            person.lighten_key()
        for form in (FORM, BULK):
            self.admin.run("period", "open", form, PERIOD, "--tenant", TENANT, "--opens", "2023-01-01T00:00:00+08:00",
                           "--deadline", from_now(20), "--closes", from_now(40), "--reason", "test", "--anyway")

    def peer(self, regions=None, url=None):
        """What another node's table says of this one."""
        text = self.admin.run("route", "peer", *(["--regions", regions] if regions else []))
        element = re.search(r"<peer.*</peer>", text, re.S)[0]
        return re.sub(r' url="[^"]*"', f' url="{url}"' if url else "", element)

    def table(self, peers, lines):
        text = "\n".join(["<routes xmlns='urn:zhibao:routes:1'>", *peers, *lines, "</routes>"])
        return self.write("routes.xml", text)

    def propose(self, path, who=None, code=0):
        out = (who or self.admin).run("route", "propose", path, "--reason", "测试", "--passphrase-file", self.passphrase,
                                      code=code)
        return re.search(r"number (\d+)", out)[1] if code == 0 else out

    def confirm(self, number, who=None, code=0):
        return (who or self.second).run("route", "confirm", number, "--passphrase-file", self.passphrase, code=code)

    def use(self, peers, lines):
        self.confirm(self.propose(self.table(peers, lines)))

    def store(self):
        return sqlite3.connect(self.data / "store" / "zhibao.db", isolation_level=None)

    def messages(self):
        """Sender and message id of all that it has, in the order they came."""
        return self.store().execute("select sender, message_id from message order by id").fetchall()

    def forwards(self):
        return {row[0]: row[1] for row in self.store().execute("select state, count(*) from forward group by state")}

    def decisions(self):
        """How many R4 it gave."""
        return self.store().execute("select count(*) from receipt where kind = 4").fetchone()[0]

    def verify(self):
        return self.program("server/zhibaod", "verify", self.data)


class Country:
    """All three, the lines between them, and those who report."""

    def __init__(self, folder, network):
        self.folder, self.network = pathlib.Path(folder), network
        self.low, self.high = Line(network, DISTRICT, CITY, 1), Line(network, CITY, PROVINCE, 2)
        self.city = Post(network, self.folder / "city", CITY, self.low.upper)
        self.district = Post(network, self.folder / "district", DISTRICT, self.low.lower, self.city)
        self.province = Post(network, self.folder / "province", PROVINCE, self.high.upper, self.city)
        self.low.put_relay(self.city.host, self.city.port)
        self.high.put_relay(self.province.host, self.province.port)
        self.lay_routes()
        self.enterprises = [self.enrol(unit) for unit in units()]
        self.sent = 0

    def lay_routes(self):
        district, city, province = self.district, self.city, self.province
        to_city = f"https://{city.host}:{self.low.relay.port}"
        to_province = f"https://{province.host}:{self.high.relay.port}"
        district.use([city.peer(url=to_city)],
                     [f"<route id='up' form='*' senders='enterprise' action='forward' next='{CITY}' most-urgent='1'/>",
                      f"<route id='bulk' form='{BULK}' senders='enterprise' action='forward' next='{CITY}' most-urgent='3'/>"])
        city.use([province.peer(url=to_province), district.peer("3502")],
                 [f"<route id='on' form='*' region='3502' senders='node' action='forward' next='{PROVINCE}'/>",
                  f"<route id='keep' form='{BULK}' region='3502' senders='node' action='copy' next='{PROVINCE}' transform='csv'/>"])
        province.use([city.peer("35"), district.peer()],
                     ["<route id='here' form='*' region='35' senders='node' action='deliver'/>"])

    def enrol(self, unit):
        return Enterprise(self.district, unit)

    def sign(self, person, form, *options, change=None):
        """A report of the form with the figures of its worked example, signed; returns the message id."""
        self.sent += 1
        path = self.folder / f"report-{self.sent}.xml"
        [folder] = (SOURCE / TENANT / form).iterdir()
        sample = (folder / "samples" / {FORM: "good-worked-example.xml", BULK: "good-june.xml"}[form])
        person.run("report", "new", form, PERIOD, "--unit", person.unit, "-o", str(path), *options)
        head = re.search(r"<report [^>]*>", path.read_text(encoding="utf-8"))[0].replace("/>", ">")
        text = re.sub(r"<report [^>]*>", lambda _: head, sample.read_text(encoding="utf-8"), count=1)
        path.write_text(text, encoding="utf-8")
        if change:
            change(path)
        return person.sign(str(path))

    def hand_in(self, person, form, *options, change=None):
        message = self.sign(person, form, *options, change=change)
        person.run("report", "send", "--json")
        person.last = getattr(person, "last", {}) | {form: message}
        return message

    def correct(self, person, form):
        return self.hand_in(person, form, "--replaces", person.last[form])

    def wait_until(self, done, *notes, seconds=120):
        end = time.monotonic() + seconds
        while not done():
            check(time.monotonic() < end, "not within", seconds, "s", *notes, self.district.forwards(), self.city.forwards())
            time.sleep(0.1)

    def delivered(self, n):
        for post in (self.city, self.district):
            self.wait_until(lambda: post.forwards() == {"delivered": n}, f"{n} delivered by {post.node}")

    def stop(self):
        for post in (self.district, self.city, self.province):
            post.stop()


@journey("a report goes from the district by the city to the province, and the outcome comes back")
def there_and_back(country):
    person = country.enterprises[0]
    country.first = message = country.hand_in(person, FORM)
    country.delivered(1)
    for post in (country.city, country.province):
        check(post.messages() == [(person.unit, message)], post.node, post.messages())
    person.run("account", "sync")
    shown = person.run("report", "status", "--all")
    check(re.search(f"{message} +sent +passed", shown), shown)


@journey("each hears from its neighbours by which authorities they know it")
def acquaintance(country):
    for post, others in ((country.district, [CITY]), (country.city, [DISTRICT, PROVINCE]), (country.province, [CITY])):
        root = hashlib.sha256(ssl.PEM_cert_to_DER_cert((post.data / "keys" / "root.pem").read_text())).hexdigest()
        for other in others:
            said = post.data / "neighbours" / other
            country.wait_until(said.exists, f"{other} has not said anything to {post.node}", seconds=400)
            check(root in said.read_text().splitlines()[1:], f"{other} does not go by the root of {post.node}", said.read_text())


@journey("a table of routes takes two administrators; each version is kept, and shown in the receipts")
def two_persons(country):
    district = country.district
    path = district.table([country.city.peer(url=f"https://{country.city.host}:{country.low.relay.port}")],
                          [f"<route id='up' form='*' senders='any' action='forward' next='{CITY}'/>"])
    number = district.propose(path)
    check("both signatures are of admin" in district.confirm(number, who=district.admin, code=4), "confirmed by himself")
    check("forbidden" in district.confirm(number, who=district.city, code=4), "confirmed by the city")
    check("waits for a second signature" in district.propose(path, who=district.second, code=4), "two wait")
    district.second.run("route", "reject", number, "--reason", "再议")
    history = district.admin.run("route", "history")
    check(re.search(r"1 +1 .*in force.*admin +陈启明", history) and re.search(r"2 +2 .*ended", history), history)
    check(re.search(r"up +\* +\* +enterprise +pass on +350200", district.admin.run("route", "list")), "not listed")
    trees = [tree for tree in country.enterprises[0].receipts(country.first) if tree.get("kind") in ("outcome", "delivery")]
    for tree in trees:
        route = tree.find(f"{RECEIPT}route")
        check(route is not None and (route.get("id"), route.get("table"), route.get("next")) == ("up", "1", CITY), tree.attrib)
    check([tree.find(f"{RECEIPT}outcome").get("result") for tree in trees][0] == "passed-on", len(trees))
    broken = district.table([], [f"<route id='up' form='*' senders='any' action='forward' next='{CITY}'/>"])
    check("goes to no peer" in district.propose(broken, code=3), "a route to nowhere")


@journey("the line is cut: reports are taken all the same, and what is urgent goes first when it is mended")
def cut_and_order(country):
    first, second = country.enterprises[1], country.enterprises[2]
    country.low.cut()
    bulk = [country.hand_in(person, BULK) for person in country.enterprises]
    urgent = [country.hand_in(first, FORM), country.hand_in(second, FORM)]
    queue = country.district.admin.run("route", "queue", "--state", "waiting")
    check(all(message in queue for message in bulk + urgent), queue)
    check(country.district.forwards() == {"delivered": 1, "waiting": 5}, country.district.forwards())
    country.district.stop(signal.SIGKILL)
    country.district.start()
    country.low.mend()
    country.delivered(6)
    came = [message for _, message in country.city.messages()][1:]
    check(set(came[:2]) == set(urgent) and set(came[2:]) == set(bulk), "order", came, urgent, bulk)


@journey("lines break in the middle, nodes are killed: each report is at each node once, and each outcome comes back")
def breaks_and_kills(country):
    why = country.network.slow(DISTRICT, "zb1a")
    print(f"# {'no netem: ' + why if why else 'netem: 20 ms, 1 % loss'}", flush=True)
    for line in (country.low, country.high):
        line.relay.delay, line.relay.breaks = 0.003, 0.25
    sent = 0
    for turn, post in enumerate((country.city, country.province, country.district)):
        for person in country.enterprises:
            country.correct(person, FORM)
            sent += 1
        post.stop(signal.SIGKILL)
        if turn == 1:
            country.high.cut()
        post.start()
        country.high.mend()
    country.delivered(6 + sent)
    for line in (country.low, country.high):
        line.relay.delay = line.relay.breaks = 0
        print(f"# {line.relay.broken} connections broken on the way to {line.names[1]}", flush=True)
    lists = [sorted(post.messages()) for post in (country.district, country.city, country.province)]
    check(lists[0] == lists[1] == lists[2], "not the same messages", [len(one) for one in lists])
    check(len(lists[0]) == len(set(lists[0])) == 6 + sent, len(lists[0]))
    for person in country.enterprises:
        person.run("account", "sync")
        outcomes = person.database().execute("select outcome from message").fetchall()
        check(all(outcome in ("valid", "valid-with-findings") for outcome, in outcomes), outcomes)


def due(person):
    person.run("account", "sync")
    lines = person.run("report", "status", "--offline", "--all").splitlines()
    return [re.split("  +", line)[2] for line in lines if line.split()[:2] == [FORM, PERIOD]][0]


def told(person, message, kind):
    """The decisions on the message that the workspace holds."""
    return [tree for tree in person.receipts(message) if tree.get("kind") == kind]


@journey("what the province decides comes back by the city and the district, over restarts, once, each signed by its node")
def decided(country):
    person, city, district, province = country.enterprises[0], country.city, country.district, country.province
    message = person.last[FORM]
    check(due(person) == "received", due(person))
    # The city is away while the province decides, and the district when the city hears of it.
    city.stop(signal.SIGKILL)
    number = province.number(province.first, person, PERIOD)
    province.first.run("bureau", "return", number, "--reason", "销售产值请核对", "--remarks", "A.03.1=与增值税开票不符",
                       "--resubmit-by", "2030-01-31T00:00:00+08:00")
    district.stop(signal.SIGKILL)
    city.start()
    country.wait_until(lambda: city.decisions() == 1, "the city knows")
    city.stop(signal.SIGKILL)
    city.start()
    district.start()
    country.wait_until(lambda: district.decisions() == 1, "the district knows")
    check(due(person) == "returned", due(person))
    [tree] = told(person, message, "decision")
    decision, route = tree.find(f"{RECEIPT}decision"), tree.find(f"{RECEIPT}route")
    check(tree.get("node") == DISTRICT and route.get("next") == CITY, tree.attrib, route.attrib)
    check((decision.get("at"), decision.get("relays"), decision.get("action")) == (PROVINCE, "2", "return"), decision.attrib)
    check("与增值税开票不符" in decision.find(f"{RECEIPT}remark").text, "no remark")
    letters = person.database().execute("select kind, text_zh from notice where message = ? order by id", (message,))
    check(("return", f"{FORM} {PERIOD}：退回（节点 350000）。销售产值请核对") in letters.fetchall(), "no letter")
    # Each node keeps what the next one signed.
    origins = {store.execute("select origin from relayed_decision").fetchone()[0] for store in (city.store(), district.store())}
    check(origins == {decision.get("receipt")}, origins, decision.attrib)


@journey("the correction is accepted by the province, and every receipt of it verifies")
def accepted(country):
    person, province = country.enterprises[0], country.province
    message = country.correct(person, FORM)
    country.wait_until(lambda: (person.unit, message) in province.messages(), "the correction is there")
    # The district asks the city after it a second later: what the province decides meanwhile would come before.
    country.wait_until(lambda: due(person) == "received" and told(person, message, "delivery"), "what the city found")
    province.clear_and(province.first, "pass", person, PERIOD)
    country.wait_until(lambda: due(person) == "passed by the district", "passed", due(person))
    province.clear_and(province.last, "accept", person, PERIOD)
    country.wait_until(lambda: due(person) == "accepted", "accepted", due(person))
    shown = person.run("report", "status", "--all", language="zh_CN")
    check(re.search(f"{message} .*已验收", shown), shown)
    check([post.decisions() for post in (country.city, country.district)] == [3, 3], "not three decisions")
    folder = person.workspace / "export"
    folder.mkdir()
    files = person.run("receipt", "export", message, "-o", str(folder)).split()
    words = [person.run("receipt", "verify", path, files[0]) for path in files[1:] if "-R" in path]
    check(len(words) == 5, files)
    check(re.search("decision +accepted", words[-1]) and re.search("decided at node +350000", words[-1]), words[-1])


def swell(path):
    """Explanations that nobody asked for, for 2.6 MB of report."""
    text = "本期用工、订单与能耗变动的说明。" * 120
    notes = "".join(f"<explanation rule='B203#90{i}' revision='1' operands='{'0' * 64}' reason='price' author='许佳怡' "
                    f"time='2024-07-15T10:30:00+08:00'>{text}</explanation>" for i in range(100, 550))
    report = path.read_text(encoding="utf-8")
    path.write_text(report.replace("</report>", f"<explanations>{notes}</explanations></report>"), encoding="utf-8")


@journey("a large report goes from node to node by upload, and goes on where the line was cut")
def large(country):
    person = country.enterprises[1]
    hops = ((country.low.relay, country.district, country.city), (country.high.relay, country.city, country.province))
    before = len(country.district.messages())
    for relay, _, _ in hops:
        relay.carried, relay.ends_at = 0, 1_700_000
    message = country.hand_in(person, BULK, "--replaces", person.last[BULK], change=swell)
    [size] = country.district.store().execute("select length(container) from message_body order by message desc").fetchone()
    check(size > 2_500_000, size)
    for relay, sender, receiver in hops:
        def upload():
            return sender.store().execute("select upload, offset from forward where state = 'waiting'").fetchall()

        country.wait_until(lambda: not relay.open, "cut", sender.node, relay.carried)
        country.wait_until(lambda: upload() and upload()[0][1] > 0, "an upload under way", sender.node, upload())
        [(place, offset)] = upload()
        check(place.startswith("/v1/uploads/") and offset % (1 << 20) == 0, place, offset)
        for post in (sender, receiver):
            post.stop(signal.SIGKILL)
            post.start()
        relay.ends_at, relay.open = None, True
        country.wait_until(lambda: not upload(), "custody has passed", sender.node, upload())
        check(relay.carried < 1_700_000 + (size - offset) * 1.1, "began anew", sender.node, relay.carried, size, offset)
    country.delivered(before + 1)
    lists = [sorted(post.messages()) for post in (country.district, country.city, country.province)]
    check(lists[0] == lists[1] == lists[2] and (person.unit, message) in lists[0], "not the same messages")
    # No node is left with what was cut off.
    for post in (country.district, country.city, country.province):
        check(post.store().execute("select count(*) from upload where ended = 0").fetchone() == (0,), post.node)


def records(post):
    """How many the post's log has."""
    return post.store().execute("select max(size) from log_checkpoint").fetchone()[0]


def copied(country):
    """How many of the city's records the district has."""
    head = country.district.data / "copies" / CITY / "head"
    return int(head.read_text().splitlines()[1].split()[0]) if head.exists() else 0


def against_copy(country, code=0):
    copy = country.district.data / "copies" / CITY
    return country.city.program("server/zhibaod", "verify", country.city.data, "--copy", copy, code=code)


@journey("the district keeps a copy of the city's log, over cuts and kills, and it shows what was done to the log")
def copy_of_the_log(country):
    district, city = country.district, country.city
    district.stop()
    with open(district.data / "zhibaod.conf", "a", encoding="utf-8") as settings:
        settings.write(f"[copies]\nnodes = {CITY}\n")
    country.low.cut()
    district.start()
    country.wait_until(lambda: f"copy of the log of node {CITY}" in (district.folder / "server.log").read_text(), "told")
    district.stop(signal.SIGKILL)
    country.low.mend()
    district.start()
    country.wait_until(lambda: copied(country) == records(city), "a copy")
    before = copied(country)
    district.stop(signal.SIGKILL)
    city.colleague("林鼓浪", "auditor")
    check(records(city) > before, "the city's log did not grow")
    district.start()
    country.wait_until(lambda: copied(country) == records(city), "a longer copy")
    check(f"held the log against {records(city)} copied records: all stands" in against_copy(country), "it does not stand")
    # Somebody has all rights over the city's machine. What he changed is not copied, and what was copied stands.
    city.stop()
    leaf, record = city.store().execute("select id, record from log_leaf order by id desc").fetchone()
    locks = city.store().execute("select name, sql from sqlite_master where name like 'log_leaf_sta%'").fetchall()
    for name, _ in locks:
        city.store().execute(f"drop trigger {name}")
    city.store().execute("update log_leaf set record = ? where id = ?", ("2023" + record[4:], leaf))
    told = against_copy(country, code=1)
    check(f"log_leaf {leaf} ({record}), time: was changed after it was logged; expected {record.split()[0]}" in told, told)
    city.start()
    city.colleague("陈浯屿", "auditor", workspace="another")
    district.stop()
    district.start()
    if (leaf + 1) % 256:
        country.wait_until(lambda: "is not the one that was copied before" in (district.folder / "server.log").read_text(),
                           "told of the forgery")
        check(copied(country) == leaf + 1, copied(country), leaf)
    city.store().execute("update log_leaf set record = ? where id = ?", (record, leaf))
    for _, sql in locks:
        city.store().execute(sql)
    district.stop()
    district.start()
    country.wait_until(lambda: copied(country) == records(city), "whole again")
    check("all stands" in against_copy(country), "it does not stand")


@journey("the city's log gets another key: the nodes before and behind it, and the copy, follow by themselves")
def next_key(country):
    country.city.stop()
    told = country.city.program("server/zhibaod", "rotate", country.city.data, "--overlap-days=0")
    check("The log's new key" in told, told)
    country.city.start()
    n = len(country.district.messages())
    country.correct(country.enterprises[0], FORM)
    country.delivered(n + 1)
    country.district.stop()
    country.district.start()
    country.wait_until(lambda: copied(country) == records(country.city), "a copy by the new key")
    check("\nnew " in (country.district.data / "copies" / CITY / "keys").read_text(), "the old key only")


@journey("zhibaod verify holds messages, evidence and routes against the log, and names what was changed behind its back")
def verified(country):
    for post in (country.district, country.city, country.province):
        check("all stands" in post.verify(), post.node)
    store = country.district.store()
    store.execute("update forward set next = '350299' where message = 1")
    told = country.district.program("server/zhibaod", "verify", country.district.data, code=1)
    check("forward 1" in told and "expected 350200; found 350299" in told, told)
    store.execute("update forward set next = '350200' where message = 1")
    store.execute("drop trigger relayed_decision_stands")
    store.execute("drop trigger relayed_decision_stays")
    rows = store.execute("select leaf, message, origin, evidence from relayed_decision order by leaf").fetchall()
    store.execute("update relayed_decision set evidence = ? where leaf = ?", (rows[1][3], rows[0][0]))
    store.execute("delete from relayed_decision where leaf = ?", (rows[2][0],))
    told = country.district.program("server/zhibaod", "verify", country.district.data, code=1)
    check(f"relayed_decision {rows[0][0]}" in told and f"relayed_decision leaf {rows[2][0]}" in told, told)
    store.execute("delete from relayed_decision")
    store.executemany("insert into relayed_decision values (?, ?, ?, ?)", rows)
    store.execute("update route_table set statement = replace (statement, 'most-urgent=\"3\"', 'most-urgent=\"0\"')")
    told = country.district.program("server/zhibaod", "verify", country.district.data, code=1)
    check("route_table 1" in told, told)
    country.district.stop()
    refused = country.district.program("server/zhibaod", "serve", country.district.data, code=None)
    check("is not what two administrators have signed" in refused, refused)


def main():
    print(f"1..{len(JOURNEYS)}", flush=True)
    failed = 0
    network = Network((DISTRICT, CITY, PROVINCE))
    if not network.apart:
        print(f"# no namespaces, on the loopback instead: {network.why_not}", flush=True)
    try:
        with tempfile.TemporaryDirectory() as folder:
            country = Country(folder, network)
            for number, (name, play) in enumerate(JOURNEYS, 1):
                start = time.monotonic()
                try:
                    play(country)
                    print(f"ok {number} - {name} # {time.monotonic() - start:.1f} s", flush=True)
                except (Failed, KeyError, OSError, TypeError) as error:
                    failed += 1
                    note = str(error).replace("\n", "\n# ")
                    print(f"not ok {number} - {name}\n# {note}", flush=True)
                    for post in (country.district, country.city, country.province):
                        print("# " + (post.folder / "server.log").read_text()[-1500:].replace("\n", "\n# "), flush=True)
            country.stop()
    finally:
        network.remove()
    return 1 if failed else 0


sys.exit(main())
