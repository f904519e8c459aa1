#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""An agent who reports for several enterprises: one list of all that is due, quick switching, a calendar of deadlines,
reminders on the desktop. The real program against the real server, and a notification service that writes down what
it is told.

    agency-journey-test.py DESKTOP LOCALE_DIR PICTURES LANGUAGE WIDTH"""

import datetime
import os
import pathlib
import sys
import tempfile

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(os.path.dirname(HERE), "journey")]
sys.dont_write_bytecode = True
from accountant import Accountant  # noqa: E402
from drive import drive  # noqa: E402
from notifications import Notifications  # noqa: E402
from screen import wait  # noqa: E402
from stage import FORM, Person, Stage  # noqa: E402

BEIJING = datetime.timezone(datetime.timedelta(hours=8))
FIRST, SECOND = "厦门鹭澜芯光电有限公司", "厦门澄屿锂新能源股份有限公司"
UNITS = ("9135020061202218XY", "91350213MA3BWYA54F")
WORDS = {
    "en": {
        "may": "May 2024", "june": "June 2024", "all": "All enterprises", "calendar": "Calendar of deadlines",
        "due": "reports are due", "tomorrow": "tomorrow", "to-fill": "To fill in", "hours": "hours left", "next-month": "The month after",
    },
    "zh_CN": {
        "may": "2024年5月", "june": "2024年6月", "all": "全部企业", "calendar": "报送期限日历", "due": "应报 2 张",
        "tomorrow": "明天", "to-fill": "待填报", "hours": "小时", "next-month": "下个月",
    },
}


class Agency(Stage):
    def __init__(self, folder):
        super().__init__(folder)
        self.agent = Person(self, "workspace")
        for number, unit in enumerate(UNITS):
            self.agent.name = f"unit-{number}"
            self.agent.enrol(self.admin.run("authority", "invite", "--unit", unit, "--days", "30"))
        self.open_period("2024-05", deadline=20)
        self.open_period("2024-06", deadline=1)
        for unit in UNITS:
            self.agent.run("account", "sync", "--account", unit, code=None)


class Journey(Accountant):
    def __init__(self, desktop, locale_dir, pictures, language, width):
        self.home = tempfile.TemporaryDirectory()
        self.notifications = Notifications()
        self.agency = Agency(pathlib.Path(self.home.name))
        super().__init__(desktop, locale_dir, pictures, language, width, self.home.name, WORDS)

    def close(self):
        self.leave()
        self.agency.stop()
        self.notifications.close()
        self.home.cleanup()

    def shown(self):
        return " ".join(self.screen.names("list item"))

    # The steps, in their order

    def one_list(self):
        """All that is due, of all enterprises, the most urgent first, with the bureau that asks."""
        self.start()
        self.screen.press("F5")
        wait(lambda: FIRST in self.shown() and SECOND in self.shown(), "both enterprises")
        wait(lambda: self.say("hours") in self.shown(), "hours left")
        self.picture("agency")

    def reminded(self):
        """What is due within a day is told on the desktop, once."""
        told = wait(lambda: len(self.notifications.told) >= 2 and self.notifications.told, "two reminders")
        assert all(FORM in title for title, _ in told), told
        assert {name for _, body in told for name in (FIRST, SECOND) if name in body} == {FIRST, SECOND}, told
        number = len(told)
        self.screen.press("F5")
        wait(lambda: self.row(FORM, "june"), "the list")
        assert len(self.notifications.told) == number, self.notifications.told

    def switched(self):
        """One key goes from enterprise to enterprise."""
        screen = self.screen
        screen.focus()
        screen.press("ctrl+Next")
        wait(lambda: FIRST in self.shown() and SECOND not in self.shown(), "the first enterprise alone")
        screen.press("ctrl+Next")
        wait(lambda: SECOND in self.shown() and FIRST not in self.shown(), "the second enterprise alone")
        self.picture("agency-second")
        screen.press("ctrl+Next")
        wait(lambda: FIRST in self.shown() and SECOND in self.shown(), "all again")

    def calendar(self):
        """A month with the days of deadlines, and what is due on the day that is chosen."""
        screen = self.screen
        toggle = wait(lambda: next((node for node in screen.all(None, self.say("calendar"))
                                    if "button" in node.get_role_name()), None), "the calendar's button")
        screen.click(toggle)
        # Before it is unfolded the calendar has its place already, but takes no press.
        wait(lambda: toggle.get_state_set().contains(Atspi.StateType.PRESSED), "the calendar unfolded")
        today, tomorrow = (datetime.datetime.now(BEIJING) + datetime.timedelta(days=days) for days in (0, 1))
        if tomorrow.month != today.month:
            screen.click(self.see("next-month"))
        screen.click(wait(lambda: next((node for node in screen.all("push button", self.say("due"))), None),
                          "a day on which reports are due"))
        wait(lambda: len(screen.all(None, self.say("due"))) >= 2, "what is due on it")
        screen.focus()
        self.picture("calendar")


STEPS = ["one_list", "reminded", "switched", "calendar"]


if __name__ == "__main__":
    sys.exit(drive(lambda: Journey(*sys.argv[1:6]), STEPS, "agency"))
