-- The truth: what was planted and is visible in the tables by as_of. `planted_how` is a short name of
-- the deviation; `kind` tells what was meant (irregularity), what follows from it by itself under
-- another rule (consequence), and what is only odd data (oddity). The percentile rules CP23 and IM11
-- find some ordinary cases too, because there is always a top per cent, PF06 finds firms whose amounts
-- follow from a few capacities, and so do the rules on shares of few cases: CT14's fence over ten bids,
-- and CT24 and CT25 with ten contracts of a market of which affiliates hold seven tenths anyway.
create table truth.irregularities as
with
explanations as (
    select * from (values
        ('CP01', 'accepted two or more working days after the application'),
        ('CP02', 'plan replied after the strictest limit'),
        ('CP03', 'a limited stage took longer than its limit'),
        ('CP04', 'survey started or design contract signed before acceptance'),
        ('CP05', 'survey recorded late or ahead of time'),
        ('CP07', 'a required stage is missing'),
        ('CP08', 'second application of a cancelled first one'),
        ('CP11', 'suspension over half of the time or without evidence or just before the limit'),
        ('CP12', 'archived before energised'),
        ('CP13', 'three-zero above the ceiling alone or together with a second application'),
        ('CP14', 'small low-voltage demand supplied at 10 kV'),
        ('CP15', 'supply plan expired before review and construction'),
        ('CP16', 'three plan versions with changing source'),
        ('CP17', 'plan without source or metering mode or boundary point'),
        ('CP18', 'failed inspection without a clause'),
        ('CP19', 'three completion inspections'),
        ('CP22', 'cancelled with a private firm and back with an affiliate'),
        ('CP23', 'archiving took five weeks and more'),
        ('CP24', 'supply contract finished after energising'),
        ('CP25', 'document asked twice or from the wrong party'),
        ('CP26', 'environment assessment asked before energising'),
        ('IM03', 'construction started and signed before the plan reply'),
        ('IM04', 'no design contract and no design review'),
        ('IM12', 'critical customer without interim inspection'),
        ('NW03', 'builder present at the survey'),
        ('NW05', 'who surveyed also inspected'),
        ('NW06', 'contact phone is the account manager''s'),
        ('PF12', 'charged item that is not on the list'),
        ('PF13', 'customer charged for works outside his boundary or grid works'),
        ('PF14', 'three-zero customer paid'),
        ('SV05', 'full marks after an upheld complaint'),
    ) as explanations (rule_id, planted_how)
),

project_plants as (
    select
        'irregularity' as kind,
        projects.plant as rule_id,
        'project' as subject_type,
        project_id as subject_id,
        planted_how,
    from demo.projects as projects
    inner join explanations on explanations.rule_id = projects.plant
    where is_plant_visible
        and not (projects.plant = 'CP04' and customer_class = 'hv' and variant >= 0.6 and not exists (
            select 1 from demo.contracts
            where contracts.project_key = projects.project_key and contracts.scope = 'design'
        ))
        and not (projects.plant = 'CP02' and not (
            reply_clock < end_clock or end_clock - 1 - floor(accept_clock) > limit_days
        ))
        and not (projects.plant in ('CP08', 'CP22') and not exists (
            select 1 from demo.projects as firsts
            where firsts.companion_of = projects.project_key and firsts.has_been_cancelled
        ))
        and not (projects.plant = 'CP22' and not exists (
            select 1 from demo.contracts where contracts.project_key = projects.project_key
        ))
),

