"""Makes the Word templates anew: `python -m audit_models.papers.make_templates [FOLDER]`.

The files in `data/templates` are the office's own: it edits them in Word, and nothing overwrites them.
This only writes those that are missing. `docs/templates.md` says what a template may ask for.
"""

import sys
from pathlib import Path

from audit_models.office import TEMPLATES
from audit_models.papers.layout import Layout
from audit_models.papers.layouts import LAYOUTS
from audit_models.text import LANGS


def make_templates(folder: Path = TEMPLATES) -> list[Path]:
    """Write the templates that the folder lacks; answers which."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for name, build in LAYOUTS.items():
        for lang in LANGS:
            path = folder / f"{name}.{lang}.docx"
            if not path.exists():
                layout = Layout(lang)
                build(layout)
                layout.save(path)
                made.append(path)
    return made


if __name__ == "__main__":
    for path in make_templates(Path(sys.argv[1]) if len(sys.argv) > 1 else TEMPLATES):
        sys.stdout.write(f"{path}\n")
