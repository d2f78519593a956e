"""The catalogues: which texts exist, what is missing in a language, and compiling them.

Texts come from templates, from the calls in Python code, and from the law: labels of acts and needs, words of errors,
docstrings of rules. The catalogues are kept as ``.po`` files; they are compiled at the first start.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from importlib import import_module
from io import BytesIO
from pathlib import Path
from pkgutil import walk_packages
from tempfile import NamedTemporaryFile
from typing import NamedTuple, get_args

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.template import Engine
from django.templatetags.i18n import BlockTranslateNode, TranslateNode

from darcha.law.access import ACTS, Scope
from darcha.law.control import CONTROL
from darcha.law.declaration import DECLARATION
from darcha.law.errors import DarchaError
from darcha.law.lifecycle import Unmet
from darcha.law.payment import PAYMENT
from darcha.law.permit import PERMIT
from darcha.law.text import EMPTY, TEXTS

DOORS = Path(__file__).parents[1]
LOCALE = DOORS / "locale"
DOMAIN = "django"


class Entry(NamedTuple):
    """A text that is shown: the text itself, its plural where it counts, the context that tells it from its like."""

    text: str
    plural: str = ""
    context: str | None = None


NO_ROLE = "no role of yours holds this right"
"""What :func:`darcha.law.access.why_not` says without a scope."""

_SPEAKING = ("darcha.law", "darcha.wire", "darcha.flow", "darcha.store.write", "darcha.doors")

KEYWORDS = {
    "gettext": None,
    "gettext_lazy": None,
    "mark": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
}


def languages() -> tuple[str, ...]:
    """The languages that have a catalogue."""
    return tuple(sorted(path.name for path in LOCALE.iterdir() if path.is_dir()))


def source(language: str) -> Path:
    """The file that translators edit."""
    return LOCALE / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def load(language: str) -> Catalog:
    """The catalogue of a language."""
    with source(language).open("rb") as file:
        return read_po(file, locale=language, domain=DOMAIN)


def from_python(folder: Path = DOORS) -> Iterator[Entry]:
    """The texts that calls in our code name."""
    for path in sorted(folder.rglob("*.py")):
        with path.open("rb") as file:
            for _, message, _, context in extract("python", file, KEYWORDS):
                single, *more = (message,) if isinstance(message, str) else message
                yield Entry(single, more[0] if more else "", context)


def from_templates(folder: Path = DOORS / "templates") -> Iterator[Entry]:
    """The texts of translate and blocktranslate tags."""
    engine = Engine.get_default()
    for path in sorted(folder.rglob("*.html")):
        nodes = engine.from_string(path.read_text(encoding="utf-8")).nodelist
        for node in nodes.get_nodes_by_type(TranslateNode):
            assert isinstance(node, TranslateNode)
            yield Entry(str(node.filter_expression.var.literal))
        for node in nodes.get_nodes_by_type(BlockTranslateNode):
            assert isinstance(node, BlockTranslateNode)
            yield Entry(*(node.render_token_list(part)[0] for part in (node.singular, node.plural) if part))


def import_all() -> None:
    """Import every module that may register texts or define errors."""
    for package in _SPEAKING:
        for module in walk_packages(import_module(package).__path__, f"{package}."):
            import_module(module.name)


def from_law() -> Iterator[Entry]:
    """The texts of acts, needs, findings, errors and refusals, as far as their modules are imported."""
    for act in ACTS.values():
        yield Entry(act.label)
    for lifecycle in (DECLARATION, PERMIT, CONTROL, PAYMENT):
        for state in sorted(lifecycle.states):
            yield Entry(Unmet(state).why)
        for move in lifecycle.moves:
            for need in move.needs:
                yield Entry(need.label)
    for words in TEXTS.values():
        yield Entry(words.label)
        yield Entry(words.cure)
    yield Entry(NO_ROLE)
    yield Entry(EMPTY)
    for scope in get_args(Scope):
        yield Entry(f"it lies outside your {scope}")
    for error in _tree(DarchaError):
        yield Entry(error.text)
        yield Entry(error.cure)


def _tree(kind: type[DarchaError]) -> Iterator[type[DarchaError]]:
    """The errors that doors may show; those of commands are said in English."""
    if kind.__module__.startswith(_SPEAKING):
        yield kind
    for below in kind.__subclasses__():
        yield from _tree(below)


def texts() -> list[Entry]:
    """Every text that is shown, once each."""
    import_all()
    return list(dict.fromkeys((*from_templates(), *from_python(), *from_law())))


def missing(language: str) -> list[Entry]:
    """The texts that a language lacks."""
    known = load(language)
    found = ((entry, known.get(entry.text, entry.context)) for entry in texts())
    return [entry for entry, message in found if message is None or not all(forms(message.string))]


def forms(string: str | Sequence[str] | None) -> Sequence[str]:
    """The forms of a translation: one, or those of the plural."""
    return (string or "",) if string is None or isinstance(string, str) else string


def renew(language: str) -> None:
    """Bring the file of a language up to date: new texts are added empty, texts that are gone leave."""
    known = load(language)
    renewed = Catalog(
        language,
        DOMAIN,
        header_comment="# The words of Darcha.",
        project="Darcha",
        version="1",
        msgid_bugs_address="none",
        last_translator="none",
        language_team=language,
        creation_date=known.creation_date,
        revision_date=known.revision_date,
        fuzzy=False,
    )
    for entry in sorted(texts(), key=lambda one: (one.text, one.context or "")):
        message = known.get(entry.text, entry.context)
        single: str | tuple[str, str] = (entry.text, entry.plural) if entry.plural else entry.text
        renewed.add(single, message.string if message else None, context=entry.context)
    with source(language).open("wb") as file:
        write_po(file, renewed, width=120, omit_header=False)


def compile_all() -> None:
    """Compile every catalogue that is newer than what was compiled of it; a folder one may not write is left."""
    for language in languages():
        origin = source(language)
        target = origin.with_suffix(".mo")
        fresh = target.exists() and target.stat().st_mtime >= origin.stat().st_mtime
        if not fresh and os.access(origin.parent, os.W_OK):
            _compile(load(language), target)


def _compile(catalogue: Catalog, target: Path) -> None:
    """Write beside and move over: another process may be reading."""
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    with NamedTemporaryFile(dir=target.parent, delete=False) as file:
        file.write(compiled.getvalue())
    made = Path(file.name)
    made.chmod(0o644)
    made.replace(target)
