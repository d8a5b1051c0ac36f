-- One row per measure and year: effective returns first, then return decisions issued.
select
    figure.measure as series,
    figure.measure_en as name_en,
    figure.measure_nl as name_nl,
    figure.*
from figures_as_of($as_of) as figure
where
    figure.source_id = 'frontex_returns'
    and list_contains($years, figure.year)
order by figure.measure, figure.period;
