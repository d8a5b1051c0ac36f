-- One row per kind of departure and year: those that the repatriation service registered.
select
    figure.measure as series,
    figure.measure_en as name_en,
    figure.measure_nl as name_nl,
    figure.*
from figures_as_of($as_of) as figure
where
    figure.source_id = 'dtv_departures'
    and figure.measure in ('departures_independent', 'departures_forced', 'departures_unsupervised')
    and figure.freq = 'A'
    and list_contains($years, figure.year)
order by figure.measure, figure.period;
