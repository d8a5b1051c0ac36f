-- One row: the province with the most to house, and whether three provinces have more than half of all.
with ranked as (
    select
        figure.*,
        row_number() over (order by figure.value desc) as place_in_country
    from figure
)

select
    max(ranked.period) as half_year,
    any_value(ranked.name_en) filter (where ranked.place_in_country = 1) as top_en,
    any_value(ranked.name_nl) filter (where ranked.place_in_country = 1) as top_nl,
    any_value(ranked.value) filter (where ranked.place_in_country = 1) as top_value,
    string_agg(ranked.name_en, ', ' order by ranked.place_in_country)
    filter (where ranked.place_in_country <= 2)
    || ' and ' || any_value(ranked.name_en) filter (where ranked.place_in_country = 3) as top_three_en,
    string_agg(ranked.name_nl, ', ' order by ranked.place_in_country)
    filter (where ranked.place_in_country <= 2)
    || ' en ' || any_value(ranked.name_nl) filter (where ranked.place_in_country = 3) as top_three_nl,
    sum(ranked.value) filter (where ranked.place_in_country <= 3) > 0.5 * sum(ranked.value) as more_than_half,
    count(*) > 0 as has_top
from ranked;
