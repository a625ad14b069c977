"""The request of an intent, by its service's profile: all that is sent, byte for byte."""

import json
from collections.abc import Mapping
from urllib.parse import urlsplit

from urllib3 import encode_multipart_formdata

from remixbatch.events import Intent
from remixbatch.profile import Profile
from remixbatch.template import fill, fill_path


def request_of(
    intent: Intent, source: str, profile: Profile, base: str, common: Mapping[str, str]
) -> tuple[str, bytes, dict[str, str]]:
    """(target, body, headers) of the POST to the service at `base`. `common`: the headers of all its requests."""
    remix, idempotency = profile.remix, profile.idempotency
    values = {"source": source, "prompt": intent.prompt}
    values |= {f"params.{name}": value for name, value in intent.params.items()}
    if intent.model is not None:
        values["model"] = intent.model
    filled = fill(remix.body, values)
    body, kind = json.dumps(filled).encode(), "application/json"
    if remix.encoding == "multipart":
        fields = {n: v if isinstance(v, str) else json.dumps(v) for n, v in filled.items()}
        body, kind = encode_multipart_formdata(fields, boundary=f"remixbatch-{intent.uid}")
    headers = {**common, "Content-Type": kind, "Connection": "close"}
    if idempotency is not None:
        headers[idempotency.header] = intent.uid
    return urlsplit(base).path + fill_path(remix.path, values), body, headers
