from django.db import migrations

from gongjian.kernel.fields import NoOverlap


class Migration(migrations.Migration):
    dependencies = [("entities", "0001_registry")]

    operations = [
        NoOverlap("cover", ["entity", "by"], "cover_one_of_an_entity"),
        NoOverlap("cover", ["venue", "by"], "cover_one_of_a_venue"),
        NoOverlap("cover", ["territory", "by"], "cover_one_of_a_place"),
        NoOverlap("earlierfacts", ["entity"], "earlier_facts_once"),
    ]
