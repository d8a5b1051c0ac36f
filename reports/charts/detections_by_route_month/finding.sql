-- One row: the route and month with the most detections in the last year that has figures, and whether
-- another route led in the same month a year before.
with leaders as (
    select
        figure.*,
        left(figure.period, 4) as year,
        row_number() over (partition by figure.period order by figure.value desc) as place_in_month
    from figure
    where figure.value is not null
),

busiest as (
    select *
    from leaders
    where leaders.year = (select max(any_leader.year) from leaders as any_leader)
    order by leaders.value desc
    limit 1
),

before as (
    select first.*
    from leaders as first
    inner join busiest
        on
            first.place_in_month = 1
            and first.period
            = cast(cast(busiest.year as integer) - 1 as varchar) || right(busiest.period, 3)
)

select
    busiest.name_en as route_en,
    busiest.name_nl as route_nl,
    busiest.period as busiest_month,
    busiest.value as busiest_value,
    coalesce(before.series <> busiest.series, false) as another_led,
    busiest.value > 0 as has_busiest
from busiest
left join before on true;
