import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('surveys', '0004_first_survey'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='surveysettings',
            name='delay_minutes',
        ),
        migrations.RemoveField(
            model_name='surveysettings',
            name='expiry_days',
        ),
        migrations.RemoveField(
            model_name='surveysettings',
            name='question_en',
        ),
        migrations.RemoveField(
            model_name='surveysettings',
            name='question_pl',
        ),
        migrations.AlterField(
            model_name='surveysettings',
            name='cooldown_days',
            field=models.PositiveSmallIntegerField(default=0, help_text='After one survey no other one, whichever it is. 0 asks every time.', validators=[django.core.validators.MaxValueValidator(365)], verbose_name='leave a customer in peace for (days)'),
        ),
        migrations.AlterField(
            model_name='surveysettings',
            name='enabled',
            field=models.BooleanField(default=True, verbose_name='ask customers'),
        ),
    ]
