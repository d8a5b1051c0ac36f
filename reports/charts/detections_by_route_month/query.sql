-- One row per route and month: the sum over land and sea borders, derived (flag x) from the monthly file.
select
    figure.partner as series,
    figure.partner_en as name_en,
    figure.partner_nl as name_nl,
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
    'sum of ' || count(*) || ' rows: borders' as place
from figures_as_of($as_of) as figure
where
    figure.source_id = 'frontex_detections_monthly'
    and list_contains($years, figure.year)
group by all
order by series, figure.period;
