
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0005_login_keys'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='account',
            name='failed_logins',
        ),
        migrations.RemoveField(
            model_name='account',
            name='locked_until',
        ),
        migrations.AddField(
            model_name='account',
            name='closed_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='account',
            name='closed_by',
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name='account',
            name='closed_reason',
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name='delegation',
            name='ended_by',
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name='delegation',
            name='ended_on',
            field=models.DateField(null=True),
        ),
        migrations.CreateModel(
            name='AccountStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('activate', '启用账号'), ('reset', '重置管理账号的密码'), ('second_factor', '绑定两步验证')], max_length=16)),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('duty', models.CharField(blank=True, max_length=12)),
                ('asked_at', models.DateTimeField()),
                ('asked_by', models.CharField(max_length=120)),
                ('done_at', models.DateTimeField(null=True)),
                ('done_by', models.CharField(blank=True, max_length=120)),
                ('confirmed', models.BooleanField(null=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to=settings.AUTH_USER_MODEL)),
                ('asked_person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('done_person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
            ],
            options={
                'ordering': ['-asked_at', '-id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('done_at__isnull', True)), fields=('account', 'kind'), name='people_one_open_step_of_a_kind'), models.CheckConstraint(condition=models.Q(('done_person__isnull', True), ('asked_person__isnull', True), models.Q(('done_person', models.F('asked_person')), _negated=True), _connector='OR'), name='people_step_confirmed_by_another')],
            },
        ),
        migrations.CreateModel(
            name='LoginFailure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('network', models.CharField(db_index=True, max_length=45)),
                ('failures', models.PositiveIntegerField(default=0)),
                ('last_at', models.DateTimeField()),
                ('locked_until', models.DateTimeField(null=True)),
                ('account', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='failures', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('account', 'network'), name='people_failures_once'), models.UniqueConstraint(condition=models.Q(('account__isnull', True)), fields=('network',), name='people_strange_failures_once')],
            },
        ),
    ]
