-- One row per country of the EU-27: asylum applicants in the last year of the pack that has figures.
with figures as (
    select figure.*
    from figures_as_of($as_of) as figure
    inner join compositions on compositions.composition = 'EU27_2020' and figure.iso3 = compositions.iso3
    where
        figure.source_id = 'eurostat_asylum_applicants'
        and figure.freq = 'A'
        and list_contains($pack_years, figure.year)
)

select
    figures.iso3 as series,
    figures.geo_en as name_en,
    figures.geo_nl as name_nl,
    figures.*
from figures
qualify figures.year = max(figures.year) filter (where figures.value is not null) over ()
order by figures.iso3;
