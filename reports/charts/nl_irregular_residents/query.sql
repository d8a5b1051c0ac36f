-- One row per estimate whose reference period touches the pack's years: a range, without a midpoint.
select
    figure.measure as series,
    figure.publisher as name_en,
    figure.publisher as name_nl,
    figure.*
from figures_as_of($as_of) as figure
where
    figure.measure = 'irregular_residents'
    and year(figure.period_start) <= list_max($pack_years)
    and year(figure.period_end) >= list_min($pack_years)
order by figure.period desc, figure.published_on asc;
