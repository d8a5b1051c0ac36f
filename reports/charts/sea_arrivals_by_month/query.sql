-- One row per country, border and month: arrivals as UNHCR counted them, by land and by sea.
select
    figure.geo || '_' || split_part(figure.measure, '_', 1) as series,
    figure.geo_en || ', ' || if(figure.measure = 'sea_arrivals', 'by sea', 'by land') as name_en,
    figure.geo_nl || ', ' || if(figure.measure = 'sea_arrivals', 'over zee', 'over land') as name_nl,
    figure.*
from figures_as_of($as_of) as figure
where
    figure.source_id = 'unhcr_mediterranean_arrivals'
    and figure.measure in ('sea_arrivals', 'land_arrivals')
    and list_contains($years, figure.year)
order by figure.geo desc, figure.measure desc, figure.period asc;
