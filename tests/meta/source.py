"""The application's modules as syntax trees."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Module:
    """One source file: its dotted name, and what stands in it."""

    name: str
    path: Path
    tree: ast.Module

    @property
    def part(self) -> str:
        """Return which part of the application it belongs to: a folder or a single module."""
        return part_of(self.name)

    def imported(self) -> Iterator[str]:
        """Yield the dotted name of everything it imports, names inside modules included."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield from (f"{self._origin(node)}.{alias.name}" for alias in node.names)

    def used(self, package: str) -> Iterator[str]:
        """Yield the attributes of a package that it uses: `os.environ` is `environ` of `os`."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Attribute) and ast.unparse(node.value) == package:
                yield node.attr
        for name in self.imported():
            if name.startswith(f"{package}."):
                yield name.removeprefix(f"{package}.")

    def _origin(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        inside = self.name.split(".") + [""] * (self.path.name == "__init__.py")
        return ".".join([*inside[: -node.level], *([node.module] if node.module else [])])


def application() -> list[Module]:
    """Return every module of the application."""
    return [
        Module(_dotted(path), path, ast.parse(path.read_text(encoding="utf-8")))
        for path in sorted((ROOT / "app").rglob("*.py"))
    ]


def part_of(name: str) -> str:
    """Return the part of the application that a dotted name stands in; "" is `app` itself."""
    first = [*name.split("."), ""][1]
    here = ROOT / "app" / first
    return first if here.is_dir() or here.with_suffix(".py").is_file() else ""


def _dotted(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
