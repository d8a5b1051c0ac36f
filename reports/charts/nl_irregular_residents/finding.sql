-- One row: the newest estimate, which is a range.
select
    figure.value_low as low,
    figure.value_high as high,
    year(figure.period_start) as first_year,
    year(figure.period_end) as last_year,
    figure.qualifier = 'range' as is_range
from figure
order by figure.period desc
limit 1;
