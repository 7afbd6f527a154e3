import csv
from pathlib import Path

from django.db import migrations

OFFICIAL = Path(__file__).parents[1] / "data" / "trades.csv"


def load(apps, schema_editor):
    """Enter the 20 sections and 97 divisions of GB/T 4754-2017."""
    trade = apps.get_model("entities", "Trade")
    with OFFICIAL.open(encoding="utf-8", newline="") as lines:
        rows = [trade(**row) for row in csv.DictReader(lines)]
    trade.objects.bulk_create(rows, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("entities", "0005_search_parts")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
