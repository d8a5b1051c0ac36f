-- One row: the country that returned the most people to third countries, rounding to five allowed for.
with ranked as (
    select
        figure.*,
        row_number() over (order by figure.value desc) as place_in_eu
    from figure
    where figure.value is not null
)

select
    max(ranked.period) as year,
    any_value(ranked.name_en) filter (where ranked.place_in_eu = 1) as top_en,
    any_value(ranked.name_nl) filter (where ranked.place_in_eu = 1) as top_nl,
    any_value(ranked.value) filter (where ranked.place_in_eu = 1) as top_value,
    count(*) as countries,
    any_value(ranked.name_en) filter (where ranked.place_in_eu = 2) as second_en,
    any_value(ranked.name_nl) filter (where ranked.place_in_eu = 2) as second_nl,
    any_value(ranked.value) filter (where ranked.place_in_eu = 2) as second_value,
    coalesce(
        any_value(ranked.value - 2) filter (where ranked.place_in_eu = 1)
        > any_value(ranked.value + 2) filter (where ranked.place_in_eu = 2), false
    ) as has_top,
    count(*) > 0 as has_some
from ranked;
