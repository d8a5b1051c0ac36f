-- One row: the three countries with the most applicants, and whether they have more than half of all, the
-- rounding to five allowed for.
with ranked as (
    select
        figure.*,
        row_number() over (order by figure.value desc) as place_in_eu
    from figure
    where figure.value is not null
)

select
    max(ranked.period) as year,
    string_agg(ranked.name_en, ', ' order by ranked.place_in_eu) filter (where ranked.place_in_eu <= 2)
    || ' and ' || any_value(ranked.name_en) filter (where ranked.place_in_eu = 3) as top_three_en,
    string_agg(ranked.name_nl, ', ' order by ranked.place_in_eu) filter (where ranked.place_in_eu <= 2)
    || ' en ' || any_value(ranked.name_nl) filter (where ranked.place_in_eu = 3) as top_three_nl,
    any_value(ranked.name_en) filter (where ranked.place_in_eu = 1) as top_en,
    any_value(ranked.name_nl) filter (where ranked.place_in_eu = 1) as top_nl,
    any_value(ranked.value) filter (where ranked.place_in_eu = 1) as top_value,
    any_value(ranked.value) filter (where ranked.iso3 = 'NLD') as netherlands,
    count(*) = (
        select count(*) from compositions
        where compositions.composition = 'EU27_2020'
    )
    and sum(ranked.value - 2) filter (where ranked.place_in_eu <= 3)
    > 0.5 * sum(ranked.value + 2) as more_than_half,
    coalesce(
        any_value(ranked.value - 2) filter (where ranked.place_in_eu = 1)
        > any_value(ranked.value + 2) filter (where ranked.place_in_eu = 2), false
    ) as has_top
from ranked;
