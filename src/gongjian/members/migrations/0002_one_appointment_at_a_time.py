from django.db import migrations

from gongjian.kernel.fields import NoOverlap


class Migration(migrations.Migration):
    dependencies = [("members", "0001_initial")]

    operations = [
        NoOverlap("appointment", ["person", "unit", "role"], "appointment_once_at_a_time"),
    ]
