import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0004_relations_and_transfers'),
    ]

    operations = [
        migrations.CreateModel(
            name='DataRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('correct', 'Correct it'), ('object', 'Object to its being held or shown')], max_length=10)),
                ('field', models.CharField(max_length=80)),
                ('text', models.CharField(max_length=400)),
                ('state', models.CharField(choices=[('open', 'Waiting for an answer'), ('done', 'Done as asked'), ('declined', 'Declined with a reason'), ('withdrawn', 'Withdrawn')], default='open', max_length=10)),
                ('asked_at', models.DateTimeField()),
                ('due_on', models.DateField()),
                ('answered_at', models.DateTimeField(null=True)),
                ('answer', models.CharField(blank=True, max_length=400)),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.person')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='data_requests', to='members.person')),
            ],
            options={
                'indexes': [models.Index(fields=['state', 'due_on'], name='data_request_due')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('person', 'kind', 'field'), name='data_request_open_once'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'declined'), _negated=True), models.Q(('answer', ''), _negated=True), _connector='OR'), name='data_request_declined_why')],
            },
        ),
    ]
