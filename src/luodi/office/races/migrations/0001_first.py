"""The tables of races, rules, rounds, appeals, computations and studies."""

import django.db.models.deletion
import luodi.office.journal.clock
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('figures', '0001_first'),
        ('files', '0001_initial'),
        ('units', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Race',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, verbose_name='名称')),
                ('red_top', models.PositiveSmallIntegerField(default=3, help_text='全部任务目标都完成，并且位次在前几名；填0不设红榜', verbose_name='红榜：前几名')),
                ('black_bottom', models.PositiveSmallIntegerField(default=0, help_text='有任务目标没有完成，并且位次在后几名；经认定不可抗力的不列入；填0不设黑榜', verbose_name='黑榜：后几名')),
                ('praise_first', models.PositiveSmallIntegerField(default=3, help_text='写入表扬名单，有一票否决的不列入', verbose_name='表扬前几名')),
                ('confirm_days', models.PositiveSmallIntegerField(default=5, help_text='从开放确认的次日起算', verbose_name='确认申诉期限（工作日）')),
                ('issuer', models.CharField(blank=True, max_length=100, verbose_name='通报署名')),
                ('addressee', models.CharField(blank=True, max_length=200, verbose_name='通报主送')),
                ('published', models.BooleanField(default=False)),
                ('made_at', models.DateTimeField(default=luodi.office.journal.clock.now)),
                ('retired_at', models.DateTimeField(blank=True, null=True, verbose_name='停用时间')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit', verbose_name='由谁组织')),
            ],
            options={
                'ordering': ['retired_at', 'name', 'id'],
                'constraints': [models.UniqueConstraint(fields=('unit', 'name'), name='race_name')],
            },
        ),
        migrations.CreateModel(
            name='Participant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('group', models.CharField(blank=True, max_length=40, verbose_name='分类')),
                ('order', models.PositiveSmallIntegerField(default=0)),
                ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='figures.region', verbose_name='参赛单位')),
                ('race', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='participants', to='races.race')),
            ],
            options={
                'ordering': ['order', 'id'],
                'constraints': [models.UniqueConstraint(fields=('race', 'region'), name='participant_once')],
            },
        ),
        migrations.CreateModel(
            name='Rules',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='第几版')),
                ('key', models.CharField(max_length=80, verbose_name='规则')),
                ('title', models.CharField(max_length=200, verbose_name='名称')),
                ('text', models.TextField(verbose_name='规则文本')),
                ('digest', models.CharField(max_length=64)),
                ('why', models.CharField(blank=True, max_length=300, verbose_name='修改理由')),
                ('made_at', models.DateTimeField(default=luodi.office.journal.clock.now)),
                ('entry', models.BigIntegerField(null=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('race', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rules', to='races.race')),
            ],
            options={
                'ordering': ['-number'],
                'constraints': [models.UniqueConstraint(fields=('race', 'number'), name='rules_number')],
            },
        ),
        migrations.CreateModel(
            name='Round',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('period', models.CharField(max_length=7, verbose_name='期')),
                ('label', models.CharField(max_length=100, verbose_name='名称')),
                ('state', models.CharField(choices=[('collecting', '收数'), ('checking', '核查'), ('confirming', '确认申诉'), ('frozen', '已冻结'), ('computed', '已计分'), ('met', '已审议'), ('published', '已公布')], default='collecting', max_length=12, verbose_name='阶段')),
                ('collect_due', models.DateField(verbose_name='数据报送截止')),
                ('confirm_due', models.DateField(blank=True, null=True, verbose_name='确认申诉截止')),
                ('meeting', models.CharField(blank=True, max_length=200, verbose_name='审议会议')),
                ('met_on', models.DateField(blank=True, null=True, verbose_name='审议日期')),
                ('published_on', models.DateField(blank=True, null=True, verbose_name='公布日期')),
                ('opened_at', models.DateTimeField(default=luodi.office.journal.clock.now)),
                ('checked_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('race', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rounds', to='races.race')),
                ('rules', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rounds', to='races.rules', verbose_name='规则版本')),
            ],
            options={
                'ordering': ['-period', '-id'],
                'indexes': [models.Index(fields=['race', 'period'], name='race_round_period')],
                'constraints': [models.UniqueConstraint(fields=('race', 'label'), name='race_round_label')],
            },
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('column', models.CharField(max_length=80, verbose_name='项目')),
                ('count', models.BigIntegerField(default=1000000, verbose_name='数量')),
                ('why', models.CharField(max_length=300, verbose_name='事由和依据')),
                ('file_name', models.CharField(blank=True, max_length=255)),
                ('at', models.DateTimeField(default=luodi.office.journal.clock.now)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_why', models.CharField(blank=True, max_length=300)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('file', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.storedfile')),
                ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='figures.region', verbose_name='单位')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='entries', to='races.round')),
            ],
            options={
                'ordering': ['region__order', 'region_id', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Confirmation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=luodi.office.journal.clock.now)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='figures.region')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='confirmations', to='races.round')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('round', 'region'), name='confirmation_once')],
            },
        ),
        migrations.CreateModel(
            name='CheckLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=64)),
                ('level', models.CharField(choices=[('serious', '须处理'), ('note', '提示')], max_length=10)),
                ('rule', models.CharField(blank=True, max_length=60)),
                ('column', models.CharField(blank=True, max_length=80)),
                ('text', models.CharField(max_length=400)),
                ('where', models.CharField(blank=True, max_length=200)),
                ('explained', models.CharField(blank=True, max_length=300, verbose_name='说明')),
                ('explained_at', models.DateTimeField(blank=True, null=True)),
                ('explained_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('region', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='figures.region')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='checks', to='races.round')),
            ],
            options={
                'ordering': ['-level', 'id'],
                'constraints': [models.UniqueConstraint(fields=('round', 'key'), name='check_line_once')],
            },
        ),
        migrations.CreateModel(
            name='Version',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='第几版')),
                ('kind', models.CharField(choices=[('trial', '试算'), ('official', '正式')], max_length=10, verbose_name='性质')),
                ('inputs', models.JSONField(default=dict)),
                ('inputs_digest', models.CharField(max_length=64, verbose_name='输入校验码')),
                ('result', models.JSONField(default=dict)),
                ('result_digest', models.CharField(max_length=64, verbose_name='结果校验码')),
                ('changes', models.JSONField(default=list)),
                ('why', models.CharField(blank=True, max_length=400, verbose_name='为什么重算')),
                ('published_on', models.DateField(blank=True, null=True, verbose_name='公布日期')),
                ('at', models.DateTimeField(default=luodi.office.journal.clock.now)),
                ('entry', models.BigIntegerField(null=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('freeze', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='figures.freeze', verbose_name='冻结')),
                ('notice', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.storedfile')),
                ('previous', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='races.version', verbose_name='与哪一期比较')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='races.round')),
                ('rules', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='races.rules', verbose_name='规则版本')),
            ],
            options={
                'ordering': ['-number'],
                'constraints': [models.UniqueConstraint(fields=('round', 'number'), name='version_number')],
            },
        ),
        migrations.CreateModel(
            name='Study',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('draws', models.PositiveIntegerField(default=10000, verbose_name='抽样次数')),
                ('seed', models.PositiveIntegerField(default=1, verbose_name='随机种子')),
                ('vary', models.JSONField(default=dict)),
                ('state', models.CharField(choices=[('waiting', '等待计算'), ('running', '正在计算'), ('done', '已完成'), ('failed', '未完成')], default='waiting', max_length=10)),
                ('progress', models.PositiveSmallIntegerField(default=0)),
                ('result', models.JSONField(default=dict)),
                ('error', models.CharField(blank=True, max_length=300)),
                ('at', models.DateTimeField(default=luodi.office.journal.clock.now)),
                ('beat_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='studies', to='races.version')),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='Appeal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('claimed', models.BigIntegerField(verbose_name='应为')),
                ('reason', models.TextField(verbose_name='理由')),
                ('file_name', models.CharField(max_length=255)),
                ('state', models.CharField(choices=[('open', '待裁定'), ('upheld', '成立'), ('rejected', '不成立'), ('withdrawn', '已撤回')], default='open', max_length=10, verbose_name='状态')),
                ('ruling', models.TextField(blank=True, verbose_name='裁定理由')),
                ('ruled_at', models.DateTimeField(blank=True, null=True)),
                ('at', models.DateTimeField(default=luodi.office.journal.clock.now)),
                ('before', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='figures.value')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.storedfile')),
                ('indicator', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='figures.indicator', verbose_name='指标')),
                ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='figures.region', verbose_name='单位')),
                ('ruled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('value', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='figures.value')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='appeals', to='races.round')),
                ('version', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='races.version')),
            ],
            options={
                'ordering': ['-at', '-id'],
                'indexes': [models.Index(fields=['round', 'state'], name='appeal_round_state')],
            },
        ),
        migrations.AddField(
            model_name='race',
            name='regions',
            field=models.ManyToManyField(related_name='races', through='races.Participant', to='figures.region'),
        ),
    ]
