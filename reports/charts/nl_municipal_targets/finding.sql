-- One row: what the four largest municipalities were to house together, of how many in all.
select
    max(figure.period) as half_year,
    count(*) as municipalities,
    sum(figure.value) filter (where figure.series in ('GM0363', 'GM0599', 'GM0518', 'GM0344')) as four,
    sum(figure.value) as together,
    arg_max(figure.name_nl, figure.value) as top,
    max(figure.value) as top_value,
    min(figure.value) as least,
    count(*) filter (where figure.series in ('GM0363', 'GM0599', 'GM0518', 'GM0344')) = 4
    and min(figure.value) filter (where figure.series in ('GM0363', 'GM0599', 'GM0518', 'GM0344'))
    > max(figure.value) filter (where figure.series not in ('GM0363', 'GM0599', 'GM0518', 'GM0344'))
        as four_largest,
    count(*) > 0 as has_top
from figure;
