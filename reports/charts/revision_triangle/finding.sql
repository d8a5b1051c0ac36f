-- One row: how many periods have another value in a later release than in their first, and the widest change.
with periods as (
    select
        figure.period,
        arg_min(figure.value, figure.series) as first_value,
        max(figure.value) - min(figure.value) as width,
        count(distinct figure.value) as different
    from figure
    where figure.value is not null
    group by figure.period
)

select
    count(*) as periods,
    count(*) filter (where periods.different > 1) as changed,
    count(*) filter (where periods.different > 1) > 0 as some_changed,
    count(*) filter (where periods.different > 1) = 0 as none_changed,
    arg_max(periods.period, periods.width) as widest_period,
    max(periods.width) as widest,
    (select count(distinct figure.series) from figure) as releases,
    (select any_value(figure.measure_en) from figure) as measure_en,
    (select any_value(figure.measure_nl) from figure) as measure_nl,
    (select any_value(figure.area_en) from figure) as area_en,
    (select any_value(figure.area_nl) from figure) as area_nl
from periods;
