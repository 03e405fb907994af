"""The chain's head, and the triggers that keep the chain as it is."""

from django.db import migrations

from luodi.office.journal import triggers


def make_head(apps, editor):
    apps.get_model("journal", "Head").objects.get_or_create(pk=1)


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]
    operations = [
        migrations.RunPython(make_head, migrations.RunPython.noop),
        migrations.RunPython(triggers.migrate, triggers.unmigrate),
    ]
