"""Accounts, keys and bearer tokens: the `/token` endpoint and who is calling."""

from __future__ import annotations

import base64
import json
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from googled.clock import Ids
from googled.wire import Answer, Fault, Request

ASSERTION = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_key: list[rsa.RSAPrivateKey] = []
_key_lock = threading.Lock()


@dataclass
class Token:
    address: str
    scopes: tuple[str, ...]
    ends: float


@dataclass
class OAuth:
    """Who may call. `lifetime` is how long a token is said to live and lives, in seconds."""

    ids: Ids
    lifetime: float = 3600.0
    keys: dict[str, rsa.RSAPublicKey] = field(default_factory=dict)
    refresh: dict[str, str] = field(default_factory=dict)
    revoked: set[str] = field(default_factory=set)
    tokens: dict[str, Token] = field(default_factory=dict)

    def token(self, address: str, scopes: tuple[str, ...] = ()) -> str:
        """A bearer token of the address; without scopes it may do everything."""
        name = "ya29." + self.ids.file(40)
        self.tokens[name] = Token(address, scopes, time.monotonic() + self.lifetime)
        return name

    def service_account(self, path: Path, address: str, url: str) -> Path:
        key = _private_key()
        self.keys[address] = key.public_key()
        pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        path.write_text(
            json.dumps(
                {
                    "type": "service_account",
                    "project_id": "googled",
                    "private_key_id": "googled-key",
                    "private_key": pem.decode(),
                    "client_email": address,
                    "client_id": "100000000000000000000",
                    "auth_uri": f"{url}/o/oauth2/auth",
                    "token_uri": f"{url}/token",
                    "universe_domain": "googleapis.com",
                },
                indent=2,
            ),
            encoding="utf-8",
        )
        return path

    def authorised_user(self, path: Path, address: str, url: str) -> Path:
        token = "1//" + self.ids.file(40)
        self.refresh[token] = address
        known = {"type": "authorized_user", "client_id": "googled.apps", "client_secret": "none", "refresh_token": token}
        path.write_text(json.dumps(known | {"token_uri": f"{url}/token"}, indent=2), encoding="utf-8")
        return path

    def revoke(self, address: str) -> None:
        self.revoked.add(address)
        self.tokens = {name: token for name, token in self.tokens.items() if token.address != address}

    def answer(self, request: Request) -> Answer:
        """`POST /token`: a signed assertion or a refresh token against a bearer token."""
        form = {name: values[-1] for name, values in parse_qs(request.body.decode("utf-8", "replace")).items()}
        if form.get("grant_type") == ASSERTION:
            address, scopes = self._asserted(form.get("assertion", ""))
        elif form.get("grant_type") == "refresh_token":
            address, scopes = self.refresh.get(form.get("refresh_token", ""), ""), tuple(form.get("scope", "").split())
        else:
            return _refused("unsupported_grant_type", f"Invalid grant_type: {form.get('grant_type', '')}")
        if not address or address in self.revoked:
            return _refused(
                "invalid_grant", "Invalid JWT Signature." if form["grant_type"] == ASSERTION else "Token has been expired or revoked."
            )
        token = self.token(address, scopes)
        return Answer(200, {"access_token": token, "expires_in": int(self.lifetime), "token_type": "Bearer"})

    def caller(self, request: Request) -> Token:
        """The token of a request; raises the 401 of Google when there is none, it is unknown or it has ended."""
        given = request.headers.get("Authorization") or request.headers.get("authorization") or ""
        token = self.tokens.get(given.removeprefix("Bearer ").strip())
        if token is not None and token.ends > time.monotonic():
            return token
        if not given:
            raise Fault(403, "Method doesn't allow unregistered callers (callers without established identity).", "PERMISSION_DENIED")
        drive = "/drive/" in request.path
        fault = Fault(
            401,
            "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication "
            "credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.",
            "UNAUTHENTICATED",
            reason="authError" if drive else "",
            location=("Authorization", "header") if drive else None,
        )
        fault.headers["WWW-Authenticate"] = 'Bearer realm="https://accounts.google.com/", error="invalid_token"'
        raise fault

    def _asserted(self, assertion: str) -> tuple[str, tuple[str, ...]]:
        """The address and scopes of an assertion whose signature, end and audience hold; else empty."""
        try:
            head, body, signature = assertion.split(".")
            claims = json.loads(_decoded(body))
            key = self.keys[claims["iss"]]
            key.verify(_decoded(signature), f"{head}.{body}".encode(), padding.PKCS1v15(), hashes.SHA256())
            fresh = claims["iat"] - 300 <= time.time() <= claims["exp"] <= claims["iat"] + 3600
        except (ValueError, KeyError, TypeError, InvalidSignature):
            return "", ()
        return (claims["iss"] if fresh else ""), tuple(str(claims.get("scope", "")).split())


def _refused(error: str, description: str) -> Answer:
    return Answer(400, {"error": error, "error_description": description})


def _decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def _private_key() -> rsa.RSAPrivateKey:
    """One key a process: making one costs a tenth of a second, and no test needs two."""
    with _key_lock:
        if not _key:
            _key.append(rsa.generate_private_key(public_exponent=65537, key_size=2048))
        return _key[0]
