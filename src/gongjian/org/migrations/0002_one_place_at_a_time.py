from django.db import migrations

from gongjian.kernel.fields import NoOverlap


class Migration(migrations.Migration):
    dependencies = [("org", "0001_initial")]

    operations = [
        NoOverlap("placement", ["unit", "line"], "placement_one_place"),
    ]
