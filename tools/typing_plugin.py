"""Tell mypy what our middleware puts on each request: the actor, and htmx's details."""

from __future__ import annotations

from collections.abc import Callable

from mypy.nodes import MDEF, MypyFile, SymbolTableNode, TypeInfo, Var
from mypy.plugin import ClassDefContext, Plugin
from mypy.types import Instance

REQUEST = "django.http.request.HttpRequest"
ADDED = {
    "actor": ("gongjian.kernel.actor", "Actor"),
    "htmx": ("django_htmx.middleware", "HtmxDetails"),
}


class RequestPlugin(Plugin):
    """Adds the attributes of ADDED to Django's request class."""

    def get_additional_deps(self, file: MypyFile) -> list[tuple[int, str, int]]:
        """Let the added types be known before the request class is looked at."""
        if file.fullname != REQUEST.rpartition(".")[0]:
            return []
        return [(10, module, -1) for module, _ in ADDED.values()]

    def get_customize_class_mro_hook(
        self, fullname: str
    ) -> Callable[[ClassDefContext], None] | None:
        return _add_attributes if fullname == REQUEST else None


def _add_attributes(context: ClassDefContext) -> None:
    info = context.cls.info
    for name, (module, type_name) in ADDED.items():
        found = context.api.lookup_fully_qualified_or_none(f"{module}.{type_name}")
        if found is None or not isinstance(found.node, TypeInfo):
            continue
        attribute = Var(name, Instance(found.node, []))
        attribute.info = info
        info.names[name] = SymbolTableNode(MDEF, attribute, plugin_generated=True)


def plugin(version: str) -> type[Plugin]:
    """Return the plugin; mypy calls this."""
    return RequestPlugin
