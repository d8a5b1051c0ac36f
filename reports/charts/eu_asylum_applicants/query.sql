-- One row per country of the EU-27 and year: asylum applicants, as Eurostat had them on the day.
select
    figure.geo as series,
    figure.geo_en as name_en,
    figure.geo_nl as name_nl,
    figure.*
from figures_as_of($as_of) as figure
inner join compositions on compositions.composition = 'EU27_2020' and figure.iso3 = compositions.iso3
where
    figure.source_id = 'eurostat_asylum_applicants'
    and figure.freq = 'A'
    and list_contains($years, figure.year)
order by max(figure.value) over (partition by figure.geo) desc, figure.geo asc, figure.period asc;
