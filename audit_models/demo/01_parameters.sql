-- What is assumed about the world: classes, seasons, posts, trades with their prices and shares, what is
-- going on in which unit, and how much of each irregularity is planted. Finer habits (how long a stage
-- takes, how often a paper is waived) stand beside the column that they shape, in the files after this one.

-- Customer classes as ranges of one draw (12 %, 28 %, 60 % of the applications), cancelled share.
create table demo.classes as
select * from (values
    ('hv', 0.00, 0.030),
    ('lv_nonresident', 0.12, 0.015),
    ('lv_resident', 0.40, 0.008),
) as classes (customer_class, from_draw, cancelled_share);

-- Season of the applications: the Spring Festival dip and the building season.
create table demo.seasons as
select * from (values
    (1, 0.92), (2, 0.62), (3, 1.00), (4, 1.06), (5, 1.10), (6, 1.16),
    (7, 1.14), (8, 1.10), (9, 1.06), (10, 1.00), (11, 0.98), (12, 0.94),
) as seasons (month_of_year, weight);

-- Posts: persons of the post for each team of a unit (a unit has one team per 4,000 applications).
-- The number of a post is part of the employee number: employee_key = unit_no * 1000 + post_no * 50 + n.
create table demo.posts as
select * from (values
    (0, 'account_manager', 3), (1, 'clerk', 2), (2, 'dispatcher', 1), (3, 'surveyor', 2),
    (4, 'planner', 1), (5, 'reviewer', 1), (6, 'inspector', 2), (7, 'meter_installer', 2),
    (8, 'archivist', 1), (9, 'fee_clerk', 1), (10, 'procurement', 1), (11, 'finance', 1),
    (12, 'manager', 1),
) as posts (post_no, post, persons_per_team);

-- Who does which stage, and how the stages are numbered inside a work order's number.
create table demo.stage_posts as
select
    stages.stage,
    posts.post_no,
    posts.persons_per_team,
from (values
    ('pre', 'account_manager'), ('accept', 'clerk'), ('dispatch', 'dispatcher'), ('survey', 'surveyor'),
    ('plan_draft', 'planner'), ('plan_review', 'reviewer'), ('plan_reply', 'account_manager'),
    ('fee', 'fee_clerk'), ('design', null), ('design_review', 'reviewer'), ('construct', null),
    ('grid_work', 'dispatcher'), ('mid_check', 'inspector'), ('final_check', 'inspector'),
    ('contract', 'account_manager'), ('meter', 'meter_installer'), ('energise', 'meter_installer'),
    ('archive', 'archivist'), ('visit', 'clerk'),
) as stages (stage, post)
left join demo.posts on posts.post = stages.post;

-- Trades of the contractors of a city: how many affiliates and private firms, what they are called,
-- the scope they work in, yuan per kVA, the affiliates' share of the market, the tender limit, and
-- how many high-voltage projects need the scope.
-- Shares: regulator's figures for Jiangxi 2014-01 … 2015-05 (design 60.71 %, construction 71.12 %,
-- supervision 70.10 % of the 12 % that are supervised). Contractor key = city_no * 1000 + trade_no * 100 + n;
-- n from 0 affiliates, from 20 private firms (20 … 22 fit for every voltage), from 60 subcontractors.
create table demo.trades as
select * from (values
    (1, 'design', '电力设计', 2, 6, 30.0, 0.6071, 1000000, 1.00),
    (2, 'construction', '电力工程', 3, 12, 620.0, 0.7112, 4000000, 1.00),
    (3, 'equipment', '电气设备', 1, 8, 380.0, 0.4500, 2000000, 0.35),
    (4, 'supervision', '电力监理', 1, 5, 14.0, 0.7010, 1000000, 0.12),
    (5, 'testing', '电气试验', 1, 5, 12.0, 0.5500, 1000000, 0.25),
) as trades (
    trade_no, scope, name_zh, affiliates, privates, price_per_kva_cny, affiliate_share,
    tender_limit_cny, project_share
);

-- Units in which something is going on, by their rank in size among the counties.
create table demo.traits as
select * from (values
    (1, 'harder_inspections'), (2, 'month_end_archiving'), (3, 'deadline_bunching'),
    (4, 'officer_affinity'), (5, 'one_brand'), (6, 'affiliates_only'), (7, 'happy_callbacks'),
    (8, 'harder_inspections'), (9, 'deadline_bunching'), (10, 'officer_affinity'),
    (12, 'affiliates_only'), (14, 'excess_rejections'), (15, 'one_brand'), (18, 'happy_callbacks'),
) as traits (size_rank, trait);

-- The city that gets worse, and for how many months it has done so at the end.
set variable worsening_city = '210700';
set variable worsening_months = 8;

