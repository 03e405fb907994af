"""The tables of documents, passages and findings."""

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
            name='Document',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=255, verbose_name='文件名')),
                ('state', models.CharField(choices=[('waiting', '等待阅读'), ('reading', '正在阅读'), ('read', '已读'), ('failed', '未能读出')], default='waiting', max_length=20, verbose_name='状态')),
                ('progress', models.PositiveSmallIntegerField(default=0)),
                ('stage', models.CharField(blank=True, max_length=40)),
                ('claim', models.CharField(blank=True, max_length=32)),
                ('beat_at', models.DateTimeField(null=True)),
                ('error', models.TextField(blank=True, verbose_name='说明')),
                ('uploaded_at', models.DateTimeField(default=luodi.office.journal.clock.now)),
                ('read_at', models.DateTimeField(blank=True, null=True)),
                ('title', models.CharField(blank=True, max_length=300, verbose_name='标题')),
                ('number', models.CharField(blank=True, max_length=60, verbose_name='文号')),
                ('issuer', models.CharField(blank=True, max_length=200, verbose_name='发文机关')),
                ('issued_on', models.DateField(blank=True, null=True, verbose_name='成文日期')),
                ('kind', models.CharField(blank=True, max_length=40, verbose_name='文种')),
                ('text', models.TextField(blank=True)),
                ('reading', models.JSONField(default=dict)),
                ('coverage', models.DecimalField(decimal_places=2, max_digits=5, null=True)),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='files.storedfile')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='units.unit', verbose_name='所属单位')),
                ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-uploaded_at', '-id'],
                'constraints': [models.UniqueConstraint(fields=('unit', 'file'), name='document_once_in_a_unit')],
            },
        ),
        migrations.CreateModel(
            name='Passage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('start', models.PositiveIntegerField()),
                ('end', models.PositiveIntegerField()),
                ('blocks', models.JSONField(default=list)),
                ('repairs', models.JSONField(default=list)),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='passages', to='documents.document')),
            ],
            options={
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(fields=('document', 'number'), name='passage_once')],
            },
        ),
        migrations.CreateModel(
            name='Finding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('task', '任务'), ('target', '指标'), ('meeting', '会议'), ('agenda', '议题')], max_length=20)),
                ('order', models.IntegerField()),
                ('level', models.CharField(blank=True, max_length=20)),
                ('start', models.PositiveIntegerField()),
                ('end', models.PositiveIntegerField()),
                ('quote', models.TextField()),
                ('sentence_start', models.PositiveIntegerField(null=True)),
                ('sentence_end', models.PositiveIntegerField(null=True)),
                ('section', models.JSONField(default=list)),
                ('data', models.JSONField(default=dict)),
                ('action', models.TextField(blank=True, verbose_name='任务内容')),
                ('owners', models.JSONField(default=list, verbose_name='牵头单位（原文）')),
                ('support', models.JSONField(default=list, verbose_name='配合单位（原文）')),
                ('leads', models.JSONField(default=list)),
                ('supporting', models.JSONField(default=list)),
                ('unresolved', models.JSONField(default=list)),
                ('due_text', models.CharField(blank=True, max_length=200, verbose_name='完成时限（原文）')),
                ('due', models.DateField(blank=True, null=True, verbose_name='完成时限')),
                ('due_assumed', models.BooleanField(default=False, verbose_name='推定')),
                ('recurs', models.CharField(blank=True, max_length=20, verbose_name='周期')),
                ('state', models.CharField(choices=[('open', '待审'), ('accepted', '已采纳'), ('rejected', '已剔除'), ('merged', '已并入'), ('split', '已拆分')], default='open', max_length=20)),
                ('version', models.PositiveIntegerField(default=0)),
                ('reason', models.TextField(blank=True, verbose_name='理由')),
                ('decided_at', models.DateTimeField(null=True)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='findings', to='documents.document')),
                ('lead', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit', verbose_name='牵头单位')),
                ('parent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='documents.finding')),
                ('task', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.task')),
            ],
            options={
                'ordering': ['document_id', 'start', 'order'],
                'indexes': [models.Index(fields=['document', 'state'], name='finding_document_state'), models.Index(fields=['document', 'start'], name='finding_document_start')],
                'constraints': [models.CheckConstraint(condition=models.Q(('end__gt', models.F('start'))), name='finding_has_words')],
            },
        ),
    ]
