-- One row per measure and year: the figures of Statistics Netherlands, quoted ones flagged as such.
select
    figure.measure as series,
    figure.measure_en as name_en,
    figure.measure_nl as name_nl,
    figure.*
from figures_as_of($as_of) as figure
where
    figure.source_id in ('cbs_asylum', 'cbs_resettlement')
    and figure.measure in ('asylum_first_applications', 'resettled')
    and list_contains($years, figure.year)
order by figure.measure, figure.period;
