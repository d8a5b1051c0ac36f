-- One row: the country with the most resettlement arrivals, the number of countries with a figure.
with ranked as (
    select
        figure.*,
        row_number() over (order by figure.value desc) as place_in_europe
    from figure
    where figure.value is not null
)

select
    max(ranked.period) as year,
    count(*) as countries,
    any_value(ranked.name_en) filter (where ranked.place_in_europe = 1) as top_en,
    any_value(ranked.name_nl) filter (where ranked.place_in_europe = 1) as top_nl,
    any_value(ranked.value) filter (where ranked.place_in_europe = 1) as top_value,
    coalesce(
        any_value(ranked.value) filter (where ranked.place_in_europe = 1)
        > any_value(ranked.value) filter (where ranked.place_in_europe = 2), false
    ) as has_top,
    count(*) > 0 as has_some
from ranked;
