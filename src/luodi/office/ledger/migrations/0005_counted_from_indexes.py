from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0004_retired_tags"),
        ("units", "0002_nested_groups_password_policy_uploads"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="standing",
            index=models.Index(fields=["light", "task"], name="standing_light_task"),
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(fields=["id", "state", "lead"], name="task_sight"),
        ),
    ]
