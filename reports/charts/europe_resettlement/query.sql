-- One row per European country: resettlement arrivals in the last year of the pack that has figures.
with figures as (
    select figure.*
    from figures_as_of($as_of) as figure
    where
        figure.source_id = 'unhcr_resettlement'
        and figure.measure = 'resettlement_arrivals'
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
