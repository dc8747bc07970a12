/* ---
id: PF14
title: {zh: 三零收费, en: Fee on a three-zero customer}
says:
  zh: "三零客户{subject_id}支付了{amount_cny}元[；项目登记客户支付{customer_paid_cny}元][；收费明细中客户支付{charged_cny}元]。"
  en: "Three-zero customer {subject_id} paid {amount_cny} yuan[; according to the project: {customer_paid_cny}][; according to the list of charges: {charged_cny}]."
why:
  zh: “零投资”客户不应为接电付费，任何收费都使优惠政策落空，也可能是投资界面错划或搭车收费。
  en: A three-zero customer connects at no cost; any charge defeats the policy and may hide grid works passed on or a fee of somebody's own.
innocent:
  zh: 三零标志登记有误，客户自愿选购的增值服务或产权分界点以下的内部工程误记为接电收费，或已全额退还。
  en: The project was marked three-zero by mistake, a service of the customer's own choice or works behind his own boundary were entered as a connection charge, or the money was paid back in full.
ground: [getting_electricity_opinion_2020, liaoning_measures]
severity: H
subject: project
hit_key: [subject_id]
needs: [client_projects.is_three_zero]
needs_to_clear: [client_projects.customer_paid_cny, fees.payer]
optional_needs: [fees.charged_on]
status: active
--- */
with charges as (
    select
        fees.project_id,
        sum(case when fees.payer = 'customer' then fees.amount_cny end) as charged_cny,
        min(case when fees.payer = 'customer' then fees.charged_on end) as first_charged_on,
        count(*) - count(fees.payer) as charges_without_payer
    from fees
    cross join run
    where
        fees.amount_cny > 0
        and coalesce(fees.charged_on, run.as_of) <= run.as_of
    group by fees.project_id
),

three_zero as (
    select
        projects.project_id,
        projects.unit_code,
        projects.accepted_on,
        projects.customer_paid_cny,
        charges.charged_cny,
        charges.first_charged_on,
        greatest(projects.customer_paid_cny, charges.charged_cny) as paid_cny,
        case
            when projects.is_three_zero is null then 'client_projects.is_three_zero'
            when greatest(projects.customer_paid_cny, charges.charged_cny) > 0 then null
            when projects.customer_paid_cny is null then 'client_projects.customer_paid_cny'
            when charges.charges_without_payer > 0 then 'fees.payer'
        end as missing
    from projects
    left join charges on charges.project_id = projects.project_id
    where coalesce(projects.is_three_zero, true)
)

select
    project_id as subject_id,
    unit_code,
    accepted_on as tested_on,
    case when missing is null then paid_cny > 0 end as is_hit,
    missing,
    coalesce(first_charged_on, accepted_on) as happened_on,
    paid_cny as amount_cny,
    customer_paid_cny,
    charged_cny,
    first_charged_on
from three_zero
