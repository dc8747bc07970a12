/* ---
id: PF06
title: {zh: 首位数字异常, en: Benford misfit}
says:
  zh: "{subject_zh}{subject_id}的{payments}笔付款首位数字偏离本福特分布：卡方{chi_square}，平均绝对偏差{mean_deviation}；最多的首位是{top_digit}，占{top_share_percent}%。"
  en: "The first digits of {payments} payments of {subject_en} {subject_id} depart from Benford's distribution: chi-square {chi_square}, mean absolute deviation {mean_deviation}; the most frequent is {top_digit} with {top_share_percent}%."
why:
  zh: 金额自然形成时首位数字大致服从本福特分布；明显偏离可能是金额被人为设定或拆分。
  en: First digits of amounts that came about by themselves roughly follow Benford's distribution; a clear departure may mean that amounts were made up or split.
innocent:
  zh: 单价固定、按同一标准支付，或金额集中在窄区间内，本就不服从该分布。
  en: Fixed prices, payments by one tariff, or amounts within a narrow range do not follow the distribution in the first place.
ground: [own_practice]
severity: L
subject: contractor
hit_key: [subject_type, subject_id]
needs: [contracts, payments]
optional_needs: [contracts.project_id]
params:
  min_payments: [{from: 1900-01-01, value: 300}]
  min_chi_square: [{from: 1900-01-01, value: 20.09}]
  min_mean_deviation: [{from: 1900-01-01, value: 0.015}]
status: active
--- */
with paid as (
    select
        placed_contracts.contractor_id,
        placed_contracts.unit_code,
        payments.paid_on,
        payments.amount_cny,
        cast(regexp_extract(cast(payments.amount_cny as varchar), '[1-9]', 0) as integer) as digit
    from payments
    inner join placed_contracts on placed_contracts.contract_id = payments.contract_id
    inner join run on payments.paid_on <= run.as_of
    where payments.amount_cny > 0
),

payers as (
    select 'contractor' as subject_type, contractor_id as subject_id, cast(null as varchar) as unit_code, paid_on, amount_cny, digit
    from paid

    union all

    select 'unit' as subject_type, unit_code as subject_id, unit_code, paid_on, amount_cny, digit
    from paid
    where unit_code is not null
),

found as (
    select
        subject_type,
        subject_id,
        unit_code,
        digit,
        count(*) as payments,
        max(paid_on) as last_paid_on,
        sum(amount_cny) as amount_cny
    from payers
    group by subject_type, subject_id, unit_code, digit
),

digits as (
    select 1 as digit union all select 2 union all select 3 union all select 4 union all select 5
    union all select 6 union all select 7 union all select 8 union all select 9
),

shares as (
    select
        found.subject_type,
        found.subject_id,
        found.unit_code,
        digits.digit,
        sum(found.payments) as payments,
        max(found.last_paid_on) as last_paid_on,
        sum(found.amount_cny) as amount_cny,
        sum(case when found.digit = digits.digit then found.payments else 0 end)
        / cast(sum(found.payments) as double) as share,
        ln(1 + 1.0 / digits.digit) / ln(10) as expected_share
    from found
    cross join digits
    group by found.subject_type, found.subject_id, found.unit_code, digits.digit
),

with_top as (
    select
        shares.*,
        max(share) over (partition by subject_type, subject_id) as top_share
    from shares
),

compared as (
    select
        subject_type,
        subject_id,
        unit_code,
        payments,
        last_paid_on,
        amount_cny,
        top_share,
        min(case when share = top_share then digit end) as top_digit,
        round(sum(power(share - expected_share, 2) / expected_share) * payments, 9) as chi_square,
        round(avg(abs(share - expected_share)), 9) as mean_deviation
    from with_top
    group by subject_type, subject_id, unit_code, payments, last_paid_on, amount_cny, top_share
)

select
    compared.subject_type,
    compared.subject_id,
    compared.unit_code,
    compared.last_paid_on as tested_on,
    compared.chi_square >= params.min_chi_square and compared.mean_deviation >= params.min_mean_deviation as is_hit,
    cast(null as varchar) as missing,
    compared.last_paid_on as happened_on,
    cast(compared.amount_cny as decimal(18, 2)) as amount_cny,
    case when compared.subject_type = 'unit' then '单位' else '承包商' end as subject_zh,
    compared.subject_type as subject_en,
    cast(compared.payments as bigint) as payments,
    round(compared.chi_square, 2) as chi_square,
    round(compared.mean_deviation, 4) as mean_deviation,
    compared.top_digit,
    round(100 * compared.top_share, 1) as top_share_percent
from compared
inner join params on compared.last_paid_on between params.valid_from and params.valid_to
where compared.payments >= params.min_payments
