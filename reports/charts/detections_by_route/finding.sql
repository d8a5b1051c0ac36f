-- One row: the changes of the two Mediterranean routes in the last two years, and the busiest route.
with last_two as (
    select
        series,
        value,
        cast(period as integer) = list_max($years) as is_last
    from figure
    where cast(period as integer) in (list_max($years), list_max($years) - 1)
),

wide as (
    select
        any_value(value) filter (where series = 'eastern_mediterranean' and is_last) as eastern,
        any_value(value) filter (where series = 'eastern_mediterranean' and not is_last) as eastern_before,
        any_value(value) filter (where series = 'central_mediterranean' and is_last) as central,
        any_value(value) filter (where series = 'central_mediterranean' and not is_last) as central_before
    from last_two
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
