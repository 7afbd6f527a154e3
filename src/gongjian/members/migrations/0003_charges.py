import django.db.models.deletion
from django.db import migrations, models

from gongjian.kernel.fields import NoOverlap


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0002_one_appointment_at_a_time"),
        ("org", "0005_ended_by"),
    ]

    operations = [
        migrations.CreateModel(
            name="Charge",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(null=True)),
                ("document", models.CharField(blank=True, max_length=120)),
                ("ended_by", models.CharField(blank=True, max_length=120)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="charges",
                        to="members.person",
                    ),
                ),
                (
                    "responsibility",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="charges",
                        to="org.responsibility",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["responsibility", "valid_from"], name="charge_of_responsibility"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True),
                            ("valid_to__gt", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="charge_dates",
                    )
                ],
            },
        ),
        NoOverlap("charge", ["responsibility"], "charge_one_person"),
    ]
