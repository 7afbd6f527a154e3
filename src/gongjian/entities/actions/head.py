"""The one row that orders writers of the registry."""

from __future__ import annotations

import secrets

from ..models import RegistryHead, RegistryVersion


def raise_version() -> int:
    """Lock the registry against other writers until the transaction ends; return its new version.

    Every row that the transaction writes carries this version.
    """
    RegistryHead.objects.get_or_create(pk=1)
    head = RegistryHead.objects.select_for_update().get(pk=1)
    head.version += 1
    head.save(update_fields=["version"])
    RegistryVersion.objects.create(version=head.version, token=secrets.token_hex(16))
    return head.version
