-- One row per municipality: its share of the national target of the last half-year of the pack for which
-- target and inhabitants were public, by the formula of article 29, rounded up as the law says. Derived.
with national as (
    select figure.*
    from figures_as_of($as_of) as figure
    where
        figure.source_id = 'nl_housing_targets'
        and figure.measure = 'housing_target'
        and figure.period = last_divisible_half_year($pack_years, $as_of)
)

select
    shares.geo as series,
    shares.municipality as name_en,
    shares.municipality as name_nl,
    'housing_target' as measure,
    shares.half_year as period,
    shares.law + shares.swapped as value,
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
    shares.national_target || ' x ' || shares.inhabitants || ' / ' || shares.inhabitants_nl
    || ' inhabitants, rounded up' || if(shares.note = '', '', '; ' || shares.note) as place
from municipal_targets(last_divisible_half_year($pack_years, $as_of), $as_of) as shares
cross join national
order by value desc, shares.geo asc;
