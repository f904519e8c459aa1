# SPDX-License-Identifier: Apache-2.0
"""Who may include whom (ARCHITECTURE.md, "Layers")."""

import concurrent.futures
import os
import re
import subprocess

from passed import Passed, digest_of

LIBRARIES = {"formats", "storage", "forms", "validators", "exchange"}
MAY_INCLUDE = {
    "formats": set(),
    "storage": set(),
    "forms": {"formats"},
    "validators": {"forms", "formats"},
    "exchange": {"formats"},
    "paper": {"validators", "forms", "formats"},
    "client": LIBRARIES | {"paper"},
    "tools": LIBRARIES | {"client", "paper"},
    "desktop": LIBRARIES | {"client", "paper"},
    "server": LIBRARIES,
}

# Inside these a folder may include those of a higher number; the folders of one number may include one another as long
# as no circle arises (rule "folder circles").
INNER_RANKS = {
    "server": {
        "listener": 0, "api": 1,
        "intake": 2, "register": 2, "review": 2, "totals": 2, "recheck": 2, "export": 2,
        "authority": 2, "publishing": 2, "witness": 2, "forward": 2,
        "log": 3, "store": 4, "reading": 4, "keys": 5, "operations": 6,
    },
    "desktop": {"enterprise": 0, "bureau": 0, "widgets": 1},
    "desktop/enterprise": {"home": 0, "report": 0, "account": 0, "findings": 1, "model": 2, "filing": 2, "paper": 2, "office": 3},
    "validators": {"columns": 0, "suspects": 0, "review": 0, "compiler": 0, "language": 1},
    "paper": {"print": 0},
    "client": {"season": 0, "batch": 0, "import": 1},
}

# One place for each foreign header: (header, the paths that may include it).
THIRD_PARTY = [
    (r"libxml/", ("formats/",)),
    (r"zip\.h$", ("formats/",)),
    (r"xlsxwriter\.h$", ("formats/",)),
    (r"json-glib/", ("formats/",)),
    (r"(zstd|libdeflate)\.h$", ("formats/",)),
    (r"sqlite3\.h$", ("storage/",)),
    (r"openssl/", ("exchange/",)),
    (r"curl/", ("exchange/http",)),
    (r"(p11-kit/|gmodule\.h)", ("exchange/",)),
    (r"(microhttpd\.h|gnutls/)", ("server/listener/",)),
    (r"libpq", ("server/store/",)),
    (r"systemd/", ("server/operations/",)),
    (r"seccomp\.h$", ("server/keys/",)),
    (r"(gtk|gdk|gsk|graphene|atk)[/.\w-]*", ("desktop/",)),
    (r"(pango|cairo)[/.\w-]*", ("desktop/", "paper/print/")),
    (r"qrencode\.h$", ("paper/print/",)),
    (r"adwaita\.h$", ("desktop/",)),
    # Libraries return English errors; only programs translate.
    (r"glib/gi18n\.h$", ("client/", "desktop/", "server/", "tools/")),
    (r"(langinfo\.h|libintl\.h)$", ("forms/user-locale.c",)),
    (r"malloc\.h$", ("server/",)),
    (r"immintrin\.h$", ("formats/base64-text.c",)),
    (r"(sched\.h|sys/(epoll|inotify|eventfd|signalfd|prctl|sendfile|timex)\.h|linux/)", ("server/", "storage/")),
]
FREE = re.compile(
    r"^(glib\.h|glib-object\.h|glib-unix\.h|glib/[\w-]+\.h|gobject/.*|gio/[\w-]+\.h"
    r"|assert|ctype|errno|fcntl|fenv|float|inttypes|limits|locale|math|setjmp|signal|stdalign|stdarg"
    r"|stdatomic|stdbool|stddef|stdint|stdio|stdlib|string|strings|time|unistd|wchar"
    r"|pthread|poll|termios|netdb|arpa/inet|netinet/(in|tcp)|pwd|grp|dirent"
    r"|sys/(types|stat|socket|time|wait|mman|file|resource|uio|un|statvfs|random|select|ioctl))(\.h)?$"
)
GENERATED = re.compile(r"-resources?\.h$")


def production(tree):
    return [path for path in tree.having(".c", ".h") if path.split("/")[0] in MAY_INCLUDE]


def house_paths(tree):
    """A quoted include names a file of the tree by its path from the root."""
    for path in tree.having(".c", ".h"):
        for line, kind, name in tree.includes(path):
            if kind == "house" and name not in tree.known and not GENERATED.search(name):
                yield path, line, f'"{name}" is no path from the root of the tree'


def layers(tree):
    """A folder includes only the folders below it."""
    for path in production(tree):
        folder = path.split("/")[0]
        for line, kind, name in tree.includes(path):
            other = name.split("/")[0]
            if kind == "house" and "/" in name and other != folder and other not in MAY_INCLUDE[folder]:
                yield path, line, f'{folder}/ must not include "{name}"'


def inner_folder(path, outer):
    """The folder of @outer that holds @path; None where it lies beside them, or elsewhere."""
    parts = path.removeprefix(outer + "/").split("/") if path.startswith(outer + "/") else []
    return parts[0] if len(parts) > 1 else None


def rests_above(tree, header, outer, rank):
    """Whether @header, which lies beside the folders of @outer, includes one of those not below @rank."""
    inners = (inner_folder(name, outer) for _, kind, name in tree.includes(header) if kind == "house")
    return any(inner and INNER_RANKS[outer].get(inner, -1) <= rank for inner in inners)


