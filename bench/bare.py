"""The yardstick of `bench.pages`: a bare Django view on the same server, with the same middleware, session and login, that asks
the database one question and renders a plain template. What the product's pages cost more than this is the product's own."""

from qiangxian.config.settings import *  # noqa: F403 - the yardstick runs on the product's own settings

ROOT_URLCONF = "bench.bare_urls"
