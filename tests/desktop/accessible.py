# SPDX-License-Identifier: Apache-2.0
"""What a program tells screen readers, over D-Bus: most of it in one call, the rest many calls at a time. To walk it thing by
thing takes five times as long, most of that the program's own time."""

import functools
from collections import namedtuple

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, Gio, GLib  # noqa: E402

A11Y = "org.a11y.atspi."
ROOT = "/org/a11y/atspi/accessible/root"
REGISTRY = A11Y + "Registry"
PATIENCE = 60_000  # milliseconds

State = Atspi.StateType
IN_WINDOW = GLib.Variant("(u)", (int(Atspi.CoordType.WINDOW),))
Box = namedtuple("Box", "x y width height")


@functools.cache
def role_name(number):
    return Atspi.role_get_name(Atspi.Role(number))


def take(answer):
    """Without the tuple around it where it is one thing."""
    return answer.get_child_value(0) if answer.n_children() == 1 else answer


def call(bus, name, path, method, arguments=None):
    """@method is named with its interface."""
    interface, _, method = method.rpartition(".")
    return take(bus.call_sync(name, path, interface, method, arguments, None, Gio.DBusCallFlags.NONE, PATIENCE, None))


@functools.cache
def reading_bus():
    session = Gio.bus_get_sync(Gio.BusType.SESSION)
    address = call(session, "org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus.GetAddress").get_string()
    flags = Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION
    return Gio.DBusConnection.new_for_address_sync(address, flags, None, None)


class Node:
    """One thing as it was told at one moment; what is marked “now” is asked anew."""

    def __init__(self, program, item):
        self.program, self.item = program, item
        self.path = item.get_child_value(0).get_child_value(1).get_string()

    def get_name(self):
        return self.item.get_child_value(6).get_string()

    def get_role_name(self):
        return role_name(self.item.get_child_value(7).get_uint32())

    def has_children(self):
        return self.item.get_child_value(4).get_int32() > 0

    def has(self, state):
        word, bit = divmod(int(state), 32)
        return bool(self.item.get_child_value(9).get_child_value(word).get_uint32() >> bit & 1)

    def is_shown(self):
        """GTK 4.8 marks only windows as showing; what was never laid out has no size now."""
        return self.has(State.VISIBLE) and self.get_box().width > 0

    def get_box(self):
        """Where it lies in its window now."""
        return Box(*self._call("Component.GetExtents", IN_WINDOW).unpack())

    def is_labelled(self):
        """Whether something else names it now."""
        relations = self._call("Accessible.GetRelationSet").unpack()
        return any(kind == Atspi.RelationType.LABELLED_BY for kind, _ in relations)

    def get_text(self):
        """What stands in it now, "" where no text can."""
        if A11Y + "Text" not in self.item.get_child_value(5).unpack():
            return ""
        length = self.program.get_property(self.path, "Text", "CharacterCount")
        return self._call("Text.GetText", GLib.Variant("(ii)", (0, length))).get_string()

    def set_text(self, text):
        self._call("EditableText.SetTextContents", GLib.Variant("(s)", (text,)))

    def act(self):
        """Does what it is there for; FALSE where it says nothing about that."""
        if A11Y + "Action" not in self.item.get_child_value(5).unpack():
            return False
        if self.program.get_property(self.path, "Action", "NActions") == 0:
            return False
        return self._call("Action.DoAction", GLib.Variant("(i)", (0,))).get_boolean()

    def _call(self, method, arguments=None):
        return self.program.call(self.path, method, arguments)


class Look:
    """All that a program tells at one moment, in the order in which it is read."""

    def __init__(self, program):
        self.program = program
        self.nodes = self._ask()
        self.places = self._walk()
        if not self.places.keys() <= self.nodes.keys():
            self.nodes = self._ask()
        self.read = [self.nodes[path] for path in sorted(self.places, key=self.places.get) if path in self.nodes]

    def _ask(self):
        """Everything that was ever looked at, hidden things too."""
        items = self.program.call("/org/a11y/atspi/cache", "Cache.GetItems")
        nodes = (Node(self.program, items.get_child_value(index)) for index in range(items.n_children()))
        return {node.path: node for node in nodes}

    def _walk(self):
        """Of what is not hidden, the numbers of the children on the way to it."""
        places, level = {ROOT: ()}, [ROOT]
        while level:
            answers = self.program.call_each("Accessible.GetChildren", [(path, None) for path in level])
            below = {child: (*places[path], index) for path, answer in zip(level, answers)
                     for index, (_, child) in enumerate(answer.unpack() if answer else ())}
            places.update(below)
            level = [path for path in below if path not in self.nodes or self.nodes[path].has_children()]
        return places

    def find(self, role=None, name=""):
        return [node for node in self.read if name in node.get_name() and (role is None or node.get_role_name() == role)]

    def below(self, node):
        """It, and what is in it."""
        place = self.places[node.path]
        return [one for one in self.read if self.places[one.path][:len(place)] == place]

    def above(self, node):
        """It, and what it is in, up to the program."""
        place = self.places[node.path]
        return [one for one in reversed(self.read) if self.places[one.path] == place[:len(self.places[one.path])]]


class Program:
    """A program on the bus; None is found before it is there."""

    def __init__(self, bus, name):
        self.bus, self.name = bus, name

    @classmethod
    def find(cls, pid):
        bus = reading_bus()
        for name, _ in call(bus, REGISTRY, ROOT, A11Y + "Accessible.GetChildren").unpack():
            asked = GLib.Variant("(s)", (name,))
            found = call(bus, "org.freedesktop.DBus", "/", "org.freedesktop.DBus.GetConnectionUnixProcessID", asked)
            if found.get_uint32() == pid:
                return cls(bus, name)
        return None

    def look(self):
        return Look(self)

    def count_windows(self):
        return self.get_property(ROOT, "Accessible", "ChildCount")

    def call(self, path, method, arguments=None):
        return call(self.bus, self.name, path, A11Y + method, arguments)

    def call_each(self, method, calls):
        """The answers to many (path, arguments), all asked before the first is awaited; None for what is gone."""
        interface, _, method = (A11Y + method).rpartition(".")
        answers = {}

        def answered(bus, result, number):
            try:
                answers[number] = take(bus.call_finish(result))
            except GLib.Error:
                answers[number] = None

        for number, (path, arguments) in enumerate(calls):
            self.bus.call(self.name, path, interface, method, arguments, None, Gio.DBusCallFlags.NONE, PATIENCE, None, answered,
                          number)
        while len(answers) < len(calls):
            GLib.MainContext.default().iteration(True)
        return [answers[number] for number in range(len(calls))]

    def get_property(self, path, interface, name):
        asked = GLib.Variant("(ss)", (A11Y + interface, name))
        return call(self.bus, self.name, path, "org.freedesktop.DBus.Properties.Get", asked).unpack()
