#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Judges random rules over random cells twice: by the engine, and here with fractions of any size.

The two share nothing but the notation. Figures are small, ordinary, and at the very ends of what a cell
holds; where the engine's 128 bits cannot hold a rule it may say so ("error"), never pass or fail it wrongly.
"""

import random
import subprocess
import sys
from fractions import Fraction

CASES = 1500
MOST = 10**18 - 1
# Row → yuan of its last digit and its decimals, as the stage has them.
MONEY = {"01": (1000, 0), "02": (1000, 0), "03": (1000, 0), "04": (100, 2)}
KEYS = ["3911", "3913", "3974"]
BLANK, REFUSED = "blank", "refused"


class Cell:
    def __init__(self, section, row, column):
        self.place = (section, row, column)
        self.terms = False

    def text(self):
        return "[%s.%s,%s]" % self.place

    def mark(self):
        self.terms = True

    def value(self, judge):
        return judge.cell(self.place, judge.in_sum if self.terms else judge.alone)

    def slack(self, judge):
        _, row, _ = self.place
        unit = MONEY[row][0] if self.place[0] == "A" else 1000
        return Fraction(unit, 2) if self.place in judge.cells else Fraction(0)


class Number:
    """A plain number, or an amount in yuan."""

    def __init__(self, text, unit=""):
        self.words, self.unit = text, unit

    def text(self):
        return self.words + (" " + self.unit if self.unit else "")

    def mark(self):
        pass

    def value(self, judge):
        if self.words.endswith("%"):
            return Fraction(self.words[:-1]) / 100
        return Fraction(self.words)

    def slack(self, judge):
        return Fraction(0)


class Negative:
    def __init__(self, inner):
        self.inner = inner

    def text(self):
        return "-(%s)" % self.inner.text()

    def mark(self):
        self.inner.mark()

    def value(self, judge):
        value = self.inner.value(judge)
        return value if isinstance(value, set) else -value

    def slack(self, judge):
        return self.inner.slack(judge)


class Operation:
    def __init__(self, sign, left, right):
        self.sign, self.left, self.right = sign, left, right
        if sign in "+-":
            left.mark()
            right.mark()

    def text(self):
        return "(%s %s %s)" % (self.left.text(), self.sign, self.right.text())

    def mark(self):
        if self.sign != "/":
            self.left.mark()
            self.right.mark()

    def value(self, judge):
        left, right = self.left.value(judge), self.right.value(judge)
        flags = flags_of(left) | flags_of(right)
        if flags:
            return flags
        if self.sign == "/":
            return {BLANK} if right == 0 else left / right
        return left + right if self.sign == "+" else left - right if self.sign == "-" else left * right

    def slack(self, judge):
        if self.sign in "+-":
            return self.left.slack(judge) + self.right.slack(judge)
        factor, other = (self.left, self.right) if isinstance(self.left, Number) else (self.right, self.left)
        return abs(factor.value(judge)) * other.slack(judge)


class Absolute:
    def __init__(self, inner):
        self.inner = inner

    def text(self):
        return "abs(%s)" % self.inner.text()

    def mark(self):
        pass

    def value(self, judge):
        value = self.inner.value(judge)
        return value if isinstance(value, set) else abs(value)


class Choice:
    def __init__(self, condition, yes, no):
        self.condition, self.yes, self.no = condition, yes, no

    def text(self):
        return "if(%s, %s, %s)" % (self.condition.text(), self.yes.text(), self.no.text())

    def mark(self):
        pass

    def value(self, judge):
        condition, yes, no = (part.value(judge) for part in (self.condition, self.yes, self.no))
        if isinstance(condition, set):
            return condition
        return yes if condition else no


class Gathering:
    """sum, avg, min or max over cells: blank ones are left out."""

    def __init__(self, function, words, places):
        self.function, self.words, self.places = function, words, places

    def text(self):
        return "%s(%s)" % (self.function, self.words)

    def mark(self):
        pass

    def value(self, judge):
        judge.seen_cell |= any(place[0] == "A" or place in judge.cells or place[1] in judge.rows
                               for place in self.places)
        values = [judge.cells[place] for place in self.places if place in judge.cells]
        judge.seen_value |= bool(values)
        if self.function == "sum":
            return sum(values, Fraction(0))
        if not values:
            return {BLANK}
        return {"avg": lambda: sum(values) / len(values), "min": lambda: min(values), "max": lambda: max(values)}[
            self.function
        ]()


class Comparison:
    SIGNS = ["=", "!=", "<", "<=", ">", ">="]

    def __init__(self, sign, left, right, money):
        self.sign, self.left, self.right, self.money = sign, left, right, money

    def text(self):
        return "%s %s %s" % (self.left.text(), self.sign, self.right.text())

    def value(self, judge, demanded=False):
        left, right = self.left.value(judge), self.right.value(judge)
        flags = flags_of(left) | flags_of(right)
        if flags:
            return False if REFUSED in flags else {BLANK}
        holds = {"=": left == right, "!=": left != right, "<": left < right, "<=": left <= right,
                 ">": left > right, ">=": left >= right}[self.sign]
        if not judge.within or not demanded or left == right:
            return holds
        differs = self.sign == "!="
        if holds != differs:
            return holds
        return (abs(left - right) <= judge.allowed(self, left, right)) != differs


class Between:
    def __init__(self, value, low, high):
        self.inner, self.low, self.high = value, low, high

    def text(self):
        return "%s between %s and %s" % (self.inner.text(), self.low.text(), self.high.text())

    def value(self, judge, demanded=False):
        value, low, high = (part.value(judge) for part in (self.inner, self.low, self.high))
        flags = flags_of(value) | flags_of(low) | flags_of(high)
        if flags:
            return False if REFUSED in flags else {BLANK}
        return low <= value <= high


class Junction:
    def __init__(self, word, parts):
        self.word, self.parts = word, parts

    def text(self):
        return "(%s)" % (" %s " % self.word).join(part.text() for part in self.parts)

    def value(self, judge, demanded=False):
        lenient = demanded and self.word == "and"
        result = self.parts[0].value(judge, lenient)
        for part in self.parts[1:]:
            result = self.join(result, part.value(judge, lenient), lenient)
        return result

    def join(self, a, b, lenient):
        if self.word == "<=>":
            flags = flags_of(a) | flags_of(b)
            return flags if flags else a == b
        decisive = self.word == "or"
        if a is decisive or b is decisive:
            return decisive
        blank = isinstance(a, set) + isinstance(b, set)
        if blank == 2 or (blank == 1 and not lenient):
            return {BLANK}
        return not decisive


class Denial:
    def __init__(self, inner):
        self.inner = inner

    def text(self):
        return "not (%s)" % self.inner.text()

    def value(self, judge, demanded=False):
        value = self.inner.value(judge)
        return value if isinstance(value, set) else not value


def flags_of(value):
    return value if isinstance(value, set) else set()


class Judge:
    def __init__(self, cells, rows, alone, in_sum, within):
        self.cells, self.rows, self.alone, self.in_sum, self.within = cells, rows, alone, in_sum, within
        self.seen_cell = self.seen_value = False

    def cell(self, place, policy):
        self.seen_cell = True
        if place in self.cells:
            self.seen_value = True
            return self.cells[place]
        self.seen_value |= policy == "fail"
        return Fraction(0) if policy == "zero" else {REFUSED} if policy == "fail" else {BLANK}

    def allowed(self, comparison, left, right):
        kind, amount = self.within
        if kind == "amount":
            return amount
        if kind == "share":
            return amount * max(abs(left), abs(right))
        return comparison.left.slack(self) + comparison.right.slack(self)

    def outcome(self, guard, body):
        if guard is not None:
            value = guard.value(self)
            if isinstance(value, set) or not value:
                return "skipped"
        value = body.value(self, True)
        if isinstance(value, set) or (self.seen_cell and not self.seen_value):
            return "skipped"
        return "pass" if value else "fail"


class Maker:
    """Random rules of one kind: linear ones, which always fit, or any."""

    def __init__(self, dice, linear):
        self.dice, self.linear, self.quotient = dice, linear, False

    def money(self, depth):
        kind = self.dice.randrange(4 if self.linear else 10) if depth > 0 else 0
        if kind in (1, 2):
            return Operation(self.dice.choice("+-"), self.money(depth - 1), self.money(depth - 1))
        if kind == 3:
            return Operation("*", self.factor(), self.money(depth - 1))
        if kind == 4:
            return Absolute(self.money(depth - 1))
        if kind == 5:
            return Negative(self.cell())
        if kind == 6:
            return Choice(self.condition(depth - 1, False), self.money(depth - 1), self.money(depth - 1))
        if kind == 7:
            return self.gathering()
        if kind == 8:
            self.quotient = True
            return Operation("/", self.money(depth - 1), self.factor())
        if kind == 9:
            return Operation("*", self.ratio(depth - 1), self.money(depth - 1))
        return self.cell() if self.dice.random() < 0.9 else self.amount()

    def cell(self):
        return Cell("A", self.dice.choice(list(MONEY)), self.dice.choice("123"))

    def amount(self):
        return Number(str(self.dice.choice([0, 1, 5, 1000, 2500, 10**6, 10**9])), "CNY")

    def factor(self):
        return Number(self.dice.choice(["2", "3", "10", "0.5", "1.25", "25%", "0.01"]))

    def gathering(self):
        function = self.dice.choice(["sum", "avg", "min", "max"])
        if self.dice.random() < 0.5:
            column = self.dice.choice("123")
            return Gathering(function, "[A.01..A.04,%s]" % column, [("A", row, column) for row in MONEY])
        column = self.dice.choice("12")
        return Gathering(function, "[B.*,%s]" % column, [("B", key, column) for key in KEYS])

    def ratio(self, depth):
        if depth > 0 and self.dice.random() < 0.3:
            return Operation(self.dice.choice("+-*"), self.ratio(depth - 1), self.ratio(depth - 1))
        self.quotient = True
        return Operation("/", self.money(max(depth - 1, 0)), self.money(max(depth - 1, 0)))

    def condition(self, depth, outermost):
        kind = self.dice.randrange(8) if depth > 0 and not self.linear else 0
        if kind == 5:
            parts = [self.condition(depth - 1, outermost) for _ in range(self.dice.choice([2, 2, 3]))]
            return Junction(self.dice.choice(["and", "or", "<=>"]), parts)
        if kind == 6:
            return Denial(self.condition(depth - 1, False))
        if kind == 7:
            return Between(self.ratio(depth - 1), Number("0.5"), Number(self.dice.choice(["2", "150%"])))
        if kind == 4:
            return Comparison(self.dice.choice(Comparison.SIGNS), self.ratio(depth - 1), self.ratio(depth - 1),
                              False)
        return Comparison(self.dice.choice(Comparison.SIGNS), self.money(depth), self.money(depth - 1), True)


def random_cells(dice, magnitude):
    """Cells by place in yuan, the rows of B, and the text that fills them."""
    cells, words, rows = {}, [], [key for key in KEYS if dice.random() < 0.6]
    places = [("A", row, column) for row in MONEY for column in "123"]
    places += [("B", key, column) for key in rows for column in "12"]
    for place in places:
        if dice.random() < 0.15:
            if place[0] == "B":
                words.append("B.%s.%s=" % place[1:])
            continue
        unit, decimals = MONEY.get(place[1], (1000, 0)) if place[0] == "A" else (1000, 0)
        digits = magnitude()
        cells[place] = Fraction(digits * unit)
        sign, plain = "-" if digits < 0 else "", str(abs(digits)).rjust(decimals + 1, "0")
        shown = plain if decimals == 0 else plain[:-decimals] + "." + plain[-decimals:]
        words.append("%s.%s.%s=%s%s" % (*place, sign, shown))
    return cells, rows, " ".join(words)


def random_tolerance(dice, linear):
    kind = dice.randrange(6)
    if kind == 0:
        return "within 1500 CNY", ("amount", Fraction(1500))
    if kind == 1:
        return "within 2.5%", ("share", Fraction(25, 1000))
    if kind == 2 and linear:
        return "within rounding", ("rounding", None)
    return "", None


def make_case(dice):
    linear = dice.random() < 0.4
    magnitude = dice.choice([lambda: dice.randrange(-9, 10), lambda: dice.randrange(-10**6, 10**6),
                             lambda: dice.choice([MOST, -MOST, MOST - 1, 0, 1, -1])])
    large = magnitude() is None or any(abs(magnitude()) > 10**9 for _ in range(40))
    maker = Maker(dice, linear)
    body = maker.condition(3, True)
    while "[" not in body.text():
        body = maker.condition(3, True)
    guard = maker.condition(1, False) if dice.random() < 0.2 else None
    words, within = "", None
    if isinstance(body, Comparison) and body.money:
        words, within = random_tolerance(dice, linear)
    blank = dice.choice(["", "", "", "zero", "skip", "fail"])
    alone = blank or ("skip" if maker.quotient else "zero")
    rule = "#1 hard %s%s %s%s" % ("when %s => " % guard.text() if guard else "", body.text(), words,
                                  " blank = " + blank if blank else "")
    cells, rows, filled = random_cells(dice, magnitude)
    judge = Judge(cells, rows, alone, alone, within)
    return rule, filled, judge.outcome(guard, body), large and not linear


def main():
    runner, seed = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 20240630
    dice = random.Random(seed)
    cases = [make_case(dice) for _ in range(CASES)]
    said = subprocess.run([runner], input="".join("%s\t%s\n" % case[:2] for case in cases), text=True,
                          capture_output=True, check=False)
    outcomes = said.stdout.split("\n")
    wrong, counts = [], {}
    for number, (rule, cells, expected, may_overflow) in enumerate(cases):
        outcome = outcomes[number].split(":")[-1] if number < len(outcomes) else "no answer"
        counts[outcome] = counts.get(outcome, 0) + 1
        if outcome != expected and not (outcome == "error" and may_overflow):
            wrong.append("%s | %s: %s, not %s" % (rule, cells, outcome, expected))
    print("1..2")
    print("# %s" % counts)
    for line in wrong[:10] + ([said.stderr] if said.returncode != 0 else []):
        print("# " + line)
    print("%sok 1 - the engine agrees with fractions of any size" % ("not " if wrong else ""))
    # A test in which everything was skipped or given up would say nothing.
    told = min(counts.get(outcome, 0) for outcome in ("pass", "fail", "skipped")) * 20 > CASES
    few = counts.get("error", 0) * 5 < CASES
    print("%sok 2 - each outcome is common, and giving up is not" % ("" if told and few else "not "))
    return 0


if __name__ == "__main__":
    sys.exit(main())
