"""Chinese letters for the few pages that stand outside the app, for computers that have none of their own.

The app's own fonts, as they were built; a device with Chinese letters, as every phone has, fetches none of them.
"""

import re
from pathlib import Path

FACE = re.compile(r"@font-face\{[^}]*?url\((/assets/(noto-sans-sc-[\w-]+\.woff2))\)[^}]*\}")
OWN = "local('Noto Sans CJK SC'),local('NotoSansCJKsc-Regular'),local('Noto Sans CJK SC Regular'),"


def faces(dist: Path) -> tuple[str, dict[str, Path]]:
    """Return a style sheet that names the fonts, and their files by address; nothing where the app is not built."""
    sheet, files = [], {}
    for css in sorted(dist.glob("assets/*.css")):
        for found in FACE.finditer(css.read_text("utf-8")):
            sheet.append(found[0].replace("src:", f"src:{OWN}", 1))
            files[found[1]] = dist / "assets" / found[2]
    return "\n".join(sheet), {address: path for address, path in files.items() if path.exists()}
