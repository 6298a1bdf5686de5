"""Resumable uploads as tus 1.0 speaks them: creation, HEAD, PATCH, termination, checksum.

The last piece files the document; what the examination said of it is shown on the page it was sent from, since a
program that sends pieces has no words for people.
"""

import base64
import binascii
import hashlib
import time
from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from konsil.door import recording
from konsil.gates import GateRefused
from konsil.gates.uploads import CHECKSUMS, LIMIT, Upload
from konsil.web.papers import handing
from konsil.web.recording import acting_of
from konsil.work import gateways

VERSION = "1.0.0"
PIECE = "application/offset+octet-stream"
STATUS = {
    "no-such-upload": 404, "other-offset": 409, "upload-busy": 423, "file-too-large": 413, "other-checksum": 460,
}  # fmt: skip
View = Callable[..., HttpResponseBase]


def spoken(view: View) -> View:
    """Around each answer: the version, and a gate's refusal as its status."""

    @wraps(view)
    def answer(request: HttpRequest, *args: str, **more: str) -> HttpResponseBase:
        if request.method != "OPTIONS" and request.headers.get("Tus-Resumable") != VERSION:
            response: HttpResponseBase = HttpResponse(status=412, headers={"Tus-Version": VERSION})
        else:
            try:
                response = view(request, *args, **more)
            except GateRefused as no:
                response = HttpResponse(status=STATUS.get(no.key, 400))
        response.headers["Tus-Resumable"] = VERSION
        return response

    return answer


@spoken
def create(request: HttpRequest, public: str, to: str) -> HttpResponseBase:
    """Begin an upload to a case. A length of nothing is whole at once."""
    if request.method == "OPTIONS":
        return _offers()
    if request.method != "POST":
        return HttpResponse(status=405, headers={"Allow": "OPTIONS, POST"})
    told = _metadata(request.headers.get("Upload-Metadata", ""))
    length, name = request.headers.get("Upload-Length", ""), told.get("filename", "") or "document"
    if not length.isdecimal() or len(length) > 15:
        return HttpResponse(status=400)
    acting = acting_of(request)
    handing.purpose(recording.whole(acting, public), to, name)  # nobody begins what could not be filed
    area = gateways.uploads()
    area.sweep(time.time())
    upload = area.begin(acting.account, int(length), name, {"case": public, "to": to})
    if upload.length == 0:
        finish(request, upload)
    return HttpResponse(status=201, headers={"Location": reverse("paper-piece", args=[upload.id])})


@spoken
def piece(request: HttpRequest, id: str) -> HttpResponseBase:
    """How far an upload is, one more piece of it, or its end."""
    area, upload = gateways.uploads(), gateways.uploads().find(id, acting_of(request).account)
    match request.method:
        case "HEAD":
            reached = {"Upload-Offset": str(area.reached(upload)), "Upload-Length": str(upload.length)}
            return HttpResponse(headers={**reached, "Cache-Control": "no-store"})
        case "PATCH":
            return _grown(request, upload)
        case "DELETE":
            area.end(upload)
            return HttpResponse(status=204)
        case "OPTIONS":
            return _offers()
    return HttpResponse(status=405, headers={"Allow": "OPTIONS, HEAD, PATCH, DELETE"})


def _grown(request: HttpRequest, upload: Upload) -> HttpResponseBase:
    offset = request.headers.get("Upload-Offset", "")
    if request.content_type != PIECE:
        return HttpResponse(status=415)
    if not offset.isdecimal() or len(offset) > 15:
        return HttpResponse(status=400)
    checksum = _checksum(request.headers.get("Upload-Checksum", ""))
    reached = gateways.uploads().append(upload, int(offset), request, checksum)  # type: ignore[arg-type]
    if reached == upload.length:
        finish(request, upload)
    return HttpResponse(status=204, headers={"Upload-Offset": str(reached)})


def finish(request: HttpRequest, upload: Upload) -> handing.Filed:
    """The upload is whole: file it, and take it away."""
    area, told = gateways.uploads(), upload.told
    filed = handing.file(
        acting_of(request), told["case"], told["to"], area.path(upload.id), upload.name, f"upload-{upload.id}"
    )  # fmt: skip
    area.end(upload)
    return filed


def _offers() -> HttpResponse:
    return HttpResponse(status=204, headers={
        "Tus-Version": VERSION, "Tus-Extension": "creation,termination,checksum", "Tus-Max-Size": str(LIMIT),
        "Tus-Checksum-Algorithm": ",".join(CHECKSUMS),
    })  # fmt: skip


def _metadata(told: str) -> dict[str, str]:
    """`filename bWFtbw==,filetype …`: what cannot be read is left out."""
    found = {}
    for pair in told[:4000].split(","):
        key, _, value = pair.strip().partition(" ")
        try:
            found[key] = base64.b64decode(value, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            continue
    return found


def _checksum(told: str) -> tuple[str, bytes] | None:
    """Algorithm and digest. Refused: `checksum-unknown`."""
    if not told:
        return None
    algorithm, _, digest = told.partition(" ")
    try:
        found = base64.b64decode(digest, validate=True)
    except binascii.Error:
        raise GateRefused("checksum-unknown") from None
    if algorithm not in CHECKSUMS or len(found) != hashlib.new(algorithm).digest_size:
        raise GateRefused("checksum-unknown")
    return algorithm, found