contract_plants as (
    select
        'irregularity' as kind,
        contract_plant as rule_id,
        'contract' as subject_type,
        contract_id as subject_id,
        case contract_plant
            when 'CT01' then 'public works above the limit without a tender'
            when 'CT02' then 'public works in two contracts below the limit'
            when 'CT03' then 'public works just below the limit without a tender'
            when 'CT20' then 'affiliate without the customer''s entrustment'
            when 'CT21' then 'no permit to install'
            when 'CT22' then 'permit expired during the works'
            when 'CT23' then 'construction signed before the plan reply'
            when 'CT26' then 'firm registered less than 180 days before'
            when 'CT27' then 'signed more than 30 days after the award'
            when 'CT28' then 'more than twice the usual price per kVA'
            when 'IM01' then 'construction began before the contract was signed'
            when 'IM02' then 'signing date before that of the previous number'
            when 'IM05' then 'nearly everything subcontracted and hardly any own cost'
            when 'IM06' then 'main works subcontracted or not approved or subcontracted again'
            when 'IM07' then 'three variations'
            when 'IM08' then 'variations of more than a tenth'
            when 'IM09' then 'signed below the limit and varied above it'
            when 'IM10' then 'variation approved late'
            when 'IM11' then 'works done in a sixth of the usual time'
            when 'PF01' then 'settled more than a tenth above the contract'
            when 'PF02' then 'paid above the settlement'
            when 'PF03' then 'settlement paid before acceptance'
            when 'PF04' then 'paid into an account that is not the contractor''s'
            when 'PF05' then 'the same amount paid twice'
            when 'PF07' then 'amount equals the estimate'
            when 'PF08' then 'estimate far above the amount'
            when 'PF09' then 'works finished long after the planned day'
            when 'PF10' then 'too much retention'
            when 'PF11' then 'private firm settled after more than 60 days'
            when 'PF15' then 'performance bond above a tenth'
            when 'PF16' then 'safety fee below the rate'
        end as planted_how,
    from demo.contracts as contracts
    where contract_plant is not null
        and case
            when contract_plant in ('IM05', 'IM06') then has_started
            -- Beyond 10,000 kVA there are too few works for a percentile.
            when contract_plant = 'IM11' then has_finished and applied_kva <= 10000
            when contract_plant = 'CT22' then finish_clock < end_clock or getvariable('as_of') > signed_on + 8
            when contract_plant in ('PF03', 'PF10', 'PF16') then has_been_accepted
            when contract_plant in ('PF04', 'PF05') then has_finished
            when contract_plant = 'PF09' then has_finished
            when contract_plant in ('PF01', 'PF02', 'PF11') then has_been_settled
            when contract_plant = 'IM01' then true
            when contract_plant = 'CT02' then (
                select count(*) from demo.contracts as halves
                where halves.project_key = contracts.project_key and halves.contract_plant = 'CT02'
            ) = 2
            when contract_plant in ('IM07', 'IM08', 'IM09', 'IM10') then (
                select count(*) from demo.changes where changes.contract_id = contracts.contract_id
            ) >= if(contract_plant = 'IM07', 3, 1)
            when contract_plant = 'IM02' then exists (
                select 1 from demo.contracts as others
                where others.contractor_key = contracts.contractor_key
                    and year(clock_day(others.signed_day)) = year(clock_day(contracts.signed_day))
                    and others.number_in_year = contracts.number_in_year - 1
                    and others.signed_on > contracts.signed_on
                    and year(contracts.signed_on) = year(others.signed_on)
            )
            when contract_plant = 'IM17' then false
            else true
        end
),

tender_plants as (
    select
        'irregularity' as kind,
        tender_plant as rule_id,
        if(tender_plant = 'CT19', 'contract', 'tender') as subject_type,
        if(tender_plant = 'CT19', contract_id, 'Z' || contract_id) as subject_id,
        case tender_plant
            when 'CT04' then 'fewer than 20 days to bid'
            when 'CT05' then 'one or two bidders'
            when 'CT06' then 'second bid within one per cent'
            when 'CT07' then 'second bid far above'
            when 'CT08' then 'two equal bids'
            when 'CT09' then 'bids in a geometric row'
            when 'CT11' then 'winner submitted after the deadline'
            when 'CT12' then 'all others disqualified'
            when 'CT13' then 'lowest bid disqualified'
            when 'CT16' then 'same network card or author'
            when 'CT17' then 'two bidders with one telephone'
            when 'CT19' then 'second bidder became subcontractor'
        end as planted_how,
    from demo.tenders
    where tender_plant is not null and (tender_plant <> 'CT19' or has_started)
),

grid_plants as (
    select
        'irregularity' as kind,
        plant as rule_id,
        'grid_project' as subject_type,
        'G' || project_id as subject_id,
        if(plant = 'IM18', 'finished after the promised day', 'wrong mode or started after the customer''s works')
            as planted_how,
    from demo.projects
    where plant in ('IM18', 'IM19')
        and customer_class = 'hv'
        and grid_from < end_clock
        and if(
            plant = 'IM18',
            grid_to < end_clock
            or clock_day(grid_to) - whole('late by', project_key, 3, 40) < getvariable('as_of'),
            voltage_kv <= 10
        )
),