-- What is planted. Grain `project`: at most one a project; `contract`: at most one on the
-- construction contract of a project that has none itself; `tender`: at most one a tender.
-- A share is that of an average unit: units and officers of higher risk have up to several times it.
create table demo.plantings as
select * from (values
    ('project', 'hv', 'CP01', 0.012), ('project', 'hv', 'CP02', 0.020), ('project', 'hv', 'CP03', 0.014),
    ('project', 'hv', 'CP04', 0.012), ('project', 'hv', 'CP05', 0.008), ('project', 'hv', 'CP07', 0.006),
    ('project', 'hv', 'CP08', 0.005), ('project', 'hv', 'CP11', 0.012), ('project', 'hv', 'CP12', 0.004),
    ('project', 'hv', 'CP14', 0.008), ('project', 'hv', 'CP15', 0.005), ('project', 'hv', 'CP16', 0.006),
    ('project', 'hv', 'CP17', 0.008), ('project', 'hv', 'CP18', 0.006), ('project', 'hv', 'CP19', 0.006),
    ('project', 'hv', 'CP22', 0.006), ('project', 'hv', 'CP23', 0.004), ('project', 'hv', 'CP24', 0.005),
    ('project', 'hv', 'CP25', 0.006), ('project', 'hv', 'CP26', 0.006), ('project', 'hv', 'IM03', 0.008),
    ('project', 'hv', 'IM04', 0.005), ('project', 'hv', 'IM12', 0.005), ('project', 'hv', 'IM13', 0.006),
    ('project', 'hv', 'IM14', 0.006), ('project', 'hv', 'IM15', 0.006), ('project', 'hv', 'IM18', 0.020),
    ('project', 'hv', 'IM19', 0.008), ('project', 'hv', 'NW02', 0.008), ('project', 'hv', 'NW03', 0.010),
    ('project', 'hv', 'NW05', 0.006), ('project', 'hv', 'NW06', 0.004), ('project', 'hv', 'PF12', 0.004),
    ('project', 'hv', 'PF13', 0.006),
    ('project', 'lv_nonresident', 'CP01', 0.010), ('project', 'lv_nonresident', 'CP02', 0.014),
    ('project', 'lv_nonresident', 'CP03', 0.006), ('project', 'lv_nonresident', 'CP04', 0.005),
    ('project', 'lv_nonresident', 'CP05', 0.006), ('project', 'lv_nonresident', 'CP07', 0.004),
    ('project', 'lv_nonresident', 'CP08', 0.003), ('project', 'lv_nonresident', 'CP11', 0.003),
    ('project', 'lv_nonresident', 'CP12', 0.003), ('project', 'lv_nonresident', 'CP13', 0.005),
    ('project', 'lv_nonresident', 'CP23', 0.003), ('project', 'lv_nonresident', 'CP24', 0.003),
    ('project', 'lv_nonresident', 'CP25', 0.004), ('project', 'lv_nonresident', 'NW06', 0.002),
    ('project', 'lv_nonresident', 'PF12', 0.002), ('project', 'lv_nonresident', 'PF14', 0.004),
    ('project', 'lv_nonresident', 'SV05', 0.002),
    ('project', 'lv_resident', 'CP01', 0.006), ('project', 'lv_resident', 'CP02', 0.008),
    ('project', 'lv_resident', 'CP03', 0.004), ('project', 'lv_resident', 'CP04', 0.003),
    ('project', 'lv_resident', 'CP05', 0.004), ('project', 'lv_resident', 'CP07', 0.003),
    ('project', 'lv_resident', 'CP12', 0.002), ('project', 'lv_resident', 'CP24', 0.002),
    ('project', 'lv_resident', 'SV05', 0.001),
    ('contract', 'hv', 'CT01', 0.018), ('contract', 'hv', 'CT02', 0.006), ('contract', 'hv', 'CT03', 0.006),
    ('contract', 'hv', 'CT20', 0.010), ('contract', 'hv', 'CT21', 0.005), ('contract', 'hv', 'CT22', 0.005),
    ('contract', 'hv', 'CT23', 0.010), ('contract', 'hv', 'CT26', 0.004), ('contract', 'hv', 'CT27', 0.005),
    ('contract', 'hv', 'CT28', 0.006), ('contract', 'hv', 'IM01', 0.020), ('contract', 'hv', 'IM02', 0.005),
    ('contract', 'hv', 'IM05', 0.006), ('contract', 'hv', 'IM06', 0.006), ('contract', 'hv', 'IM07', 0.006),
    ('contract', 'hv', 'IM08', 0.006), ('contract', 'hv', 'IM09', 0.004), ('contract', 'hv', 'IM10', 0.006),
    ('contract', 'hv', 'IM11', 0.005), ('contract', 'hv', 'IM17', 0.005), ('contract', 'hv', 'PF01', 0.006),
    ('contract', 'hv', 'PF02', 0.005), ('contract', 'hv', 'PF03', 0.006), ('contract', 'hv', 'PF04', 0.004),
    ('contract', 'hv', 'PF05', 0.005), ('contract', 'hv', 'PF07', 0.004), ('contract', 'hv', 'PF08', 0.005),
    ('contract', 'hv', 'PF09', 0.010), ('contract', 'hv', 'PF10', 0.006), ('contract', 'hv', 'PF11', 0.006),
    ('contract', 'hv', 'PF15', 0.004), ('contract', 'hv', 'PF16', 0.005),
    ('tender', 'hv', 'CT04', 0.015), ('tender', 'hv', 'CT05', 0.012), ('tender', 'hv', 'CT06', 0.012),
    ('tender', 'hv', 'CT07', 0.010), ('tender', 'hv', 'CT08', 0.010), ('tender', 'hv', 'CT09', 0.010),
    ('tender', 'hv', 'CT11', 0.010), ('tender', 'hv', 'CT12', 0.010), ('tender', 'hv', 'CT13', 0.010),
    ('tender', 'hv', 'CT16', 0.015), ('tender', 'hv', 'CT17', 0.012), ('tender', 'hv', 'CT19', 0.012),
) as plantings (grain, customer_class, rule_id, share);

-- The same as ranges of one draw; the last range of a class plants nothing.
create table demo.planting_ranges as
with
ranges as (
    select
        grain,
        customer_class,
        rule_id,
        sum(share) over in_order - share as from_draw,
        sum(share) over in_order as to_draw,
    from demo.plantings
    window in_order as (partition by grain, customer_class order by rule_id rows unbounded preceding)
)

select grain, customer_class, rule_id, from_draw from ranges
union all
select grain, customer_class, null as rule_id, max(to_draw) as from_draw from ranges group by all;
