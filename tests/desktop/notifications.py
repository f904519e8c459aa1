# SPDX-License-Identifier: Apache-2.0
"""The desktop's notification service (org.freedesktop.Notifications) of a test: it shows nothing and remembers all."""

import threading

from gi.repository import Gio, GLib

INTERFACE = """<node><interface name="org.freedesktop.Notifications">
  <method name="GetCapabilities"><arg direction="out" type="as"/></method>
  <method name="GetServerInformation"><arg direction="out" type="s"/><arg direction="out" type="s"/>
    <arg direction="out" type="s"/><arg direction="out" type="s"/></method>
  <method name="Notify"><arg direction="in" type="s"/><arg direction="in" type="u"/><arg direction="in" type="s"/>
    <arg direction="in" type="s"/><arg direction="in" type="s"/><arg direction="in" type="as"/>
    <arg direction="in" type="a{sv}"/><arg direction="in" type="i"/><arg direction="out" type="u"/></method>
  <method name="CloseNotification"><arg direction="in" type="u"/></method>
</interface></node>"""


class Notifications:
    def __init__(self):
        self.told = []  # (title, body)
        self.context = GLib.MainContext()
        self.loop = GLib.MainLoop(self.context)
        self.ready = threading.Event()
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()
        self.ready.wait(60)

    def run(self):
        self.context.push_thread_default()
        bus = Gio.bus_get_sync(Gio.BusType.SESSION)
        interface = Gio.DBusNodeInfo.new_for_xml(INTERFACE).interfaces[0]
        bus.register_object("/org/freedesktop/Notifications", interface, self.answer, None, None)
        Gio.bus_own_name_on_connection(bus, "org.freedesktop.Notifications", Gio.BusNameOwnerFlags.NONE,
                                       lambda *unused: self.ready.set(), None)
        self.loop.run()

    def answer(self, bus, sender, path, interface, method, arguments, invocation):
        if method == "Notify":
            _, replaces, _, title, body, *_ = arguments.unpack()
            self.told.append((title, body))
            invocation.return_value(GLib.Variant("(u)", (replaces or len(self.told),)))
        elif method == "GetCapabilities":
            invocation.return_value(GLib.Variant("(as)", (["body", "actions"],)))
        elif method == "GetServerInformation":
            invocation.return_value(GLib.Variant("(ssss)", ("test", "test", "1", "1.2")))
        else:
            invocation.return_value(None)

    def close(self):
        self.loop.quit()
        self.thread.join(20)
