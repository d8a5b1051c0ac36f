-- One row per half-year and announcement public on the day: the newest as target, older ones with another
-- value as announced before.
with announced as (
    select
        stg_observations.*,
        cells.place,
        row_number() over (partition by period order by published_on desc) as age_rank,
        first_value(value) over (partition by period order by published_on desc) as newest_value
    from staging.stg_observations
    inner join cells using (source_id, published_on, snapshot_sha256, snapshot_row)
    where
        source_id = 'nl_housing_targets'
        and measure = 'housing_target'
        and published_on <= $as_of
        and list_contains($years, year(period_end))
)

select
    if(age_rank = 1, 'housing_target', 'announced_before') as series,
    if(age_rank = 1, 'Target', 'Announced before') as name_en,
    if(age_rank = 1, 'Taakstelling', 'Eerder aangekondigd') as name_nl,
    announced.* exclude (series)
from announced
where age_rank = 1 or value <> newest_value
order by age_rank, period;
