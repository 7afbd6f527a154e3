"""What an installation holds after an import."""

from __future__ import annotations

import json

from gongjian.entities.models import Entity, EntityContact, RegisterFile, RegistryHead
from gongjian.kernel import audit


def show() -> None:
    """Print one line of JSON."""
    print(
        json.dumps(
            {
                "entities": sorted(
                    Entity.objects.values_list("code", "name", "kind", "territory_id", "staff")
                ),
                "contacts": EntityContact.objects.count(),
                "versions": RegistryHead.objects.get().version,
                "registers": [*RegisterFile.objects.values_list("state", "batches")],
                "faults": [*audit.verify()],
            }
        )
    )
