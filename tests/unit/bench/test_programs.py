import shutil
from pathlib import Path

import pytest

from bench.programs import find
from scripts.binaries import MissingError


def test_what_is_missing_is_named_with_its_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if shutil.which("nginx", path="/usr/sbin"):
        expected = "wrk cannot be found: install Debian's wrk"
    else:
        expected = "nginx and wrk cannot be found: install Debian's nginx wrk"
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingError) as raised:
        find()
    assert str(raised.value) == expected
