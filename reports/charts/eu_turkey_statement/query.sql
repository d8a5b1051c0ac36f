-- One row per measure and year under the Statement: the Commission's, UNHCR's and the letter's figures.
select
    figure.measure as series,
    figure.measure_en as name_en,
    figure.measure_nl as name_nl,
    figure.*
from figures_as_of($as_of) as figure
where
    figure.measure in ('arrivals_from_turkiye', 'resettled_from_turkiye', 'returned_greece_to_turkiye')
    and figure.freq = 'A'
    and list_contains($years, figure.year)
order by figure.measure, figure.period;
