"""Copy what the pages use of others' work into the package, each with its licence.

Reads `node_modules` (installed by `npm ci`), writes the git-ignored folders `src/konsil/web/static/vendor` and
`src/konsil/demo/data/vendor`. Also compiles the translations of pages. Run by `make`; running it again changes
nothing.
"""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
import tarfile
from base64 import b64encode
from hashlib import sha512
from pathlib import Path

import polib

from konsil.web.ui.icons import NAMES, sprite

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
STATIC = ROOT / "src/konsil/web/static/vendor"
EXAMPLES = ROOT / "src/konsil/demo/data/vendor"
LOCALES = ROOT / "src/konsil/web/locale"

ALPHABETS = ("latin", "latin-ext", "cyrillic", "cyrillic-ext")
SOURCE_MAP = re.compile(rb"\n?//# sourceMappingURL=\S+")  # a file we do not ship
# package → its files we use, and the folder they go to
FILES: dict[str, tuple[list[str], str]] = {
    "htmx.org": ([f"dist/{name}.min.js" for name in ("htmx", "ext/hx-csp", "ext/hx-sse", "ext/hx-preload")], ""),
    "signature_pad": (["dist/signature_pad.min.js"], ""),
    "lucide-static": ([], ""),
    "@fontsource-variable/inter": ([f"files/inter-{a}-wght-normal.woff2" for a in ALPHABETS], "fonts"),
    "@fontsource-variable/source-serif-4": (
        [f"files/source-serif-4-{a}-wght-normal.woff2" for a in ALPHABETS],
        "fonts",
    ),
}

# Patients' summaries that nobody here wrote (HL7, CC0). Packed apart from package.json, because the package names
# definitions as dependencies that no registry of npm holds and nobody needs for reading an example.
SUMMARIES = "hl7.fhir.uv.ips@2.0.0"
SUMMARIES_DIGEST = "4PWToJ9b1FgXsm9DIvHiU6HO9Z5m75jxk0e0MXOmhFlf2m2slk/d6RoiSYIChKJlvmtJ7GbRftt7PphlwmZcbQ=="


def main() -> None:
    copy_files()
    (STATIC / "lucide.svg").write_text(icons(), encoding="utf8")
    unpack_summaries()
    compile_translations()


def copy_files() -> None:
    """The listed files and nothing else of a package, with its licence under `licences/`."""
    shutil.rmtree(STATIC, ignore_errors=True)
    (STATIC / "licences").mkdir(parents=True)
    (STATIC / "fonts").mkdir()
    for package, (files, folder) in FILES.items():
        name = package.removeprefix("@").replace("/", "-")
        shutil.copyfile(MODULES / package / "LICENSE", STATIC / "licences" / f"{name}.txt")
        for file in files:
            content = (MODULES / package / file).read_bytes()
            content = SOURCE_MAP.sub(b"", content) if file.endswith(".js") else content
            (STATIC / folder / Path(file).name).write_bytes(content)


def icons() -> str:
    """One sprite of the icons that pages use; a name that lucide does not have stops the build."""
    folder = MODULES / "lucide-static/icons"
    return sprite({name: (folder / f"{name}.svg").read_text(encoding="utf8") for name in NAMES})


def unpack_summaries() -> None:
    """The example documents of the International Patient Summary."""
    shutil.rmtree(EXAMPLES, ignore_errors=True)
    EXAMPLES.mkdir(parents=True)
    with tarfile.open(fileobj=io.BytesIO(packed())) as archive:
        for member in archive.getmembers():
            path = Path(member.name)
            file = archive.extractfile(member)
            if file and path.parent.name == "example" and path.name.startswith("Bundle-"):
                (EXAMPLES / path.name).write_bytes(file.read())
    (EXAMPLES / "LICENCE.txt").write_text(
        "International Patient Summary Implementation Guide, HL7 International / Patient Care: CC0-1.0.\n"
    )


def packed() -> bytes:
    """The package as published, checked against its digest; packed once."""
    kept = MODULES / ".summaries.tgz"
    if not kept.exists():
        command = [ROOT / "tools/npm", "pack", SUMMARIES, "--json", "--loglevel=error", "--pack-destination", MODULES]
        told = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
        (MODULES / json.loads(told.stdout)[0]["filename"]).rename(kept)
    found = kept.read_bytes()
    if b64encode(sha512(found).digest()).decode() != SUMMARIES_DIGEST:
        kept.unlink()
        raise SystemExit(f"{SUMMARIES} is not the package it should be")
    return found


def compile_translations() -> None:
    for source in LOCALES.rglob("*.po"):
        polib.pofile(str(source)).save_as_mofile(str(source.with_suffix(".mo")))


if __name__ == "__main__":
    main()
