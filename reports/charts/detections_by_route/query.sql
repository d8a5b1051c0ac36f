-- One row per route and year: the annual table as of the day.
select
    figure.partner as series,
    figure.partner_en as name_en,
    figure.partner_nl as name_nl,
    figure.*
from figures_as_of($as_of) as figure
where
    figure.source_id = 'frontex_detections'
    and not figure.partner_aggregate
    and list_contains($years, figure.year)
order by max(figure.value) over (partition by figure.partner) desc, figure.partner asc, figure.period asc;
