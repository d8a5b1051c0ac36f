-- One row: in how many half-years the number housed is known, and whether it was above the target in each.
with pairs as (
    select
        target.period,
        target.value as target,
        realised.value as realised,
        realised.qualifier in ('exact', 'lower_bound') and realised.value > target.value as above
    from figure as target
    inner join figure as realised
        on target.period = realised.period and realised.series = 'housing_realised'
    where target.series = 'housing_target'
)

select
    (
        select count(*) from figure
        where figure.series = 'housing_target' and figure.value is not null
    ) as targets,
    count(pairs.realised) as known,
    max(pairs.period) filter (where pairs.realised is not null) as last_known,
    coalesce(count(pairs.realised) > 0 and bool_and(pairs.above), false) as all_above,
    count(pairs.realised) > 0 as some_known,
    count(pairs.realised) = 0 as none_known
from pairs;
