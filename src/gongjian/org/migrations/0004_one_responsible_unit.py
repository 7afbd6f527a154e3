from django.db import migrations

from gongjian.kernel.fields import NoOverlap


class Migration(migrations.Migration):
    dependencies = [("org", "0003_responsibility")]

    operations = [
        NoOverlap("responsibility", ["line", "territory"], "responsibility_one_unit"),
    ]
