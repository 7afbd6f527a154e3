"""Print what an installation holds after an import: `imported.py`, one line of JSON."""

from __future__ import annotations

import json

import django

django.setup()

from gongjian.entities.models import Entity, EntityContact, RegisterFile, RegistryHead  # noqa: E402
from gongjian.kernel import audit  # noqa: E402

if __name__ == "__main__":
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
