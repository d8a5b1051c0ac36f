-- Whether two figures are of one area, whatever the codes of their publishers for a country.
create macro same_area(cell, base) as
(cell['geo_scheme'], cell['geo']) = (base['geo_scheme'], base['geo'])
or (cell['geo_kind'] = 'country' and base['geo_kind'] = 'country' and cell['iso3'] = base['iso3']);
