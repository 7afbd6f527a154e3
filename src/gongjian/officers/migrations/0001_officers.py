import django.db.models.deletion
import django.db.models.expressions
import django.db.models.lookups
from django.db import migrations, models

from gongjian.kernel.fields import NoOverlap


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('members', '0005_data_requests'),
        ('org', '0005_ended_by'),
    ]

    operations = [
        migrations.CreateModel(
            name='Election',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('planned', 'Planned'), ('counted', 'Ballots counted, with the superior'), ('confirmed', 'Confirmed'), ('failed', 'Not valid: too few were present'), ('cancelled', 'Called off'), ('annulled', 'Annulled by the superior')], default='planned', max_length=10)),
                ('on', models.DateField()),
                ('seats', models.PositiveSmallIntegerField()),
                ('has_committee', models.BooleanField()),
                ('planned_at', models.DateTimeField()),
                ('quorum', models.PositiveSmallIntegerField(null=True)),
                ('due', models.PositiveIntegerField(null=True)),
                ('present', models.PositiveIntegerField(null=True)),
                ('issued', models.PositiveIntegerField(null=True)),
                ('returned', models.PositiveIntegerField(null=True)),
                ('valid', models.PositiveIntegerField(null=True)),
                ('without_right', models.CharField(blank=True, max_length=120)),
                ('document', models.CharField(blank=True, max_length=120)),
                ('reason', models.CharField(blank=True, max_length=400)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
            ],
        ),
        migrations.CreateModel(
            name='Candidate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('yes', models.PositiveIntegerField(null=True)),
                ('due', models.PositiveIntegerField(null=True)),
                ('is_elected', models.BooleanField(default=False)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.person')),
                ('election', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='candidates', to='officers.election')),
            ],
        ),
        migrations.CreateModel(
            name='Elector',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_present', models.BooleanField()),
                ('election', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='electors', to='officers.election')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.person')),
            ],
        ),
        migrations.CreateModel(
            name='Term',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(null=True)),
                ('ends_on', models.DateField()),
                ('document', models.CharField(max_length=120)),
                ('extended_by', models.CharField(blank=True, max_length=120)),
                ('election', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='term', to='officers.election')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
            ],
        ),
        migrations.CreateModel(
            name='Office',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('post', models.CharField(choices=[('secretary', 'Secretary'), ('deputy', 'Deputy secretary'), ('organisation', 'Committee member for organisation'), ('publicity', 'Committee member for publicity'), ('discipline', 'Committee member for discipline'), ('member', 'Committee member')], max_length=12)),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(null=True)),
                ('document', models.CharField(blank=True, max_length=120)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='offices', to='members.person')),
                ('term', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='offices', to='officers.term')),
            ],
        ),
        migrations.AddIndex(
            model_name='election',
            index=models.Index(fields=['unit', 'on'], name='election_of_unit'),
        ),
        migrations.AddConstraint(
            model_name='election',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ('planned', 'counted'))), fields=('unit',), name='election_open_once'),
        ),
        migrations.AddConstraint(
            model_name='election',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('counted', 'confirmed')), _negated=True), models.Q(('due__isnull', False), ('present__isnull', False), ('quorum__isnull', False), ('due__gt', 0), ('quorum__gte', 80), django.db.models.lookups.GreaterThanOrEqual(django.db.models.expressions.CombinedExpression(models.F('present'), '*', models.Value(100)), django.db.models.expressions.CombinedExpression(models.F('due'), '*', models.F('quorum')))), _connector='OR'), name='election_quorum'),
        ),
        migrations.AddConstraint(
            model_name='election',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('counted', 'confirmed')), _negated=True), models.Q(('issued__isnull', False), ('returned__isnull', False), ('valid__isnull', False), ('issued__lte', models.F('present')), ('present__lte', models.F('due')), ('returned__lte', models.F('issued')), ('valid__lte', models.F('returned'))), _connector='OR'), name='election_ballots'),
        ),
        migrations.AddConstraint(
            model_name='election',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'confirmed'), _negated=True), models.Q(('document', ''), _negated=True), _connector='OR'), name='election_confirmed_by_document'),
        ),
        migrations.AddConstraint(
            model_name='candidate',
            constraint=models.UniqueConstraint(fields=('election', 'person'), name='candidate_once'),
        ),
        migrations.AddConstraint(
            model_name='candidate',
            constraint=models.CheckConstraint(condition=models.Q(('is_elected', False), models.Q(('due__isnull', False), ('yes__gt', django.db.models.expressions.CombinedExpression(models.F('due'), '-', models.F('yes'))), ('yes__isnull', False)), _connector='OR'), name='candidate_elected_by_majority'),
        ),
        migrations.AddConstraint(
            model_name='elector',
            constraint=models.UniqueConstraint(fields=('election', 'person'), name='elector_once'),
        ),
        migrations.AddIndex(
            model_name='term',
            index=models.Index(fields=['ends_on'], name='term_end'),
        ),
        migrations.AddConstraint(
            model_name='term',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gt', models.F('valid_from')), _connector='OR'), name='term_dates'),
        ),
        migrations.AddConstraint(
            model_name='term',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__gt', models.F('valid_from'))), name='term_ends_after_it_begins'),
        ),
        migrations.AddConstraint(
            model_name='term',
            constraint=models.UniqueConstraint(condition=models.Q(('valid_to__isnull', True)), fields=('unit',), name='term_open_once'),
        ),
        migrations.AddConstraint(
            model_name='office',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gt', models.F('valid_from')), _connector='OR'), name='office_dates'),
        ),
        migrations.AddConstraint(
            model_name='office',
            constraint=models.UniqueConstraint(condition=models.Q(('valid_to__isnull', True)), fields=('term', 'person'), name='office_one_each'),
        ),
        migrations.AddConstraint(
            model_name='office',
            constraint=models.UniqueConstraint(condition=models.Q(('post', 'secretary'), ('valid_to__isnull', True)), fields=('term',), name='office_one_secretary'),
        ),
        NoOverlap("term", ["unit"], "term_one_at_a_time"),
    ]
