-- Whether a record says that two sources' measures count the same.
create macro reconciled(cell, base) as reconciliation(cell, base) is not null;
