-- One row: the changes of the two Mediterranean routes in the last two years, and the busiest route.
with wide as (
    select
        any_value(value) filter (where series = 'eastern_mediterranean' and period = last_year) as eastern,
        any_value(value) filter (where series = 'eastern_mediterranean' and period = year_before)
            as eastern_before,
        any_value(value) filter (where series = 'central_mediterranean' and period = last_year) as central,
        any_value(value) filter (where series = 'central_mediterranean' and period = year_before)
            as central_before
    from figure
    cross join (
        select
            cast(list_max($years) as varchar) as last_year,
            cast(list_max($years) - 1 as varchar) as year_before
    )
),

busiest as (
    select
        figure.name_en as busiest_en,
        figure.name_nl as busiest_nl,
        figure.value as busiest_value,
        figure.period as busiest_year
    from figure
    where figure.value is not null
    order by figure.period desc, figure.value desc
    limit 1
)

select
    busiest.*,
    100 * (wide.eastern / wide.eastern_before - 1) as eastern_change,
    coalesce(wide.eastern < wide.eastern_before and wide.central > 2 * wide.central_before, false)
        as eastern_fell_central_doubled,
    busiest.busiest_value > 0 as has_busiest
from wide
cross join busiest;
