"""What pages show of a public dataset's systems; nothing of a season's."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("leaderboard", "0009_elsewhere"),
    ]

    operations = [
        migrations.AddField(
            model_name="dataset",
            name="shown_sha256",
            field=models.CharField(blank=True, default="", max_length=64),
        ),
        migrations.AddConstraint(
            model_name="dataset",
            constraint=models.CheckConstraint(
                condition=models.Q(season__isnull=True) | models.Q(shown_sha256=""),
                name="no_season_is_shown",
            ),
        ),
    ]
