"""The tables of indicators, regions, values, targets, collections and freezes."""

import django.db.models.deletion
import luodi.office.journal.clock
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('files', '0001_initial'),
        ('units', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Indicator',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40, unique=True, verbose_name='代码')),
                ('name', models.CharField(max_length=80, verbose_name='名称')),
                ('definition', models.TextField(blank=True, verbose_name='定义')),
                ('formula', models.TextField(blank=True, verbose_name='计算公式')),
                ('unit_word', models.CharField(blank=True, max_length=20, verbose_name='计量单位')),
                ('higher', models.BooleanField(default=True, verbose_name='越高越好')),
                ('frequency', models.CharField(choices=[('year', '年度'), ('half', '半年'), ('quarter', '季度'), ('month', '月度')], default='quarter', max_length=10, verbose_name='频率')),
                ('places', models.PositiveSmallIntegerField(default=2, verbose_name='小数位数')),
                ('source_word', models.CharField(blank=True, max_length=100, verbose_name='来源')),
                ('dimension', models.CharField(blank=True, max_length=10, verbose_name='维度')),
                ('derived', models.CharField(blank=True, choices=[('', '直接填报'), ('per_capita', '人均：分子÷人口'), ('per_gdp', '占生产总值：分子÷生产总值'), ('ratio', '比率：分子÷分母')], max_length=12, verbose_name='取得方式')),
                ('factor', models.DecimalField(decimal_places=6, default=1, max_digits=18, verbose_name='换算乘数')),
                ('order', models.IntegerField(default=0, verbose_name='排序')),
                ('retired_at', models.DateTimeField(blank=True, null=True, verbose_name='停用时间')),
                ('denominator', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='figures.indicator', verbose_name='分母')),
                ('numerator', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='figures.indicator', verbose_name='分子')),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit', verbose_name='数据来源部门')),
            ],
            options={
                'ordering': ['order', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('denominator', None), ('derived', ''), ('numerator', None)), models.Q(models.Q(('derived', ''), _negated=True), ('denominator__isnull', False), ('numerator__isnull', False)), _connector='OR'), name='derived_has_both_parts')],
            },
        ),
        migrations.CreateModel(
            name='Region',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40, unique=True, verbose_name='区划码')),
                ('name', models.CharField(max_length=60, verbose_name='名称')),
                ('kind', models.CharField(choices=[('nation', '全国'), ('province', '省份'), ('city', '城市'), ('county', '县区'), ('peer', '园区等')], max_length=10, verbose_name='类别')),
                ('order', models.IntegerField(default=0)),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='figures.region', verbose_name='所属')),
                ('unit', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='region', to='units.unit', verbose_name='本地单位')),
            ],
            options={
                'ordering': ['order', 'code'],
            },
        ),
        migrations.CreateModel(
            name='Collection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, verbose_name='名称')),
                ('period', models.CharField(max_length=7, verbose_name='期')),
                ('due', models.DateField(verbose_name='填报截止')),
                ('state', models.CharField(choices=[('open', '正在填报'), ('closed', '已截止')], default='open', max_length=10, verbose_name='状态')),
                ('opened_at', models.DateTimeField(default=luodi.office.journal.clock.now)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit', verbose_name='由谁布置')),
                ('indicators', models.ManyToManyField(related_name='collections', to='figures.indicator', verbose_name='指标')),
            ],
            options={
                'ordering': ['-period', '-id'],
                'constraints': [models.UniqueConstraint(fields=('unit', 'name'), name='collection_name')],
            },
        ),
        migrations.CreateModel(
            name='PeerGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, verbose_name='名称')),
                ('order', models.IntegerField(default=0)),
                ('retired_at', models.DateTimeField(blank=True, null=True)),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit', verbose_name='由谁设')),
                ('regions', models.ManyToManyField(related_name='groups', to='figures.region', verbose_name='地区')),
            ],
            options={
                'ordering': ['order', 'id'],
                'constraints': [models.UniqueConstraint(fields=('unit', 'name'), name='peer_group_name'), models.UniqueConstraint(condition=models.Q(('unit', None)), fields=('name',), name='peer_group_shipped')],
            },
        ),
        migrations.CreateModel(
            name='Target',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('period', models.CharField(max_length=7, verbose_name='目标期')),
                ('amount', models.BigIntegerField(null=True, verbose_name='目标值')),
                ('number', models.PositiveSmallIntegerField(default=1, verbose_name='第几次')),
                ('kind', models.CharField(choices=[('plan', '规划或方案规定'), ('office', '办公室下达'), ('peers', '对标测算')], default='office', max_length=10, verbose_name='目标来源')),
                ('source_word', models.CharField(blank=True, max_length=400, verbose_name='依据')),
                ('base_period', models.CharField(blank=True, max_length=7, verbose_name='基期')),
                ('set_at', models.DateTimeField(default=luodi.office.journal.clock.now)),
                ('entry', models.BigIntegerField(null=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('indicator', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='targets', to='figures.indicator', verbose_name='指标')),
                ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='targets', to='figures.region', verbose_name='地区')),
            ],
            options={
                'ordering': ['indicator_id', 'region_id', 'period', 'number'],
                'constraints': [models.UniqueConstraint(fields=('indicator', 'region', 'period', 'number'), name='target_number')],
            },
        ),
        migrations.CreateModel(
            name='Submission',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('draft', '待填报'), ('submitted', '待负责人审核'), ('approved', '待办公室审核'), ('accepted', '已采用'), ('returned', '已退回')], default='draft', max_length=20, verbose_name='状态')),
                ('file_name', models.CharField(blank=True, max_length=255)),
                ('saved_at', models.DateTimeField(blank=True, null=True)),
                ('submitted_at', models.DateTimeField(blank=True, null=True)),
                ('approved_at', models.DateTimeField(blank=True, null=True)),
                ('accepted_at', models.DateTimeField(blank=True, null=True)),
                ('returned_at', models.DateTimeField(blank=True, null=True)),
                ('returned_why', models.CharField(blank=True, max_length=300, verbose_name='退回理由')),
                ('version', models.PositiveIntegerField(default=0)),
                ('accepted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('collection', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='submissions', to='figures.collection')),
                ('file', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.storedfile')),
                ('returned_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('saved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('submitted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit', verbose_name='填报单位')),
            ],
            options={
                'ordering': ['collection_id', 'unit__order', 'unit_id'],
                'indexes': [models.Index(fields=['unit', 'state'], name='submission_unit_state')],
                'constraints': [models.UniqueConstraint(fields=('collection', 'unit'), name='submission_once')],
            },
        ),
        migrations.CreateModel(
            name='Line',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amount', models.BigIntegerField(blank=True, null=True, verbose_name='数值')),
                ('absent', models.CharField(blank=True, max_length=200, verbose_name='未填原因')),
                ('cell', models.CharField(blank=True, max_length=60, verbose_name='单元格')),
                ('indicator', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='figures.indicator', verbose_name='指标')),
                ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='figures.region', verbose_name='地区')),
                ('submission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='figures.submission')),
            ],
            options={
                'ordering': ['indicator__order', 'indicator_id', 'region__order', 'region_id'],
                'constraints': [models.UniqueConstraint(fields=('submission', 'indicator', 'region'), name='line_once')],
            },
        ),
        migrations.CreateModel(
            name='Value',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('period', models.CharField(max_length=7, verbose_name='期')),
                ('amount', models.BigIntegerField(verbose_name='数值')),
                ('vintage', models.PositiveSmallIntegerField(default=1, verbose_name='第几次')),
                ('vintage_kind', models.CharField(choices=[('first', '首次公布'), ('revised', '修订'), ('census', '普查后修订')], default='first', max_length=10, verbose_name='版次')),
                ('confidence', models.CharField(choices=[('confirmed', '有出处'), ('recalled', '待核'), ('derived', '推算，待核')], default='confirmed', max_length=10, verbose_name='可信')),
                ('source_word', models.CharField(blank=True, max_length=300, verbose_name='出处')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='说明')),
                ('cell', models.CharField(blank=True, max_length=60, verbose_name='单元格')),
                ('published_on', models.DateField(blank=True, null=True, verbose_name='公开日期')),
                ('recorded_at', models.DateTimeField(default=luodi.office.journal.clock.now, verbose_name='入库时间')),
                ('entry', models.BigIntegerField(null=True)),
                ('file', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.storedfile')),
                ('indicator', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='values', to='figures.indicator', verbose_name='指标')),
                ('published_in', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit', verbose_name='公开范围')),
                ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='values', to='figures.region', verbose_name='地区')),
                ('submission', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='values', to='figures.submission')),
            ],
            options={
                'ordering': ['indicator_id', 'region_id', 'period', 'vintage'],
                'indexes': [models.Index(fields=['period', 'indicator'], name='value_period'), models.Index(fields=['region', 'indicator', 'period'], name='value_region')],
                'constraints': [models.UniqueConstraint(fields=('indicator', 'region', 'period', 'vintage'), name='value_vintage')],
            },
        ),
        migrations.CreateModel(
            name='Freeze',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('period', models.CharField(max_length=7, verbose_name='期')),
                ('number', models.PositiveSmallIntegerField(verbose_name='第几版')),
                ('frozen_at', models.DateTimeField(default=luodi.office.journal.clock.now, verbose_name='冻结时间')),
                ('digest', models.CharField(max_length=64, verbose_name='校验码')),
                ('why', models.CharField(blank=True, max_length=300, verbose_name='说明')),
                ('entry', models.BigIntegerField(null=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit', verbose_name='范围')),
            ],
            options={
                'ordering': ['-frozen_at', '-id'],
                'constraints': [models.UniqueConstraint(fields=('unit', 'period', 'number'), name='freeze_number')],
            },
        ),
        migrations.CreateModel(
            name='FrozenTarget',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('freeze', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='target_rows', to='figures.freeze')),
                ('target', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='figures.target')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('freeze', 'target'), name='frozen_target_once')],
            },
        ),
        migrations.CreateModel(
            name='FrozenValue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('freeze', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='value_rows', to='figures.freeze')),
                ('value', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='figures.value')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('freeze', 'value'), name='frozen_value_once')],
            },
        ),
        migrations.AddField(
            model_name='freeze',
            name='targets',
            field=models.ManyToManyField(related_name='freezes', through='figures.FrozenTarget', to='figures.target'),
        ),
        migrations.AddField(
            model_name='freeze',
            name='values',
            field=models.ManyToManyField(related_name='freezes', through='figures.FrozenValue', to='figures.value'),
        ),
    ]
