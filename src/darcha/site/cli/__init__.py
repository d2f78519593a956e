"""The command ``darcha``: what people and other programs type.

Every command has ``--json`` and ends with 0 (done), 1 (findings or a refusal) or 2 (used wrongly). A command's module
is imported when the command is asked for, so that reading a file does not wait for the web's packages.
"""

from __future__ import annotations

import os
from importlib import import_module

import click

from darcha import __version__
from darcha.law.errors import ConfigurationError, DarchaError
from darcha.site.cli.output import problem

SECTIONS = {
    "The house": {
        "demo": ("demo", "Everything: database, country, firms, officers, and a live day of trade."),
        "serve": ("serving", "Open the doors: pages, API, intake and streams, at one address."),
        "worker": ("working", "Do the work behind the doors: seal, fold, send messages, tend the store."),
        "migrate": ("house", "Bring the tables of the database up to date."),
        "doctor": ("house", "Whether this machine and this installation can run Darcha."),
    },
    "Files": {
        "read": ("formats", "The canonical documents of FILES, or what is wrong with them."),
        "write": ("formats", "The documents of FILE in another format."),
        "check": ("documents", "The findings of FILES, as lodgement would give them."),
        "assess": ("documents", "The charges of FILE by item, with their working."),
        "need": ("documents", "The permits that FILE needs: type, agency, why, act, clock, fee."),
        "select": ("documents", "The channel of FILE."),
        "duty": ("tariff", "The amount of a duty EXPRESSION, with its working."),
    },
    "Trade": {
        "lodge": ("lodging", "Lodge FILES: number, findings, channel and amounts of each."),
        "status": ("lodging", "One status over all agencies for a number or a REFERENCE."),
    },
    "Proof": {
        "evidence": ("evidence", "Prove that nothing was changed quietly."),
        "pack": ("packs", "Load, prove and compare country data."),
        "bench": ("bench", "Figures of speed, and the limits measured in the same run."),
    },
}
"""The commands as the help lists them: the module of each, and its first line."""

_COMMANDS = {name: found for section in SECTIONS.values() for name, found in section.items()}


class Darcha(click.Group):
    """The group that finds its commands by name, and answers our own errors in words, with what to do next."""

    def list_commands(self, _: click.Context) -> list[str]:
        """All names."""
        return list(_COMMANDS)

    def get_command(self, _: click.Context, name: str) -> click.Command | None:
        """The command of a name, or none."""
        if name not in _COMMANDS:
            return None
        command = getattr(import_module(f"darcha.site.cli.{_COMMANDS[name][0]}"), name)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, _: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands by section, told without importing them."""
        for title, commands in SECTIONS.items():
            with formatter.section(title):
                formatter.write_dl([(name, line) for name, (_, line) in commands.items()])

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Remember whether the answer goes to a program, for errors that no command tells itself."""
        ctx.obj = "--json" in args
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; a :class:`DarchaError` is told and ends with 1, a wrong setting with 2."""
        try:
            return super().invoke(ctx)
        except DarchaError as error:
            problem(error, as_json=ctx.obj)
            ctx.exit(2 if isinstance(error, ConfigurationError) else 1)


@click.command(cls=Darcha, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="darcha")
def cli() -> None:
    """Darcha: an open Single Window for trade, with a Situation Centre for customs control.

    \b
    darcha demo                      everything, with a live day of trade
    darcha check declaration.xml     what lodgement would find
    darcha status REFERENCE          one status over all agencies

    Every command has --json, and ends with 0 (done), 1 (findings or a refusal) or 2 (used wrongly).
    """  # noqa: D301 - click wants the very character


def main() -> None:
    """The entry point."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "darcha.site.settings")
    cli(prog_name="darcha")
