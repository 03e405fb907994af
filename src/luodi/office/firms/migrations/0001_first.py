"""The tables of returns, runs, what was said of each firm, prices and next actions."""

import django.db.models.deletion
import luodi.office.journal.clock
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('files', '0001_initial'),
        ('ledger', '0001_initial'),
        ('units', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Prices',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(unique=True)),
                ('data', models.JSONField()),
                ('entry', models.BigIntegerField(null=True)),
                ('at', models.DateTimeField(default=luodi.office.journal.clock.now)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-version'],
            },
        ),
        migrations.CreateModel(
            name='Return',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=30, verbose_name='内容')),
                ('year', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='年度')),
                ('name', models.CharField(max_length=255, verbose_name='文件名')),
                ('state', models.CharField(choices=[('trial', '待确认'), ('kept', '已导入'), ('dropped', '已放弃')], default='trial', max_length=10, verbose_name='状态')),
                ('mapping', models.JSONField(default=dict)),
                ('rows', models.PositiveIntegerField(default=0, verbose_name='行数')),
                ('faulty', models.PositiveIntegerField(default=0, verbose_name='有问题的行')),
                ('batch', models.CharField(blank=True, db_index=True, max_length=80, verbose_name='批次')),
                ('entry', models.BigIntegerField(null=True)),
                ('at', models.DateTimeField(default=luodi.office.journal.clock.now)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('file', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.storedfile')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit', verbose_name='范围')),
            ],
            options={
                'ordering': ['-at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='Run',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField(verbose_name='评估日期')),
                ('year', models.PositiveSmallIntegerField(verbose_name='数据年度')),
                ('standards', models.JSONField(default=list)),
                ('batches', models.JSONField(default=list)),
                ('prices', models.PositiveIntegerField(default=0)),
                ('state', models.CharField(choices=[('waiting', '等待计算'), ('running', '正在计算'), ('done', '已完成'), ('failed', '未完成')], default='waiting', max_length=10, verbose_name='状态')),
                ('progress', models.PositiveSmallIntegerField(default=0)),
                ('stage', models.CharField(blank=True, max_length=60)),
                ('beat_at', models.DateTimeField(null=True)),
                ('firms', models.PositiveIntegerField(default=0)),
                ('verdicts', models.PositiveIntegerField(default=0)),
                ('seconds', models.DecimalField(decimal_places=2, max_digits=9, null=True)),
                ('error', models.TextField(blank=True)),
                ('entry', models.BigIntegerField(null=True)),
                ('at', models.DateTimeField(default=luodi.office.journal.clock.now)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit', verbose_name='范围')),
            ],
            options={
                'ordering': ['-at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='Denominator',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(verbose_name='年度')),
                ('firms', models.PositiveIntegerField(default=0)),
                ('batches', models.JSONField(default=list)),
                ('entry', models.BigIntegerField(null=True)),
                ('at', models.DateTimeField(default=luodi.office.journal.clock.now)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
            ],
            options={
                'ordering': ['-year'],
                'constraints': [models.UniqueConstraint(fields=('unit', 'year'), name='denominator_once_a_year')],
            },
        ),
        migrations.CreateModel(
            name='Doubling',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('measure', models.CharField(choices=[('high_tech', '高新技术企业数'), ('tech_sme', '科技型中小企业数'), ('specialised', '专精特新中小企业数'), ('rd', '研发投入')], max_length=20, verbose_name='指标')),
                ('base_year', models.PositiveSmallIntegerField(verbose_name='基期年')),
                ('base', models.DecimalField(decimal_places=2, max_digits=20, verbose_name='基期值')),
                ('target_year', models.PositiveSmallIntegerField(verbose_name='目标年')),
                ('target', models.DecimalField(decimal_places=2, max_digits=20, verbose_name='目标值')),
                ('entry', models.BigIntegerField(null=True)),
                ('at', models.DateTimeField(default=luodi.office.journal.clock.now)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='doublings', to='units.unit')),
            ],
            options={
                'ordering': ['measure'],
                'constraints': [models.UniqueConstraint(fields=('unit', 'measure'), name='doubling_once'), models.CheckConstraint(condition=models.Q(('target_year__gt', models.F('base_year'))), name='doubling_forward')],
            },
        ),
        migrations.CreateModel(
            name='CountyMonth',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('county', models.CharField(max_length=6)),
                ('month', models.DateField()),
                ('firms', models.PositiveIntegerField(default=0)),
                ('reported', models.PositiveIntegerField(default=0)),
                ('activity', models.PositiveIntegerField(default=0)),
                ('cost', models.PositiveIntegerField(default=0)),
                ('institution', models.PositiveIntegerField(default=0)),
                ('people', models.PositiveIntegerField(default=0)),
                ('cooperation', models.PositiveIntegerField(default=0)),
                ('all_four', models.PositiveIntegerField(default=0)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='units.unit')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='firms.run')),
            ],
            options={
                'ordering': ['month'],
                'constraints': [models.UniqueConstraint(fields=('unit', 'county', 'month'), name='county_month_once')],
            },
        ),
        migrations.CreateModel(
            name='CountyYear',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('county', models.CharField(max_length=6)),
                ('year', models.PositiveSmallIntegerField()),
                ('measure', models.CharField(choices=[('high_tech', '高新技术企业数'), ('tech_sme', '科技型中小企业数'), ('specialised', '专精特新中小企业数'), ('rd', '研发投入')], max_length=20)),
                ('value', models.DecimalField(decimal_places=6, max_digits=20)),
                ('firms', models.PositiveIntegerField(default=0)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='units.unit')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='firms.run')),
            ],
            options={
                'ordering': ['year'],
                'constraints': [models.UniqueConstraint(fields=('unit', 'county', 'year', 'measure'), name='county_year_once')],
            },
        ),
        migrations.CreateModel(
            name='Counted',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uscc', models.CharField(max_length=18)),
                ('name', models.CharField(max_length=200)),
                ('county', models.CharField(max_length=6)),
                ('denominator', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='counted', to='firms.denominator')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('denominator', 'uscc'), name='counted_once')],
            },
        ),
        migrations.CreateModel(
            name='Firm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uscc', models.CharField(max_length=18, unique=True, verbose_name='统一社会信用代码')),
                ('name', models.CharField(max_length=200, verbose_name='企业名称')),
                ('county', models.CharField(db_index=True, max_length=6, verbose_name='区划码')),
                ('sector', models.CharField(blank=True, max_length=2, verbose_name='行业门类')),
                ('industry', models.CharField(blank=True, max_length=10, verbose_name='行业代码')),
                ('year', models.PositiveSmallIntegerField(null=True, verbose_name='数据年度')),
                ('above_scale', models.BooleanField(null=True, verbose_name='规上')),
                ('held', models.CharField(blank=True, max_length=200, verbose_name='资质')),
                ('expires', models.DateField(null=True, verbose_name='最近到期')),
                ('rung', models.PositiveSmallIntegerField(default=0)),
                ('pool', models.BooleanField(default=False)),
                ('revenue', models.DecimalField(decimal_places=6, max_digits=18, null=True, verbose_name='营业收入（万元）')),
                ('rd', models.DecimalField(decimal_places=6, max_digits=18, null=True, verbose_name='研发费用（万元）')),
                ('staff', models.BigIntegerField(null=True, verbose_name='职工人数')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='firms', to='units.unit', verbose_name='所在地')),
                ('run', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='firms.run')),
            ],
            options={
                'ordering': ['name', 'id'],
                'indexes': [models.Index(fields=['unit', 'name'], name='firm_unit_name'), models.Index(fields=['expires'], name='firm_expires')],
            },
        ),
        migrations.CreateModel(
            name='Verdict',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('standard', models.CharField(max_length=40)),
                ('key', models.CharField(max_length=60)),
                ('verdict', models.CharField(choices=[('pass', '达标'), ('fail', '未达标'), ('unknown', '缺数据'), ('conflict', '数据矛盾'), ('undecided', '待专家评分')], max_length=10)),
                ('held', models.BooleanField(default=False)),
                ('before', models.CharField(blank=True, max_length=10)),
                ('low', models.DecimalField(decimal_places=4, max_digits=12, null=True)),
                ('high', models.DecimalField(decimal_places=4, max_digits=12, null=True)),
                ('failed', models.TextField(blank=True)),
                ('unsure', models.TextField(blank=True)),
                ('missing', models.TextField(blank=True)),
                ('steps', models.JSONField(default=list)),
                ('cost', models.DecimalField(decimal_places=4, max_digits=18, null=True)),
                ('grade', models.CharField(blank=True, choices=[('A', 'A 已具备条件'), ('B', 'B 只差一步，今年可补'), ('C', 'C 差两三步'), ('D', 'D 暂不作为培育对象')], max_length=1)),
                ('before_run', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='firms.run')),
                ('firm', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='verdicts', to='firms.firm')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='firms.run')),
            ],
            options={
                'ordering': ['standard'],
                'indexes': [models.Index(fields=['standard', 'verdict'], name='verdict_word'), models.Index(fields=['standard', 'grade', 'cost'], name='verdict_near')],
                'constraints': [models.UniqueConstraint(fields=('firm', 'standard'), name='verdict_one_per_standard')],
            },
        ),
        migrations.CreateModel(
            name='FirmTask',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('standard', models.CharField(blank=True, max_length=40)),
                ('verdict', models.CharField(blank=True, max_length=200)),
                ('at', models.DateTimeField(default=luodi.office.journal.clock.now)),
                ('firm', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to='firms.firm')),
                ('task', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='ledger.task')),
                ('run', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='firms.run')),
            ],
            options={
                'ordering': ['-at'],
            },
        ),
    ]