def inner_layers_of(tree, path, outer):
    ranks, inner = INNER_RANKS[outer], inner_folder(path, outer)
    if inner is None:
        return
    if inner not in ranks:
        yield path, 1, f"{outer}/{inner}/ has no place in the order of layers (tests/lint/includes.py)"
        return
    for line, kind, name in tree.includes(path):
        if kind != "house" or not name.startswith(outer + "/"):
            continue
        other = inner_folder(name, outer)
        if other is None:
            # A header that lies beside the folders may rest only on those below.
            if name in tree.known and rests_above(tree, name, outer, ranks[inner]):
                yield path, line, f'"{name}" itself includes folders of {outer}/'
        elif ranks.get(other, -1) < ranks[inner]:
            yield path, line, f'{outer}/{inner}/ must not include upward: "{name}"'


def inner_layers(tree):
    """Inside a folder that has layers of its own nothing includes upward."""
    for path in production(tree):
        for outer in INNER_RANKS:
            yield from inner_layers_of(tree, path, outer)


def folder_circles(tree):
    """The folders inside one that has layers form no circle."""
    graph, places = {}, {}
    for path in production(tree):
        for outer in INNER_RANKS:
            inner = inner_folder(path, outer)
            if inner is None:
                continue
            here = f"{outer}/{inner}"
            for line, kind, name in tree.includes(path):
                other = inner_folder(name, outer)
                if kind == "house" and other not in (None, inner):
                    graph.setdefault(here, set()).add(f"{outer}/{other}")
                    places.setdefault((here, f"{outer}/{other}"), (path, line))
    for circle in circles(graph):
        path, line = places[(circle[0], circle[1])]
        yield path, line, "folders include one another: " + " → ".join(circle)


def header_circles(tree):
    """No header includes itself by way of others."""
    graph = {
        path: {name for _, kind, name in tree.includes(path) if kind == "house" and name in tree.known}
        for path in tree.having(".h")
    }
    for circle in circles(graph):
        yield circle[0], 1, "headers include one another: " + " → ".join(circle)


def circles(graph):
    """One circle for each knot of the graph, as a list whose first name is also its last."""
    done = set()

    def walk(node, trail):
        if node in trail:
            yield trail[trail.index(node):] + [node]
            return
        if node in done:
            return
        for other in sorted(graph.get(node, ())):
            yield from walk(other, trail + [node])
        done.add(node)

    for node in sorted(graph):
        yield from walk(node, [])


def third_party(tree):
    """Each foreign library's headers are included in one place."""
    for path in production(tree):
        for line, kind, name in tree.includes(path):
            if kind != "system":
                continue
            allowed = next((places for pattern, places in THIRD_PARTY if re.match(pattern, name)), None)
            if allowed is None and not FREE.match(name):
                yield path, line, f"<{name}> has no place in the table of tests/lint/includes.py"
            elif allowed is not None and not path.startswith(allowed):
                yield path, line, f"<{name}> belongs into {' or '.join(allowed)} only"


def below(tree, path, found=None):
    """A file and all house headers that it draws in."""
    found = {} if found is None else found
    if path in tree.known and path not in found:
        found[path] = tree.bytes(path)
        for _, kind, name in tree.includes(path):
            if kind == "house":
                below(tree, name, found)
    return found


def compiler_flags(packages):
    result = subprocess.run(["pkg-config", "--cflags", *packages], capture_output=True, text=True, check=False)
    if result.returncode != 0:
        raise OSError(result.stderr.strip())
    return result.stdout.split() + [
        "-std=gnu17", "-D_GNU_SOURCE", "-Wall", "-Wextra", "-Werror", "-Wno-unused-parameter",
        "-DGLIB_VERSION_MAX_ALLOWED=GLIB_VERSION_2_74", "-DGLIB_VERSION_MIN_REQUIRED=GLIB_VERSION_2_74",
    ]


def leading(tree):
    """The headers that a source includes before anything else: that they compile alone the build shows."""
    first = (next(iter(tree.includes(path)), None) for path in tree.having(".c"))
    return {include[2] for include in first if include and include[1] == "house"}


def headers_alone(tree):
    """Each header compiles alone."""
    passed = Passed("headers")
    plain = compiler_flags(["gio-2.0", "libxml-2.0", "sqlite3", "libcurl", "libcrypto", "json-glib-1.0"])
    drawn = compiler_flags(["gio-2.0", "gtk4", "libadwaita-1"]) if tree.having(".h", under="desktop/") else []
    printed = compiler_flags(["gio-2.0", "pangocairo"]) if tree.having(".h", under="paper/print/") else []

    def compile_alone(path):
        flags = (drawn if path.startswith(("desktop/", "tests/desktop/"))
                 else printed if path.startswith("paper/print/") else plain)
        key = digest_of(" ".join(flags).encode(), *below(tree, path).values())
        if passed.knows(key):
            return None
        result = subprocess.run(
            ["cc", "-fsyntax-only", *flags, "-I", str(tree.root), "-x", "c", "-"],
            input=f'#include "{path}"\n', cwd=tree.root, capture_output=True, text=True, check=False,
        )
        if result.returncode == 0:
            passed.add(key)
            return None
        errors = [line for line in result.stderr.splitlines() if "error:" in line]
        return path, 1, f"does not compile alone: {(errors or ['?'])[0]}"

    shown = leading(tree)
    headers = [path for path in tree.having(".h") if path not in shown and not path.startswith("tests/data/")]
    with concurrent.futures.ThreadPoolExecutor(max_workers=min(2, os.cpu_count() or 1)) as pool:
        yield from (offence for offence in pool.map(compile_alone, headers) if offence)
    passed.save()


RULES = [house_paths, layers, inner_layers, folder_circles, header_circles, third_party, headers_alone]
