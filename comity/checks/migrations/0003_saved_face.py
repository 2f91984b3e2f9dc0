from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("checks", "0002_hit_change"),
    ]

    operations = [
        migrations.AlterField(
            "check",
            "face",
            models.CharField(
                choices=[
                    ("page", "Page"),
                    ("api", "Api"),
                    ("batch", "Batch"),
                    ("command", "Command"),
                    ("saved", "Saved"),
                ],
                max_length=8,
            ),
        ),
    ]
