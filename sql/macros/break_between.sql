-- The breaks of a figure's series between the start of the base's period and the end of its own; null for
-- none.
create macro break_between(cell, base) as (
    select
        {
            'reason_en': string_agg(breaks.reason_en, ', ' order by breaks.from_day),
            'reason_nl': string_agg(breaks.reason_nl, ', ' order by breaks.from_day)
        }
    from breaks
    where
        breaks.source_id = cell['source_id']
        and breaks.measure = cell['measure']
        and base['period_start'] < breaks.from_day
        and cell['period_end'] >= breaks.from_day
    having count(*) > 0
);