material_plants as (
    select
        'irregularity' as kind,
        projects.plant as rule_id,
        'material' as subject_type,
        materials.material_id as subject_id,
        case projects.plant
            when 'IM13' then 'issued beyond the design'
            when 'IM14' then 'unit price far above the usual'
            else 'supply channel of another voltage'
        end as planted_how,
    from demo.projects as projects
    inner join source.materials
        on materials.grid_project_id = 'G' || projects.project_id
        and materials.material_code <> '0010002'
    where projects.plant in ('IM13', 'IM14', 'IM15')
),

related as (
    select distinct
        'irregularity' as kind,
        'NW02' as rule_id,
        'project' as subject_type,
        projects.project_id as subject_id,
        'account manager related to a contractor of the project' as planted_how,
    from source.relations
    inner join demo.projects as projects on projects.account_manager_id = relations.employee_id
    inner join demo.contracts as contracts
        on contracts.project_key = projects.project_key and contracts.contractor_id = relations.contractor_id
    where relations.is_declared = false
        and relations.valid_from <= case
            when projects.is_archived then clock_day(projects.archive_to)
            when projects.is_energised then clock_day(projects.energise_to)
            else getvariable('as_of')
        end
        and relations.valid_to >= clock_day(projects.accept_clock)
),

staff as (
    select
        'irregularity' as kind, 'NW01' as rule_id, 'employee' as subject_type, employee_id as subject_id,
        'shares a bank account with a contractor' as planted_how,
    from demo.staff_ties
),

archivists as (
    select handler_id, rule_id
    from (
        select work_orders.handler_id
        from source.work_orders
        inner join demo.units as units on units.unit_code = work_orders.unit_code
        where units.trait = 'month_end_archiving' and stage = 'archive' and finished_at is not null
        group by work_orders.handler_id, date_trunc('month', finished_at)
        having count(*) >= 12
    )
    cross join (values ('CP06'), ('CP10')) as rules (rule_id)
    group by all
),

units as (
    select unnest(case trait
        when 'harder_inspections' then ['CP20', 'CP21']
        when 'deadline_bunching' then ['CP09']
        when 'one_brand' then ['IM16']
        when 'affiliates_only' then ['CT24', 'CT25']
        when 'happy_callbacks' then ['SV05']
        when 'excess_rejections' then ['CT14']
        else []
    end) as rule_id, unit_code, trait
    from demo.units
),

-- Units whose follow-up calls are enough for a share in some month.
well_called as (
    select projects.unit_code
    from source.callbacks
    inner join demo.projects as projects on projects.project_id = callbacks.project_id
    group by projects.unit_code, date_trunc('month', callbacks.called_at)
    having count(*) >= 30
),

-- The planted contract makes the manager busy; every contract of the crowded days is concerned.
crowded as (
    select crossing.contract_id
    from source.contracts as crossing
    inner join source.contracts as busy
        on busy.contractor_id = crossing.contractor_id
        and busy.project_manager = crossing.project_manager
        and busy.actual_start_on >= crossing.actual_start_on
        and busy.actual_start_on <= coalesce(crossing.actual_finish_on, getvariable('as_of'))
    inner join source.contracts as third
        on third.contractor_id = busy.contractor_id
        and third.project_manager = busy.project_manager
        and third.actual_start_on <= busy.actual_start_on
        and coalesce(third.actual_finish_on, getvariable('as_of')) >= busy.actual_start_on
    where contains(crossing.project_manager, '-Q')
    group by crossing.contract_id, busy.contract_id
    having count(distinct third.contract_id) >= 3
),

direct as (
    select contractor_id
    from demo.contracts as contracts
    where exists (
        select 1 from source.tenders
        where tenders.tender_id = 'Z' || contracts.contract_id and tenders.method = 'direct'
    )
    group by contractor_id, unit_code
    having count(*) >= 3
),

losers as (
    select 'C' || lpad(cast(bidder_key as varchar), 9, '0') as contractor_id
    from demo.bids
    where bidder_key % 1000 = 241
    group by bidder_key
    having count(*) >= 30
),

-- One affiliate of the largest city wins works of every kind.
jacks as (
    select contractor_id
    from demo.contracts
    where contractor_key = 2200
    group by contractor_id
    having count(*) >= 20 and count(*) filter (where is_tendered) >= 12
),

