from django.db import migrations

# Persons have got more keys. An index that was built before learns of them as of any change: it reads them anew.
READ_ANEW = """
    SELECT pg_advisory_xact_lock(x'636F6D697479'::bigint);
    INSERT INTO core_change (topic, subject, at, in_bulk)
    SELECT 'record', id, now(), true FROM records_record WHERE database = 'persons' AND status = 'active'
"""


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0002_bulk_changes"),
        ("records", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(READ_ANEW, migrations.RunSQL.noop),
    ]
