"""The first tables."""

from importlib.resources import files

from django.db import migrations


class Migration(migrations.Migration):
    """Everything in ``0001_tables.sql``."""

    initial = True
    dependencies = [("contenttypes", "0002_remove_content_type_name")]
    operations = [
        migrations.RunSQL(files("darcha.store").joinpath("sql/0001_tables.sql").read_text(), migrations.RunSQL.noop),
        migrations.CreateModel(
            name="Person",
            fields=[],
            options={"db_table": "person", "managed": False},
        ),
    ]
