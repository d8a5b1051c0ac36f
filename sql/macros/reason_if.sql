-- A reason with its details where it applies, else null.
create macro reason_if(applies, code, detail_en, detail_nl) as
if(applies, { 'code': code, 'detail_en': detail_en, 'detail_nl': detail_nl }, null);
