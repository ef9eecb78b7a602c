"""The second factor is called by one word."""

from django.db import migrations, models

STEPS = [("activate", "启用账号"), ("reset", "重置管理账号的密码"), ("second_factor", "绑定动态验证码")]


class Migration(migrations.Migration):
    dependencies = [("people", "0008_outward")]

    operations = [migrations.AlterField("accountstep", "kind", models.CharField(choices=STEPS, max_length=16))]
