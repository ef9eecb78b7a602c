"""What stands in front of one process: the configurations are read by the proxies themselves where they are on this machine, and say
the same as the product."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from django.conf import settings

pytestmark = pytest.mark.any_database
DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
NGINX, CADDY, OPENSSL = (shutil.which(name) for name in ("nginx", "caddy", "openssl"))


def test_the_compose_file_names_settings_the_product_reads_and_mounts_what_is_there() -> None:
    told = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    source = "".join(file.read_text(encoding="utf-8") for file in (settings.ROOT / "src").rglob("*.py"))
    for name in told["services"]["app"]["environment"]:
        assert f'"{name}"' in source, name
    mounted = told["services"]["caddy"]["volumes"][0].partition(":")[0]
    assert (DEPLOY / mounted).is_file()
    subnet = told["networks"]["inside"]["ipam"]["config"][0]["subnet"]
    assert told["services"]["app"]["environment"]["QIANGXIAN_PROXIES"] == subnet


def test_both_proxies_take_as_much_as_the_product_does_and_less_before_the_login() -> None:
    caddy, nginx = ((DEPLOY / name).read_text(encoding="utf-8") for name in ("Caddyfile", "nginx.conf"))
    sizes = {
        int(one) for one in re.findall(r"(\d+)MB|client_max_body_size (\d+)m", caddy + nginx) for one in one if one
    }
    assert len(sizes) == 1, "one limit"
    assert "max_size 256KB" in caddy and "client_max_body_size 256k" in nginx
    assert "/metrics" in caddy and "/metrics" in nginx


@pytest.mark.skipif(CADDY is None, reason="this machine has no caddy")
def test_caddy_takes_its_configuration(tmp_path) -> None:
    words = [str(CADDY), "validate", "--config", str(DEPLOY / "Caddyfile"), "--adapter", "caddyfile"]
    own = {"QX_DOMAIN": "qx.example.gov.cn", "HOME": str(tmp_path)}
    assert subprocess.run(words, env=own, capture_output=True, check=False).returncode == 0


@pytest.mark.skipif(NGINX is None or OPENSSL is None, reason="this machine has no nginx or no openssl")
def test_nginx_takes_its_configuration(tmp_path) -> None:
    made = "req -x509 -newkey rsa:2048 -nodes -keyout qx.key -out qx.crt -subj /CN=qx.example.gov.cn -days 2"
    subprocess.run([str(OPENSSL), *made.split()], cwd=tmp_path, check=True, capture_output=True)
    written = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    beside = written.partition("# qx-proxy.inc:\n")[2]
    (tmp_path / "qx-proxy.inc").write_text(beside.replace("#   ", ""), encoding="utf-8")
    site = written.replace("/etc/nginx/qx", f"{tmp_path}/qx").replace("443 ssl", "18443 ssl")
    sorts = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temps = "".join(f"{sort}_temp_path {tmp_path}/{sort}; " for sort in sorts)
    around = f"pid {tmp_path}/pid; error_log {tmp_path}/log; events {{}} http {{ access_log off; {temps} {site} }}"
    (tmp_path / "nginx.conf").write_text(around, encoding="utf-8")
    done = subprocess.run([str(NGINX), "-t", "-p", str(tmp_path), "-c", "nginx.conf"], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()[-600:]
