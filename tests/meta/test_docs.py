import ast
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.meta.source import ROOT, application

LINT_PAGES = ROOT / "docs/lint"
CONFIGURATION = ROOT / "docs/configuration.md"

# Read by gunicorn itself.
_NOT_OURS = {"GUNICORN_CMD_ARGS", "WEB_CONCURRENCY"}
# Written so that this file does not match itself.
_WORKPLACE = re.compile(
    r"(?<![\w.])/(?:wor[k]|far[m])/"
    r"|\.\./share[d]\b"
    r"|(?i:\bissue [#]?\d)"
    r"|\b(?:deb|security)[.]debian[.]org|\bpypi[.]org|\bpythonhosted[.]org|\bnpmjs[.]org"
)


def rules() -> dict[str, str]:
    """Return module → id of each lint rule: a class there has an `id` with a value."""
    return {
        module.name: str(statement.value.value)
        for module in application()
        if module.name.startswith("app.pipeline.lint.")
        for node in module.tree.body
        if isinstance(node, ast.ClassDef)
        for statement in node.body
        if isinstance(statement, ast.AnnAssign)
        and ast.unparse(statement.target) == "id"
        and isinstance(statement.value, ast.Constant)
    }


def settings() -> set[str]:
    from app.settings import Settings  # noqa: PLC0415 - the other tests run without it

    return {name.upper() for name in Settings.model_fields}


def secrets() -> set[str]:
    from app.settings import _SECRETS  # noqa: PLC0415

    return set(_SECRETS)


def first_cells(page: Path) -> set[str]:
    """Return the names in capitals that stand in code style in the first cell of a table row."""
    rows = [line.split("|")[1] for line in page.read_text().splitlines() if line.startswith("|")]
    return {name for cell in rows for name in re.findall(r"`([A-Z][A-Z0-9_]+)`", cell)}


def test_a_lint_rule_is_named_for_its_module() -> None:
    named = {module: module.rpartition(".")[2].replace("_", "-") for module in rules()}
    assert rules() == named
    assert rules()


def test_each_lint_rule_has_a_page_and_each_page_a_rule() -> None:
    assert {page.stem for page in LINT_PAGES.glob("*.md")} == set(rules().values())


def test_each_lint_page_is_headed_by_its_rule() -> None:
    headings = {
        page.stem: page.read_text().partition("\n")[0].removeprefix("# ")
        for page in LINT_PAGES.glob("*.md")
    }
    assert headings == {stem: stem for stem in headings}


def test_each_setting_is_in_the_configuration_table() -> None:
    assert settings() - first_cells(CONFIGURATION) == set()


def test_each_variable_in_the_configuration_table_exists() -> None:
    from_files = {f"{name}_FILE" for name in secrets()}
    assert first_cells(CONFIGURATION) - settings() - from_files - _NOT_OURS == set()


def test_each_setting_is_described() -> None:
    from app.settings import Settings  # noqa: PLC0415

    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


def project_files() -> list[Path]:
    """Return the files under version control, and new ones that are not ignored."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("this is no git checkout")
    listed = subprocess.run(
        [git, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    paths = [ROOT / name for name in listed.stdout.split("\0") if name]
    return [path for path in paths if path.is_file()]


def test_no_file_speaks_of_the_place_where_it_was_written() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}: {match[0]}"
        for path in project_files()
        for number, line in enumerate(path.read_text(errors="ignore").splitlines(), start=1)
        if (match := _WORKPLACE.search(line))
    ]
    assert found == []
