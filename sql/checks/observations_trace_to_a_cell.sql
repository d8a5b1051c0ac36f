-- One row per observation that does not lead to exactly one line of a release that was accepted.
select
    observations.source_id,
    observations.published_on,
    observations.snapshot_sha256,
    observations.snapshot_row,
    count(cells.place) as places
from observations
left join staging.stg_releases
    on
        observations.source_id = stg_releases.source_id
        and observations.snapshot_sha256 = stg_releases.snapshot_sha256
        and observations.published_on = stg_releases.published_on
left join cells
    on
        stg_releases.source_id = cells.source_id
        and stg_releases.published_on = cells.published_on
        and stg_releases.snapshot_sha256 = cells.snapshot_sha256
        and observations.snapshot_row = cells.snapshot_row
group by all
having count(cells.place) <> 1;
