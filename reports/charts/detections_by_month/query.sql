-- One row per year and month: the sum over routes and borders, derived (flag x) from the monthly file.
select
    cast(figure.year as varchar) as series,
    cast(figure.year as varchar) as name_en,
    cast(figure.year as varchar) as name_nl,
    'detections' as measure,
    figure.period,
    -- a sum with a missing part is missing
    if(count(figure.value) = count(*), sum(figure.value), null) as value,
    cast(null as double) as value_low,
    cast(null as double) as value_high,
    'exact' as qualifier,
    max(figure.precision) as precision,
    'x' as obs_status,
    max(figure.missing_reason) as missing_reason,
    figure.source_id,
    figure.published_on,
    figure.snapshot_sha256,
    list(figure.snapshot_row order by figure.snapshot_row) as snapshot_row,
    'sum of ' || count(*) || ' rows: routes and borders' as place
from figures_as_of($as_of) as figure
where
    figure.source_id = 'frontex_detections_monthly'
    and list_contains($years, figure.year)
group by all
order by series, figure.period;
