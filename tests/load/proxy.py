"""The proxy in front of the web server, as the harness plays it: every reader has an address."""

from __future__ import annotations

from http.cookiejar import Cookie
from typing import Any

import requests
from requests.cookies import RequestsCookieJar

NETS = ("192.0.2", "198.51.100", "203.0.113")  # of RFC 5737: nobody's


class Cookies(RequestsCookieJar):
    """Those of a browser, which speaks HTTPS as far as the proxy: here the proxy's part is seen."""

    def set_cookie(self, cookie: Cookie, *args: Any, **options: Any) -> Any:
        cookie.secure = False
        return super().set_cookie(cookie, *args, **options)


def proxied(reader: int) -> dict[str, str]:
    """What a proxy adds; as nginx does, it opens a connection a request. reader: below 762."""
    net, host = divmod(reader, 254)
    address = f"{NETS[net]}.{host + 1}"
    return {"X-Forwarded-Proto": "https", "X-Forwarded-For": address, "Connection": "close"}


def behind(session: requests.Session, url: str, reader: int) -> None:
    """The session's requests come through the proxy. url: of the web server, on loopback."""
    site = url.replace("http://", "https://")
    session.headers.update(proxied(reader) | {"Origin": site, "Referer": f"{site}/"})
    session.cookies = Cookies()


def sign_in(session: requests.Session, url: str, email: str, password: str) -> requests.Response:
    """By the site's form, as a browser does; the answer is a redirect where it went well."""
    session.get(f"{url}/accounts/login/")
    form = {"login": email, "password": password, "csrfmiddlewaretoken": csrf(session)}
    return session.post(f"{url}/accounts/login/", data=form, allow_redirects=False)


def csrf(session: requests.Session) -> str:
    return str(session.cookies.get("csrftoken", ""))
