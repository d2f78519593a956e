"""What the house forbids, each as a function from text to the breaches found in it (empty: none)."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from importlib.metadata import PackageMetadata

MAX_FILE = 400
MAX_FUNCTION = 60

# Packages so heavy that they are imported where they are used.
HEAVY = {
    "pyhanko": "signing takes half a second to import and few processes sign",
    "typst": "only the worker sets documents",
}

_COUNTRY = re.compile(
    r"(?<![a-z])uz(?![a-z])|uzbek|o['ʻ‘’`]zbek|узбек|ўзбек|(?<![a-z])uzs(?![a-z])|(?<![a-z])brv(?![a-z])"
    r"|base[ _-]calculation|tashkent|toshkent|ташкент|тошкент|(?-i:(?<![A-Za-z])(?:STIR|Uz(?=[A-Z]))(?![a-z]))",
    re.IGNORECASE,
)
# The brackets keep this file from finding itself.
_PLACES = {
    "a registry's address": re.compile(
        r"pypi[.]org|pythonhosted[.]org|npmjs[.]org|/simple[/]|index[-_]url", re.IGNORECASE
    ),
    "a path of one machine": re.compile(r"/wor[k]/(main|shared|[.]lib)|/roo[t]/|[.]pyen[v]"),
}

_CLOCKS = {("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today")}
_IMPURE = {
    *("asyncio", "concurrent", "http", "logging", "multiprocessing", "os", "pathlib", "random", "secrets", "select"),
    *("shutil", "signal", "socket", "sqlite3", "ssl", "subprocess", "tempfile", "threading", "time", "urllib"),
}

_LICENCE = re.compile(
    r"\(?(MIT(-0| License)?|BSD|BSD-[23]-Clause|BSD [23]-Clause License|BSD License|Apache[- ]2\.0|PSF-2\.0|MPL-2\.0"
    r"|Apache Software License|MIT License|Mozilla Public License 2\.0 \(MPL 2\.0\)|Unlicense|ISC|Zlib|0BSD|HPND"
    r"|MIT license|LGPL|LGPL-2\.1-only|LGPL-2\.1-or-later|LGPL-3\.0-only|LGPL-3\.0-or-later"
    r"|GNU Lesser General Public License v2( or later)? \(LGPLv2\+?\))\)?"
)
_PIN = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==(\S+)(?: *; *(.+?))? *\\$")
_HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}( \\)?$")


def long_file(text: str) -> list[str]:
    """A file of more lines than a reader can hold."""
    lines = len(text.splitlines())
    return [f"{lines} lines, at most {MAX_FILE}"] if lines > MAX_FILE else []


def _functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef))


def long_functions(tree: ast.AST) -> list[str]:
    """Functions of more lines than fit on a screen, from ``def`` to the last line."""
    lengths = ((f.name, (f.end_lineno or f.lineno) - f.lineno + 1) for f in _functions(tree))
    return [f"{name}: {lines} lines, at most {MAX_FUNCTION}" for name, lines in lengths if lines > MAX_FUNCTION]


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module or ""] if isinstance(node, ast.ImportFrom) else []


def inner_imports(tree: ast.AST, late: Iterable[str] = ()) -> list[str]:
    """Imports inside functions, the sign of a cycle being dodged; but for heavy packages and those in ``late``."""
    allowed = {*HEAVY, *late}
    found = {
        f"line {node.lineno}: {name}"
        for function in _functions(tree)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in _imported(node)
        if not {name, name.split(".")[0]} & allowed
    }
    return sorted(found)


def foreign_imports(tree: ast.AST, allowed: Iterable[str]) -> list[str]:
    """Imports of packages that are neither ours, nor Python's, nor on the layer's list."""
    known = {"darcha", *allowed} | sys.stdlib_module_names
    names = {name.split(".")[0] for node in ast.walk(tree) for name in _imported(node)}
    return sorted(names - known)


def impurities(tree: ast.AST) -> list[str]:
    """What a pure layer may not do: read a clock, draw lots, touch files, processes or the network."""
    found = {f"imports {n}" for node in ast.walk(tree) for n in _imported(node) if n.split(".")[0] in _IMPURE}
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id="open" | "input" | "print" as name)):
                found.add(f"line {node.lineno}: calls {name}")
            case ast.Attribute(value=ast.Name(id=owner) | ast.Attribute(attr=owner), attr=name):
                if (owner, name) in _CLOCKS:
                    found.add(f"line {node.lineno}: asks {owner}.{name}")
    return sorted(found)


def country_words(text: str, allowed: Iterable[str] = ()) -> list[str]:
    """Words of one country, with their lines."""
    return [
        f"line {number}: {match[0]}"
        for number, line in enumerate(text.splitlines(), 1)
        for match in _COUNTRY.finditer(line)
        if match[0] not in allowed
    ]


def places(text: str) -> list[str]:
    """Addresses of registries and paths of somebody's machine, with their lines."""
    return [
        f"line {number}: {what}: {match[0]}"
        for number, line in enumerate(text.splitlines(), 1)
        for what, pattern in _PLACES.items()
        if (match := pattern.search(line))
    ]


def pins(text: str) -> dict[str, str]:
    """The packages of a pin file, each with its environment marker or an empty string.

    Raises AssertionError for a line that is no comment, no exact pin and no SHA-256 hash, and for a pin without hash.
    """
    found: dict[str, str] = {}
    hashes = 0
    for line in filter(None, text.splitlines()):
        if pin := _PIN.match(line):
            assert hashes or not found, f"no hash before {line}"
            found[pin[1].lower()] = pin[3] or ""
            hashes = 0
        elif _HASH.match(line):
            hashes += 1
        else:
            assert line.lstrip().startswith("#"), f"not a pin with hashes: {line}"
    assert hashes, "no hash after the last pin"
    return found


def wrong_licence(metadata: PackageMetadata) -> list[str]:
    """What a package says of its licence where that is not on the list.

    It says it in its expression, else in the older field, else in its classifiers.
    """
    classifiers = [c.rsplit(" :: ", 1)[-1] for c in metadata.get_all("Classifier") or () if " :: OSI Approved :: " in c]
    fields = metadata.get_all("License-Expression") or metadata.get_all("License") or []
    said = [licence for field in fields for licence in re.split(r" (?:OR|AND) ", field)] or classifiers
    return [s for s in said if not _LICENCE.fullmatch(s)] if said else ["says nothing"]
