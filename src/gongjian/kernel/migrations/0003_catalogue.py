from django.db import migrations, models

from gongjian.kernel.fields import NoOverlap


class Migration(migrations.Migration):

    dependencies = [
        ('kernel', '0002_sealed_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='CatalogueEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('pack', models.CharField(max_length=40)),
                ('rank', models.PositiveSmallIntegerField()),
                ('section', models.CharField(max_length=30)),
                ('code', models.CharField(max_length=60)),
                ('name_zh', models.CharField(max_length=80)),
                ('name_en', models.CharField(max_length=160)),
                ('facts', models.JSONField(default=dict)),
                ('removed', models.BooleanField(default=False)),
                ('content', models.TextField(blank=True)),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(null=True)),
            ],
            options={
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gt', models.F('valid_from')), _connector='OR'), name='catalogue_entry_dates'),
                    models.UniqueConstraint(fields=('pack', 'section', 'code', 'valid_from'), name='catalogue_entry_once_a_day'),
                ],
            },
        ),
        migrations.CreateModel(
            name='CatalogueHead',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('token', models.CharField(max_length=32)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='catalogue_head_is_one_row')],
            },
        ),
        NoOverlap("catalogueentry", ["pack", "section", "code"], "catalogue_entry_once"),
    ]
