-- The note of the record that reconciles two sources' measures, whichever of the two stands first; else
-- null.
create macro reconciliation(cell, base) as (
    select { 'note_en': any_value(reconciliations.note_en), 'note_nl': any_value(reconciliations.note_nl) }
    from reconciliations
    where
        (
            reconciliations.source_id = cell['source_id']
            and reconciliations.measure = cell['measure']
            and reconciliations.other_source_id = base['source_id']
            and reconciliations.other_measure = base['measure']
        )
        or (
            reconciliations.source_id = base['source_id']
            and reconciliations.measure = base['measure']
            and reconciliations.other_source_id = cell['source_id']
            and reconciliations.other_measure = cell['measure']
        )
    having count(*) > 0
);
