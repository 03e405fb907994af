"""The list of what is indexed, and the table of words as each database makes it."""

from django.db import migrations, models


def make(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        # Tokens come ready made, each with its place: no parser of the server's touches them.
        schema_editor.execute("CREATE TABLE search_words (id bigint PRIMARY KEY, tokens tsvector NOT NULL)")
        schema_editor.execute("CREATE INDEX search_words_tokens ON search_words USING gin (tokens)")
    else:
        # Every sign but a blank belongs to its token: our tokens are apart by blanks, and characters
        # younger than the tokenizer's tables must not be taken for gaps.
        schema_editor.execute(
            "CREATE VIRTUAL TABLE search_words USING fts5("
            "tokens, tokenize=\"unicode61 remove_diacritics 0 categories 'L* M* N* P* S* C*'\")"
        )


def unmake(apps, schema_editor):
    schema_editor.execute("DROP TABLE search_words")


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Indexed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                ("object_id", models.BigIntegerField()),
                ("part", models.PositiveIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "object_id", "part"), name="indexed_once")
                ],
            },
        ),
        migrations.RunPython(make, unmake),
    ]
