from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("entities", "0006_official_trades"),
        ("org", "0005_ended_by"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="entity",
            index=models.Index(
                condition=models.Q(("closed_on__isnull", False)),
                fields=["closed_on", "merged_into", "territory", "kind", "venue", "trade"],
                name="entity_closed",
            ),
        ),
        migrations.AddIndex(
            model_name="entity",
            index=models.Index(
                condition=models.Q(("merged_into__isnull", False)),
                fields=["merged_into"],
                name="entity_merged",
            ),
        ),
    ]
