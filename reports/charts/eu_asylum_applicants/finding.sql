-- One row: the country with the most applicants in the last year that has figures, and in how many
-- countries there were fewer than a year before, rounding to five allowed for.
with ends as (
    select
        figure.series,
        max(figure.value + 2) filter (where figure.period = cast(list_max($years) as varchar)) as last_high,
        min(figure.value - 2) filter (where figure.period = cast(list_max($years) - 1 as varchar))
            as before_low
    from figure
    group by figure.series
),

top as (
    select
        figure.name_en as top_en,
        figure.name_nl as top_nl,
        figure.value as top_value,
        figure.period as top_year
    from figure
    where figure.value is not null
    order by figure.period desc, figure.value desc
    limit 1
)

select
    top.*,
    list_max($years) - 1 as previous,
    (
        select count(*) from ends
        where ends.last_high < ends.before_low
    ) as fewer,
    (
        select count(*) from ends
        where ends.last_high is not null and ends.before_low is not null
    ) as countries,
    (
        select count(*) filter (where ends.last_high < ends.before_low) > 0.5 * count(*)
        from ends
        where ends.last_high is not null and ends.before_low is not null
    )
    -- never across a break: the last year must not be the first of a new definition
    and not exists (
        select breaks.source_id
        from breaks
        where
            breaks.source_id = 'eurostat_asylum_applicants'
            and breaks.from_day > make_date(list_max($years) - 1, 1, 1)
            and breaks.from_day <= make_date(list_max($years), 12, 31)
    ) as most_fell,
    top.top_value > 0 as has_top
from top;
