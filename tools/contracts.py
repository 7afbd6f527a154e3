"""The import rules of docs/architecture.md that import-linter does not have by itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output

Fault = tuple[str, str, str]
"""Importer, imported, and why not."""


def _direct_imports(graph: ImportGraph, package: str) -> Iterator[tuple[str, str]]:
    inside = sorted(name for name in graph.modules if name.startswith(package + "."))
    for importer in inside:
        for imported in sorted(graph.find_modules_directly_imported_by(importer)):
            if imported.startswith(package + "."):
                yield importer, imported


def _report(faults: list[Fault]) -> ContractCheck:
    return ContractCheck(kept=not faults, metadata={"faults": faults})


def _render(check: ContractCheck) -> None:
    for importer, imported, why in check.metadata["faults"]:
        output.print_error(f"{importer} imports {imported}: {why}")


class DoorsContract(Contract):
    """Another module may be imported only through its doors: queries, actions, models and so on.

    ``further_doors`` are single files that are open too, ``open_modules`` are open altogether,
    ``open_importers`` may import anything (the root that wires everything).
    """

    type_name = "doors"

    package: Any = fields.StringField()
    doors: Any = fields.ListField(subfield=fields.StringField())
    further_doors: Any = fields.ListField(subfield=fields.StringField(), required=False)
    open_modules: Any = fields.ListField(subfield=fields.StringField(), required=False)
    open_importers: Any = fields.ListField(subfield=fields.StringField(), required=False)

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        faults = []
        for importer, imported in _direct_imports(graph, self.package):
            ours = importer.split(".")[1]
            theirs, _, file = imported.removeprefix(self.package + ".").partition(".")
            door = file.split(".")[0]
            if ours == theirs or ours in (self.open_importers or []):
                continue
            if theirs in (self.open_modules or []) or f"{theirs}.{door}" in self.further_doors:
                continue
            if door not in self.doors:
                faults.append((importer, imported, f"{theirs} is entered by {self._names()}"))
        return _report(faults)

    def _names(self) -> str:
        return ", ".join(self.doors)

    render_broken_contract = staticmethod(_render)


class PureContract(Contract):
    """Files with these names import neither Django's database nor files that do."""

    type_name = "pure"

    package: Any = fields.StringField()
    pure: Any = fields.ListField(subfield=fields.StringField())
    forbidden: Any = fields.ListField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        faults = []
        for importer, imported in _direct_imports(graph, self.package):
            parts = importer.split(".")
            if (
                len(parts) > 2
                and parts[2] in self.pure
                and imported.split(".")[-1] in self.forbidden
            ):
                faults.append((importer, imported, f"{parts[2]} is pure"))
        return _report(faults)

    render_broken_contract = staticmethod(_render)
