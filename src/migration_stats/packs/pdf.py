"""The pack as PDF/UA: the pages' own content, tagged, with language, titles and alternative texts.

WeasyPrint needs Pango, which is a library of the system: `make system` installs it by name.
"""

from __future__ import annotations

import logging

from migration_stats.errors import PackError


def require_pango() -> None:
    """Raise PackError when Pango is not on this machine."""
    try:
        import weasyprint  # noqa: F401
    except OSError as error:
        raise PackError(
            "a PDF needs the library Pango, which is not on this machine; `make system` installs it, "
            "or choose other formats with --format html,pptx,xlsx,png,svg"
        ) from error


def pdf_bytes(html: str, identifier: str) -> bytes:
    """The PDF of a page; the same bytes for the same page. PackError when Pango is not there."""
    require_pango()
    from weasyprint import HTML

    for name in ("weasyprint", "fontTools"):
        logging.getLogger(name).setLevel(logging.ERROR)
    made = HTML(string=html).write_pdf(
        pdf_variant="pdf/ua-1", pdf_tags=True, pdf_identifier=identifier.encode()
    )
    if made is None:  # only when a target was given
        raise PackError("WeasyPrint gave no PDF")
    return bytes(made)
