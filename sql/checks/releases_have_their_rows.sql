-- One row per release whose observations in the table are not as many as were validated.
with counted as (
    select
        observations.source_id,
        observations.published_on,
        observations.snapshot_sha256,
        count(*) as found
    from observations
    group by all
)

select
    releases.source_id,
    releases.file,
    releases.rows as validated,
    coalesce(counted.found, 0) as found
from releases
left join counted
    on
        releases.source_id = counted.source_id
        and releases.published_on = counted.published_on
        and releases.snapshot_sha256 = counted.snapshot_sha256
where if(releases.verdict = 'refused', 0, releases.rows) <> coalesce(counted.found, 0);
