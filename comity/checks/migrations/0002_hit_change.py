from django.db import migrations, models

NUMBER = """
    UPDATE checks_hit SET change = numbered.n
    FROM (SELECT id, row_number() OVER (ORDER BY changed_at, id) AS n FROM checks_hit) AS numbered
    WHERE numbered.id = checks_hit.id
"""


class Migration(migrations.Migration):
    dependencies = [
        ("checks", "0001_initial"),
    ]

    operations = [
        migrations.AddField("hit", "change", models.BigIntegerField(default=0, editable=False), preserve_default=False),
        migrations.RunSQL(NUMBER, migrations.RunSQL.noop),
        migrations.AddIndex("hit", models.Index(fields=["change"], name="hit_in_order")),
    ]
