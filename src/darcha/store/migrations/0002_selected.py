"""How many declarations of a day went into each lane."""

from importlib.resources import files

from django.db import migrations


class Migration(migrations.Migration):
    """Everything in ``0002_selected.sql``."""

    dependencies = [("store", "0001_tables")]
    operations = [
        migrations.RunSQL(files("darcha.store").joinpath("sql/0002_selected.sql").read_text(), migrations.RunSQL.noop),
    ]
