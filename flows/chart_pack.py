"""The flow `chart_pack`: the yearly pack, one task per chart, with links and pictures as artifacts."""

from __future__ import annotations

import base64
from datetime import date
from typing import Any

# isort: off
from steps import prefect_step  # first: it turns telemetry off before Prefect is imported
from prefect import flow
from prefect.artifacts import create_image_artifact, create_link_artifact
# isort: on

from migration_stats.packs.pack import (
    Pack,
    Request,
    make_pack,
    newest_release,
    parse_formats,
    parse_years,
    possible_formats,
)
from migration_stats.project import find_project


@flow(name="chart_pack", flow_run_name="chart_pack {years}")
def chart_pack(
    years: str = "2018-2020", as_of: date | None = None, lang: str = "nl,en", formats: str = ""
) -> dict[str, Any]:
    """Make the pack of `years` as of a day (default: the newest release in the database)."""
    project = find_project()
    languages = tuple(lang.split(","))
    request = Request(
        parse_years(years),
        as_of or newest_release(project),
        languages,
        parse_formats(formats) if formats else possible_formats(),
    )
    pack = make_pack(project, request, step=prefect_step)
    show_pack(pack, languages)
    return {
        "folder": project.shown(pack.folder),
        "made": pack.made,
        "as_of": request.as_of.isoformat(),
        "pages": [project.shown(pack.folder / f"index.{code}.html") for code in languages],
        "not_made": pack.not_made,
    }


def show_pack(pack: Pack, languages: tuple[str, ...]) -> None:
    for code in languages:
        create_link_artifact(key=f"chart-pack-{code}", link=(pack.folder / f"index.{code}.html").as_uri())
    for picture in sorted((pack.folder / "charts").glob(f"*.{languages[-1]}.png")):
        data = base64.b64encode(picture.read_bytes()).decode()
        create_image_artifact(
            key=f"chart-{picture.name.split('.')[0].replace('_', '-')}",
            image_url=f"data:image/png;base64,{data}",
            description=picture.name,
        )


if __name__ == "__main__":
    chart_pack()
