-- One row per release that passed its critical rules.
create view staging.stg_releases as
select
    releases.source_id,
    releases.file,
    releases.published_on,
    releases.published_basis,
    releases.title as release_title,
    releases.snapshot_sha256,
    releases.ingested_at,
    releases.rows as observation_rows
from releases
where releases.verdict <> 'refused';
