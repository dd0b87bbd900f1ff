"""What a person would look at, drawn by the scoring host, beside each result."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("leaderboard", "0007_api_tokens"),
    ]

    operations = [
        migrations.AddField(
            model_name="evaluation",
            name="figures",
            field=models.JSONField(blank=True, default=list),
        ),
    ]
