-- A list of reasons (see reasons_between) as one verdict with its reasons in words: what hinders, or else
-- the notes. With across_breaks, a break is a note and no hindrance.
create macro judgement(reasons, across_breaks) as (
    select
        {
            'verdict': case
                when bool_or(said.hinders) then 'not comparable'
                when count(*) > 0 then 'comparable with a note'
                else 'comparable'
            end,
            'reason_en': coalesce(
                string_agg(said.text_en, '; ' order by said.place) filter (where said.hinders),
                string_agg(said.text_en, '; ' order by said.place), ''
            ),
            'reason_nl': coalesce(
                string_agg(said.text_nl, '; ' order by said.place) filter (where said.hinders),
                string_agg(said.text_nl, '; ' order by said.place), ''
            )
        }
    from (
        select
            comparability.place,
            comparability.hinders and not (comparability.is_break and across_breaks) as hinders,
            concat_ws(': ', comparability.name_en, nullif(given.reason['detail_en'], '')) as text_en,
            concat_ws(': ', comparability.name_nl, nullif(given.reason['detail_nl'], '')) as text_nl
        from (select unnest(reasons) as reason) as given
        inner join comparability on given.reason['code'] = comparability.code
    ) as said
);
