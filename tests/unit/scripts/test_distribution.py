from pathlib import Path

import pytest

from scripts.distribution import System, UnknownDistributionError

KEYRING = "/usr/share/keyrings/debian-archive-bookworm-stable.gpg"
DEB822 = f"""# Written by the installer
Types: deb deb-src
URIs: http://mirror.example/debian-security
Suites: bookworm-security
Components: main
Signed-By: {KEYRING}

Types: deb
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main contrib
Signed-By: {KEYRING}
"""
ONE_LINE = f"""# comment
deb-src http://mirror.example/sources bookworm main
deb cdrom:[Debian]/ bookworm main
deb [arch=amd64 signed-by={KEYRING}] http://mirror.example/debian bookworm main
"""
WRITTEN_OUT_KEY = """Types: deb
URIs: http://mirror.example/debian
Suites: bookworm
Components: main
Signed-By:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 mQINBGPL0BUBEADmW5NdOOHwPIJlgPu6JDcKw+NZJPG8lPXbe1TFVmzUhVCxMYDE
 -----END PGP PUBLIC KEY BLOCK-----
"""
EXPECTED = f"""Types: deb
URIs: http://mirror.example/debian
Suites: bookworm
Components: main
Signed-By: {KEYRING}
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "etc/apt/sources.list.d").mkdir(parents=True)
    (tmp_path / "etc/os-release").write_text('ID=debian\nVERSION_CODENAME="bookworm"\n')
    return tmp_path


def test_the_archive_of_this_release_is_read_from_deb822_sources(root: Path) -> None:
    (root / "etc/apt/sources.list.d/debian.sources").write_text(DEB822)
    assert System(root).stanza("bookworm") == EXPECTED


def test_the_archive_of_this_release_is_read_from_one_line_sources(root: Path) -> None:
    (root / "etc/apt/sources.list").write_text(ONE_LINE)
    assert System(root).stanza("bookworm") == EXPECTED


def test_a_key_written_into_the_sources_is_kept_whole(root: Path) -> None:
    (root / "etc/apt/sources.list.d/debian.sources").write_text(WRITTEN_OUT_KEY)
    key = WRITTEN_OUT_KEY.partition("Signed-By:")[2].rstrip()
    assert System(root).stanza("bookworm").partition("Signed-By:")[2].strip() == key.strip()


def test_a_switched_off_archive_is_not_used(root: Path) -> None:
    disabled = DEB822.replace("Types: deb\n", "Types: deb\nEnabled: no\n")
    (root / "etc/apt/sources.list.d/debian.sources").write_text(disabled)
    assert "URIs: http://mirror.example/debian-security\n" in System(root).stanza("bookworm")


def test_the_own_release_comes_before_older_ones(root: Path) -> None:
    assert System(root).suites == ("bookworm", "stable", "oldstable")


def test_a_system_without_sources_is_refused(root: Path) -> None:
    with pytest.raises(UnknownDistributionError, match="names no package archive"):
        System(root).stanza("bookworm")


def test_another_distribution_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnknownDistributionError, match="neither Debian nor Ubuntu"):
        _ = System(tmp_path).distribution
