"""Which distribution this system is, and which archive its own apt sources name."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

_TRUST_FIELDS = {"signed-by": "Signed-By", "trusted": "Trusted"}
_ONE_LINE = re.compile(r"deb\s+(?:\[(?P<options>[^]]*)\]\s+)?(?P<uri>\S+)\s+(?P<suite>\S+)")
_KEYRINGS = Path("/usr/share/keyrings")


class UnknownDistributionError(Exception):
    """This system has no package archive that we know how to read."""


@dataclass(frozen=True, slots=True)
class Source:
    """One archive that the system's apt uses; `trust` are deb822 lines about signatures."""

    uri: str
    suites: tuple[str, ...]
    trust: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Distribution:
    """Where a distribution keeps packages of its own generation, of newer and of older ones."""

    components: str
    newer_suites: tuple[str, ...]
    older_suites: tuple[str, ...]
    keyring: Path


_DISTRIBUTIONS = {
    "debian": Distribution(
        components="main",
        newer_suites=("unstable", "testing"),
        older_suites=("stable", "oldstable"),
        keyring=_KEYRINGS / "debian-archive-keyring.gpg",
    ),
    "ubuntu": Distribution(
        components="main universe",
        newer_suites=("devel",),
        older_suites=(),
        keyring=_KEYRINGS / "ubuntu-archive-keyring.gpg",
    ),
}


@dataclass(frozen=True, slots=True)
class System:
    """The system we run on, as its files under `root` describe it."""

    root: Path = Path("/")

    @property
    def distribution(self) -> Distribution:
        """Return the distribution; raises `UnknownDistributionError`."""
        found = _DISTRIBUTIONS.get(self._release.get("ID", ""))
        if not found:
            raise UnknownDistributionError("neither Debian nor Ubuntu")
        return found

    @property
    def suites(self) -> tuple[str, ...]:
        """Return the suites for packages of this release's generation, its own first."""
        codename = self._release.get("VERSION_CODENAME")
        return (*([codename] if codename else []), *self.distribution.older_suites)

    def stanza(self, suite: str) -> str:
        """Return apt's deb822 description of `suite` on the mirror that this system uses."""
        source = self._own_source()
        distribution = self.distribution
        # A keyring for one release only does not know the others' signatures.
        foreign = suite not in source.suites and distribution.keyring.exists()
        trust = (f"Signed-By: {distribution.keyring}",) if foreign else source.trust
        lines = ("Types: deb", f"URIs: {source.uri}", f"Suites: {suite}")
        return "\n".join([*lines, f"Components: {distribution.components}", *trust, ""])

    def _own_source(self) -> Source:
        apt = self.root / "etc/apt"
        sources = [source for source in _sources(apt) if not source.uri.startswith("cdrom:")]
        if not sources:
            raise UnknownDistributionError(f"{apt} names no package archive")
        codename = self._release.get("VERSION_CODENAME", "")
        return next((source for source in sources if codename in source.suites), sources[0])

    @property
    def _release(self) -> Mapping[str, str]:
        path = self.root / "etc/os-release"
        lines = path.read_text().splitlines() if path.is_file() else []
        pairs = (line.partition("=") for line in lines if "=" in line)
        return {name: value.strip("\"'") for name, _, value in pairs}


def _sources(apt: Path) -> Iterator[Source]:
    parts = apt / "sources.list.d"
    for path in sorted(parts.glob("*.sources")):
        for paragraph in re.split(r"\n[ \t]*\n", path.read_text()):
            yield from _paragraph(paragraph)
    for path in [apt / "sources.list", *sorted(parts.glob("*.list"))]:
        for line in path.read_text().splitlines() if path.is_file() else ():
            yield from _one_line(line)


def _paragraph(text: str) -> Iterator[Source]:
    """Read one deb822 paragraph; a key that is written out in it keeps its continuation lines."""
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    pairs = (field.partition(":") for field in re.split(r"\n(?=\S)", "\n".join(lines)))
    values = {name.lower(): value.strip(" \t") for name, _, value in pairs}
    if "deb" not in values.get("types", "").split() or values.get("enabled", "yes") == "no":
        return
    suites = tuple(values.get("suites", "").split())
    for uri in values.get("uris", "").split():
        yield Source(uri, suites, _trust(values))


def _one_line(line: str) -> Iterator[Source]:
    match = _ONE_LINE.match(line.strip())
    if not match:
        return
    pairs = (option.partition("=") for option in (match["options"] or "").split())
    values = {name: value.replace(",", " ") for name, _, value in pairs}
    yield Source(match["uri"], (match["suite"],), _trust(values))


def _trust(values: Mapping[str, str]) -> tuple[str, ...]:
    fields = _TRUST_FIELDS.items()
    return tuple(f"{field}: {values[name]}" for name, field in fields if name in values)
