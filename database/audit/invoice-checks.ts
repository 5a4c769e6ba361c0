const grace = `current_setting('audit.grace')::interval`;

/** Invoices and credit notes. Each check is named after what its rows are. */
export const invoiceChecks = {
  'series of invoices or credit notes with a gap, or whose last number is another': `
    select s.organiser_id, s.kind, s.year, s.last_number, count(d.id) as documents, max(d.series_number) as highest
    from invoices.series s left join invoices.document d
      on (d.organiser_id, d.kind, d.series_year) = (s.organiser_id, s.kind, s.year)
    group by s.organiser_id, s.kind, s.year
    having count(d.id) <> s.last_number or count(distinct d.series_number) <> s.last_number
      or coalesce(max(d.series_number), 0) <> s.last_number`,

  'invoices and credit notes whose totals are not the sum of their lines': `
    select d.id as document_id, d.number, d.net_minor, sum(l.net_minor) as lines_net_minor, d.tax_minor,
      sum(l.tax_minor) as lines_tax_minor
    from invoices.document d left join invoices.line l on l.document_id = d.id
    group by d.id
    having (d.net_minor, d.tax_minor, d.gross_minor)
      is distinct from (sum(l.net_minor), sum(l.tax_minor), sum(l.gross_minor))`,

  'taxes of invoices and credit notes that are not those of their lines': `
    with summed as (
      select document_id, tax_category, tax_basis_points, sum(net_minor) as net_minor, sum(tax_minor) as tax_minor
      from invoices.line group by document_id, tax_category, tax_basis_points
    )
    select document_id, tax_category, tax_basis_points, t.tax_minor, summed.tax_minor as lines_tax_minor
    from invoices.tax t full join summed using (document_id, tax_category, tax_basis_points)
    where (t.net_minor, t.tax_minor) is distinct from (summed.net_minor, summed.tax_minor)`,

  'invoices of another amount, tax, organiser or currency than their order, or for one never confirmed': `
    select d.id as document_id, d.number, d.gross_minor, o.total_minor from invoices.document d
    join orders."order" o on o.id = d.order_id
    where d.kind = 'invoice' and (o.confirmed_at is null
      or (d.gross_minor, d.currency, d.organiser_id) <> (o.total_minor, o.currency, o.organiser_id)
      or d.tax_minor <> (select sum(l.tax_minor) from orders.order_line l where l.order_id = o.id))`,

  'credit notes of another order than their invoice, or that give back more than it asked for': `
    select i.id as document_id, i.number, i.gross_minor, sum(c.gross_minor) as credited_minor
    from invoices.document i join invoices.document c on c.original_id = i.id
    group by i.id
    having sum(c.gross_minor) > i.gross_minor
      or bool_or(i.kind <> 'invoice' or (c.order_id, c.organiser_id, c.currency) <> (i.order_id, i.organiser_id, i.currency))`,

  'cancellations without a credit note of what goes back': `
    select c.id as cancellation_id, c.order_id, c.decided_at from orders.cancellation c
    where c.status = 'done' and c.price_minor + c.fee_minor > 0 and c.decided_at < clock_timestamp() - ${grace}
      and c.price_minor + c.fee_minor is distinct from (
        select d.gross_minor from invoices.document d where d.return_id = c.id and d.kind = 'credit_note')`,

  // Orders of the demo data were confirmed without anybody being told.
  'paid orders without an invoice': `
    select o.id as order_id, o.confirmed_at from orders."order" o
    where o.confirmed_at < clock_timestamp() - ${grace} and o.total_minor > 0
      and exists (select from platform.journal j where j.kind = 'orders.order_confirmed' and j.subject_id = o.id::text)
      and not exists (select from invoices.document d where d.order_id = o.id and d.kind = 'invoice')`,
} as const;
