"""Write the reference anew from the code: acts, lifecycles, rules, errors, commands, settings, tables, journal kinds.

``python tools/docs.py`` writes ``docs/reference``; a test compares what is there with what would be written.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click

ROOT = Path(__file__).parents[1]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "darcha.site.settings")

import django  # noqa: E402  the settings have to be named first

import darcha  # noqa: E402

django.setup()

# Whatever has words, errors or commands of its own is known once it is loaded.
for module in pkgutil.walk_packages(darcha.__path__, "darcha."):
    if module.name.rpartition(".")[2] != "__main__":
        importlib.import_module(module.name)

import darcha.doors.urls  # noqa: E402  every word that a door can say is registered when it is loaded
import darcha.law.proof  # noqa: E402
from darcha import wire  # noqa: E402
from darcha.law import access, errors  # noqa: E402
from darcha.law.control import CONTROL  # noqa: E402
from darcha.law.declaration import DECLARATION  # noqa: E402
from darcha.law.lifecycle import Lifecycle  # noqa: E402
from darcha.law.pack.load import load  # noqa: E402
from darcha.law.payment import DEBT, DEFERRAL, PAYMENT  # noqa: E402
from darcha.law.permit import ISSUED, PERMIT  # noqa: E402
from darcha.law.rule import RULES  # noqa: E402
from darcha.law.text import TEXTS  # noqa: E402
from darcha.site.cli import cli  # noqa: E402
from darcha.site.settings import PACKS  # noqa: E402
from darcha.store.read.pack import folder  # noqa: E402
from darcha.store.rows import TABLES  # noqa: E402
from darcha.store.write.record import columns  # noqa: E402
from darcha.wire import responses  # noqa: E402

_HEAD = "<!-- Written by `make docs` from the code. Change the code, not this page. -->\n"


def _table(head: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def acts() -> str:
    """Every act with who may do it."""

    def rows() -> Iterator[tuple[str, ...]]:
        for act in access.ACTS.values():
            rights = ", ".join(f"{role} ({scope})" for role, scope in act.rights)
            yield f"`{act.name}`", act.label, rights, "yes" if act.journalled else "no"

    return (
        "# Acts and rights\n\nAn act has one name in the lifecycle, the right, the address, the API, the journal and"
        " the translations. What is not listed is denied. The scope says what must be the actor's own: the firm, the"
        " agency, the post, the case drawn for him, or nothing more (country).\n\n"
        + _table(("act", "what it is", "who (scope)", "journalled"), rows())
    )


def _diagram(lifecycle: Lifecycle) -> str:
    lines = ["```mermaid", "stateDiagram-v2", f"    [*] --> {lifecycle.initial}"]
    for move in lifecycle.moves:
        for source in sorted(move.sources):
            label = move.act + (f" ({move.choice})" if move.choice else "")
            lines.append(f"    {source} --> {move.target}: {label}")
    lines += [f"    {state} --> [*]" for state in sorted(lifecycle.final)]
    return "\n".join([*lines, "```"])


def lifecycles() -> str:
    """The lifecycle of each subject, with the needs of its moves."""
    parts = ["# Lifecycles\n"]
    subjects = {
        "Declaration": DECLARATION,
        "Permit case": PERMIT,
        "Issued permit": ISSUED,
        "Control": CONTROL,
        "Payment": PAYMENT,
        "Deferral": DEFERRAL,
        "Debt": DEBT,
    }
    for title, lifecycle in subjects.items():
        moves = (
            (f"`{m.act}`", m.choice or "", ", ".join(sorted(m.sources)), m.target, "; ".join(n.label for n in m.needs))
            for m in lifecycle.moves
        )
        parts.append(f"## {title}\n\n{_diagram(lifecycle)}\n")
        parts.append(_table(("act", "choice", "from", "to", "needs"), moves))
    return "\n".join(parts)


def rules() -> str:
    """Every rule with its words, its cure, and the article under which each country holds it."""
    packs = [load(folder(path)) for path in sorted(PACKS.iterdir()) if (path / "pack.toml").exists()]

    def rows() -> Iterator[tuple[str, ...]]:
        for rule in sorted(RULES.values(), key=lambda rule: rule.code):
            words = TEXTS[rule.code]
            held = "; ".join(f"{pack.code}: {row.act}" for pack in packs for row in pack.rules if row.code == rule.code)
            yield f"`{rule.code}`", words.label, words.cure, words.severity, held

    return "# Rules\n\nWords in braces are filled in from the document.\n\n" + _table(
        ("code", "finding", "cure", "severity", "held by"), rows()
    )


def findings() -> str:
    """Every other code that a finding can have."""
    others = ((f"`{t.code}`", t.label, t.cure, t.severity) for c, t in sorted(TEXTS.items()) if c not in RULES)
    return "# Other findings\n\nWhat is said of messages, charges, inputs and packs.\n\n" + _table(
        ("code", "finding", "cure", "severity"), others
    )


def _errors(kind: type[errors.DarchaError]) -> Iterator[type[errors.DarchaError]]:
    for sub in sorted(kind.__subclasses__(), key=lambda sub: sub.code):
        yield sub
        yield from _errors(sub)


def problems() -> str:
    """Every error with its status and its cure."""
    rows = ((f"`{e.code}`", str(e.status), e.text, e.cure) for e in _errors(errors.DarchaError))
    return "# Errors\n\nThe API answers them as problem documents (RFC 9457) with findings inside.\n\n" + _table(
        ("code", "HTTP", "text", "cure"), rows
    )


def _help(command: click.Command, name: str) -> Iterator[str]:
    context = click.Context(command, info_name=name)
    context.terminal_width = context.max_content_width = 100
    with context:
        yield f"## `{name}`\n\n```\n{command.get_help(context)}\n```\n"
    if isinstance(command, click.Group):
        for sub in command.list_commands(context):
            found = command.get_command(context, sub)
            assert found is not None
            yield from _help(found, f"{name} {sub}")


def commands() -> str:
    """The command line as its own help tells it."""
    # A date of the day or a folder of this machine is no part of the reference.
    text = "\n".join(_help(cli, "darcha"))
    return "# Commands\n\nExit codes: 0 done, 1 findings or a refusal, 2 used wrongly.\n\n" + text


def settings() -> str:
    """Every setting that the environment can give."""
    found: dict[str, set[str]] = {}
    for path in sorted((ROOT / "src").rglob("*.py")):
        for name in re.findall(r"\bDARCHA_[A-Z_]+\b", path.read_text()):
            found.setdefault(name.rstrip("_"), set()).add(str(path.relative_to(ROOT / "src" / "darcha")))
    rows = ((f"`{name}`", SETTINGS.get(name, ""), ", ".join(sorted(found[name]))) for name in sorted(found))
    return "# Settings\n\nAll come from the environment.\n\n" + _table(("name", "what it says", "read in"), rows)


SETTINGS = {
    "DARCHA_DATABASE_URL": "A PostgreSQL of your own, as the app role; left out, the embedded one is used.",
    "DARCHA_DATA": "The data folder of the embedded database and of the keys.",
    "DARCHA_DOORS": "Which doors this process opens; `darcha serve --doors` sets it.",
    "DARCHA_HOSTS": "Names under which the pages may be asked for, by commas.",
    "DARCHA_HTTPS": "1: cookies travel over HTTPS only.",
    "DARCHA_LOG": "How much is logged: DEBUG, INFO, WARNING, ERROR.",
    "DARCHA_MAIL": "The mail server, smtp:// or smtps://user:password@host:port; left out, mails are files.",
    "DARCHA_MAIL_FROM": "The sender of mails.",
    "DARCHA_ORIGINS": "Origins trusted for forms behind a proxy, by commas.",
    "DARCHA_OUT": "The folder of messages out; left out, `out` in the data folder.",
    "DARCHA_PACK": "The country's pack: one that is shipped, by its bare name, or a folder.",
    "DARCHA_SERVER_PORT": "A TCP port for the embedded database, for those who want to look.",
    "DARCHA_SERVER_USER": "The account of the embedded database when root starts it.",
    "DARCHA_SESSION_KEY": "The key that signs sessions; the supervisor hands it to its web processes.",
    "DARCHA_TOKEN": "The API token that `darcha lodge --url` and `darcha status --url` send.",
    "DARCHA_WEBHOOK_PRIVATE": "1: webhooks may lead into private networks and be plain http.",
    "DARCHA_WEB_USER": "The account of web processes when root starts them.",
    "DARCHA_WITNESS": "The file of the witness of checkpoints: best on another machine's disk.",
}


def tables() -> str:
    """Every table that a row class stands for."""
    parts = ["# Tables\n", "Current rows are what is true now; the journal is what happened.\n"]
    for name, kind in TABLES.items():
        summary = (kind.__doc__ or "").strip().splitlines()[0]
        rows = ((f"`{column}`", type_) for column, type_ in zip(*columns(kind), strict=True))
        parts.append(f"## {name}\n\n{summary}\n\n" + _table(("column", "type"), rows))
    return "\n".join(parts)


def _said(thing: object) -> str:
    """The first paragraph of a docstring, on one line."""
    return " ".join((getattr(thing, "__doc__", "") or "").strip().split("\n\n")[0].split())


def messages() -> str:
    """The formats that are read and written, and the answers that are sent."""
    formats = ((f"`{name}`", _said(module)) for name, module in sorted(wire.FORMATS.items()))
    told = ("accepted", "rejected", "control", "released", "cleared", "tax")
    answers = ((f"`{name}`", _said(getattr(responses, name))) for name in told)
    return (
        "# Messages\n\nFormats are recognised by content. The canonical JSON has a published JSON Schema: a running"
        " window serves it at `/api/v1/schema/declaration`.\n\n## Formats\n\n"
        + _table(("format", "what it is"), formats)
        + "\n## Answers (WCO message RES)\n\n"
        + _table(("answer", "when it is sent"), answers)
    )


PAGES: dict[str, Callable[[], str]] = {
    "acts.md": acts,
    "lifecycles.md": lifecycles,
    "messages.md": messages,
    "rules.md": rules,
    "findings.md": findings,
    "errors.md": problems,
    "commands.md": commands,
    "settings.md": settings,
    "tables.md": tables,
}


def page(name: str) -> str:
    """One page as it would be written."""
    return _HEAD + PAGES[name]().rstrip() + "\n"


def main() -> None:
    """Write all pages; with ``--check`` write none, and end with 1 if one is not as it would be written."""
    target = ROOT / "docs" / "reference"
    stale = [name for name in PAGES if not (target / name).exists() or (target / name).read_text() != page(name)]
    for name in stale:
        sys.stdout.write(f"docs/reference/{name}\n")
        if "--check" not in sys.argv:
            (target / name).write_text(page(name))
    sys.exit(1 if stale and "--check" in sys.argv else 0)


if __name__ == "__main__":
    main()
