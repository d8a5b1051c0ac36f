-- One row per province: the targets of its municipalities added up, for the last half-year of the pack for
-- which target and inhabitants were public; each target by the formula of article 29, rounded up. Derived.
with national as (
    select figure.*
    from figures_as_of($as_of) as figure
    where
        figure.source_id = 'nl_housing_targets'
        and figure.measure = 'housing_target'
        and figure.period = last_divisible_half_year($pack_years, $as_of)
)

select
    provinces.province as series,
    geographies.name_en,
    geographies.name_nl,
    'housing_target' as measure,
    shares.half_year as period,
    sum(shares.law + shares.swapped) as value,
    cast(null as double) as value_low,
    cast(null as double) as value_high,
    'exact' as qualifier,
    cast(1 as double) as precision,
    'x' as obs_status,
    '' as missing_reason,
    national.source_id,
    'cbs_population' as also_source_id,
    national.published_on,
    national.snapshot_sha256,
    national.snapshot_row,
    'sum of the targets of ' || count(*) || ' municipalities by the formula of article 29' as place
from municipal_targets(last_divisible_half_year($pack_years, $as_of), $as_of) as shares
inner join provinces on shares.geo = provinces.geo
inner join geographies on geographies.geo_scheme = 'cbs' and provinces.province = geographies.geo
cross join national
group by all
order by value desc, series asc;
