import ast
from pathlib import Path

import pytest

from tests.meta.source import Module, application, part_of

# From the ground up; a part may import itself and what stands on the floors below its own.
FLOORS = (
    {"domain", "errors", "deadline", "question", "cache", "receive_timeout"},
    {"prometheus", "serving"},
    {"catalogue", "recipes"},
    {"approvals", "pipeline"},
)
# Modules beside the folders, such as wiring, join the floors below for the views above.
JOINING = len(FLOORS)
ABOVE = {"blueprints": JOINING + 1, "factory": JOINING + 2, "": JOINING + 3, "cli": JOINING + 2}


@pytest.fixture(scope="module")
def modules() -> list[Module]:
    return application()


def floor(part: str) -> int:
    if part in ABOVE:
        return ABOVE[part]
    return next((number for number, parts in enumerate(FLOORS) if part in parts), JOINING)


def may_import(importer: str, imported: str) -> bool:
    if importer == imported or floor(imported) < floor(importer):
        return True
    # The ground and the joining modules know one another; approvals and pipeline do not.
    return floor(imported) == floor(importer) and floor(importer) in (0, JOINING)


def own_imports(module: Module) -> list[str]:
    return [name for name in module.imported() if name.split(".")[0] == "app"]


def importers_of(packages: set[str], modules: list[Module]) -> set[str]:
    return {
        module.part
        for module in modules
        for name in module.imported()
        if name.split(".")[0] in packages
    }


def test_imports_point_down_only(modules: list[Module]) -> None:
    upward = [
        f"{module.name} imports {name}"
        for module in modules
        for name in own_imports(module)
        if not may_import(module.part, part_of(name))
    ]
    assert upward == []


def test_the_pipeline_knows_neither_flask_nor_sql_nor_approvals(modules: list[Module]) -> None:
    assert "pipeline" not in importers_of({"flask", "werkzeug", "sqlalchemy", "alembic"}, modules)
    assert [
        module.name
        for module in modules
        if module.part == "pipeline"
        and any(name.startswith("app.approvals") for name in module.imported())
    ] == []


def test_only_approvals_speaks_sql(modules: list[Module]) -> None:
    assert importers_of({"sqlalchemy", "alembic"}, modules) <= {"approvals"}


def test_flask_stays_above_the_floors(modules: list[Module]) -> None:
    grounded = {part for part in importers_of({"flask"}, modules) if floor(part) < JOINING}
    assert grounded == set()


def test_one_module_hands_text_to_promql_parser(modules: list[Module]) -> None:
    callers = [module.name for module in modules if "parse" in set(module.used("promql_parser"))]
    assert callers == ["app.pipeline.parse"]


def test_only_the_pipeline_knows_promql_parser(modules: list[Module]) -> None:
    assert importers_of({"promql_parser"}, modules) == {"pipeline"}


def test_only_settings_reads_the_environment(modules: list[Module]) -> None:
    names = {"environ", "environb", "getenv", "getenvb", "putenv"}
    assert [module.name for module in modules if names & set(module.used("os"))] == ["app.settings"]


def test_the_application_does_not_lean_on_tests_or_scripts(modules: list[Module]) -> None:
    assert importers_of({"tests", "scripts", "bench"}, modules) == set()


def test_relative_imports_and_single_names_are_seen() -> None:
    text = "from . import cost\nfrom ..approvals import store\nfrom os import environ\nimport flask"
    module = Module("app.pipeline.run", Path("run.py"), ast.parse(text))
    assert list(module.imported()) == [
        "app.pipeline.cost",
        "app.approvals.store",
        "os.environ",
        "flask",
    ]
    assert list(module.used("os")) == ["environ"]
    assert not may_import("pipeline", "approvals")
