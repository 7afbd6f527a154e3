"""The one row that orders writers of the registry."""

from __future__ import annotations

from ..models import RegistryHead


def raise_version() -> int:
    """Lock the registry against other writers until the transaction ends; return its new version.

    Every row that the transaction writes carries this version.
    """
    RegistryHead.objects.get_or_create(pk=1)
    head = RegistryHead.objects.select_for_update().get(pk=1)
    head.version += 1
    head.save(update_fields=["version"])
    return head.version