made_up as (
    select contracts.contractor_id
    from source.payments
    inner join demo.contracts as contracts on contracts.contract_id = payments.contract_id
    where contracts.contractor_key = 2201
    group by contracts.contractor_id
    having count(*) >= 300
),

friends as (
    select lpad(cast(account_manager_key as varchar), 8, '0') as employee_id
    from demo.contracts
    where trait = 'officer_affinity' and account_manager_key % 50 = 0 and contractor_key % 1000 = 221
    group by account_manager_key
    having count(*) >= 8
),

service as (
    select
        'irregularity' as kind, 'SV01' as rule_id, 'outage' as subject_type,
        'A' || lpad(cast(outage_key as varchar), 10, '0') as subject_id,
        'notice too short or incomplete' as planted_how,
    from demo.outages
    where has_bad_notice and kind <> 'fault'
    union all
    select
        'irregularity', 'SV02', 'feeder', feeder_id, 'three faults in three weeks'
    from demo.outages
    where plant = 'SV02'
    group by feeder_id
    having count(*) >= 3
    union all
    select 'irregularity', 'SV03', 'disclosure', disclosure_id, 'published late or never'
    from source.disclosures
    where is_late and coalesce(published_on, getvariable('as_of')) > due_on
    union all
    select
        'irregularity', 'SV04', 'complaint', 'Q' || lpad(cast(complaint_key as varchar), 10, '0'),
        'answered after more than ten working days'
    from demo.complaints
    where is_late and (answer_clock < getvariable('end_clock') or getvariable('end_clock') - 1 - workday(received_at) > 10)
),

consequences as (
    select
        'consequence' as kind, 'CT23' as rule_id, 'contract' as subject_type, contract_id as subject_id,
        if(plant = 'IM03', 'signed with the early construction', 'signed before the acceptance') as planted_how,
    from demo.contracts
    where (plant = 'IM03' and scope = 'construction' and reply_clock < end_clock)
        or (plant = 'CP04' and scope = 'design' and variant >= 0.6 and reply_clock < end_clock)
    union all
    select 'consequence', 'CP07', 'project', project_id, 'archived before the steps that come first'
    from demo.projects
    where plant = 'CP12' and is_archived
    union all
    select 'consequence', 'CP13', 'project', project_id, 'the other application of the site'
    from demo.projects
    where plant = 'first CP13'
    union all
    select distinct 'consequence', 'CP09', 'employee', work_orders.handler_id, 'replies for a unit that waits for the limit'
    from source.work_orders
    inner join demo.units as units on units.unit_code = work_orders.unit_code
    where units.trait = 'deadline_bunching' and work_orders.stage = 'plan_reply' and work_orders.finished_at is not null
    union all
    select 'consequence', 'CP24', 'project', project_id, 'energised before accepted and so before the contract'
    from demo.projects
    where is_odd
),

oddities as (
    select
        'oddity' as kind, null as rule_id, 'project' as subject_type, project_id as subject_id,
        'energised before accepted' as planted_how,
    from demo.projects
    where is_odd
),

everything as (
    select * from project_plants
    union all select * from contract_plants
    union all select * from tender_plants
    union all select * from grid_plants
    union all select * from material_plants
    union all select * from related
    union all select * from staff
    union all
    select 'irregularity', rule_id, 'employee', handler_id, 'archives the month in its last minutes' from archivists
    union all
    select 'irregularity', rule_id, 'unit', unit_code, trait
    from units
    where rule_id <> 'SV05' or unit_code in (select unit_code from well_called)
    union all
    select distinct 'irregularity', 'IM17', 'contract', contract_id, 'manager on three and more sites at once' from crowded
    union all
    select distinct 'irregularity', 'CT18', 'contractor', contractor_id, 'direct awards of one unit' from direct
    union all
    select 'irregularity', 'CT10', 'contractor', contractor_id, 'bids everywhere and never wins' from losers
    union all
    select 'irregularity', 'CT15', 'contractor', contractor_id, 'wins works of every kind' from jacks
    union all
    select 'irregularity', 'PF06', 'contractor', contractor_id, 'progress payments that all begin with a 1' from made_up
    union all
    select 'irregularity', 'NW04', 'employee', employee_id, 'his projects go to one private firm' from friends
    union all select * from service
    union all select * from consequences
    union all select * from oddities
)

select rule_id, subject_type, subject_id, planted_how, kind from everything;
