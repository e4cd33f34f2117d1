"""Runs a program to its end."""

import subprocess


class CommandError(Exception):
    """A program could not do what we asked it for; `str()` has what it printed."""


def output(*command: str) -> str:
    """Return what a program printed, to stdout and stderr; raises `CommandError`."""
    try:
        done = subprocess.run(  # noqa: S603 - programs and arguments are this package's own
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=True
        )
    except OSError as error:
        raise CommandError(f"{command[0]}: {error}") from error
    except subprocess.CalledProcessError as error:
        raise CommandError(f"{' '.join(command)} failed\n{error.stdout}") from error
    return done.stdout
