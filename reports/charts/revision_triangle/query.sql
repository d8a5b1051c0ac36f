-- One row per release and period of one series that was public on the day: what was published of it, and
-- when.
select
    *,
    cast($measure as varchar) as measure
from revision_cells($source_id, $measure, $geo, $partner, $as_of)
where list_contains($years, year);
