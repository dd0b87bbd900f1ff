"""Numbers of a potential that others have published, with their source."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("leaderboard", "0008_figures"),
    ]

    operations = [
        migrations.AddField(
            model_name="potential",
            name="elsewhere",
            field=models.JSONField(blank=True, default=dict, editable=False),
        ),
    ]
