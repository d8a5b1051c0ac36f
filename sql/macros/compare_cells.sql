-- One row: whether two figures (rows of figures_as_of, or sums of them, as structs) may be compared, and
-- why not or with which note.
create macro compare_cells(cell, base, across_breaks) as table
    with given as (select reasons_between(cell, base) as reasons),

    judged as (
        select judgement(given.reasons, across_breaks) as result
        from given
    )

    select
        judged.result['verdict'] as verdict,
        judged.result['reason_en'] as reason_en,
        judged.result['reason_nl'] as reason_nl
    from judged;
