"""The tables of the journal. Sizes and shapes are checked by the database too: `canonical` relies on them."""

from django.db import migrations, models

SCHEMA = "create schema if not exists journal"
SHAPES = r"""
alter table journal.entry
  add constraint entry_kind check (kind ~ '^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$'),
  add constraint entry_hashes check (length(previous) = 32 and length(salt) = 16 and length(leaf) = 32),
  add constraint entry_time check (isfinite(at)),
  add constraint entry_seq check ((file is null) = (seq is null) and seq > 0);
alter table journal.head add constraint head_hash check (length(leaf) = 32 and seq >= 0);
alter table journal.leaf add constraint leaf_hash check (length(leaf) = 32 and position >= 0);
alter table journal.checkpoint add constraint checkpoint_root check (length(root) = 32 and size > 0);
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.RunSQL(SCHEMA, migrations.RunSQL.noop),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("actor", models.UUIDField(null=True)),
                ("session", models.UUIDField(null=True)),
                ("kind", models.TextField()),
                ("file", models.UUIDField(null=True)),
                ("circle", models.UUIDField(null=True)),
                ("seq", models.BigIntegerField(null=True)),
                ("previous", models.BinaryField()),
                ("detail", models.TextField()),
                ("salt", models.BinaryField()),
                ("leaf", models.BinaryField()),
            ],
            options={
                "db_table": '"journal"."entry"',
                "indexes": [
                    models.Index(fields=["at", "id"], name="entry_in_time"),
                    models.Index(
                        condition=models.Q(("kind", "member.ended")), fields=["circle"], name="leaving_of_circle"
                    ),
                ],
                "constraints": [models.UniqueConstraint(fields=("file", "seq"), name="entry_of_file")],
            },
        ),
        migrations.CreateModel(
            name="Head",
            fields=[
                ("file", models.UUIDField(primary_key=True, serialize=False)),
                ("seq", models.BigIntegerField()),
                ("leaf", models.BinaryField()),
            ],
            options={"db_table": '"journal"."head"'},
        ),
        migrations.CreateModel(
            name="Leaf",
            fields=[
                ("position", models.BigIntegerField(primary_key=True, serialize=False)),
                ("entry", models.UUIDField(unique=True)),
                ("leaf", models.BinaryField()),
            ],
            options={"db_table": '"journal"."leaf"'},
        ),
        migrations.CreateModel(
            name="Checkpoint",
            fields=[
                ("size", models.BigIntegerField(primary_key=True, serialize=False)),
                ("root", models.BinaryField()),
                ("at", models.DateTimeField()),
                ("note", models.TextField()),
            ],
            options={"db_table": '"journal"."checkpoint"'},
        ),
        migrations.RunSQL(SHAPES, migrations.RunSQL.noop),
    ]
