-- One row per series whose marts do not hold every cell of the newest observations exactly once.
with in_marts as (
    select 'arrival' as series from arrivals
    union all
    select 'arrival' as series from asylum_applications
    union all
    select 'return' as series from returns
    union all
    select 'resettlement' as series from resettlement
    union all
    select 'housing_target' as series from housing_targets
),

marts as (
    select
        in_marts.series,
        count(*) as cells
    from in_marts
    group by all
),

newest as (
    select
        observation.series,
        count(*) as cells
    from observations_as_of(date '9999-12-31') as observation
    where observation.series not in ('reference', 'letter')
    group by all
)

select
    newest.series,
    newest.cells,
    marts.cells as in_marts
from newest
left join marts on newest.series = marts.series
where newest.cells is distinct from marts.cells;
