-- One row per part and year of the resettlement framework, when it touches the pack's years: what came in
-- earlier years of it (derived), what came in the year (as published by CBS), what was due to date (derived).
with ledger as (
    select ledger.*
    from quota_ledger($as_of) as ledger
    where ledger.source_id = 'cbs_resettlement'
),

wanted as (
    select ledger.year
    from ledger
    where
        ledger.year <= list_max($years)
        and exists (
            select framework.year from ledger as framework
            where list_contains($pack_years, framework.year)
        )
),

arrived as (
    select figure.*
    from figures_as_of($as_of) as figure
    where figure.source_id = 'cbs_resettlement' and figure.measure = 'resettled' and figure.freq = 'A'
),

quota as (
    select figure.*
    from figures_as_of($as_of) as figure
    where figure.measure = 'resettlement_quota'
),

parts as (
    select
        'earlier' as series,
        'earlier years' as name_en,
        'eerdere jaren' as name_nl,
        ledger.year,
        if(
            ledger.year = (select min(first.year) from ledger as first),
            0, lag(ledger.arrived_to_date) over (order by ledger.year)
        ) as value,
        'x' as obs_status
    from ledger
    union all
    select
        'arrived' as series,
        'resettled in the year' as name_en,
        'in het jaar hervestigd' as name_nl,
        ledger.year,
        ledger.arrived as value,
        ledger.obs_status
    from ledger
    union all
    select
        'due' as series,
        'due to date' as name_en,
        'toegezegd tot dan' as name_nl,
        ledger.year,
        ledger.due_to_date as value,
        'x' as obs_status
    from ledger
)

select
    parts.series,
    parts.name_en,
    parts.name_nl,
    'resettled' as measure,
    cast(parts.year as varchar) as period,
    parts.value,
    cast(null as double) as value_low,
    cast(null as double) as value_high,
    'exact' as qualifier,
    arrived.precision,
    parts.obs_status,
    if(parts.value is null, 'no figure', '') as missing_reason,
    coalesce(arrived.source_id, 'cbs_resettlement') as source_id,
    quota.source_id as also_source_id,
    coalesce(arrived.published_on, quota.published_on) as published_on,
    coalesce(arrived.snapshot_sha256, quota.snapshot_sha256) as snapshot_sha256,
    coalesce(arrived.snapshot_row, quota.snapshot_row) as snapshot_row,
    case parts.series
        when 'arrived' then coalesce(arrived.place, '')
        when 'earlier' then 'sum of the years before'
        else 'quota in equal parts, with the pledge for Türkiye, less the deduction (' || quota.place || ')'
    end as place
from parts
inner join wanted on parts.year = wanted.year
left join arrived on parts.year = arrived.year
cross join quota
order by
    case parts.series
        when 'earlier' then 1
        when 'arrived' then 2
        else 3
    end,
    period;
