-- The reasons for which two figures (rows of figures_as_of, as structs) may not be compared, or only with a
-- note: a list of code, detail_en and detail_nl, empty where there is none. What a code means and whether
-- it hinders stands in comparability; breaks, compositions and reconciled sources are reference tables too.
create macro reasons_between(cell, base) as list_filter(
    [
        reason_if(
            coalesce(cell['interval_low'], cell['interval_high']) is null
            or coalesce(base['interval_low'], base['interval_high']) is null,
            'no_figure', '', ''
        ),
        reason_if(
            cell['concept'] <> base['concept'] and not reconciled(cell, base), 'other_concept',
            either(cell['measure_en'], base['measure_en']), either(cell['measure_nl'], base['measure_nl'])
        ),
        reason_if(
            cell['concept'] = base['concept']
            and cell['measure'] <> base['measure']
            and not reconciled(cell, base), 'other_measure',
            either(cell['measure_en'], base['measure_en']), either(cell['measure_nl'], base['measure_nl'])
        ),
        reason_if(
            cell['kind'] <> base['kind'], 'stock_and_flow',
            either(cell['kind'], base['kind']), either(cell['kind'], base['kind'])
        ),
        reason_if(
            cell['unit'] <> base['unit'] and not reconciled(cell, base), 'other_unit',
            either(cell['unit'], base['unit']), either(cell['unit'], base['unit'])
        ),
        reason_if(
            cell['freq'] <> base['freq'] and 'A' in (cell['freq'], base['freq']), 'part_of_year',
            either(cell['period'], base['period']), either(cell['period'], base['period'])
        ),
        reason_if(
            cell['freq'] <> base['freq'] and 'A' not in (cell['freq'], base['freq']), 'other_frequency',
            either(cell['period'], base['period']), either(cell['period'], base['period'])
        ),
        reason_if(
            cell['freq'] = base['freq']
            and cell['kind'] <> 'stock'
            and part_of_year(cell['period_start'], cell['period_end'])
            <> part_of_year(base['period_start'], base['period_end']), 'other_part',
            either(cell['period'], base['period']), either(cell['period'], base['period'])
        ),
        reason_if(
            not same_area(cell, base) and 'aggregate' in (cell['geo_kind'], base['geo_kind']),
            'other_composition',
            either(cell['geo_en'], base['geo_en']), either(cell['geo_nl'], base['geo_nl'])
        ),
        reason_if(
            not same_area(cell, base) and 'aggregate' not in (cell['geo_kind'], base['geo_kind']),
            'other_area',
            either(cell['geo_en'], base['geo_en']), either(cell['geo_nl'], base['geo_nl'])
        ),
        reason_if(
            (cell['partner_kind'], cell['partner']) <> (base['partner_kind'], base['partner']),
            'other_partner',
            either(cell['partner_en'], base['partner_en']), either(cell['partner_nl'], base['partner_nl'])
        ),
        reason_if(
            (cell['sex'], cell['age']) <> (base['sex'], base['age']), 'other_breakdown',
            either(cell['sex'] || ' ' || cell['age'], base['sex'] || ' ' || base['age']),
            either(cell['sex'] || ' ' || cell['age'], base['sex'] || ' ' || base['age'])
        ),
        reason_if(
            cell['publisher'] <> base['publisher'] and not reconciled(cell, base), 'other_publisher',
            either(cell['publisher'], base['publisher']), either(cell['publisher'], base['publisher'])
        ),
        reason_if(
            break_between(cell, base) is not null, 'break',
            break_between(cell, base)['reason_en'], break_between(cell, base)['reason_nl']
        ),
        reason_if(contains(cell['obs_status'], 'b'), 'break_flag', '', ''),
        reason_if(
            contains(cell['obs_status'], 'd') <> contains(base['obs_status'], 'd'), 'definition', '', ''
        ),
        reason_if(
            reconciled(cell, base), 'reconciled',
            reconciliation(cell, base)['note_en'], reconciliation(cell, base)['note_nl']
        ),
        reason_if(
            cell['source_id'] <> base['source_id']
            and cell['publisher'] = base['publisher']
            and not reconciled(cell, base), 'other_source',
            either(cell['source_id'], base['source_id']), either(cell['source_id'], base['source_id'])
        ),
        reason_if(contains(cell['obs_status'] || base['obs_status'], 'p'), 'provisional', '', ''),
        reason_if(contains(cell['obs_status'] || base['obs_status'], 'f'), 'forecast', '', ''),
        reason_if(regexp_matches(cell['obs_status'] || base['obs_status'], '[esu]'), 'estimated', '', ''),
        reason_if(contains(cell['obs_status'] || base['obs_status'], 'q'), 'quoted', '', ''),
        reason_if(contains(cell['obs_status'] || base['obs_status'], 'x'), 'derived', '', ''),
        reason_if(abs(year(cell['period_end']) - year(base['period_end'])) > 1, 'years_between', '', ''),
        reason_if(
            outside_composition(cell) or outside_composition(base), 'composition_rebuilt',
            cell['geo_en'], cell['geo_nl']
        )
    ],
    lambda reason: reason is not null
);
